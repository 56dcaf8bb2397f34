"""Every string that an office can type prints in all formats, whole, or is refused with its cell before anything is built."""

from __future__ import annotations

import html
import io
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdf
import pytest
from cchc.errors import CchcError, InputError, NotebookError
from cchc.reporting.blocks import Column, Heading, Paragraph, Row, Settings, Span, Table
from cchc.reporting.book import Chapter
from cchc.reporting.document import Document
from cchc.reporting.excel import render_workbook
from cchc.reporting.html import render_html
from cchc.reporting.notebook import printed
from cchc.reporting.typst import FONTS, render_pdf
from cchc.reporting.word import render_docx
from cchc.run.check_data import check_data
from cchc.sources.reader import Reader
from cchc.sources.tasks import read_task_sheet
from cchc.texts import normalise_text, printable, unprintable
from fontTools.ttLib import TTFont
from hypothesis import example, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "broken"))
import make_files

m: Any = make_files
COLUMNS = (Column("a", "Nội dung", width=20), Column("b", "Nhiệm vụ", width=40), Column("c", "Ghi chú", width=15))


def _document(text: str) -> Document:
    made = Settings("Thử", "analysis", "", "UBND", "Lập bằng cchc.", "2024-01-01")
    table = Table(COLUMNS, (Row(("1", text, "")),), caption="Bảng thử", note=text, sheet="Thử")
    return Document(made, (Heading(1, "Thử"), Paragraph((Span(text, bold=True), Span(text, italic=True))), table))


def _letters(text: str) -> Counter[str]:
    return Counter(re.sub(r"[\s\u200b\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\u00ad-]", "", text))


def _pdf(document: Document) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(render_pdf(document))).pages)


def _in_all_formats(text: str) -> Document:
    document = _document(text)
    wanted = _letters(text)
    page = re.sub(r"<[^>]+>", "", render_html(document).partition("<main")[2])
    assert not wanted - _letters(html.unescape(page))
    word = docx.Document(io.BytesIO(render_docx(document)))
    assert _letters(word.tables[0].rows[1].cells[1].text) == wanted
    book = openpyxl.load_workbook(
        io.BytesIO(render_workbook([Chapter("", document.blocks)], title="t", lines=[], is_illustrative=False))
    )
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "s"]
    assert any(_letters(cell) == wanted for cell in cells), (text, cells)
    return document


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("văn bản")


PASTED = [
    "\uf0b7 Rà soát", "✓ Đã xong", "➢ Bước một", "❖ ☐ ☑ ➔ ■ ◦", "📌 Họp 🎯 ✅", "đợt Ⅱ，ｂ", "dòng\x0bmới", "ẩn\u200bẩn\ufeff", "\x1b[31mđỏ\x1b[0m",
    "$\\frac{$ 5 $", "#set page() *đậm* _nghiêng_ `mã` <nhãn> @ai", "<b>&amp;</b> ]]>", "=HYPERLINK(1)", "{{ unit }} {% for %}", "a" * 300,
    "https://dichvucong.gov.vn/" + "abcdefghij" * 60, "Rà soát thủ tục hành chính và báo cáo. " * 60, "ﬁ ½ ² ₫ € ≥ ≤ → ∑ √ ① ⓐ",
    "Ðại học Ð đ Đ ð", "á à ả ã ạ ă ắ â ấ đ ê ế ô ố ơ ớ ư ứ ý", "a\u0301 e\u0302\u0301", "עברית Ελληνικά Русский",
]  # fmt: skip


@pytest.mark.parametrize("text", PASTED, ids=range(len(PASTED)))
def test_what_is_pasted_from_word_and_elsewhere_prints_whole_in_all_formats(office: Path, text: str) -> None:
    (office / "tasks.csv").write_bytes(m.table(m.task_rows({(1, "task_vi"): text})))
    read = read_task_sheet(Reader(office), "tasks.csv").table["task_vi"].iloc[1]
    document = _in_all_formats(read)
    told = _pdf(document)
    # three times: bold, italic, in the table; the note is a fourth
    missing = Counter({letter: 4 * count for letter, count in _letters(read).items()}) - _letters(told)
    assert not {letter: count for letter, count in missing.items() if not "\u0590" <= letter <= "\u05ff"}, missing


