"""The main job, as its user runs it."""

import hashlib
import json
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import cchc
import docx
import nbformat
import openpyxl
import pypdf
import pytest
from cchc.errors import CchcError, InputError, IssueRefusedError, NotebookError
from cchc.run.cli import main
from cchc.run.pipeline import build_report
from docx.oxml.ns import qn
from openpyxl.utils import get_column_letter

FILES = {
    "brief.html", "brief.pdf", "explore.html", "indices.html", "indices.pdf", "weaknesses.html", "weaknesses.pdf", "plan.html", "plan.pdf", "plan.docx", "workbook.xlsx", "tasks.ics", "run.json",
}  # fmt: skip


def _hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def _normal(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text).replace("\u00ad", ""))


# ---- text of the three formats -------------------------------------------------------------------------------------
class _Text(HTMLParser):
    """Text of <main>, block by block."""

    BLOCKS = frozenset({"p", "h1", "h2", "h3", "td", "th", "figcaption", "span"})

    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.texts: list[str] = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 -- the parser passes it
        self.inside |= tag == "main"
        if tag in self.BLOCKS:
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside &= tag != "main"
        if tag in self.BLOCKS:
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts[-1] += data


def html_texts(path: Path) -> list[str]:
    """Return the blocks of the main part in order."""
    parser = _Text()
    parser.feed(path.read_text(encoding="utf-8"))
    return [text for text in parser.texts if text.strip()]


def pdf_text(path: Path) -> str:
    """Return the text without what repeats on every page: page numbers and the watermark."""
    pages = []
    for page in pypdf.PdfReader(path).pages:
        lines = [
            line for line in page.extract_text().splitlines() if line.strip() and line.strip() != "SỐ LIỆU MINH HỌA"
        ]
        pages.append("\n".join(lines[1:] if lines and re.fullmatch(r"\s*\d{1,2}\s*", lines[0]) else lines))
    return "\n".join(pages)


def test_the_report_has_exactly_the_promised_files(built: Path) -> None:
    assert set(_hashes(built)) == FILES
    assert [path.name for path in built.parent.iterdir()] == ["BacKan"]


def test_word_and_html_carry_the_same_sentences_in_the_same_order(
    built: Path, word_texts: Callable[[Path], list[str]]
) -> None:
    assert _normal("".join(word_texts(built / "plan.docx"))) == _normal("".join(html_texts(built / "plan.html")))


def test_pdf_carries_every_sentence_and_cell_of_the_word_file(
    built: Path, word_texts: Callable[[Path], list[str]]
) -> None:
    text = _normal(pdf_text(built / "plan.pdf"))
    missing = [one for one in word_texts(built / "plan.docx") if not _is_printed(_normal(one), text)]
    # a paragraph that runs over the end of a page is interrupted by nothing: page numbers were taken out above
    assert missing == []


def _is_printed(words: str, text: str) -> bool:
    """Tell whether a text stands in another in one piece, or in two: a high row is broken over two pages."""
    if words in text:
        return True
    begins = max((at for at in range(len(words)) if words[:at] in text), default=0)
    return any(words[at:] in text for at in range(min(begins, len(words) - 4), 3, -1))


def test_pdf_and_word_carry_the_same_numbers_equally_often(
    built: Path, word_texts: Callable[[Path], list[str]]
) -> None:
    number = re.compile(r"\d+(?:,\d+)?")
    in_word = Counter(number.findall(" ".join(word_texts(built / "plan.docx"))))
    in_pdf = Counter(number.findall(pdf_text(built / "plan.pdf")))
    # no year: the heading of a table that runs over a page is printed again in the PDF
    for one in ("84,24", "75,03", "57", "15,76", "20", "0,50", "66,00"):
        assert in_pdf[one] == in_word[one], one
    decimals = {one: count for one, count in in_word.items() if "," in one}
    assert len(decimals) > 50
    assert {one: in_pdf[one] for one in decimals} == decimals


