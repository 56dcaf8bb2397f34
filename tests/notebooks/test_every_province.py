"""Every sentence of the analyses survives what is not known: all provinces, all plan years, every cell of the notebooks."""

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from cchc.analysis import published_results as results_module
from cchc.analysis.results import Results, compute_results
from cchc.errors import MissingDataError
from cchc.frameworks import Framework
from cchc.indices_defined import Index
from cchc.planning.plan_building import build_plan
from cchc.reporting import charts
from cchc.reporting.blocks import Figure
from cchc.reporting.control_blocks import Checks
from cchc.reporting.document import flatten
from cchc.reporting.plan_checks import check_document
from cchc.run.report_notebooks import NOTEBOOKS, wanted_notebooks
from cchc.sources import report_inputs
from cchc.sources.reader import Reader
from cchc.sources.reference import load_units
from cchc.sources.report_inputs import load_inputs
from cchc.sources.root import find_root
from cchc.units import kind_of

pytestmark = pytest.mark.whole

ROOT = Path(__file__).resolve().parents[2]
YEARS = range(2020, 2026)
#: Signs of a sentence into which something unknown was written, or in which something was left out.
NONSENSE = re.compile(
    r"\bnan\b|\bNone\b|\binf\b|<NA>|NaN|Timestamp|\{\{|\{%| [,.;:](?!\.)|\.\.(?!\.)|;\.|,\.|\(\)|“”|−0,00\b|\+0,00\b"
)
#: A dash stands for an unknown figure in a table; in a sentence it would be nonsense.
LOST_FIGURE = re.compile(r"(là|đạt|thứ|mất|tăng|giảm|từ|đến|cần|còn) –(?!\w)|–(%| điểm)")


class _CachedReader(Reader):
    """Reads each table of the project once for all provinces."""

    @functools.cache  # noqa: B019 -- one instance for the whole test
    def read_table(self, path: str, *args: Any, **kwargs: Any) -> Any:
        return super().read_table(path, *args, **kwargs)


def _cells(name: str) -> list[str]:
    cells = nbformat.read(ROOT / "notebooks" / name, as_version=4).cells
    return [cell.source for cell in cells if cell.cell_type == "code" and not cell.metadata.get("tags")]


CELLS = {name: _cells(name) for name in NOTEBOOKS}
#: What a draft may be told although nothing in it is wrong: places left for the registry or the office, sources that disagree,
#: estimates that it has to look at again.
HARMLESS = {"blank_number", "total_pct", "maxima", "no_solution", "open_figure", "missing_figure", "doubtful_effort"}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in {"svg", "kind", "style", "key", "formula"}:
                yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def _shown(results: Results) -> Iterator[tuple[str, str]]:
    """Yield cell and text of everything that the notebooks of a unit show."""
    for name in wanted_notebooks(results.inputs):
        names: dict[str, Any] = {"results": results, "inputs": results.inputs}
        blocks = []
        for source in CELLS.get(name, []):
            if source.startswith("import"):
                exec(source, names)
            elif source == "improvement_plan = cchc.build_plan(results)":
                names["improvement_plan"] = build_plan(results)
            elif "load_inputs" not in source and not source.startswith("cchc.preview()"):
                blocks.append(eval(source, names))
                for text in _strings(blocks[-1].to_dict()):
                    yield f"{name}: {source}", text
        found = [one for one in flatten(blocks) if isinstance(one, Checks)]
        for finding in check_document(found[0], flatten(blocks)) if found else ():
            if finding.check not in HARMLESS:
                yield f"{name}: checks before printing", f"nan {finding}"


def _nonsense(province: str, year: int) -> list[str]:
    try:
        results = compute_results(load_inputs(province, year))
    except MissingDataError:
        return [f"{province} {year}: refused"]
    return [
        f"{province} {year}, {cell}: {text[:200]}"
        for cell, text in _shown(results)
        if NONSENSE.search(text) or LOST_FIGURE.search(text)
    ]


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    """Read and add up what all provinces share once; leave the drawing out: what is told is the same."""
    shared = _CachedReader(find_root())
    monkeypatch.setattr(report_inputs, "Reader", lambda _: shared)
    plain, known = results_module.compute_published, {}

    def compute_published(papi: pd.DataFrame, edition: Framework, index: Index, year: int) -> pd.DataFrame:
        if (len(papi), year) not in known:
            known[len(papi), year] = plain(papi, edition, index, year)
        return known[len(papi), year].copy()

    monkeypatch.setattr(results_module, "compute_published", compute_published)
    for name in charts.__all__:
        if callable(getattr(charts, name)) and name != "to_block":
            monkeypatch.setattr(charts, name, lambda *_, **__: None)
    monkeypatch.setattr(charts, "to_block", lambda _, **values: Figure("", **values))
    return shared