@given(text=st.text(min_size=1, max_size=60))
@example(text="\ud7ff\ue000\U0001f6d9")
@settings(max_examples=120)
def test_any_text_is_carried_by_all_formats_or_refused_once_with_its_cell(office: Path, text: str) -> None:
    try:
        (office / "tasks.csv").write_bytes(m.table(m.task_rows({(1, "note_vi"): f"a{text}"})))
        read = read_task_sheet(Reader(office), "tasks.csv").table["note_vi"].iloc[1]
    except InputError as error:
        assert re.search(r"dòng \d+|ký tự không in|không phải tệp chữ|mã UTF-8", str(error))  # noqa: PT017
        return
    assert unprintable(read) == []
    _in_all_formats(read)
    render_pdf(_document(read))


def test_what_is_called_printable_is_what_the_embedded_fonts_hold() -> None:
    tables = {path.stem: set(TTFont(path).getBestCmap()) for path in FONTS.glob("*.ttf")}
    main = set.intersection(*(held for name, held in tables.items() if not name.startswith("Noto")))
    signs = set().union(*(held for name, held in tables.items() if name.startswith("Noto")))
    told = {ord(one) for one in printable()} - {9, 10}
    assert told == {one for one in main | signs if one >= 0x20}
    # everything that normalising makes of Word's marks can be printed
    assert unprintable(normalise_text("".join(map(chr, range(0xF000, 0xF0FF))))) == [
        f"U+{one:04X}" for one in range(0xF000, 0xF0FF) if unprintable(normalise_text(chr(one)))
    ]


def test_a_row_longer_than_a_page_is_broken_and_not_cut() -> None:
    text = " ".join(f"câu{number}" for number in range(1500))
    told = _pdf(_document(text))
    assert all(f"câu{number}" in told.replace("\n", " ") for number in range(0, 1500, 7))


def test_a_link_without_spaces_stays_in_its_column() -> None:
    told = _pdf(_document("https://x.vn/" + "abcdefghij" * 60))
    # lines of 40 to 100 letters, where one line ran over four columns and off the paper
    assert max(map(len, told.split("\n"))) < 120


def test_a_text_longer_than_a_cell_of_excel_is_refused_and_not_cut() -> None:
    tables = _document("a" * 40_000).tables()
    with pytest.raises(CchcError, match="dài 40000 ký tự, Excel chỉ giữ 32767"):
        render_workbook([Chapter("", tables)], title="t", lines=[], is_illustrative=False)


def test_what_a_cell_of_a_notebook_shows_is_normalised_or_refused_with_its_cell() -> None:
    block = printed(Paragraph((Span("\uf0b7 một\x0bhai"),)), 7)
    assert block == Paragraph((Span("• một\nhai"),))
    with pytest.raises(NotebookError, match=r"ô số 7 có ký tự không in được \(U\+0007\)"):
        printed(_document("chuông \x07").blocks[2], 7)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("params/2024/HaTinh.yml", 'plan:\n  letterhead:\n    signer: "Nguyễn \ue123 A"\n'),
        ("params/texts/improvement_province/purpose.md", "## I\n\nMục \U000f0000 đích\n"),
    ],
)
def test_check_data_finds_what_the_report_would_stumble_over(project: Path, name: str, content: str) -> None:
    (project / name).write_text(content, encoding="utf-8")
    errors = [one for one in check_data("HaTinh", "2024") if one.severity == "error"]
    assert [one.file for one in errors] == [name]
    assert "dòng 3" in errors[0].place
    assert "ký tự không in được" in errors[0].found_vi


def test_check_data_words_the_plan_as_the_report_would(project: Path) -> None:
    path = project / "params/texts/improvement_province/purpose.md"
    path.write_text("## I\n\n{{ 1 / 0 }}\n", encoding="utf-8")
    errors = [one for one in check_data("HaTinh", "2024") if one.severity == "error"]
    assert [(one.file, one.place) for one in errors] == [("params/texts/improvement_province/purpose.md", "dòng 3")]