def test_the_plan_has_its_parts_in_order(built: Path, word_texts: Callable[[Path], list[str]]) -> None:
    text = "\n".join(word_texts(built / "plan.docx"))
    parts = [
        "ỦY BAN NHÂN DÂN", "/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Bắc Kạn, ngày", "KẾ HOẠCH", "I. MỤC ĐÍCH, YÊU CẦU",
        "II. MỤC TIÊU, NHIỆM VỤ VÀ GIẢI PHÁP", "Phụ lục I", "Phụ lục IV", "III. TỔ CHỨC THỰC HIỆN", "20/6/2024", "01/12/2024", "./.", "Nơi nhận:",
        "- Lưu: VT, NCPC.", "TM. ỦY BAN NHÂN DÂN", "Nguyễn Đăng Bình", "Phụ lục I", "Phụ lục II", "Phụ lục III", "Phụ lục IV", "Trang kiểm soát số liệu",
    ]  # fmt: skip
    at = 0
    for part in parts:
        at = text.find(part, at)
        assert at >= 0, part


def test_targets_of_the_annexes_follow_the_printed_rules(built: Path) -> None:
    workbook = openpyxl.load_workbook(built / "workbook.xlsx", data_only=True)

    def rows(sheet: str) -> list[dict[str, object]]:
        values = list(workbook[sheet].iter_rows(min_row=4, values_only=True))
        return [dict(zip(map(str, values[0]), row, strict=True)) for row in values[1:]]

    assert all(row["Mục tiêu"] == row["Điểm tối đa"] == row["Điểm năm 2023"] for row in rows("PL PAR duy trì"))
    assert all(row["Mục tiêu"] == row["Điểm năm 2023"] < row["Điểm tối đa"] for row in rows("PL PAR khắc phục"))  # type: ignore[operator]
    for row in rows("PL SIPAS"):
        assert row["Mục tiêu (%)"] == pytest.approx(min(row["Tỷ lệ năm 2023 (%)"] * 1.1, 100))  # type: ignore[operator]
    papi = rows("PL PAPI")
    for row in papi:
        assert row["Mục tiêu"] == pytest.approx(min(row["Điểm năm 2023"] + 0.1, row["Điểm tối đa"]))  # type: ignore[operator]
    counts = [len(rows(sheet)) for sheet in ("PL PAR duy trì", "PL PAR khắc phục", "PL SIPAS", "PL PAPI")]
    assert sum(counts[:2]) == 94
    assert sum(row["Điểm bị mất"] for row in rows("PL PAR khắc phục")) == pytest.approx(100 - 84.24)  # type: ignore[misc]


def test_illustrative_figures_are_marked_on_every_page_and_at_every_table(built: Path) -> None:
    for name in ("indices.pdf", "weaknesses.pdf", "plan.pdf"):
        for page in pypdf.PdfReader(built / name).pages:
            assert "SỐ LIỆU MINH HỌA" in page.extract_text(), name
    with zipfile.ZipFile(built / "plan.docx") as archive:
        headers = [archive.read(name).decode() for name in archive.namelist() if re.match(r"word/header\d+\.xml", name)]
    assert len(headers) >= 10
    assert all("SỐ LIỆU MINH HỌA" in header for header in headers)
    text = (built / "plan.html").read_text(encoding="utf-8")
    assert text.count("Số liệu minh họa, không phải số liệu chính thức.") == 3  # annexes I-III; PAPI is published
    run = json.loads((built / "run.json").read_text(encoding="utf-8"))
    assert "data/illustrative/BacKan/2023/score_sheet.xlsx" in run["illustrative"]


def test_pdf_is_archivable_accessible_and_embeds_its_fonts(built: Path) -> None:
    for name in ("indices.pdf", "weaknesses.pdf", "plan.pdf"):
        reader = pypdf.PdfReader(built / name)
        root = reader.trailer["/Root"]
        xmp = root["/Metadata"].get_data().decode()
        assert re.search(r"pdfaid:part>2<.*pdfaid:conformance>A<", xmp, re.DOTALL)
        assert "pdfuaid:part>1<" in xmp
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"].lower().startswith("vi")
        fonts = {font for page in reader.pages for font in page["/Resources"]["/Font"].values()}
        for font in fonts:
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descriptor), font
            assert re.search("Tinos|Arimo", font.get_object()["/BaseFont"])


