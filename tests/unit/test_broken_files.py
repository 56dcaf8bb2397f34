"""Files of offices: the broken ones are refused with sentences that name file, sheet and cell, the odd ones are read."""

import importlib.util
import re
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from cchc.errors import InputError
from cchc.indices.surveyed import compute_surveyed
from cchc.sources.framework_files import load_framework
from cchc.sources.grids import SUFFIXES
from cchc.sources.office_files import load_sheet
from cchc.sources.reader import Reader
from cchc.sources.reference import load_agencies, load_units
from cchc.sources.score_sheets import read_score_sheet
from cchc.sources.surveys import read_survey
from cchc.sources.task_files import check_tasks
from cchc.sources.tasks import read_task_sheet, read_tasks
from cchc.unit_register import UnitRegister

TESTS = Path(__file__).resolve().parents[1]
BROKEN, TOLERANT = TESTS / "broken", TESTS / "tolerant"
FOLDER = "data/offices/KrongNo/2023"


def _name_tasks(reader: Reader, path: str) -> object:
    sheet, units = read_task_sheet(reader, path), load_units(reader)
    year = int(str(sheet.info["year"]))
    return check_tasks(sheet, units.resolve("KrongNo", 2024), units, year, load_agencies(reader))


READ: dict[str, Callable[[Reader, str], Any]] = {
    "score_sheet": lambda reader, path: read_score_sheet(reader, path, status="office"),
    "survey": lambda reader, path: read_survey(reader, path, "sipas_2023_illustrative", status="office"),
    "tasks": read_tasks,
    "named_tasks": _name_tasks,
    "framework": load_framework,
}
#: What a message for an office must not hold: words of Python, of libraries, empty places.
FOREIGN = re.compile(
    r"Traceback|Error|error|Expected|expected|tokeniz|None|nan\b|NaT|True|False|<|line \d|column|  |\.\.|: ;|;\s*\.|''"
)


def _expected(folder: Path) -> dict[str, dict[str, Any]]:
    return yaml.safe_load((folder / "expected.yml").read_text(encoding="utf-8"))


