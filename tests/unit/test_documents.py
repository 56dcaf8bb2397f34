"""Markdown, notebooks and blocks to one tree."""

import dataclasses
import io
from collections.abc import Callable
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from cchc.errors import InputError, NotebookError
from cchc.reporting.blocks import (
    MIME,
    Column,
    Figure,
    Group,
    Heading,
    Letterhead,
    Paragraph,
    Row,
    Settings,
    Signature,
    Span,
    Table,
)
from cchc.reporting.book import Chapter
from cchc.reporting.document import Document, block_from_dict
from cchc.reporting.excel import render_workbook
from cchc.reporting.html import render_html
from cchc.reporting.markdown import parse_markdown
from cchc.reporting.notebook import build_document
from cchc.reporting.own_frames import frame_table
from cchc.reporting.sentences import sentence
from cchc.reporting.tables import make_table
from cchc.reporting.typst import render_pdf
from cchc.reporting.word import render_docx
from cchc.sources.index_files import load_indices
from cchc.sources.reader import Reader
from cchc.sources.root import find_root

SETTINGS = Settings(title="Thử", layout="analysis", watermark="", author="UBND", footer="", date="2024-01-01")
TABLE = Table(
    (Column("a", "A", "text"), Column("b", "B", "score", formula="{a}*2")),
    (Row(("1.10", 2.345)), Row(("Nhóm", None), "group"), Row(("x", None))),
    "Bảng thử",
    "ghi chú",
    "Thử",
    False,
    3,
)


@pytest.mark.parametrize(
    "block",
    [
        SETTINGS,
        TABLE,
        Heading(2, "Tên"),
        Paragraph((Span("a", bold=True),), "dash"),
        Group((Heading(2, "b"), TABLE)),
        Figure("<svg/>", "mô tả"),
    ],
)
def test_blocks_survive_the_way_through_a_notebook(block) -> None:  # type: ignore[no-untyped-def]
    assert block_from_dict(block.to_dict()) == block


