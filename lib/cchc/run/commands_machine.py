"""Commands about this machine and the command line itself."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from cchc.run.command_help import command
from cchc.run.completion import SHELLS, script


@command(short_help="In phần tự điền khi bấm Tab cho bash, zsh, fish, powershell.")
@click.argument(
    "shell",
    default="",
    metavar=f"[{'|'.join(SHELLS)}]",
    shell_complete=lambda _, __, typed: [CompletionItem(one) for one in SHELLS if one.startswith(typed)],
)
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """In phần tự điền của lệnh cchc cho một cửa sổ lệnh; không nêu tên thì theo cửa sổ lệnh đang dùng.

    Hai dòng đầu nói tệp ấy lưu vào đâu. Sau đó gõ dở rồi bấm Tab: lệnh, khóa, tên đơn vị, năm được gợi ý. Lệnh cchc phải gọi được
    bằng tên: thêm thư mục .venv/bin (Windows: thư mục của dự án) vào PATH.
    """
    print(script(context.find_root().command, shell), end="")
