"""Commands about this machine and the command line itself."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from cchc.run.command_help import command
from cchc.run.command_options import say
from cchc.run.completion import SHELLS, script


@command(short_help="Khám máy và thư mục dự án: thiếu gì, cần làm gì.")
def doctor() -> None:
    """Khám máy và thư mục dự án, in một bảng: đạt, cần xem, lỗi; không đổi gì, không cần mạng.

    Kết thúc với mã 0 khi không có mục nào lỗi. Gửi bảng này cho người hỗ trợ khi hỏi.
    """
    from cchc.run.doctor import examine_project  # noqa: PLC0415 -- only when asked

    examine_project(say)


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
