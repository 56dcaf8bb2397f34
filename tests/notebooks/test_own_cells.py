"""Whatever a cell of an analyst's own prints or shows, the document is made: what it cannot carry is said in its place."""

import dataclasses
from pathlib import Path
from typing import Any

import nbformat
import pytest
from cchc.reporting.blocks import NO_ALT, Figure, Paragraph, Settings
from cchc.reporting.control_blocks import Checks, Control
from cchc.reporting.document import Document
from cchc.reporting.html import render_html
from cchc.reporting.notebook import build_document
from cchc.reporting.own_outputs import MOST_LINES
from cchc.reporting.typst import render_pdf
from cchc.reporting.word import render_docx
from cchc.run.execute import execute_notebook
from cchc.run.pipeline import build_report

ENGINES = pytest.mark.parametrize("engine", ["fork", "kernel"])
SETTINGS = Settings("Thử", "analysis", "", "UBND", "", "2024-01-01")
OPENING = (
    "import cchc\nfrom cchc.reporting.blocks import Settings\nSettings('Thử', 'analysis', '', 'UBND', '', '2024-01-01')"
)
DISPLAY = "from IPython.display import HTML, Image, Latex, Markdown, display\n"
#: Cell → what the document tells of it.
CELLS = {
    "print('\\x1b[1;31mđỏ\\x1b[0m thường')": ["đỏ thường"],
    "import warnings, sys\nwarnings.warn('x')\nprint('lỗi', file=sys.stderr)\nprint('ra')": ["ra"],
    "for at in range(4): print(f'\\r{at}/3', end='')": ["3/3"],
    "print('ab\\b\\bcd')": ["cd"],
    "print('một\\n\\nhai')": ["một", "hai"],
    "print('chuông \\x07')": ["chuông \ufffd"],
    "b'\\x00\\xff'": ["Ở đây có dữ liệu nhị phân (bytes)"],
    "object()": ["Ở đây có kết quả chỉ là địa chỉ"],
    "print('trước'); print(object()); print('sau')": ["trước", "Ở đây có kết quả chỉ là địa chỉ", "sau"],
    "iter([])": ["Ở đây có kết quả chỉ là địa chỉ"],
    f"{DISPLAY}display(HTML('<b>x</b>'))": ["Ở đây có đoạn HTML"],
    f"{DISPLAY}display(HTML('<div class=\"plotly-graph-div\"></div>'))": ["Ở đây có biểu đồ tương tác (plotly)"],
    f"{DISPLAY}display(Latex('$x$'))": ["Ở đây có công thức LaTeX"],
    f"{DISPLAY}display(Markdown('```\\nmã\\n```'))": ["Ở đây có đoạn Markdown"],
    f"{DISPLAY}display({{'image/png': 'AAAA', 'text/plain': '<PIL.Image>'}}, raw=True)": ["Ở đây có ảnh"],
    f"{DISPLAY}display({{'application/vnd.jupyter.widget-view+json': {{}}, 'text/plain': 'IntSlider()'}}, raw=True)": [
        "Ở đây có nút bấm, thanh kéo (widget)"
    ],
    f"{DISPLAY}display({{'application/vnd.plotly.v1+json': {{}}, 'text/html': '<div>'}}, raw=True)": [
        "Ở đây có biểu đồ tương tác (plotly)"
    ],
    f"{DISPLAY}display({{'application/vnd.vegalite.v5+json': {{}}, 'text/plain': 'x'}}, raw=True)": [
        "Ở đây có biểu đồ tương tác (altair)"
    ],
    "import pandas as pd\npd.DataFrame({'a': [1]}).style": ["Ở đây có đoạn HTML"],
    "float('inf')": ["∞"],
    "cchc.say('Lời **riêng**')": ["Lời riêng"],
}


def _write(folder: Path, cells: list[str]) -> Path:
    parameters = nbformat.v4.new_code_cell("year: int = 2024", metadata={"tags": ["parameters"]})
    shown = [parameters, *map(nbformat.v4.new_code_cell, (OPENING, *cells))]
    nbformat.write(nbformat.v4.new_notebook(cells=shown), folder / "thử.ipynb")
    return folder / "thử.ipynb"


def _told(folder: Path, cells: list[str]) -> Document:
    return build_document(execute_notebook(_write(folder, cells), {"year": 2024}, root=folder))