def _snapshot(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Return a project that holds frameworks and the folder of an office, in a path with spaces and accents."""
    root = tmp_path / "dự án thử"
    (root / FOLDER).mkdir(parents=True)
    for name in ("frameworks", "reference"):
        shutil.copytree(TESTS.parent / "data" / name, root / "data" / name)
    return root


def _put(root: Path, file: Path, name: str = "") -> str:
    path = f"{FOLDER}/{name or file.name}"
    shutil.copy(file, root / path)
    return path


@pytest.mark.parametrize("folder", [BROKEN, TOLERANT], ids=lambda folder: folder.name)
def test_every_file_of_the_folder_is_listed_and_small(folder: Path) -> None:
    files = {path.name: path for path in folder.iterdir() if path.suffix in SUFFIXES}
    assert files.keys() == _expected(folder).keys()
    assert max(path.stat().st_size for path in files.values()) < 20_000


@pytest.mark.parametrize(("name", "wanted"), _expected(BROKEN).items(), ids=_expected(BROKEN))
def test_a_broken_file_is_refused_with_every_fault_and_its_cell(
    office: Path, name: str, wanted: dict[str, Any]
) -> None:
    path = _put(office, BROKEN / name)
    before = _snapshot(office)
    with pytest.raises(InputError) as caught:
        READ[wanted["kind"]](Reader(office), path)
    sentences = str(caught.value).split("\n")
    for words in wanted["words"]:
        assert any(words in sentence for sentence in sentences), f"{words}\nis not in\n{caught.value}"
    assert len(sentences) == len(wanted["words"]), str(caught.value)
    for sentence in sentences:
        assert re.fullmatch(rf"Tệp {re.escape(path)}(, [^;]+?)?: [^;]+; .+\.", sentence), sentence
        assert FOREIGN.search(sentence.replace(path, "")) is None, sentence
        assert sentence == unicodedata.normalize("NFC", sentence)
    assert _snapshot(office) == before


def test_every_fault_of_a_cell_names_its_cell() -> None:
    # only what concerns a file or a sheet as a whole may go without
    whole = re.compile(r"thiếu (dòng|cột)|không thấy (cột|dòng)|không mở được|tệp trống|không có (trang|câu trả lời)"
                       r"|chưa có (phiếu nào|tiêu chí nào)|mã UTF-8|không tách được|dòng tiêu đề có|dạng tệp này|có mật khẩu")  # fmt: skip
    for name, wanted in _expected(BROKEN).items():
        for words in wanted["words"]:
            assert whole.search(words) or re.search(r"\bô [A-Z]+\d+\)?[,:]", words), (name, words)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [(name, one) for name, one in _expected(TOLERANT).items() if one["kind"] == "score_sheet"],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_an_odd_score_sheet_is_read_to_the_right_values(office: Path, name: str, wanted: dict[str, Any]) -> None:
    path = _put(office, TOLERANT / name)
    before = _snapshot(office)
    sheet = read_score_sheet(Reader(office), path, status="office")
    usual = {"1": 13, "2": 10.25, "3": 14.591, "4": 7, "5": 10, "6": 9.75, "7": 14.5, "8.1": 8.75, "8.2": 2}
    scores = wanted.get("only_scores") or usual | wanted.get("scores", {})
    table = sheet.scores.set_index("criterion_code")
    read = {code: None if score != score else score for code, score in table["approved_score"].items()}  # noqa: PLR0124 -- missing
    assert read == scores
    assert table["is_applicable"].to_dict() == {code: score is not None for code, score in scores.items()}
    own = {code: None if score != score else score for code, score in table["self_score"].items()}  # noqa: PLR0124
    assert own == wanted.get("self_scores", dict.fromkeys(scores))
    assert (sheet.unit_name, sheet.year, sheet.status) == (wanted.get("unit", "Krông Nô"), 2023, "office")
    # the districts of Đắk Nông are known by domain only, so every such sheet is coarse
    assert (sheet.stage, sheet.is_coarse, sheet.warnings) == ("approved", wanted.get("is_coarse", True), ())
    assert _snapshot(office) == before


@pytest.mark.parametrize(
    ("name", "wanted"),
    [(name, one) for name, one in _expected(TOLERANT).items() if one["kind"] == "survey"],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_an_odd_survey_is_read_to_the_right_answers(office: Path, name: str, wanted: dict[str, Any]) -> None:
    survey = READ["survey"](Reader(office), _put(office, TOLERANT / name))
    assert survey.answers.iloc[:, :3].to_numpy().tolist() == wanted["answers"]
    assert len(survey.answers.columns) == 26
    assert sorted(survey.design) == wanted["design"]
    table = compute_surveyed(survey.answers, survey.framework, "share_satisfied")
    assert table.loc["total", "n_valid"] == (survey.answers > 0).to_numpy().sum()


@pytest.mark.parametrize("name", [name for name, one in _expected(TOLERANT).items() if one["kind"] == "tasks"])
def test_odd_tasks_are_read_to_the_right_values(office: Path, name: str) -> None:
    info, tasks = read_tasks(Reader(office), _put(office, TOLERANT / name))
    assert info == {"unit": "Krông Nô", "year": 2024}
    assert tasks["task_key"].tolist() == ["PAR-1", "PAR-2", "THEM-1"]
    assert tasks["deadline"].tolist() == ["2024-01-31", "all_year", "2024-09-30"]
    assert tasks["status"].tolist() == ["done", "in_progress", "not_started"]
    assert tasks["done_pct"].tolist()[:2] == [100, 40]
    assert tasks["expected_score"].tolist()[0] == 0.5
    assert tasks[["done_pct", "expected_score"]].isna().sum().tolist() == [1, 2]


def test_the_form_of_a_framework_is_read_to_the_edition_it_was_filled_with(office: Path) -> None:
    reader = Reader(office)
    own = load_framework(reader, _put(office, TOLERANT / "framework.xlsx"))
    edition = load_framework(reader, "par_commune_xuanloc_2022")
    assert [(node.code, node.parent_code, node.max_score) for node in own.nodes] == [
        (node.code, node.parent_code, node.max_score) for node in edition.nodes
    ]
    assert [(rule.code, rule.parts) for rule in own.rules] == [(rule.code, rule.parts) for rule in edition.rules]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_sheet_in_the_wrong_folder_names_the_cells_that_say_so(office: Path, suffix: str) -> None:
    name = {".csv": "mark_and_semicolons.csv", ".xlsx": "capitals.xlsx"}[suffix]
    (office / "data/offices/KrongPac/2022").mkdir(parents=True)
    path = f"data/offices/KrongPac/2022/score_sheet{suffix}"
    shutil.copy(TOLERANT / name, office / path)
    reader = Reader(office)
    units: UnitRegister = load_units(reader)
    with pytest.raises(InputError) as caught:
        load_sheet(reader, "office", units.resolve("KrongPac", 2022), units, 2022)
    first, second = str(caught.value).split("\n")
    places = {".csv": ("dòng 1, cột 2 (ô B1)", "dòng 2, cột 2 (ô B2)")}.get(
        suffix, ("trang tính 'THÔNG TIN', ô B1", "trang tính 'THÔNG TIN', ô B2")
    )
    shown = "KRÔNG NÔ" if suffix == ".xlsx" else "Krông Nô"
    assert first == f"Tệp {path}, {places[0]}: 'Địa phương' ghi '{shown}'; thư mục này là của Krông Pắc."
    assert second == f"Tệp {path}, {places[1]}: 'Năm kết quả' ghi 2023; thư mục này là của năm 2022."


def test_the_files_are_those_that_the_script_writes() -> None:
    spec = importlib.util.spec_from_file_location("make_files", BROKEN / "make_files.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    for folder, made in ((BROKEN, script.broken()), (TOLERANT, script.tolerant())):
        assert made.keys() == {name for name in _expected(folder) if name != "old_excel.xls"}
        # workbooks also depend on the versions of the libraries that write them
        tables = [name for name in made if name.endswith(".csv")]
        assert [name for name in tables if made[name] != (folder / name).read_bytes()] == []
