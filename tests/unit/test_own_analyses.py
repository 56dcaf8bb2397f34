"""What analysts add by themselves: tables, figures, words, answers, and whom their words name."""

import copy
import dataclasses
import datetime as dt
import decimal
import io
import math
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import cchc
import numpy as np
import openpyxl
import pandas as pd
import pytest
from cchc.analysis.results import Results
from cchc.errors import MissingDataError, NotebookError, ParameterError
from cchc.reporting.blocks import NO_ALT, Figure, Paragraph, Settings, Table
from cchc.reporting.book import Chapter, gather_sheets
from cchc.reporting.document import Document, block_from_dict, number_captions
from cchc.reporting.excel import render_workbook
from cchc.reporting.html import render_fragment, render_html
from cchc.reporting.other_units import overlooker
from cchc.reporting.own_frames import MOST_ROWS, bare_table, frame_table
from cchc.reporting.typst import render_pdf
from cchc.reporting.word import render_docx
from matplotlib.figure import Figure as MplFigure
from pypdf import PdfReader

SETTINGS = Settings(title="Thử", layout="analysis", watermark="", author="UBND", footer="", date="2024-01-01")


@pytest.fixture(scope="module")
def results() -> Results:
    return cchc.compute_results(cchc.load_inputs("KonTum", 2024))


def _heads(table: Any) -> list[str]:
    return [column.title_vi for column in table.columns]


# ---- the package -----------------------------------------------------------------------------------------------------


