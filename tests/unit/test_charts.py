"""Charts: real text that can be read at every width, exact values on marks, nothing that touches the page around them."""

import base64
import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from cchc.reporting import charts
from cchc.reporting.blocks import Figure, Row, Settings, Table
from cchc.reporting.charts.base import NARROW, WIDE, Chart
from cchc.reporting.charts.canvas import SIZE, measure
from cchc.reporting.document import Document, block_from_dict, number_captions
from cchc.reporting.html import TEMPLATES, render_fragment, render_html
from cchc.reporting.tables import render_csv
from cchc.reporting.typst import _block, _Page

SVG = "{http://www.w3.org/2000/svg}"
NAMES = [
    "1 Chỉ đạo, điều hành cải cách hành chính của tỉnh và các cơ quan chuyên môn",
    "2 Cải cách thể chế",
    "3.1 Tỷ lệ hồ sơ giải quyết đúng hạn của Ủy ban nhân dân cấp huyện và các đơn vị sự nghiệp",
    "4 Tài chính công",
]
SERIES = pd.DataFrame(
    {"value": [44.361, None, 42.7, 42.15, 43.35], "median": [44.0, 43.0, 42.5, 42.0, 42.3], "is_break": [False, False, True, False, False]},
    index=pd.Index(range(2019, 2024), name="year"),
)  # fmt: skip
TILES = pd.DataFrame(
    [("A", "Bà Rịa - Vũng Tàu", "province", 0, 0), ("B", "Thừa Thiên Huế", "province", 8, 1), ("B", "Hoàng Sa", "archipelago", 4, 3)],
    columns=["unit_key", "label_vi", "tile_kind", "grid_column", "grid_row"],
)  # fmt: skip
UNITS = pd.Series({f"U{at}": 46.0 - at / 9 for at in range(61)})
UNIT_NAMES = {key: f"Địa phương {key[1:]}" for key in UNITS.index}
ANSWERS = ["Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng"]


def _kinds() -> Mapping[str, Chart]:
    both = pd.DataFrame({"first": [80.0, 90.5, 85.25], "second": [40.0, 44.0, 41.5]}, index=["U1", "U2", "U3"])
    parts = pd.DataFrame({"1": [5.34, 4.2, None], "2": [7.25, 6.5, 3.1]})
    return {
        "bars": charts.bars(NAMES, [4.37, 2.045, 0.5, 0.0], axis_label="Điểm mất"),
        "diverging": charts.diverging(NAMES, [1.02, 0.0, -0.18, -2.4], axis_label="Tăng, giảm (điểm phần trăm)"),
        "pareto": charts.pareto(NAMES, [60.0, 81.5, 95.0, 100.0], share_pct=80, n_main=2),
        "stacked": charts.stacked(NAMES, [[6, 7, 0, 3], [5, 4, 4, 0], [0, 0, 1, 0]], ["đạt tối đa", "một phần", "không"], axis_label="Số"),
        "answers": charts.answers(
            NAMES, dict(zip(ANSWERS, zip(*[[2.5, 10, 20, 50, 17.5]] * 3, [None] * 5, strict=True), strict=True)), nothing="không in"
        ),
        "rank_draws": charts.rank_draws(pd.Series({20: 30.0, 21: 45.0, 22: 25.0}), rank=21, low=20, high=22, n_ranked=61),
        "intervals": charts.intervals(NAMES, [54.8, 66.3, 71.5, 80.0], [50.1, 60, 68, 75], [59, 71, 76, 85], line=75.03, line_label="chung 75,03%", axis_label="Tỷ lệ (%)"),
        "frontier": charts.frontier([1.0, 4.23, 8.44], [100, 515, 2590], chosen=(4.23, 515)),
        "positions": charts.positions(UNITS, "U30", names=UNIT_NAMES, median=42.33, own_label="Bắc Kạn", axis_label="Tổng điểm PAPI"),
        "gaps": charts.gaps(
            NAMES, [5.45, 5.4, None, 6.854], [4.94, 5.13, 4.27, 7.0], [5.91, 5.88, 4.66, 8.15], worse=[3], own_label="Bắc Kạn",
            worse_label="Bắc Kạn, dưới mức giữa", best_label="cao nhất", axis_label="Điểm", field=[[4.0, 5.0, 5.91]] * 4, peers=[[5.0]] * 4,
        ),
        "side_by_side": charts.side_by_side({"Bắc Kạn": [5.4, 5, 4, 3], "Thái Nguyên": [5.9, 6, 4.5, 7]}, NAMES, [5, 5, 4.2, 6], axis_label="Điểm"),
        "tiles": charts.tiles(TILES, {"A": 44.57, "B": 46.04}, {"A": 0, "B": 3}, ["cao", "khá", "kém", "thấp"], axis_label="Điểm"),
        "scatter": charts.scatter(both, both.median(), list(both.index), UNIT_NAMES, x_label="PAR INDEX (%)", y_label="PAPI (điểm)"),
        "distribution": charts.distribution(pd.Series({38: 1, 39: 5, 40: 12}), (38.5, 39.9, 40.2), axis_label="Điểm", step=1.0, decimals=2),
        "heat": charts.heat(["Thừa Thiên Huế", "Bà Rịa - Vũng Tàu", "Hà Nội"], parts, parts.notna().where(parts.notna()) * 1.0, NAMES[:2], ["cao", "thấp"]),
        "history": charts.history(SERIES, axis_label="PAPI (điểm)"),
        "panels": charts.panels(dict.fromkeys(NAMES, SERIES), own_label="Bắc Kạn", median_label="mức của tỉnh đứng giữa"),
        "slope": charts.slope(NAMES, [7.38, 7.15, 2.88, 7.1], [7.25, 7.13, 3.26, 7.12], years=("2022", "2023")),
    }  # fmt: skip