def test_markdown_keeps_emphasis_lists_and_numbers() -> None:
    blocks = parse_markdown(
        "Một **hai** *ba*\n\n- bốn\n- năm\n\n3. sáu\n4. bảy\n\n> tám\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    )
    assert [getattr(block, "style", block.kind) for block in blocks] == [
        "body",
        "dash",
        "dash",
        "numbered",
        "numbered",
        "note",
        "table",
    ]
    assert [span.bold for span in blocks[0].spans] == [False, True, False, False]  # type: ignore[attr-defined]
    assert [block.text for block in blocks[3:5]] == ["3. sáu", "4. bảy"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["![x](y.png)", "```\ncode\n```", "<div>x</div>"])
def test_what_documents_cannot_carry_is_refused(text: str) -> None:
    with pytest.raises(NotebookError):
        parse_markdown(text)


def _notebook(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    for count, cell in enumerate([one for one in cells if one.cell_type == "code"], start=1):
        cell.execution_count = count
    return nbformat.v4.new_notebook(cells=list(cells))


def _shown(block, **metadata: object) -> nbformat.NotebookNode:  # type: ignore[no-untyped-def]
    output = nbformat.v4.new_output("display_data", data=block._repr_mimebundle_())
    return nbformat.v4.new_code_cell("x", outputs=[output], metadata=metadata)


def test_a_notebook_becomes_a_numbered_tree_without_code_or_hidden_cells() -> None:
    notebook = _notebook(
        nbformat.v4.new_markdown_cell("# Tên"),
        nbformat.v4.new_markdown_cell("ẩn", metadata={"tags": ["remove_cell"]}),
        _shown(Group((SETTINGS, TABLE, TABLE))),
    )
    document = build_document(notebook)
    assert [block.kind for block in document.blocks] == ["heading", "table", "table"]
    assert [table.number for table in document.tables()] == [1, 2]


def test_a_notebook_that_was_not_run_is_refused() -> None:
    with pytest.raises(NotebookError, match=r"cchc\.preview\(\)"):
        build_document(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x")]))
    with pytest.raises(NotebookError, match="thiếu ô mở đầu"):
        build_document(_notebook(nbformat.v4.new_code_cell("x")))


@pytest.mark.parametrize(
    "data",
    [
        {"text/plain": "<Figure size 640x480 with 1 Axes>"},
        {"text/html": "<b>x</b>", "text/plain": "x"},
        {"image/png": "AAAA"},
        {MIME: {"kind": "of another version"}},
        {MIME: {"kind": "heading", "level": 2, "words": "x"}},
    ],
)
def test_lost_or_foreign_output_is_said_in_its_place_and_with_its_cell(data: dict[str, str]) -> None:
    bad = nbformat.v4.new_code_cell("x", outputs=[nbformat.v4.new_output("display_data", data=data)])
    document = build_document(_notebook(_shown(SETTINGS), nbformat.v4.new_markdown_cell("## Mục"), bad))
    assert [block.text.startswith("Ở đây có ") for block in document.blocks] == [False, True]  # type: ignore[attr-defined]
    assert [one.startswith("ô số 3: ") for one in document.remarks] == [True]


def test_a_frame_of_the_analyst_becomes_a_table() -> None:
    table = frame_table(pd.DataFrame({"Tên": ["a"], "Điểm": [1.5], "Số": [3]}))
    assert [(column.title_vi, column.kind) for column in table.columns] == [
        ("Tên", "text"),
        ("Điểm", "score"),
        ("Số", "integer"),
    ]


def test_missing_values_become_none_and_groups_become_rows() -> None:
    frame = pd.DataFrame({"g": ["A", "A", "B"], "v": [1.0, float("nan"), 2.0]})
    table = make_table(frame, (Column("#", "TT", "centre"), Column("v", "V", "score")), group_by="g", total={"v": 3.0})
    assert [(row.kind, row.cells) for row in table.rows] == [
        ("group", ("A", None)), ("data", (1, 1.0)), ("data", (2, None)), ("group", ("B", None)), ("data", (3, 2.0)), ("total", ("", 3.0)),
    ]  # fmt: skip


def test_every_writer_gives_the_same_bytes_twice() -> None:
    document = build_document(_notebook(nbformat.v4.new_markdown_cell("# Tên"), _shown(Group((SETTINGS, TABLE)))))
    assert render_html(document) == render_html(document)
    assert render_pdf(document) == render_pdf(document)
    assert render_docx(document) == render_docx(document)
    first, second = (
        render_workbook([Chapter("", (TABLE,))], title="t", lines=["l"], is_illustrative=False) for _ in range(2)
    )
    assert first == second


def test_html_escapes_what_users_write() -> None:
    document = build_document(_notebook(nbformat.v4.new_markdown_cell("# a < b & c"), _shown(SETTINGS)))
    assert "a &lt; b &amp; c" in render_html(document)


def test_an_unknown_name_in_a_plan_text_is_refused(project) -> None:  # type: ignore[no-untyped-def]
    import cchc
    from cchc.reporting.sections import plan

    path = project / "params/texts/improvement_province/closing.md"
    path.write_text("Năm {{ yaer }}", encoding="utf-8")
    built = cchc.build_plan(cchc.compute_results(cchc.load_inputs("BacKan", 2024)))
    with pytest.raises(InputError, match=r"closing.md.*yaer.*year"):
        plan.text(built, "closing")


def test_an_office_sheet_is_not_called_illustrative_because_the_survey_is(project) -> None:  # type: ignore[no-untyped-def]
    import shutil

    import cchc
    import openpyxl
    from cchc.reporting.sections import common

    folder = project / "data/offices/BacKan/2023"
    folder.mkdir(parents=True)
    shutil.copy(project / "data/illustrative/BacKan/2023/score_sheet.xlsx", folder)
    workbook = openpyxl.load_workbook(folder / "score_sheet.xlsx")
    workbook["Thông tin"]["B4"] = "cơ quan tự nhập"
    workbook.save(folder / "score_sheet.xlsx")
    cover = common.opening(cchc.compute_results(cchc.load_inputs("BacKan", 2024)), "x").blocks[1]
    assert cover.lines[1] == "Nguồn: số liệu đã công bố; bảng chấm điểm: cơ quan tự nhập; phiếu khảo sát: minh họa."  # type: ignore[attr-defined]


def test_legal_bases_stand_below_the_title_each_with_its_mark(project) -> None:  # type: ignore[no-untyped-def]
    import cchc
    from cchc.reporting.sections import plan

    path = project / "params/2024/BacKan.yml"
    text = path.read_text(encoding="utf-8").replace("plan:\n", 'plan:\n  legal_bases: ["Căn cứ A", "Căn cứ B;"]\n')
    path.write_text(text, encoding="utf-8")
    built = cchc.build_plan(cchc.compute_results(cchc.load_inputs("BacKan", 2024)))
    shown = plan.letterhead(built).blocks
    assert [block.text for block in shown[2:]] == ["Căn cứ A;", "Căn cứ B."]  # type: ignore[attr-defined]


def test_sentences_say_what_is_not_known() -> None:
    from cchc.indices.headlines import Headline

    indices = load_indices(Reader(find_root()))
    nothing = Headline("sipas", 2023, None, None, None, None, None, None, None, None, "", 0, "", (), ())
    only_rank = Headline("par_index", 2023, None, 57, 63, None, 61, None, None, None, "", 0, "", (), ())
    both = [only_rank, nothing]
    told = sentence(
        "overview", both, indices, "tỉnh X", 2023, {"par_index": "", "sipas": "SIPAS chưa có trong dữ liệu."}
    )
    assert told == "Năm 2023, tỉnh X: PAR INDEX xếp thứ 57/63. SIPAS chưa có trong dữ liệu."
    compared = dataclasses.replace(only_rank, previous_n_ranked=63)
    assert (
        sentence("headline", compared, indices["par_index"], "PAR INDEX")
        == "PAR INDEX xếp thứ 57/63 (tăng 4 bậc so với năm 2022)"
    )
    # a plan says nothing of what only our data lack
    plan_result = sentence("plan_result", {"par_index": only_rank, "sipas": nothing}, indices, "tỉnh X", 2023)
    assert plan_result == "Năm 2023, PAR INDEX của tỉnh X xếp thứ 57/63."
    assert sentence("field", nothing, indices["sipas"], "", is_best=False) == ""


def test_word_says_by_styles_how_paragraphs_and_cells_look() -> None:
    import docx
    from docx.oxml.ns import qn

    plan = dataclasses.replace(SETTINGS, layout="official", author="UBND tỉnh A")
    blocks = (
        Letterhead("", "UBND TỈNH A", "Số:      /KH-UBND", "A, ngày     tháng 6 năm 2024", "KẾ HOẠCH", "Về việc B"),
        Paragraph((Span("Căn cứ Luật;", italic=True),), "basis"),
        Heading(2, "I. MỤC ĐÍCH"), Heading(3, "1. Một"), Heading(3, "2. Hai"), Heading(2, "II. NHIỆM VỤ"), Heading(3, "1. Ba"), Heading(3, "7. Bảy"),
        Paragraph((Span("Làm "), Span("ngay", bold=True)), "dash"), TABLE,
        Signature(("Như trên;",), ("CHỦ TỊCH",), "Nguyễn Văn A"),
    )  # fmt: skip
    word = docx.Document(io.BytesIO(render_docx(Document(plan, blocks))))
    body = word.element.body
    looks = {
        "w:jc",
        "w:ind",
        "w:spacing",
        "w:keepNext",
        "w:rFonts",
        "w:sz",
        "w:b",
        "w:i",
        "w:pBdr",
        "w:color",
        "w:vAlign",
        "w:tblCellMar",
    }
    direct = [one for name in looks for one in body.iter(qn(name)) if one.getparent().tag != qn("w:tblPr")]
    assert direct == []
    assert all(one.find(qn("w:pPr")).find(qn("w:pStyle")) is not None for one in body.iter(qn("w:p")))
    used = [paragraph.style.name for paragraph in word.paragraphs]
    for name in ("Tên loại, trích yếu", "Căn cứ", "Mục I", "Mục 1", "Mục không số 2", "Gạch đầu dòng"):
        assert name in used
    texts = [paragraph.text for paragraph in word.paragraphs]
    assert {"MỤC ĐÍCH", "Một", "Hai", "NHIỆM VỤ", "Ba", "7. Bảy", "Làm ngay"} <= set(texts)
    fields = {one.find(qn("w:sdtPr")).find(qn("w:tag")).get(qn("w:val")): one for one in body.iter(qn("w:sdt"))}
    told = {tag: "".join(text.text for text in one.iter(qn("w:t"))) for tag, one in fields.items()}
    assert told == {"number": "Số:      /KH-UBND", "date": "ngày     tháng 6 năm 2024", "signer": "Nguyễn Văn A"}
    assert fields["date"].find(qn("w:sdtPr")).find(qn("w:date")) is not None
    assert (word.core_properties.subject, word.core_properties.author) == ("KẾ HOẠCH Về việc B", "UBND tỉnh A")
    company = next(one.blob for one in word.part.package.iter_parts() if one.partname == "/docProps/app.xml")
    assert "<Company>UBND tỉnh A</Company>" in company.decode()


def test_word_prints_the_numbers_that_the_text_has(tmp_path: Path, word_texts: Callable[[Path], list[str]]) -> None:
    headings = [
        "I. A", "1. a", "2. b", "II. B", "1. c", "III. C", "3. d", "1. e", "2. f", "V. E", "IV. D", "1. g",
    ]  # fmt: skip
    blocks = tuple(Heading(2 if text[0] in "IV" else 3, text) for text in headings)
    path = tmp_path / "x.docx"
    path.write_bytes(render_docx(Document(dataclasses.replace(SETTINGS, layout="official"), blocks)))
    assert word_texts(path) == headings