def test_page_geometry_follows_decree_30(built: Path) -> None:
    document = docx.Document(str(built / "plan.docx"))
    assert len(document.sections) == 7  # page of findings, body, four annexes, control page
    assert [section.page_width > section.page_height for section in document.sections] == [
        False,
        False,
        True,
        True,
        True,
        True,
        False,
    ]
    for section in document.sections:
        assert {round(section.page_width.mm), round(section.page_height.mm)} == {210, 297}
        assert 30 <= round(section.left_margin.mm) <= 35
        assert 15 <= round(section.right_margin.mm) <= 20
        assert 20 <= round(section.top_margin.mm) <= 25
        assert 20 <= round(section.bottom_margin.mm) <= 25
        assert section.different_first_page_header_footer
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    fonts = {
        style.font.name
        for style in document.styles
        if getattr(style, "font", None) is not None and style.name in {"Normal", "Heading 1", "Heading 2", "Heading 3"}
    }
    assert fonts == {"Times New Roman"}


def test_word_tables_repeat_their_header_and_break_no_row(built: Path) -> None:
    tables = [table for table in docx.Document(str(built / "plan.docx")).tables if len(table.columns) >= 10]
    assert len(tables) == 4
    for table in tables:
        rows = table._tbl.tr_lst
        assert rows[0].trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)


def test_no_word_of_an_annex_is_wider_than_its_column(built: Path) -> None:
    from cchc.reporting.typst import FONTS
    from fontTools.ttLib import TTFont

    font = TTFont(FONTS / "Tinos-Regular.ttf")
    glyphs, widths, per_em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm

    def width_mm(word: str, size_pt: float = 10) -> float:
        return sum(widths[glyphs[ord(letter)]][0] for letter in word) / per_em * size_pt * 25.4 / 72

    tables = [table for table in docx.Document(str(built / "plan.docx")).tables if len(table.columns) >= 10]
    for table in tables:
        columns_mm = [
            int(column.get(qn("w:w"))) / 1440 * 25.4 for column in table._tbl.tblGrid.findall(qn("w:gridCol"))
        ]
        for row in table._tbl.tr_lst[1:]:
            cells = ["".join(text.text or "" for text in cell.iter(qn("w:t"))) for cell in row.tc_lst]
            for cell, column_mm in zip(cells, columns_mm, strict=False):
                for word in cell.split() if len(cells) == len(columns_mm) else []:
                    assert width_mm(word) <= column_mm - 2.1, (word, column_mm)


def test_html_is_one_file_that_asks_nobody(built: Path) -> None:
    for name in ("indices.html", "weaknesses.html", "plan.html"):
        text = (built / name).read_text(encoding="utf-8")
        assert '<html lang="vi">' in text
        assert text.count("<h1") == 1
        # the other documents of its folder, and nothing else
        addresses = set(re.findall(r"""(?:src|href)=["'](?!data:|\#)([^"'#]*)""", text))
        assert addresses <= {
            "brief.html",
            "explore.html",
            "indices.html",
            "weaknesses.html",
            "plan.html",
            "workbook.xlsx",
        }
        assert "@import" not in text
        assert "url(" not in text
        assert not re.search(r"<img(?![^>]*alt=\"[^\"]{20,})", text)
        for landmark in ("<main", "<nav", "<footer>"):
            assert landmark in text


def _tables(sheet: Any) -> list[tuple[int, dict[str, int]]]:
    """Return the row of headings of every table of a sheet, and the column of each heading."""
    found = []
    for row in sheet.iter_rows():
        heads = {str(cell.value): cell.column for cell in row if cell.fill.fgColor.rgb == "FFE3EAF0" and cell.value}
        if heads:
            found.append((row[0].row, heads))
    return found