def test_tab_offers_the_public_words_and_nothing_else() -> None:
    # in a process of its own: a shell starts threads, and a process with threads is not forked
    code = """
import cchc
from IPython.core.completer import provisionalcompleter
from IPython.core.history import HistoryManager
from IPython.core.interactiveshell import InteractiveShell
HistoryManager.enabled = False
shell = InteractiveShell()
shell.user_ns["cchc"] = cchc
for shell.Completer.use_jedi in (True, False):
    with provisionalcompleter():
        offered = {one.text.lstrip(".") for one in shell.Completer.completions("cchc.", 5)}
    print(sorted(offered ^ set(cchc.__all__)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["[]", "[]"]
    assert {name for name in dir(cchc) if not name.startswith("__")} == set(cchc.__all__)


def test_a_public_word_is_not_hidden_by_the_module_of_its_name() -> None:
    code = "import cchc, cchc.columns; from cchc.columns import col; print(callable(cchc.columns), col('score').key)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "score"]


@pytest.mark.parametrize("name", ["answers", "columns", "figure", "say", "table"])
def test_what_the_words_do_is_told_in_vietnamese(name: str) -> None:
    first = getattr(cchc, name).__doc__.splitlines()[0]
    assert any(letter in first for letter in "ảấậạệịộựư"), first


def test_parts_of_an_index_have_a_short_name(results: Results) -> None:
    assert results.papi_weak is results.published("papi").weak  # type: ignore[attr-defined, union-attr]
    assert results.par is results.scored()  # type: ignore[attr-defined]
    assert {"papi_weak", "par_table", "sipas", "headlines"} <= set(dir(results))
    with pytest.raises(AttributeError, match="kết quả không có phần 'papi_wek'; gần nhất: papi_weak"):
        results.papi_wek  # type: ignore[attr-defined] # noqa: B018
    assert not hasattr(results, "_repr_html_")
    assert copy.copy(results) == results


# ---- tables ----------------------------------------------------------------------------------------------------------


def test_an_own_table_has_headings_formats_a_number_and_a_sheet() -> None:
    frame = pd.DataFrame({"criterion_vi": ["a"], "lost_score": [0.5], "rank": [3], "n": [2], "x": ["chữ"]})
    table = cchc.table(frame, caption="Điểm mất", columns={"x": "Người theo dõi"})
    assert isinstance(table, Table)
    assert _heads(table) == ["Tiêu chí, nội dung", "Điểm mất", "Thứ hạng", "n", "Người theo dõi"]
    assert [column.kind for column in table.columns] == ["text", "score", "rank", "integer", "text"]
    assert (table.sheet, table.is_interactive) == ("Điểm mất", True)
    assert block_from_dict(table.to_dict()) == table
    assert list(frame.columns) == ["criterion_vi", "lost_score", "rank", "n", "x"]
    assert [one.number for one in number_captions([table, table])] == [1, 2]  # type: ignore[attr-defined]


def test_a_unit_is_told_where_the_heading_does_not_say_it() -> None:
    assert _heads(frame_table(pd.DataFrame({"current": [1.0], "lost_score": [1.0], "n_lost": [1]}))) == [
        "Năm nay (điểm)", "Điểm mất", "Số đơn vị mất điểm",
    ]  # fmt: skip


def test_several_levels_and_names_that_come_twice_stay_apart() -> None:
    rows = pd.MultiIndex.from_tuples([("A", 2023), ("B", 2024)], names=["Nhóm riêng", "year"])
    columns = pd.MultiIndex.from_tuples([("score", "mean"), ("score", "max")])
    assert _heads(frame_table(pd.DataFrame([[1.0, 2.0], [3.0, 4.0]], rows, columns))) == [
        "Nhóm riêng", "Năm", "Điểm – mean", "Điểm – max",
    ]  # fmt: skip
    twice = frame_table(pd.DataFrame([[1, "a"]], columns=["a", "a"], index=pd.Index(["x"], name="a")))
    assert (_heads(twice), twice.rows[0].cells) == (["a", "a (2)", "a (3)"], ("x", 1, "a"))


def test_every_value_is_a_cell_that_documents_can_carry() -> None:
    odd = [
        dt.date(2024, 2, 5), pd.Timestamp(2024, 9, 30, 14, 5), b"\x00\x01", decimal.Decimal("1.5"), math.inf, None, pd.NaT,
        [1, "a"], {"b", "a"}, "\x1b[31mđỏ\x07", np.datetime64("2024-09-30"), True, "dài" * 1000,
    ]  # fmt: skip
    cells = [row.cells[0] for row in frame_table(pd.DataFrame({"a": pd.Series(odd, dtype=object)})).rows]
    assert cells[:-1] == [
        "05/02/2024", "30/9/2024 14:05", "(2 byte không phải chữ)", "1.5", "∞", None, None,
        "1, a", "a, b", "đỏ\ufffd", "30/9/2024", "có",
    ]  # fmt: skip
    assert len(str(cells[-1])) == 1001
    numbers = frame_table(pd.DataFrame({"a": [1.5, -math.inf, math.nan], "b": pd.array([1, None, 3], "Int64")}))
    assert [row.cells for row in numbers.rows] == [(1.5, 1), ("−∞", None), (None, 3)]
    assert [column.kind for column in numbers.columns] == ["score", "integer"]


@pytest.mark.parametrize(
    "given",
    [pd.Series([1, 2], name="a"), [{"a": 1}], {"a": [1]}, np.zeros((2, 2)), pd.DataFrame({"a": [1]}).style],
    ids=lambda one: type(one).__name__,
)
def test_what_can_be_read_as_a_table_is_one(given: Any) -> None:
    assert isinstance(cchc.table(given), Table)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (5, "nhận được int"),
        (pd.DataFrame({"a": [1]}).groupby("a"), r"DataFrameGroupBy; hãy tính ra bảng trước"),
        (pd.DataFrame(index=[1, 2]), "không có cột nào"),
        (pd.DataFrame({"a": np.zeros(100_001)}), "bảng có 100001 dòng.*lọc"),
    ],
    ids=["a number", "groups", "no columns", "huge"],
)
def test_what_is_no_table_is_refused_with_a_sentence(given: Any, sentence: str) -> None:
    with pytest.raises(NotebookError, match=sentence):
        cchc.table(given)


def test_a_misspelt_column_is_refused_with_the_nearest() -> None:
    with pytest.raises(ParameterError, match="không có cột 'diem_mat'; có lẽ là 'diem_mt'"):
        cchc.table(pd.DataFrame({"diem_mt": [1]}), columns={"diem_mat": "x"})


def test_a_table_without_rows_is_a_sentence() -> None:
    told = cchc.table(pd.DataFrame({"a": []}), caption="Việc quá hạn")
    assert isinstance(told, Paragraph)
    assert told.text == "Việc quá hạn: không có dòng nào."


def _document(*blocks: Any) -> Document:
    return Document(SETTINGS, tuple(number_captions(list(blocks))))


def test_a_huge_table_is_printed_in_part_and_is_whole_in_the_workbook() -> None:
    frame = pd.DataFrame({"a": range(MOST_ROWS + 234), **{f"c{at}": 1 for at in range(40)}})
    document = _document(cchc.table(frame, caption="Dài"))
    html, fragment = render_html(document), render_fragment(document.blocks[0])
    for text in (html, fragment):
        assert "Chỉ in 1.000 dòng đầu trong 1.234 dòng, 30 cột đầu trong 41 cột; đủ trong sổ Excel" in text
        assert text.count("<tr>") == MOST_ROWS + 1
    assert len(render_pdf(document)) > 1000
    assert len(render_docx(document)) > 1000
    book = render_workbook([Chapter("", document.blocks)], title="t", lines=["l"], is_illustrative=False)
    sheet = openpyxl.load_workbook(io.BytesIO(book))["Dài"]
    assert (sheet.max_row, sheet.max_column) == (MOST_ROWS + 234 + 4, 41)
    shown = bare_table(frame)
    assert isinstance(shown, Table)
    assert len(shown.rows) == MOST_ROWS
    assert "cchc.table(" in shown.note


def test_own_tables_have_sheets_of_their_own_however_many_there_are() -> None:
    own = cchc.table(pd.DataFrame({"a": [1]}), caption="Riêng: a/b", sheet="")
    other = dataclasses.replace(own, rows=own.rows * 2)
    many = [Table((), (), sheet=f"PAR {at}", caption=str(at)) for at in range(13)]
    names = [one.name for one in gather_sheets([Chapter("X", [*many, own, other])], {"PAR": "PAR"}, front="Đầu")]
    assert names == ["X PAR", "Riêng  a b", "Riêng  a b (2)"]
    # twelve of the programme's tables keep their sheets when there is a thirteenth of somebody's own
    assert len(gather_sheets([Chapter("X", [*many[:12], own])], {"PAR": "PAR"}, front="Đầu")) == 13
    assert (
        cchc.table(pd.DataFrame({"a": [1]}), caption="Một tên trang tính dài hơn Excel cho phép").sheet
        == "Một tên trang tính dài hơn"
    )  # type: ignore[attr-defined]


# ---- figures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["figure", "axes", "array", "series"])
def test_whatever_a_plot_returns_is_its_chart(what: str) -> None:
    figure = MplFigure()
    axes = figure.subplots(1, 2)
    given = {"figure": figure, "axes": axes[0], "array": axes, "series": pd.Series(list(axes))}[what]
    made = cchc.figure(given, caption="Tên", alt="Nói gì", data=pd.DataFrame({"score": [1.5]}))
    assert isinstance(made, Figure)
    assert (made.caption, made.alt, made.data.sheet) == ("Tên", "Nói gì", "Tên")  # type: ignore[union-attr]
    assert block_from_dict(made.to_dict()) == Figure(
        **{one.name: getattr(made, one.name) for one in dataclasses.fields(Figure)}
    )


def test_the_figures_of_a_chart_are_in_the_workbook() -> None:
    made = cchc.figure(MplFigure(), caption="Tên", alt="a", data=pd.Series({"a": 1.5}, name="score"))
    book = render_workbook([Chapter("", [made])], title="t", lines=["l"], is_illustrative=False)
    assert openpyxl.load_workbook(io.BytesIO(book))["Tên"]["B5"].value == 1.5


def test_what_is_no_chart_of_matplotlib_is_refused() -> None:
    with pytest.raises(NotebookError, match=r"nhận được dict.*plotly"):
        cchc.figure({"data": []})
    with pytest.raises(NotebookError, match="nhận được 2 biểu đồ"):
        cchc.figure([MplFigure(), MplFigure()])


def test_a_chart_without_a_description_says_so_in_lab_only() -> None:
    made = cchc.figure(MplFigure(), caption="Tên")
    assert made.alt == NO_ALT
    assert "chưa có lời mô tả" in render_fragment(made)
    assert "chưa có lời mô tả" not in render_html(_document(made))
    assert "chưa có lời mô tả" not in render_fragment(dataclasses.replace(made, alt="Tăng."))


def test_long_labels_of_a_chart_are_not_cut_off() -> None:
    def width(label: str) -> float:
        axes = MplFigure().subplots()
        axes.barh([label], [1.0])
        made = cchc.figure(axes, alt="a")
        return float(made.svg.partition('viewBox="0 0 ')[2].split()[0])

    assert width("Một tên rất dài của một tiêu chí thành phần") > width("a") + 100


@pytest.mark.parametrize("layout", ["analysis", "official", "brief"])
def test_every_layout_prints_what_is_added(layout: str) -> None:
    axes = MplFigure().subplots()
    axes.plot([1.0, 2.0])
    own = [
        *cchc.say("## Mục riêng\n\nLời riêng").blocks,
        cchc.table(pd.DataFrame({"Việc": ["A"]}), caption="Bảng riêng"),
        cchc.figure(axes, caption="Hình riêng", alt="Tăng."),
    ]
    document = dataclasses.replace(_document(*own), settings=dataclasses.replace(SETTINGS, layout=layout))
    told = "".join(page.extract_text() for page in PdfReader(io.BytesIO(render_pdf(document))).pages)
    for text in ("Mục riêng", "Lời riêng", "Bảng 1. Bảng riêng", "Hình 1. Hình riêng"):
        assert text in told, text


# ---- words -----------------------------------------------------------------------------------------------------------


def _texts(said: Any) -> list[str]:
    return [block.text for block in said.blocks]


def test_words_take_figures_and_names_of_the_report(results: Results) -> None:
    text = "### Nhận xét\n\n{{ unit }} năm {{ result_year }}: PAPI {{ papi.value }} điểm, thứ {{ papi.rank }}; mất {{ lost | score }}, {{ share | pct(1) }}, {{ raw }}."
    said = cchc.say(text, results, lost=np.float64(1.255), share=12.34, raw=0.5)
    assert _texts(said) == [
        "Nhận xét",
        "Tỉnh Kon Tum năm 2023: PAPI 39,96 điểm, thứ 56/61; mất 1,26, 12,3%, 0,50.",
    ]
    assert block_from_dict(said.to_dict()) == said


def test_a_plan_gives_all_that_its_texts_may_name_and_its_texts(results: Results) -> None:
    plan = cchc.build_plan(results)
    assert _texts(cchc.say("{{ standing_agency }}", plan)) == ["Sở Nội vụ"]
    assert cchc.say("closing", plan).blocks
    assert _texts(cchc.say("closing")) == ["closing"]


@pytest.mark.parametrize(
    ("text", "values", "sentence"),
    [
        ("{{ unt }}", {"unit": "x"}, r"“\{\{ unt \}\}”: không có tên 'unt', có lẽ là 'unit'; các tên được dùng: unit"),
        ("{{ a | scor }}", {"a": 1}, "không có phép lọc 'scor'"),
        ("một\n\n{{ a. }}", {"a": 1}, "dòng 3: cú pháp"),
        ("{{ a.value }}", {"a": None}, r"chưa có số liệu để lấy '.value': viết \{% if tên %\}"),
        ("{{ x }}", {}, "chưa có tên nào: ghi tên=giá trị"),
    ],
)
def test_a_fault_in_words_is_one_sentence(text: str, values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ParameterError, match=sentence):
        cchc.say(text, **values)


def test_words_that_documents_cannot_carry_are_refused_with_their_beginning() -> None:
    with pytest.raises(NotebookError, match=r"Lời văn “!.x..y.png.”: Văn bản có ảnh"):
        cchc.say("![x](y.png)")


def test_no_value_takes_the_place_of_a_name_of_the_report(results: Results) -> None:
    with pytest.raises(ParameterError, match="tên 'unit' đã là số liệu của báo cáo"):
        cchc.say("{{ unit }}", results, unit="tỉnh Bắc Kạn")


# ---- other units -----------------------------------------------------------------------------------------------------


def test_another_unit_is_told_of_in_lab_and_never_refused(results: Results) -> None:
    said = cchc.say("Bắc Kạn đã chỉ đạo.", results)
    assert [one.partition(";")[0] for one in said.remarks] == ["lời văn nói đến tỉnh Bắc Kạn"]
    assert "lời văn nói đến tỉnh Bắc Kạn" in render_fragment(said)
    assert cchc.say("{{ unit }} đã chỉ đạo.", results).remarks == ()


@pytest.mark.parametrize(
    ("unit", "year", "text", "named"),
    [
        ("KonTum", 2024, "Tỉnh Bắc Kạn, so với Lai Châu", ["tỉnh Bắc Kạn", "tỉnh Lai Châu"]),
        ("KonTum", 2024, "Kon Tum và tỉnh Kon Tum; bờ Thái Bình Dương; Điện Biên Phủ; hòa bình; Ủy ban nhân dân", []),
        ("KonTum", 2024, "theo tư tưởng Hồ Chí Minh", []),
        ("KonTum", 2024, "như Thành phố Hồ Chí Minh", ["Thành phố Hồ Chí Minh"]),
        ("KonTum", 2024, "xã Tân Trào", []),  # the register knows no communes of that year
        ("ThaiNguyen", 2026, "Bắc Kạn và Thái Nguyên trước sắp xếp", []),
        ("TuyenQuang/SonDuong", 2026, "xã Sơn Dương, tỉnh Tuyên Quang", []),
        ("TuyenQuang/SonDuong", 2026, "Xã Tân Trào đã làm", ["xã Tân Trào"]),
        ("TuyenQuang", 2026, "xã Tân Trào", []),
        ("KrongNo", 2024, "huyện Krông Nô, tỉnh Đắk Nông", []),
        ("Hue", 2026, "tỉnh Thừa Thiên Huế", []),
    ],
)
def test_whole_names_of_other_units_are_found_and_nothing_else(
    unit: str, year: int, text: str, named: list[str]
) -> None:
    inputs = cchc.load_inputs("KonTum", 2024)  # the register is the same for all
    read = overlooker(inputs.units.resolve(unit, year), year, inputs.units)
    assert [one.partition(";")[0].removeprefix("lời văn nói đến ") for one in read(text)] == named


# ---- answers, columns ------------------------------------------------------------------------------------------------


def test_answers_are_those_that_the_index_is_made_of() -> None:
    results = cchc.compute_results(cchc.load_inputs("BacKan", 2024))
    survey = results.surveyed().survey  # type: ignore[union-attr]
    assert survey is not None
    frame = cchc.answers(results)
    assert len(frame) == len(survey.answers)
    asked = frame.iloc[:, -survey.answers.shape[1] :]
    assert [name.split()[0] for name in asked] == list(survey.answers)
    assert asked.count().sum() == (survey.answers > 0).sum().sum()
    assert int(asked.sum().sum()) == int(survey.answers.where(survey.answers > 0, 0).sum().sum())
    words = cchc.answers(results, in_words=True).iloc[:, -survey.answers.shape[1] :]
    assert (words == "Không có ý kiến").sum().sum() == (survey.answers == -1).sum().sum()
    assert not {"Họ và tên", "Số phiếu", "Mã phiếu"} & set(frame)


def test_answers_that_are_not_there_are_a_sentence(results: Results) -> None:
    with pytest.raises(
        MissingDataError, match=r"chưa có phiếu khảo sát năm 2023 của tỉnh Kon Tum.*data/offices/KonTum/2023"
    ):
        cchc.answers(results)
    with pytest.raises(ParameterError, match=r"'papi' không phải mã của chỉ số khảo sát.*'sipas'"):
        cchc.answers(results, "papi")
    two = SimpleNamespace(
        all_surveyed=[SimpleNamespace(index=SimpleNamespace(key=key, name_vi=key), survey=object()) for key in "ab"],
        inputs=results.inputs,
    )
    with pytest.raises(ParameterError, match='phiếu của 2 chỉ số, cần ghi một chỉ số: index="a", index="b"'):
        cchc.answers(two)  # type: ignore[arg-type]


def test_columns_are_found_with_or_without_accents() -> None:
    for search in ("mức giữa", "muc giua", "gap_to_median"):
        assert "gap_to_median" in [row.cells[0] for row in cchc.columns(search).rows]  # type: ignore[attr-defined]
    assert len(cchc.columns().rows) > 200  # type: ignore[attr-defined]
    assert "gần nhất: Điểm mất" in cchc.columns("Điểm mấy").text  # type: ignore[attr-defined]