@ENGINES
def test_nothing_that_a_cell_shows_breaks_a_document(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENGINE", engine)
    document = _told(tmp_path, list(CELLS))
    texts = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    expected = [text for told in CELLS.values() for text in told]
    assert len(texts) == len(expected)
    for text, begin in zip(texts, expected, strict=True):
        assert text == begin or (begin.startswith("Ở đây") and text.startswith(begin))
    # what is left out is said with its cell, and how to have it
    left_out = {
        f"ô số {at}: {one.removeprefix('Ở đây có ')}"
        for at, told in enumerate(CELLS.values(), start=3)
        for one in told
        if one.startswith("Ở đây")
    }
    assert all(any(remark.startswith(one) for remark in document.remarks) for one in left_out)
    assert len(document.remarks) == len(left_out) + 1  # and the bell
    assert all("; hãy" in one or "cchc." in one for one in document.remarks if "không in được" not in one)
    for render in (render_html, render_pdf, render_docx):
        assert len(render(document)) > 1000  # type: ignore[arg-type, operator]


@ENGINES
def test_long_prints_are_cut_and_say_how_much(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENGINE", engine)
    document = _told(tmp_path, ["for at in range(10_000): print('dòng', at)", "print('dài ' * 10_000)"])
    texts = [block.text for block in document.blocks]  # type: ignore[attr-defined]
    assert texts[: MOST_LINES + 1] == [
        *(f"dòng {at}" for at in range(MOST_LINES)),
        'Còn 9.900 dòng in ra phía sau không đưa vào tài liệu; cần đủ thì dùng cchc.table(bảng, caption="...").',
    ]
    assert len(texts[-1]) < 2100
    assert [one.partition(";")[0] for one in document.remarks] == [
        "ô số 3: 9.900 dòng in ra phía sau không đưa vào tài liệu",
        "ô số 4: một dòng in ra dài 39999 ký tự, chỉ in 2000 ký tự đầu",
    ]


CHARTS = [
    "import pandas as pd\nax = pd.Series([1, 2]).plot()\ncchc.figure(ax, caption='Một', alt='Tăng.')",
    "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2])\ncchc.figure(fig, caption='Hai', alt='Tăng.', data=pd.DataFrame({'a': [1]}))",
    "cchc.figure(pd.Series([1, 2]).plot(), caption='Ba')",
    "made = cchc.figure(pd.Series([1, 2]).plot(), alt='không hiện')\nmade = None",
    "cchc.figure(pd.DataFrame({'a': [1, 2], 'b': [1, 2]}).plot(subplots=True), caption='Bốn', alt='Tăng.')",
]


@ENGINES
def test_an_own_chart_is_shown_once(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENGINE", engine)
    document = _told(tmp_path, CHARTS)
    assert all(isinstance(block, Figure) for block in document.blocks)
    # the fourth cell shows nothing of ours: matplotlib shows what was drawn, as it does for any chart
    assert [(block.caption, block.number, block.alt == NO_ALT) for block in document.blocks] == [  # type: ignore[attr-defined]
        ("Một", 1, False), ("Hai", 2, False), ("Ba", 3, True), ("", 0, True), ("Bốn", 4, False),
    ]  # fmt: skip
    assert [one.partition(" chưa có lời mô tả")[0] for one in document.remarks] == [
        "ô số 5: biểu đồ",
        "ô số 6: biểu đồ",
    ]


def _checked(text: str, **changes: Any) -> Document:
    checks = Checks(2024, 2023, "2024-02-01", False, (), (), (), ())
    cells = [nbformat.v4.new_code_cell("x") for _ in range(2)]
    for count, (cell, block) in enumerate(
        zip(cells, (SETTINGS, dataclasses.replace(checks, **changes)), strict=True), 1
    ):
        cell.execution_count = count
        cell.outputs = [nbformat.v4.new_output("display_data", data=block._repr_mimebundle_())]
    notebook = nbformat.v4.new_notebook(cells=[*cells, nbformat.v4.new_markdown_cell(text)])
    return build_document(notebook, lambda one: ["lời văn nói đến tỉnh A; xem lại"] if "tỉnh A" in one else [])


def test_the_checks_of_a_draft_list_what_is_to_be_looked_at_and_issuing_does_not_wait_for_it() -> None:
    document = _checked("Ở tỉnh A đã làm.")
    page = document.blocks[0]
    assert isinstance(page, Control)
    assert ("Ô tự thêm trong sổ tính", "ô số 3: lời văn nói đến tỉnh A", "xem lại", "không") in page.files
    assert document.findings is not None
    assert not any("tỉnh A" in one.found_vi for one in document.findings)
    assert not any("Ô tự thêm" in str(row) for row in _checked("Đã làm.").blocks[0].files)  # type: ignore[attr-defined]


def test_a_report_says_what_it_left_out_and_whom_its_words_name(project: Path) -> None:
    path = project / "notebooks/02_weaknesses.ipynb"
    notebook = nbformat.read(path, as_version=4)
    own = [
        nbformat.v4.new_markdown_cell("## Riêng\n\nTỉnh Bắc Kạn đã làm."),
        nbformat.v4.new_code_cell("cchc.say('So với {{ unit }}: Lai Châu', results)"),
        nbformat.v4.new_code_cell("cchc.table(results.published('papi').weak, caption='Bảng riêng')"),
        nbformat.v4.new_code_cell("object()"),
    ]
    at = next(at for at, cell in enumerate(notebook.cells) if cell.source.startswith("## Giới hạn"))
    notebook.cells[at:at] = own
    nbformat.write(notebook, path)
    said: list[str] = []
    folder = build_report("KonTum", 2024, say=said.append)
    remarks = [one.removeprefix("Lưu ý: sổ tính 02_weaknesses.ipynb, ") for one in said if "sổ tính 02" in one]
    assert [one.partition(";")[0] for one in remarks] == [
        f"ô số {at + 1}: lời văn nói đến tỉnh Bắc Kạn",
        f"ô số {at + 2}: lời văn nói đến tỉnh Lai Châu",
        f"ô số {at + 4}: kết quả chỉ là địa chỉ trong bộ nhớ không đưa được vào tài liệu",
    ]
    html = (folder / "weaknesses.html").read_text(encoding="utf-8")
    assert "So với tỉnh Kon Tum: Lai Châu" in html
    assert ". Bảng riêng</figcaption>" in html
    assert "So với mức tốt nhất" in html
    assert "Dòng này không vào tài liệu" not in html