def test_workbook_has_real_numbers_headings_formulas_and_filters(built: Path) -> None:
    formulas = openpyxl.load_workbook(built / "workbook.xlsx")
    values = openpyxl.load_workbook(built / "workbook.xlsx", data_only=True)
    assert formulas.sheetnames == [
        "Tổng quan", "Tổng hợp", "Kết quả PAR INDEX", "Kết quả SIPAS", "Kết quả PAPI", "Điểm yếu PAR INDEX", "Điểm yếu PAPI",
        "Điểm yếu SIPAS", "Điểm yếu chung", "PL PAR duy trì", "PL PAR khắc phục", "PL SIPAS", "PL PAPI",
    ]  # fmt: skip
    for name in formulas.sheetnames[1:]:
        sheet, tables = values[name], _tables(values[name])
        assert sheet.freeze_panes, name
        assert bool(sheet.auto_filter.ref) is (len(tables) == 1), name
        assert sheet["A3"].hyperlink.location == "'Tổng quan'!A1"
        words = {(at, column) for at, heads in tables for head, column in heads.items() if head in _WORDS}
        for row in sheet.iter_rows(min_row=5):
            for cell in row:
                if isinstance(cell.value, str) and re.fullmatch(r"-?\d+(,\d+)?", cell.value):
                    above = max(at for at, _ in tables if at < cell.row)
                    assert (above, cell.column) in words, (name, cell.coordinate)
    domain, lost = formulas["Kết quả PAR INDEX"], values["Kết quả PAR INDEX"]
    first, heads = next(one for one in _tables(lost) if "Lĩnh vực" in one[1])
    maximum, score, gone = (get_column_letter(heads[head]) for head in ("Điểm tối đa", "Điểm đạt", "Điểm mất"))
    assert domain[f"{gone}{first + 1}"].value == f"={maximum}{first + 1}-{score}{first + 1}"
    assert domain[f"{score}{first + 9}"].value == f"=SUM({score}{first + 1}:{score}{first + 8})"
    assert lost[f"{score}{first + 9}"].value == pytest.approx(84.24)
    assert lost[f"{gone}{first + 1}"].value == pytest.approx(
        lost[f"{maximum}{first + 1}"].value - lost[f"{score}{first + 1}"].value
    )


#: Columns of words that may look like numbers.
_WORDS = {"Mã", "Năm", "Kết quả khai báo", "Các mục, nhiều điểm mất nhất trước"}


def test_the_first_sheet_tells_the_indices_draws_the_workbooks_own_cells_and_leads_to_every_sheet(built: Path) -> None:
    book = openpyxl.load_workbook(built / "workbook.xlsx")
    front = book["Tổng quan"]
    shown = [cell.value for row in front.iter_rows() for cell in row if cell.value is not None]
    for own in (84.24, 75.03, 43.3488, "Thứ 57/63", "Thứ 63/63"):
        assert any(one == own or (isinstance(one, float) and one == pytest.approx(own, abs=1e-3)) for one in shown), own
    linked = {cell.hyperlink.location.rpartition("!")[0] for row in front for cell in row if cell.hyperlink}
    assert linked == {f"'{name}'" for name in book.sheetnames[1:]}
    with zipfile.ZipFile(built / "workbook.xlsx") as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if re.match(r"xl/charts/chart\d", name)]
    assert len(charts) == 3
    sheet, column, first, last = re.search(
        r"<c:val><c:numRef><c:f>'(.*)'!\$(\w)\$(\d+):\$\w\$(\d+)</c:f>", charts[0]
    ).groups()  # type: ignore[union-attr]
    values = openpyxl.load_workbook(built / "workbook.xlsx", data_only=True)[sheet]
    assert sum(values[f"{column}{row}"].value for row in range(int(first), int(last) + 1)) == pytest.approx(15.76)


def test_days_of_the_workbook_are_days_and_its_codes_lead_to_the_pages(built: Path) -> None:
    book = openpyxl.load_workbook(built / "workbook.xlsx")
    annex = book["PL PAR khắc phục"]
    ((_, heads),) = _tables(annex)
    due = [annex.cell(row, heads["Thời hạn"]) for row in range(5, annex.max_row + 1)]
    days = [cell for cell in due if cell.is_date]
    assert len(days) > 20
    assert {cell.number_format for cell in days} == {"dd/mm/yyyy"}
    assert {str(cell.value).partition(":")[0] for cell in due if not cell.is_date} <= {"Hằng quý", "Hằng tháng"}
    linked = book["Điểm yếu PAR INDEX"]
    found = {cell.value: cell.hyperlink for row in linked for cell in row if cell.hyperlink and cell.hyperlink.target}
    assert (found["7.2.2"].target, found["7.2.2"].location) == ("plan.html", "par-7.2.2")
    assert 'id="par-7.2.2"' in (built / "plan.html").read_text(encoding="utf-8")


