"""The workbook: which tables share a sheet, how wide it is printed, what its cells are."""

import io
from typing import Any

import openpyxl
import pytest
from cchc.columns import col
from cchc.reporting.blocks import AnnexStart, Block, Column, Heading, Row, Table
from cchc.reporting.book import MOST_ALONE, Chapter, gather_sheets
from cchc.reporting.excel import render_workbook
from cchc.reporting.excel_formats import fit_columns, set_print

TOPICS = {"PAR": "PAR INDEX", "PAPI": "PAPI"}


def _table(sheet: str, number: int = 0) -> Table:
    return Table((Column("a", "A"),), (Row((f"{sheet}{number}",)),), sheet=sheet)


def _book(*blocks: Block) -> Any:
    content = render_workbook([Chapter("", blocks)], title="t", lines=["l"], is_illustrative=False)
    return openpyxl.load_workbook(io.BytesIO(content))


def _shared(chapters: list[Chapter]) -> list[tuple[str, list[str]]]:
    sheets = gather_sheets(chapters, TOPICS, front="Tổng quan")
    return [(one.name, [table.sheet for table in one.tables]) for one in sheets]


def test_few_tables_have_a_sheet_each() -> None:
    tables = [_table(f"PAR {at}") for at in range(MOST_ALONE)]
    assert _shared([Chapter("Kết quả", tables)]) == [(one.sheet, [one.sheet]) for one in tables]


def test_of_many_tables_those_of_one_document_and_topic_share_a_sheet_and_annexes_do_not() -> None:
    many = [_table("PAR lĩnh vực"), _table("PAPI nội dung"), *(_table("PAR", at) for at in range(9)), _table("Khác")]
    annexes = [
        AnnexStart("Phụ lục I", "MỘT", ""),
        _table("PL PAR"),
        AnnexStart("Phụ lục II", "HAI", ""),
        _table("PL hai"),
    ]
    progress = [Heading(2, "Đến đâu"), _table("Đến đâu 1"), _table("Đến đâu 2"), Heading(2, "Còn gì"), _table("Còn gì")]
    assert _shared([Chapter("Kết quả", many), Chapter("Kế hoạch", annexes), Chapter("Tiến độ", progress)]) == [
        ("Kết quả PAR INDEX", ["PAR lĩnh vực", *["PAR"] * 9]),
        ("PAPI nội dung", ["PAPI nội dung"]),
        ("Khác", ["Khác"]),
        ("PL PAR", ["PL PAR"]),
        ("PL hai", ["PL hai"]),
        ("Đến đâu 1", ["Đến đâu 1", "Đến đâu 2"]),
        ("Còn gì", ["Còn gì"]),
    ]


def test_no_two_sheets_have_one_name_and_a_table_told_twice_stands_once() -> None:
    chapters = [
        Chapter("A", [_table("Tổng quan"), _table("x"), _table("x")]),
        Chapter("B", [_table("X", 1), _table("x")]),
    ]
    assert [name for name, _ in _shared(chapters)] == ["Tổng quan (2)", "x", "X (2)"]


class _Sheet:
    """Keeps what is asked of a worksheet."""

    def __init__(self) -> None:
        self.told: dict[str, tuple[object, ...]] = {}

    def __getattr__(self, name: str) -> Any:
        return lambda *given, **_: self.told.update({name: given})


@pytest.mark.parametrize(("n_columns", "paper"), [(3, 9), (8, 8), (16, 8)])
def test_a_sheet_is_printed_in_letters_of_seven_points_and_more(n_columns: int, paper: int) -> None:
    columns = [Column(f"c{at}", "Nội dung") for at in range(n_columns)]
    widths = fit_columns([(columns, [Row(tuple(["một đoạn dài " * 20] * n_columns))], 0)])
    sheet = _Sheet()
    set_print(sheet, widths, last_row=9, mark="")
    assert sheet.told["set_paper"] == (paper,)
    inches = {9: 11.69 if "set_landscape" in sheet.told else 8.27, 8: 16.54}[paper] - 1.4
    assert 12 * min(1.0, inches * 96 / sum(width * 8 + 5 for width in widths)) >= 7


def test_a_deadline_is_a_day_to_excel_and_what_is_no_day_stays_text() -> None:
    table = Table(
        (col("code"), col("deadline_vi"), col("declared")),
        (
            Row(("1.1", "30/9/2024", "30/9/2024")),
            Row(("1.2", "Hằng quý: 25/9, 25/11/2024", "")),
            Row(("1.3", "31/9/2024", "")),
        ),
        sheet="Việc",
    )
    rows = list(_book(table)["Việc"].iter_rows(min_row=5))
    assert [row[1].is_date for row in rows] == [True, False, False]
    assert (rows[0][1].value.isoformat(), rows[0][1].number_format) == ("2024-09-30T00:00:00", "dd/mm/yyyy")
    assert rows[0][2].value == "30/9/2024"
    assert [row[1].value for row in rows[1:]] == ["Hằng quý: 25/9, 25/11/2024", "31/9/2024"]


def test_a_row_that_leads_to_a_page_bears_the_link_on_its_code_or_its_number_and_stays_what_it_is() -> None:
    columns = (col("#"), col("criterion_vi"))
    numbered = Table(columns, (Row((1, "Tiêu chí"), href="plan#par-1.1", at=1),), sheet="Số")
    coded = Table((col("code"), col("name_vi")), (Row(("1.10", "Tên"), href="../plan#par-1.10", at=0),), sheet="Mã")
    book = _book(numbered, coded)
    number, code = book["Số"]["A5"], book["Mã"]["A5"]
    assert (number.value, number.hyperlink.target, number.hyperlink.location) == (1, "plan.html", "par-1.1")
    assert (code.value, code.hyperlink.location) == ("1.10", "par-1.10")
    assert book["Số"]["B5"].hyperlink is None


def test_sums_and_differences_of_tables_that_share_a_sheet_name_their_own_cells() -> None:
    columns = (col("code"), col("max_score"), col("score"), col("lost_score", formula="{max_score}-{score}"))
    scores = Table(
        columns,
        (Row(("1", 3.0, 1.0, 2.0)), Row(("2", 1.0, 1.0, 0.0)), Row(("", 4.0, 2.0, 2.0), "total")),
        sheet="PAR a",
    )
    by_name = Table((col("name_vi"), *columns[1:]), scores.rows[:2], sheet="PAR b")
    fill = [_table("Khác", at) for at in range(MOST_ALONE)]
    content = render_workbook(
        [Chapter("K", [scores, by_name, *fill])], title="t", lines=[], is_illustrative=False, topics=TOPICS
    )
    sheet = openpyxl.load_workbook(io.BytesIO(content))["K PAR INDEX"]
    formulas = {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}
    assert formulas == {
        "D7": "=B7-C7", "D8": "=B8-C8", "D9": "=SUM(D7:D8)",
        "E13": "=C13-D13", "E14": "=C14-D14",
    }  # fmt: skip
