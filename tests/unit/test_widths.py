"""Widths of columns follow the words in them."""

import pytest
from cchc.columns import Column
from cchc.reporting.blocks import Row, Table
from cchc.reporting.widths import fit_columns, fit_table, measure_cell, solve_widths, word_width

LONG = (
    "Trình kế hoạch kiểm tra cải cách hành chính trước ngày 31/3 và kiểm tra đủ các cơ quan đã nêu tên trong kế hoạch"
)


def test_accents_do_not_widen_a_word() -> None:
    assert word_width("duong") == pytest.approx(word_width("đường"))
    assert word_width("điểm", is_bold=True) > word_width("điểm")


def test_words_end_at_spaces_that_break() -> None:
    assert measure_cell("1\xa0234")[1] == pytest.approx(word_width("1\xa0234"))
    assert measure_cell("1 234")[1] == pytest.approx(word_width("234"))
    assert measure_cell("1 234", is_whole=True)[1] == pytest.approx(word_width("1 234"))


def test_a_word_that_is_broken_where_its_column_ends_does_not_ask_for_its_whole_length() -> None:
    path = "data/frameworks/par_province_2022_illustrative/criteria.csv"
    assert measure_cell(path)[1] == pytest.approx(word_width(path) / 2)


def test_no_column_is_narrower_than_its_longest_word() -> None:
    header, rows = ("Mã", "Nội dung", "Chủ trì"), [["1.1.1", LONG, "Văn phòng HĐND và UBND huyện"]] * 5
    widths, _ = fit_columns(header, rows, 45.0)
    for at, width in enumerate(widths):
        longest = max(measure_cell(row[at])[1] for row in [*rows, list(header)])
        assert width > longest, at
    assert sum(widths) == pytest.approx(45.0, abs=0.05)


def test_the_long_text_takes_the_room_and_the_rows_get_lower() -> None:
    rows = [["1.1.1", LONG, "Sở Nội vụ"], ["1.1.2", LONG, "Sở Tài chính"]]
    widths, heights = fit_columns(("Mã", "Nhiệm vụ", "Chủ trì"), rows, 45.0)
    even = solve_widths([[(0.0, 0.0)] * 3], [15.0] * 3, 45.0)
    assert widths[1] > 2 * even[1] > 4 * widths[0]
    assert max(heights) < 3


def test_two_long_columns_share_alike() -> None:
    widths, _ = fit_columns(("Nguyên nhân", "Giải pháp"), [[LONG, LONG]] * 3, 40.0)
    assert widths[0] == pytest.approx(widths[1], rel=0.1)


def test_a_width_that_an_office_chose_is_not_given_away_whole() -> None:
    rows = [["a", LONG]] * 3
    free, _ = fit_columns(("Mã", "Nội dung"), rows, 40.0)
    kept, _ = fit_columns(("Mã", "Nội dung"), rows, 40.0, kept=(30, 30))
    assert free[0] < 10.0 <= kept[0]


def test_more_columns_than_fit_are_cut_alike() -> None:
    widths = solve_widths([[(4.0, 4.0)] * 10], [5.0] * 10, 25.0)
    assert widths == (2.5,) * 10


def test_a_table_without_rows_has_widths_and_rows_that_span_it_have_a_height() -> None:
    columns = (Column("a", "Mã"), Column("b", "Điểm", "score"))
    empty, none = fit_table(Table(columns, ()), 400, 10, keeps_chosen=False)
    assert (sum(empty), none) == (pytest.approx(400, abs=0.1), ())
    _, heights = fit_table(
        Table(columns, (Row(("Lĩnh vực", None), "group"), Row((LONG * 9, 1.0)))), 400, 10, keeps_chosen=True
    )
    assert heights[0] < heights[1]