def test_run_json_lists_every_input_with_its_hash(built: Path) -> None:
    root = built.parents[2]
    run = json.loads((built / "run.json").read_text(encoding="utf-8"))
    assert run["parameters"] == {"issue": False, "province": "BacKan", "year": 2024}
    assert {one["check"] for one in run["checks"]} == {"blank_number", "open_figure", "missing_figure"}
    assert len(run["inputs"]) > 15
    for one in run["inputs"]:
        assert hashlib.sha256((root / one["path"]).read_bytes()).hexdigest() == one["sha256"]
    for name, digest in run["outputs"].items():
        assert hashlib.sha256((built / name).read_bytes()).hexdigest() == digest
    assert {"pandas", "papermill", "typst"} <= set(run["packages"])


def test_same_inputs_give_same_bytes_and_any_form_of_the_name_gives_the_same_report(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CCHC_ROOT", str(built.parents[2]))
    first = _hashes(built)
    build_report("bắc kạn", "2024", say=lambda _: None)
    assert _hashes(built) == first


def test_an_analysts_own_cells_become_part_of_the_document(project: Path) -> None:
    from cchc.reporting.blocks import Figure, Paragraph, Table
    from cchc.reporting.notebook import build_document
    from cchc.run.execute import execute_notebook

    path = project / "notebooks/01_indices.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[5:] = [
        nbformat.v4.new_markdown_cell("Nhận xét của đơn vị"),
        nbformat.v4.new_code_cell("import pandas\npandas.DataFrame({'Tên': ['a'], 'Điểm': [1.25]})"),
        nbformat.v4.new_code_cell("import matplotlib.pyplot as plt\nplt.plot([1, 2]);"),
        nbformat.v4.new_code_cell("results.scored().table.at['total', 'score']"),
    ]
    nbformat.write(notebook, path)
    executed = execute_notebook(path, {"province": "BacKan", "year": 2024, "issue": False}, root=project)
    blocks = build_document(executed).blocks[-4:]
    assert [type(block) for block in blocks] == [Paragraph, Table, Figure, Paragraph]
    assert blocks[-1].text == "84,24"  # type: ignore[attr-defined]


def _fails(project: Path, error: type[CchcError]) -> str:
    """Build over an older report and return the sentence; the older report must survive and nothing be left over."""
    old = project / "reports/2024/BacKan"
    old.mkdir(parents=True)
    (old / "plan.pdf").write_text("bản cũ", encoding="utf-8")
    with pytest.raises(error) as caught:
        build_report("BacKan", 2024, say=lambda _: None)
    assert (old / "plan.pdf").read_text(encoding="utf-8") == "bản cũ"
    assert [path.name for path in old.parent.iterdir()] == ["BacKan"]
    assert "Traceback" not in str(caught.value)
    return str(caught.value)


def test_a_failing_cell_leaves_the_old_report_and_names_notebook_and_cell(project: Path) -> None:
    path = project / "notebooks/01_indices.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(5, nbformat.v4.new_code_cell("1 / 0"))
    nbformat.write(notebook, path)
    assert "Sổ tính 01_indices.ipynb, ô số 6 dừng vì lỗi ZeroDivisionError" in _fails(project, NotebookError)


def test_a_cell_that_turns_to_another_unit_is_refused(project: Path) -> None:
    path = project / "notebooks/01_indices.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(2, nbformat.v4.new_code_cell('province = "HaTinh"'))
    nbformat.write(notebook, path)
    text = _fails(project, NotebookError)
    assert "01_indices.ipynb đã dùng địa phương, năm hoặc số liệu khác" in text
    assert "HaTinh" in text


def test_a_broken_sheet_leaves_the_old_report_and_names_the_cell(project: Path) -> None:
    path = project / "data/illustrative/BacKan/2023/score_sheet.xlsx"
    workbook = openpyxl.load_workbook(path)
    workbook["Bảng điểm"]["N6"] = "x"
    workbook.save(path)
    assert "ô N6" in _fails(project, InputError)