KINDS = _kinds()
EXACT = {
    "bars": "2 Cải cách thể chế: 2,05", "diverging": "4 Tài chính công: −2,40", "pareto": "2 Cải cách thể chế: 81,5%",
    "stacked": "2 Cải cách thể chế – một phần: 4", "answers": "2 Cải cách thể chế – Rất không hài lòng: 2,50%",
    "rank_draws": "thứ 21/61: 45,0% số lần mô phỏng", "intervals": "2 Cải cách thể chế: 66,30 (60,00 – 71,00)",
    "frontier": "8,44 điểm, 2.590 ngày công", "positions": "Địa phương 0: 46,00 (1/61)", "gaps": "4 Tài chính công – Bắc Kạn, dưới mức giữa: 6,85",
    "side_by_side": "4 Tài chính công – Thái Nguyên: 7,00", "tiles": "Thừa Thiên Huế: 46,04", "scatter": "Địa phương 2: 90,50; 44,00",
    "distribution": "40,0–41,0: 12", "heat": "Hà Nội – 2 Cải cách thể chế: 3,10", "history": "2019: 44,36",
    "panels": "4 Tài chính công, 2023: 43,35; mức giữa 42,30", "slope": "2 Cải cách thể chế: 7,15 (2022), 7,13 (2023)",
}  # fmt: skip


def _texts(svg: str) -> list[tuple[float, float, float, str]]:
    """Return start, end, size of every line of text, and the line."""
    found = []
    for node in ET.fromstring(svg).iter(SVG + "text"):
        size, is_bold = float(node.get("font-size", SIZE)), node.get("font-weight") == "bold"
        for x, line in [(node.get("x"), node.text), *((one.get("x"), one.text) for one in node)]:
            width = measure(line or "", size, bold=is_bold)
            start = float(x or 0) - width * {"end": 1.0, "middle": 0.5}.get(node.get("text-anchor", ""), 0.0)
            found.append((start, start + width, size, line or ""))
    return found


def test_every_kind_of_chart_is_looked_at() -> None:
    functions = {name for name in charts.__all__ if callable(getattr(charts, name))} - {"Chart", "to_block"}
    assert functions == set(KINDS) == set(EXACT)


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_real_text_on_nothing_and_touches_nothing_around_it(kind: str, width: float) -> None:
    svg = KINDS[kind].svg(width)
    tree = ET.fromstring(svg)
    tags = {node.tag.removeprefix(SVG) for node in tree.iter()}
    assert tags <= {"svg", "text", "tspan", "rect", "path", "circle", "polygon", "title"}
    assert not re.search(r'\b(id|style|href|class)="(?!wide|narrow)', svg)
    # nothing is laid below text or the chart: a watermark shows through
    assert not [one for one in tree.iter(SVG + "rect") if one.get("fill") in {"#fff", "white"}]
    assert svg == _kinds()[kind].svg(width)


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("kind", KINDS)
def test_no_text_of_a_chart_is_cut_or_too_small_to_be_read(kind: str, width: float) -> None:
    svg = KINDS[kind].svg(width)
    # the narrowest column in which each drawing is shown, see document.css
    shown_px = 340 if width == NARROW else 620 if kind in {"tiles", "heat"} else 520
    for start, end, size, line in _texts(svg):
        assert start > -1, line
        assert end < width + 1, line
        assert size * shown_px / width > 9, line


@pytest.mark.parametrize("kind", KINDS)
def test_a_mark_tells_its_exact_value_to_who_points_at_it(kind: str) -> None:
    for width in (WIDE, NARROW):
        titles = [node.text for node in ET.fromstring(KINDS[kind].svg(width)).iter(SVG + "title")]
        assert EXACT[kind] in titles


def test_numbers_are_written_as_everywhere() -> None:
    words = " ".join(line for chart in KINDS.values() for *_, line in _texts(chart.svg()))
    assert not re.search(r"\d\.\d\d\b|(?<!\w)-\d|\bnan\b|None", words)


def test_small_multiples_have_the_same_span_on_every_scale() -> None:
    narrow, wide = (
        SERIES.assign(value=[5.0, 5.1, 5.2, 5.1, 5.0], median=5.0),
        SERIES.assign(value=[5.0, 6, 7, 6, 5], median=6.0),
    )
    drawn = charts.panels({"Tổng": wide, "a": narrow, "b": wide}, own_label="x", median_label="y").svg()
    points = [float(one) for one in re.findall(r'<circle cx="[\d.]+" cy="([\d.]+)" r="2.1"', drawn)]
    spans = [max(points[at : at + 5]) - min(points[at : at + 5]) for at in (0, 5, 10)]
    assert spans[1] / spans[2] == pytest.approx(0.2 / 2.0, abs=0.01)


