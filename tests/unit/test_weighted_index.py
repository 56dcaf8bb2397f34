"""A weighted index: what a part is worth follows from its weight, and is not told where the weight is not known."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from cchc.analysis.answers import changeable_codes, published_decomposition
from cchc.analysis.results import compute_results
from cchc.analysis.table_checks import find_wrong_weighted
from cchc.analysis.what_if import suppose_published
from cchc.indices.published import codes_of
from cchc.sources.framework_files import load_framework
from cchc.sources.index_files import load_indices
from cchc.sources.reader import Reader
from cchc.sources.report_inputs import load_inputs
from cchc.sources.root import find_root

READER = Reader(find_root())
PCI = load_indices(READER)["pci"]
PUBLISHED = pd.read_csv(find_root() / "data/published/pci.csv")


def test_the_weights_of_pci_give_every_announced_total_of_the_years_for_which_they_stand() -> None:
    n_whole = 0
    for edition in ("pci_2013", "pci_2021"):
        framework = load_framework(READER, edition)
        codes = codes_of(framework, PCI)
        assert codes.loc[codes["is_item"], "worth"].sum() == pytest.approx(10)
        for year in range(framework.years[0], framework.years[1] + 1):
            assert not find_wrong_weighted(PUBLISHED, codes, year, "pci.csv")
            rows = PUBLISHED[(PUBLISHED["year"] == year) & (PUBLISHED["code"] == "C1")]
            n_whole += len(rows)
    assert n_whole == 52


def test_the_old_weights_do_not_give_the_totals_since_2022_so_none_are_told() -> None:
    old, new = (codes_of(load_framework(READER, name), PCI) for name in ("pci_2021", "pci_2022"))
    assert find_wrong_weighted(PUBLISHED, old, 2022, "pci.csv")[0].place == "HaTinh 2022, total"
    assert new.loc[new["is_item"], "worth"].isna().all()


def _choose(project: Path, year: int) -> None:
    (project / f"params/{year}").mkdir(exist_ok=True)
    (project / f"params/{year}/HaTinh.yml").write_text("indices: [pci]\n", encoding="utf-8")


def test_a_change_is_taken_apart_into_what_the_parts_are_worth(project: Path) -> None:
    _choose(project, 2021)
    own = compute_results(load_inputs("HaTinh", 2021)).published("pci")
    assert own is not None
    found = published_decomposition(own)
    assert found is not None
    # transparency fell from 6,70 to 5,21, and counts two for one
    assert found.parts.at["C3", "change"] == pytest.approx(2 * (5.21 - 6.70))
    assert found.change == pytest.approx(64.56 - 65.46)
    assert found.parts["change"].sum() == pytest.approx(found.change, abs=0.02)


def test_what_if_raises_the_whole_by_the_weight(project: Path) -> None:
    _choose(project, 2021)
    results = compute_results(load_inputs("HaTinh", 2021))
    own = results.published("pci")
    assert own is not None
    supposed, _ = suppose_published(own.all_values.loc["HaTinh"], own.codes, {"C3": 6.21}, "f", PCI)
    assert supposed.change == pytest.approx(2.0)
    assert changeable_codes(results)["pci"][2] == "C3"


def test_without_weights_nothing_is_supposed_and_no_change_is_taken_apart(project: Path) -> None:
    _choose(project, 2023)
    results = compute_results(load_inputs("HaTinh", 2023))
    own = results.published("pci")
    assert own is not None
    assert not own.is_composed
    assert published_decomposition(own) is None
    assert changeable_codes(results) == {}


def test_a_withheld_total_is_said_to_be_withheld(project: Path) -> None:
    _choose(project, 2024)
    own = compute_results(load_inputs("HaTinh", 2024)).published("pci")
    assert own is not None
    assert own.is_withheld
    assert own.headline.value is None
    assert own.table is not None
    assert own.table.at["C3", "score"] == 5.95


def test_weights_beyond_a_hundred_per_cent_are_refused(project: Path) -> None:
    path = project / "data/frameworks/pci_2021/criteria.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",20\n", ",200\n", 1), encoding="utf-8")
    from cchc.errors import InputError

    _choose(project, 2022)
    with pytest.raises(InputError, match="cột weight_pct"):
        load_inputs("HaTinh", 2022)