def test_a_sheet_that_contradicts_the_announced_index_is_refused(project: Path) -> None:
    path = project / "data/illustrative/BacKan/2023/score_sheet.xlsx"
    workbook = openpyxl.load_workbook(path)
    workbook["Bảng điểm"]["N6"] = 0.0
    workbook.save(path)
    text = _fails(project, InputError)
    assert "83,74%" in text
    assert "84,24%" in text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "data/offices/BacKan/2023/Score_Sheet.xlsx",
            "các tên được dùng: score_sheet, survey, survey_map, tasks, framework, questionnaire, solutions, edition_map, result_<mã chỉ số> với đuôi .xlsx hoặc .csv",
        ),
        ("data/offices/bac-kan/2023/score_sheet.xlsx", "đổi tên thành BacKan"),
        ("params/2024/bac-kan.yml", "đổi tên thành BacKan.yml"),
        ("params/2024/BacKan.yaml", "đổi tên thành BacKan.yml"),
    ],
)
def test_a_misnamed_file_is_refused_not_ignored(project: Path, name: str, words: str) -> None:
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).write_text("", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        cchc.load_inputs("BacKan", 2024)
    assert words in str(caught.value)


def test_a_missing_published_table_leaves_the_old_report(project: Path) -> None:
    (project / "data/published/papi.csv").unlink()
    assert "data/published/papi.csv" in _fails(project, InputError)


def test_issue_refuses_bac_kan_and_names_its_illustrative_sheet() -> None:
    with pytest.raises(IssueRefusedError, match=r"data/illustrative/BacKan/2023/score_sheet.xlsx"):
        cchc.load_inputs("BacKan", 2024, issue=True)


def test_issue_refuses_blank_places_of_the_heading(project: Path) -> None:
    with pytest.raises(IssueRefusedError, match=r"còn trống: số văn bản, ngày, tháng, người ký"):
        build_report("HaTinh", 2024, issue=True, say=lambda _: None)
    assert not (project / "reports/2024/HaTinh").exists()


def test_issue_builds_where_all_inputs_are_official(project: Path, word_texts: Callable[[Path], list[str]]) -> None:
    (project / "params/2024/HaTinh.yml").write_text(
        "plan: {accepted: [{check: open_figure, reason: đã thống nhất}],"
        " letterhead: {signer: Nguyễn Văn Mẫu, is_filled_by_registry: true}}",
        encoding="utf-8",
    )
    folder = build_report("HaTinh", 2024, issue=True, say=lambda _: None)
    texts = "\n".join(word_texts(folder / "plan.docx"))
    assert json.loads((folder / "run.json").read_text(encoding="utf-8"))["illustrative"] == []
    assert "minh họa" not in texts.casefold()
    assert "Trang kiểm soát" not in texts
    assert "Kiểm tra trước khi in" not in texts
    assert [
        one["check"]
        for one in json.loads((folder / "run.json").read_text(encoding="utf-8"))["checks"]
        if not one["reason"]
    ] == []
    assert "88,35%" in texts
    assert "Phụ lục I" not in texts.replace("Phụ lục kèm", "")  # a single annex bears no numeral
    for page in pypdf.PdfReader(folder / "plan.pdf").pages:
        assert "MINH HỌA" not in page.extract_text()


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"YEAR": "2024"}, "Chưa cho biết địa phương"),
        ({"PROVINCE": "BacKan"}, "Chưa cho biết năm"),
        ({"PROVINCE": "BacKn", "YEAR": "2024"}, "BacKan (Bắc Kạn)"),
        ({"PROVINCE": "BacKan", "YEAR": "hai ngàn"}, "không phải một năm"),
        ({"PROVINCE": "BacKan", "YEAR": "2026"}, "PROVINCE=ThaiNguyen"),
        ({"PROVINCE": "BacKan", "YEAR": "2024", "ISSUE": "yes"}, "ISSUE='yes' không hợp lệ"),
    ],
)
def test_wrong_commands_stop_with_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], variables: dict[str, str], words: str
) -> None:
    for name in ("PROVINCE", "YEAR", "ISSUE", "DEBUG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert main(["report"]) == 2
    shown = capsys.readouterr()
    assert words in shown.err
    assert shown.err.count("\n") == 1
    assert shown.out == ""