def test_a_series_is_not_joined_over_a_break_or_a_gap() -> None:
    lines = re.findall(r'<path d="(M[^"]*)" fill="none" stroke="#0b4f7d"', charts.history(SERIES, axis_label="").svg())
    assert [one.count("L") for one in lines] == [2]  # 2021-2023; 2019 stands alone, 2020 is not known


# ---- in a page -------------------------------------------------------------------------------------------------------
def _figure_of(kind: str = "bars") -> Figure:
    return charts.to_block(KINDS[kind], alt="Biểu đồ: bốn lĩnh vực", caption="Mất nhiều nhất", note="Nguồn")


def _page(*figures: Figure) -> str:
    settings = Settings(title="t", layout="analysis", watermark="", author="a", footer="f", date="2024-01-01")
    return render_html(Document(settings, tuple(number_captions(list(figures)))))


def test_jupyter_shows_the_chart_that_is_printed() -> None:
    figure = _figure_of()
    bundle = figure._repr_mimebundle_()
    assert isinstance(bundle, dict)
    assert figure.svg in bundle["text/html"]
    assert figure.narrow in bundle["text/html"]
    plain = _block(figure, _Page(468.0, 723.0, is_annex=False))
    assert plain["svg"] == figure.svg
    assert plain["narrow"] == ""


def test_a_chart_and_its_figures_survive_the_notebook() -> None:
    figure = _figure_of("gaps")
    assert block_from_dict(figure.to_dict()) == figure


def test_a_chart_stands_in_its_page_with_its_table_and_its_file() -> None:
    page = _page(_figure_of(), _figure_of("slope"))
    assert "<img" not in page
    assert page.count('role="img" aria-label="Biểu đồ: bốn lĩnh vực"') == 2
    assert page.count("<summary>Xem bảng") == page.count("Tải CSV") == 2
    assert "Bảng 1" not in page
    found = re.search(r'download="hinh-1.csv" href="data:text/csv;charset=utf-8;base64,([^"]+)"', page)
    assert found
    assert base64.b64decode(found[1]).decode("utf-8-sig").splitlines()[:3] == ["Nội dung;Điểm mất", f'"{NAMES[0]}";4,37'.replace('"', ""), "2 Cải cách thể chế;2,05"]  # fmt: skip


def test_an_analysts_figures_cannot_touch_each_other_or_the_page() -> None:
    pages = []
    for height in (1, 2):
        figure, axes = plt.subplots()
        axes.bar(["Ả", "b"], [1, height], hatch="//")
        axes.set_title("Điểm của đơn vị")
        axes.set_xlabel("Tên", font="DejaVu Sans")
        pages.append(charts.to_block(figure, alt="x", is_foreign=True).svg)
        plt.close(figure)
    first, second = (set(re.findall(r'\bid="([^"]+)"', one)) for one in pages)
    assert first
    assert not first & second
    for svg in pages:
        assert "<style" not in svg
        assert ">Điểm của đơn vị</text>" in svg
        assert {one.rpartition(", ")[2] for one in re.findall(r"font-family: ([^;]+);", svg)} == {"Arimo"}
        targets = re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', svg)
        assert targets
        assert {one or other for one, other in targets} <= set(re.findall(r'\bid="([^"]+)"', svg))
        assert not re.search(r"<path [^>]*fill: #ffffff", svg)  # a watermark shows through


def test_a_picture_that_the_programme_did_not_draw_is_kept_apart() -> None:
    page = render_fragment(Figure("<svg><style>*{color:red}</style></svg>", "mô tả"))
    assert "<style>*{color:red}" not in page
    assert '<img src="data:image/svg+xml;base64,' in page


def test_the_table_in_whose_place_a_chart_stands_is_in_the_workbook_once() -> None:
    data = Table(KINDS["bars"].data.columns, (Row(("a", 1.0)),), sheet="Bảng")
    settings = Settings(title="t", layout="analysis", watermark="", author="a", footer="f", date="2024-01-01")
    told = charts.to_block(KINDS["bars"], alt="x", data=data)
    assert list(Document(settings, (told, _figure_of())).tables()) == [data]


def test_a_file_of_figures_opens_where_the_comma_is_the_decimal_mark() -> None:
    content = render_csv(charts.bars(["=cmd", "a;b"], [1234.5, 0.0], axis_label="Điểm").data)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines() == ["Nội dung;Điểm", "'=cmd;1234,50", '"a;b";0,00']


def test_print_shows_the_wide_drawing_alone_and_no_tables_of_charts() -> None:
    printed = (TEMPLATES / "document.css").read_text(encoding="utf-8").rpartition("@media print")[2]
    assert ".cchc .data { display: none; }" in printed
    assert "svg.narrow { display: none; }" in printed
