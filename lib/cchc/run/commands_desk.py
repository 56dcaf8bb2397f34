"""Commands of the analyst's desk: JupyterLab, a look at one notebook, notebooks of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import click

from cchc.errors import ParameterError, check_given
from cchc.run.command_help import command, from_environment
from cchc.run.command_options import PROVINCE, YEAR, flag
from cchc.run.command_values import among


@command(short_help="Mở JupyterLab bằng tiếng Việt, từ thư mục gốc của dự án.", passes_on=True)
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[TÙY CHỌN CỦA JUPYTERLAB]...")
def lab(options: tuple[str, ...]) -> None:
    """Mở JupyterLab ở trang bắt đầu; tùy chọn của JupyterLab (--no-browser, --port=8890) được chuyển nguyên văn."""
    from cchc.run.lab.start import start_lab  # noqa: PLC0415 -- heavy

    start_lab(options)


@command(short_help="Chạy một sổ tính và lập tệp PDF, Word, HTML, Excel để xem.")
@click.argument("notebook", default="", metavar="SỔ_TÍNH")
@click.option("--json", "is_json", is_flag=True, hidden=True, help="Cho chương trình khác đọc.")
def preview(notebook: str, *, is_json: bool) -> None:
    """Chạy một sổ tính với tham số ghi trong đó và lập các tệp để xem trong reports/preview."""
    path = Path(notebook)
    if not notebook or path.suffix != ".ipynb" or not path.is_file():
        example = "cchc preview notebooks/02_weaknesses.ipynb"
        raise ParameterError(f"Không có sổ tính '{notebook}'; cần một tệp .ipynb, ví dụ: {example}.")
    from cchc.run.preview import preview_notebook  # noqa: PLC0415 -- heavy
    from cchc.sources.root import find_root  # noqa: PLC0415

    notes: list[str] = []
    made = preview_notebook(path.resolve(), find_root(), notes.append)
    files = [one.as_posix() for one in made.files]
    if is_json:
        print(json.dumps({"files": files, "remarks": [*notes, *made.remarks]}, ensure_ascii=False))
        return
    for line in (*notes, *made.remarks, "Đã lập:", *(f"  {one}" for one in files)):
        print(line)


@command(short_help="Lập sổ tính riêng của một đơn vị, từ sổ chung hoặc từ mẫu.")
@PROVINCE
@YEAR
@from_environment("NOTEBOOK", "Sổ chung được chép, ví dụ 02; với KIND=blank: tên sổ mới.")
@from_environment("KIND", "blank: sổ mới từ mẫu; bỏ trống: chép một sổ chung.", among("blank"))
@from_environment("FORCE", "Đưa thay đổi của sổ chung vào sổ riêng đã có.", is_flag=True)
def notebook(province: str, year: str, notebook: str, kind: str, *, force: bool) -> None:
    """Lập sổ tính riêng trong notebooks/<năm>/<Đơn vị>; sổ đã có thì cho biết sổ chung đã thay đổi gì."""
    check_given(province, year, example="make notebook PROVINCE=BacKan YEAR=2024 NOTEBOOK=02")
    from cchc.run.notebook_files import write_notebook  # noqa: PLC0415 -- heavy
    from cchc.sources.root import find_root  # noqa: PLC0415

    is_forced = flag("FORCE", is_given=force)
    write_notebook(province, year, notebook, kind.strip(), find_root(), print, is_forced=is_forced)