@pytest.mark.parametrize("year", YEARS)
def test_no_sentence_of_any_province_is_nonsense(year: int, reader: Reader) -> None:
    provinces = [one.unit_key for one in load_units(reader).of_kind("province", year)]
    assert len(provinces) == 63
    found = [line for province in provinces for line in _nonsense(province, year)]
    assert [line for line in found if not line.endswith("refused")] == []
    # PAPI is withheld for at most four provinces a year; those may have nothing at all
    assert len(found) <= 4


def test_no_sentence_of_a_new_province_is_nonsense(reader: Reader) -> None:
    provinces = [one.unit_key for one in load_units(reader).of_kind("province", 2026)]
    assert len(provinces) == 34
    assert [line for province in provinces for line in _nonsense(province, 2026)] == []


def _invent_results_of_34(project: Path) -> None:
    """Write results of 2025 for all provinces of today: values of 2024 a little raised, ranks of 34 announced."""
    frame = project / "data/frameworks/papi_2021/framework.yml"
    frame.write_text(frame.read_text(encoding="utf-8").replace("2024]", "2025]"), encoding="utf-8")
    papi = pd.read_csv(project / "data/published/papi.csv", dtype=str)
    old = papi[(papi["year"] == "2024") & (papi["unit_key"] == "HaNoi")]
    provinces = [one.unit_key for one in load_units(Reader(project)).of_kind("province", 2026)]
    for name, rows in {
        "papi.csv": [f"{key},2025,{one.code},{one.score},papi_org_vn" for key in provinces for one in old.itertuples()],
        "par_index.csv": [
            f"{key},2025,total,value,,,{90 - at / 10:.2f},{at},34,,s010" for at, key in enumerate(provinces, 1)
        ],
        "sipas.csv": [f"{key},2025,total,value,{88 - at / 10:.2f},{at},34,s010" for at, key in enumerate(provinces, 1)],
    }.items():
        with (project / "data/published" / name).open("a", encoding="utf-8") as file:
            file.write("".join(f"{row}\n" for row in rows))


@pytest.mark.parametrize("unit", ["HaNoi", "Hue", "ThaiNguyen"])
def test_ranks_of_34_are_nowhere_compared_with_ranks_of_63(project: Path, unit: str) -> None:
    _invent_results_of_34(project)
    results = compute_results(load_inputs(unit, 2026))
    assert results.inputs.result_year == 2025
    assert {one.rank_change for one in results.headlines.values()} == {None}
    told = [
        (cell, text) for cell, text in _shown(results) if re.search(r"(tăng|giảm) \d+ bậc|giữ nguyên thứ hạng", text)
    ]
    assert told == []
    assert _nonsense(unit, 2026) == []


def _sample(reader: Reader, n: int) -> list[str]:
    """Return communes of every province and kind: the first few xã, phường and đặc khu of each, then others evenly."""
    communes = load_units(reader).of_kind("commune", 2026)
    first = {(one.parent_key, kind_of(one)): one.unit_key for one in reversed(communes)}
    step = max(len(communes) // (n - len(first)), 1)
    return list(dict.fromkeys([*first.values(), *(one.unit_key for one in communes[::step])]))


def test_no_sentence_of_a_commune_is_nonsense(reader: Reader) -> None:
    communes = _sample(reader, 300)
    assert len(communes) >= 280
    assert {one.partition("/")[0] for one in communes} == {
        one.unit_key for one in load_units(reader).of_kind("province", 2026)
    }
    assert [line for one in communes for line in _nonsense(one, 2026)] == []


@pytest.mark.usefixtures("reader")
def test_no_sentence_of_one_commune_of_each_kind_is_nonsense() -> None:
    for one in ("HaNoi/XuanPhuong", "TuyenQuang/SonDuong", "AnGiang/PhuQuoc", "HaiPhong/BachLongVi"):
        assert _nonsense(one, 2026) == []


@pytest.mark.parametrize(
    ("unit", "year"),
    [("QuangNinh", 2019), ("BacNinh", 2023), ("KrongNo", 2024), ("KonTum", 2024), ("HaTinh", 2020), ("ThaiNguyen", 2026)],
)  # fmt: skip
def test_charts_are_drawn_where_figures_are_missing(unit: str, year: int) -> None:
    assert _nonsense(unit, year) == []


def test_a_sentence_with_something_unknown_is_seen() -> None:
    for text in ("đạt nan điểm", "thứ None/63", "còn –, xếp", "cần – điểm", "tăng 1,2 ;.", "nội dung “”"):
        assert NONSENSE.search(text) or LOST_FIGURE.search(text), text
