"""Numbers as printed, parameters as allowed."""

import pandas as pd
import pytest
from cchc.errors import InputError
from cchc.reporting.formats import format_cell, format_number, round_official
from cchc.sources.param_checks import build_params
from cchc.sources.param_files import load_params, resolve_target
from cchc.sources.reader import Reader
from cchc.sources.root import find_root


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (2.675, 2, "2.68"),
        (0.125, 2, "0.13"),
        (1.005, 2, "1.01"),
        (0.1 + 0.2, 1, "0.3"),
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (84.235, 2, "84.24"),
    ],
)
def test_rounding_is_half_up_as_taught_at_school(value: float, decimals: int, text: str) -> None:
    assert str(round_official(value, decimals)) == text


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "text"),
    [
        (1234567.891, 2, False, "1.234.567,89"),
        (0.001, 2, True, "0,00"),
        (-0.001, 2, False, "0,00"),
        (-1.5, 1, False, "−1,5"),
        (3.2, 1, True, "+3,2"),
        (float("nan"), 2, False, "–"),
    ],
)
def test_numbers_are_written_in_vietnamese(value: float, decimals: int, signed: bool, text: str) -> None:
    assert format_number(value, decimals, signed=signed) == text


def test_codes_stay_text() -> None:
    assert format_cell("1.10", "text") == "1.10"


@pytest.fixture
def defaults() -> dict[str, object]:
    return Reader(find_root()).read_yaml("params/defaults.yml", status="text", title_vi="")


PRESET = "params/presets/province_four_annexes.yml"


def _refuse(defaults: dict[str, object], own: dict[str, object]) -> str:
    preset = Reader(find_root()).read_yaml(PRESET, status="text", title_vi="")
    with pytest.raises(InputError) as caught:
        build_params(("params/defaults.yml", defaults), (PRESET, preset), ("params/2024/X.yml", own))
    return str(caught.value)


def test_misspelt_keys_are_refused_with_the_nearest(defaults: dict[str, object]) -> None:
    text = _refuse(defaults, {"targets": {"papi": {"amuont": 0.2}}})
    assert "params/2024/X.yml, khóa 'targets.papi.amuont'" in text
    assert "có lẽ là 'amount'" in text


def test_a_number_that_should_be_text_asks_for_quotes(defaults: dict[str, object]) -> None:
    assert "dấu nháy" in _refuse(defaults, {"plan": {"letterhead": {"number": 12}}})


def test_wrong_choices_list_the_right_ones(defaults: dict[str, object]) -> None:
    assert "'points' hoặc 'relative_pct'" in _refuse(defaults, {"targets": {"sipas": {"unit": "percent"}}})


def test_every_fault_is_listed_at_once(defaults: dict[str, object]) -> None:
    text = _refuse(defaults, {"sipas": {"formula": "x"}, "targets": {"papi": {"amount": -1.0}}, "extra": 1})
    assert text.count("params/2024/X.yml") == 3


@pytest.mark.parametrize("day", ["02-31", "13-01", "6-20", "20/06"])
def test_a_day_that_does_not_exist_is_refused(defaults: dict[str, object], day: str) -> None:
    assert 'ví dụ "06-20"' in _refuse(defaults, {"plan": {"unit_plan_deadline": day}})


def test_a_date_of_the_letterhead_must_exist(defaults: dict[str, object]) -> None:
    assert "ngày 31 không có trong tháng 2" in _refuse(defaults, {"plan": {"letterhead": {"day": 31, "month": 2}}})


def test_deadlines_in_the_wrong_order_are_refused(defaults: dict[str, object]) -> None:
    assert "report_deadline" in _refuse(defaults, {"plan": {"report_deadline": "01-15"}})


def test_params_of_bac_kan_are_those_of_its_published_plan() -> None:
    reader = Reader(find_root())
    unit, year, _ = resolve_target(reader, "BacKan", "2024")
    params = load_params(reader, unit, year)
    assert (params.plan.unit_plan_deadline, params.targets["sipas"].amount, params.targets["papi"].amount) == (
        "06-20",
        10.0,
        0.1,
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: 1\na: 2\n", "khóa 'a' xuất hiện hai lần"),
        ("a: [1\n", "không đọc được theo cú pháp YAML"),
        ("- a\n", "không phải các cặp khóa"),
        ("\ta: 1\n", "dòng 1"),
    ],
)
def test_broken_yaml_gets_a_sentence_with_its_line(project, text: str, words: str) -> None:  # type: ignore[no-untyped-def]
    (project / "params/2024/BacKan.yml").write_text(text, encoding="utf-8")
    reader = Reader(project)
    with pytest.raises(InputError, match=r"params/2024/BacKan\.yml") as caught:
        reader.read_yaml("params/2024/BacKan.yml", status="text", title_vi="")
    assert words in str(caught.value)


def test_a_csv_lists_every_fault_with_line_and_column(project) -> None:  # type: ignore[no-untyped-def]
    from cchc import schemas

    path = project / "data/published/sipas.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[2] = lines[2].replace("82.1", "182.1")
    path.write_text("\n".join(lines[:3]) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"sipas.csv, dòng 3, cột pct: giá trị '182.1'"):
        Reader(project).read_table("data/published/sipas.csv", schemas.PublishedShares, status="published", title_vi="")


def test_tables_with_the_headings_of_earlier_versions_are_read(project) -> None:  # type: ignore[no-untyped-def]
    from cchc import schemas
    from cchc.sources.coverage import units_with_data

    def read() -> pd.DataFrame:
        return Reader(project).read_table(
            "data/published/sipas.csv", schemas.PublishedShares, status="published", title_vi=""
        )

    before, found = read(), units_with_data(project, 2024)
    for name in ("reference/localities", "published/sipas", "published/par_index", "published/papi"):
        path = project / f"data/{name}.csv"
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace("unit_key", "locality_key", 1).replace("unit_code", "locality_code", 1), encoding="utf-8"
        )
    pd.testing.assert_frame_equal(read(), before)
    assert units_with_data(project, 2024) == found
