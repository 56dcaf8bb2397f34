"""Where the files of a unit stand; what is below a province is locked, kept and removed beside it, never with it."""

import re
from pathlib import Path

import pytest
from cchc import paths
from cchc.errors import CchcError
from cchc.run import clean
from cchc.run.record import render_record
from cchc.run.sharing import build_site
from cchc.run.staging import LOCKS, locked, staged_folder, work_folder
from cchc.sources.coverage import read_register
from cchc.sources.misplaced import find_misplaced, refuse_misnamed
from cchc.sources.reader import Reader
from cchc.sources.root import find_root
from filelock import FileLock

LIB = Path(__file__).resolve().parents[2] / "lib" / "cchc"
COMMUNE, DEPARTMENT = "HaNoi/XuanPhuong", "HaNoi/SNV"


def _file(path: Path, text: str = "a") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_below_a_province_never_stands_in_its_folder(tmp_path: Path) -> None:
    province = paths.report_folder(tmp_path, "HaNoi", 2026)
    for key in (COMMUNE, DEPARTMENT):
        below = paths.report_folder(tmp_path, key, 2026)
        assert below == tmp_path / "reports/2026/_units" / key
        assert province not in below.parents
        forms = paths.forms_folder(tmp_path, key, 2025)
        assert paths.forms_folder(tmp_path, "HaNoi", 2025).parent not in forms.parents
    assert paths.report_folder(tmp_path, "KrongNo", 2024) == tmp_path / "reports/2024/KrongNo"


def test_a_run_of_the_province_leaves_its_units_alone_and_waits_for_none(tmp_path: Path) -> None:
    province = paths.report_folder(tmp_path, "HaNoi", 2026)
    ward = paths.report_folder(tmp_path, COMMUNE, 2026)
    _file(province / "plan.docx")
    _file(ward / "plan.docx", "of the ward")
    with locked(ward, tmp_path, wait_s=0), staged_folder(province, tmp_path) as staging:
        _file(staging / "plan.docx", "new")
        _file(staging / "run.json", "{}")
    assert (province / "plan.docx").read_text(encoding="utf-8") == "new"
    assert [one.relative_to(ward).as_posix() for one in ward.rglob("*")] == ["plan.docx"]
    with locked(province, tmp_path, wait_s=0), staged_folder(ward, tmp_path) as staging:
        _file(staging / "plan.docx", "new of the ward")
    assert (ward / "plan.docx").read_text(encoding="utf-8") == "new of the ward"
    assert work_folder(ward, tmp_path) == ward.with_name(".XuanPhuong.cchc-work")
    assert not work_folder(ward, tmp_path).exists()


def test_each_unit_has_a_lock_of_its_own_for_all_its_folders(tmp_path: Path) -> None:
    ward = paths.report_folder(tmp_path, COMMUNE, 2026)
    other = paths.report_folder(tmp_path, DEPARTMENT, 2026)
    held = tmp_path / LOCKS / "2026-_units-HaNoi-XuanPhuong.lock"
    said = []
    held.parent.mkdir(parents=True)
    with FileLock(held):  # as another process holds it
        for folder in (ward / "progress" / "2026-09-30", ward / "cascade", other, ward.parent):
            try:
                with locked(folder, tmp_path, wait_s=0.1):
                    said.append("")
            except CchcError as error:
                said.append(str(error))
    assert [bool(one) for one in said] == [True, True, False, False]
    names = {one.name for one in (tmp_path / LOCKS).glob("*")}
    assert {"2026-_units-HaNoi-XuanPhuong.lock", "2026-_units-HaNoi-SNV.lock", "2026-_units-HaNoi.lock"} <= names


def test_what_a_killed_run_left_of_a_unit_is_put_right_by_the_next(tmp_path: Path) -> None:
    ward = paths.report_folder(tmp_path, COMMUNE, 2026)
    _file(ward / "plan.docx")
    work = work_folder(ward, tmp_path)
    _file(work / "new" / "plan.docx", "half")
    ward.replace(work / "old-2026%2F_units%2FHaNoi%2FXuanPhuong")
    with locked(ward / "cascade", tmp_path):
        assert (ward / "plan.docx").read_text(encoding="utf-8") == "a"
    assert not work.exists()


def test_clean_removes_what_runs_wrote_below_provinces_and_keeps_what_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clean, "find_root", lambda: tmp_path)
    for key in (COMMUNE, DEPARTMENT, "HaNoi"):
        folder = paths.report_folder(tmp_path, key, 2026)
        with staged_folder(folder, tmp_path) as staging:
            _file(staging / "plan.pdf")
            record = {"outputs": {"plan.pdf": "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"}}
            (staging / "run.json").write_bytes(render_record(record))
    typed = _file(paths.report_folder(tmp_path, COMMUNE, 2026) / "ghi chú.docx", "typed")
    half = paths.report_folder(tmp_path, "HaNoi/BaDinh", 2026)
    _file(work_folder(half, tmp_path) / "new" / "plan.pdf")
    said: list[str] = []
    clean.clean_reports(said.append)
    left = [one for one in (tmp_path / "reports").rglob("*") if one.is_file() and one.suffix != ".lock"]
    assert left == [typed]
    assert not work_folder(half, tmp_path).exists()
    assert "Đã xóa 6 tệp" in said[0]


def test_a_year_lists_its_units_by_key(tmp_path: Path) -> None:
    for key in ("HaNoi", "_national", COMMUNE, DEPARTMENT):
        paths.report_folder(tmp_path, key, 2026).mkdir(parents=True)
    assert [key for key, _ in paths.unit_folders(tmp_path / "reports/2026")] == [
        "HaNoi", "_national", "HaNoi/SNV", "HaNoi/XuanPhuong",
    ]  # fmt: skip


def test_the_list_of_a_year_names_units_below_provinces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = find_root()
    for name in ("data", "params", "notebooks"):
        (tmp_path / name).symlink_to(root / name)
    monkeypatch.setenv("CCHC_ROOT", str(tmp_path))
    for key in ("HaNoi", COMMUNE, DEPARTMENT, "HaNoi/NoSuch"):
        folder = paths.report_folder(tmp_path, key, 2026)
        _file(folder / "plan.pdf")
        _file(folder / "run.json", "{}")
    text = build_site(2026, lambda _: None).read_text(encoding="utf-8")
    assert 'href="HaNoi/plan.pdf"' in text
    assert 'href="_units/HaNoi/XuanPhuong/plan.pdf"' in text
    assert "Sở Nội vụ thành phố Hà Nội" in text
    assert "NoSuch" not in text


def test_folders_of_offices_below_a_province_are_known_and_misplaced_ones_are_told(tmp_path: Path) -> None:
    register = read_register(find_root())
    for folder in ("HaNoi/2025", "HaNoi/XuanPhuong/2025", "HaNoi/SNV/2025", "KrongNo/2023"):
        _file(tmp_path / "data/offices" / folder / "score_sheet.csv")
    reader = Reader(tmp_path)
    assert find_misplaced(reader, register) == []
    _file(tmp_path / "data/offices/HaNoi/XuanPhuog/2025/score_sheet.csv")
    _file(tmp_path / "data/offices/HaNoi/XuanPhuong/năm 2025/score_sheet.csv")
    told = [one.file for one in find_misplaced(reader, register)]
    assert told == ["data/offices/HaNoi/XuanPhuog", "data/offices/HaNoi/XuanPhuong/năm 2025"]


def test_files_of_a_unit_under_another_name_are_refused(tmp_path: Path) -> None:
    ward = read_register(find_root()).resolve(COMMUNE, 2026)
    _file(tmp_path / paths.office_folder(COMMUNE, 2025) / "score_sheet.csv")
    _file(tmp_path / paths.params_file(COMMUNE, 2026))
    refuse_misnamed(Reader(tmp_path), ward, 2025)
    _file(tmp_path / "data/offices/HaNoi/Xuân Phương/2025/survey.csv")
    _file(tmp_path / "params/2026/HaNoi/Xuân Phương.yml")
    with pytest.raises(CchcError, match=r"(?s)đổi tên thành XuanPhuong\..*đổi tên thành XuanPhuong\.yml"):
        refuse_misnamed(Reader(tmp_path), ward, 2025)


def test_parameters_of_units_below_do_not_disturb_the_province(tmp_path: Path) -> None:
    _file(tmp_path / paths.params_file(COMMUNE, 2026))
    _file(tmp_path / paths.params_file("HaNoi", 2026))
    refuse_misnamed(Reader(tmp_path), read_register(find_root()).resolve("HaNoi", 2026), 2025)


def test_nobody_else_puts_these_paths_together() -> None:
    made = re.compile(r"""f"(?:data/offices|params)/\{|/ "offices" /|root / "reports" / str\([a-z.]*year\) / [a-z]""")
    found = [
        f"{path.relative_to(LIB)}: {line.strip()}"
        for path in LIB.rglob("*.py")
        if path.name != "paths.py"
        for line in path.read_text(encoding="utf-8").splitlines()
        if made.search(line)
    ]
    # a sentence of a section, said of a notebook's own cell
    assert [one for one in found if not one.startswith(("reporting/", "run/bench"))] == []
