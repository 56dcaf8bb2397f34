"""What was signed stays as it was: whatever is changed, run, cleaned or tried afterwards."""

import json
from collections.abc import Callable
from pathlib import Path

import cchc
import docx
import openpyxl
import pandas as pd
import pytest
from cchc.errors import InputError, IssueRefusedError
from cchc.planning.issued import ADDED, find_changes, read_stored
from cchc.planning.last_plan import look_back
from cchc.planning.plan_building import build_plan, plan_in_force
from cchc.planning.plan_findings import check_plan
from cchc.planning.plan_progress import compute_progress
from cchc.reporting.sections import progress
from cchc.run.cascade import build_cascade
from cchc.run.clean import clean_reports
from cchc.run.forms import write_form
from cchc.run.pipeline import build_report
from cchc.run.products import load, order
from cchc.run.renew import make
from cchc.run.sharing import build_site, pack_report
from cchc.sources.issued_files import IssuedFile
from cchc.sources.progress_inputs import load_progress

HEAD = (
    "plan:\n  accepted: [{{check: open_figure, reason: đã thống nhất}}]\n"
    "  letterhead: {{signer: Nguyễn Văn Mẫu, number: '{number}', day: 5, month: 6}}\n"
)


def _head(project: Path, number: str = "77", more: str = "") -> None:
    (project / "params/2024/HaTinh.yml").write_text(HEAD.format(number=number) + more, encoding="utf-8")


def _hush(_: str) -> None:
    """Say nothing."""


def _texts(path: Path) -> list[str]:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(one.text for one in document.paragraphs), *cells]


def _all(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _reword(project: Path) -> None:
    """Have the inspectorate lead whatever of PAPI the catalogue gives to others."""
    path = project / "data/solutions/catalogue.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[table["index"] == "papi", "lead_agency_key"] = "TTT"
    table.to_csv(path, index=False)


@pytest.fixture
def issued(project: Path) -> Path:
    """Sign the plan of Hà Tĩnh of 2024 and return where it was stored."""
    _head(project)
    told: list[str] = []
    folder = build_report("HaTinh", 2024, issue=True, say=told.append)
    assert any("Đã lưu bản ban hành tại reports/2024/HaTinh/issued/77/" in one for one in told)
    return folder / "issued/77"


@pytest.mark.whole
def test_the_signed_plan_is_whole_sealed_and_read_only(project: Path, issued: Path) -> None:
    seal = json.loads((issued / "issued.json").read_text(encoding="utf-8"))
    assert (seal["number"], seal["day"], seal["replaces"]) == ("77", "2024-06-05", "")
    assert set(seal["files"]) == set(_all(issued)) - {"issued.json"}
    assert {"plan.docx", "plan.pdf", "plan.json", "workbook.xlsx", "tasks.ics", "run.json"} <= set(seal["files"])
    assert "inputs/params/2024/HaTinh.yml" in seal["files"]
    assert all(path.stat().st_mode & 0o222 == 0 for path in issued.rglob("*"))
    # the list of reports tells it, and the package is not called old
    assert "Kế hoạch số 77 đã ban hành; tệp đã ký ở issued/77/" in build_site(2024, _hush).read_text(encoding="utf-8")
    remarks: list[str] = []
    pack_report("HaTinh", 2024, remarks.append)
    assert remarks == []
    # asked again with nothing changed: nothing is built, nothing stored
    before, said = _all(issued), list[str]()
    make(order("report", {"province": "HaTinh", "year": 2024, "issue": True}), said.append)
    assert any("Không đổi" in one for one in said)
    assert _all(issued) == before
    assert issued.is_relative_to(project)


@pytest.mark.whole
def test_what_follows_a_signed_plan_follows_that_and_no_rebuilt_one(project: Path, issued: Path) -> None:
    before = _all(issued)
    signed = plan_in_force(cchc.compute_results(cchc.load_inputs("HaTinh", 2024)))
    _reword(project)
    with (project / "params/2024/HaTinh.yml").open("a", encoding="utf-8") as file:
        file.write("targets: {papi: {rule: minimum_increase, amount: 0.5, unit: points}}\n")
    results = cchc.compute_results(cchc.load_inputs("HaTinh", 2024))
    rebuilt = build_plan(results)
    changes = find_changes(signed.annexes, rebuilt.annexes)
    assert {"mục tiêu", "cơ quan chủ trì"} <= {one.what_vi for one in changes}
    # the draft says how it differs, row by row
    found = [one for one in check_plan(rebuilt) if one.check == "differs_from_issued"]
    assert {one.place_vi for one in found} == {one.task_key for one in changes}
    assert "Kế hoạch số 77/KH-UBND ngày 05/6/2024" in found[0].found_vi
    # progress, extracts, the form and the calendar follow what was signed
    assert find_changes(signed.annexes, plan_in_force(results).annexes) == ()
    leads = {row.item.code: row.task.lead_vi for annex in plan_in_force(results).annexes for row in annex.rows}
    assert set(leads.values()) != {"Thanh tra tỉnh"}
    folder = build_cascade("HaTinh", 2024, say=_hush)
    assert folder.is_dir()
    build_report("HaTinh", 2024, say=_hush)
    assert _all(issued) == before
    assert "differs_from_issued" in (project / "reports/2024/HaTinh/run.json").read_text(encoding="utf-8")
    said: list[str] = []
    clean_reports(said.append)
    assert any("Giữ nguyên 1 kế hoạch đã ban hành" in one for one in said)
    assert _all(issued) == before


@pytest.mark.whole
def test_a_signed_plan_is_only_replaced_by_one_that_says_so(project: Path, issued: Path) -> None:
    before = _all(issued)
    _reword(project)
    with pytest.raises(
        IssueRefusedError,
        match=r"Kế hoạch số 77/KH-UBND ngày 05/6/2024 đã ban hành; các tệp đã ký ở .*/issued/77/.* đã khác ở \d+ chỗ",
    ):
        build_report("HaTinh", 2024, issue=True, say=_hush)
    _head(project, "91")
    with pytest.raises(IssueRefusedError, match=r'đang có hiệu lực .* ghi plan.replaces: "77"'):
        build_report("HaTinh", 2024, issue=True, say=_hush)
    _head(project, "91", "  replaces: '50'\n")
    with pytest.raises(InputError, match=r"'plan.replaces': kế hoạch số 50 chưa được ban hành"):
        build_report("HaTinh", 2024, issue=True, say=_hush)
    _head(project, "91", "  replaces: '77'\n")
    folder = build_report("HaTinh", 2024, issue=True, say=_hush)
    texts = "\n".join(_texts(folder / "plan.docx"))
    assert "Kế hoạch này thay thế Kế hoạch số 77/KH-UBND ngày 05/6/2024 của UBND tỉnh Hà Tĩnh" in texts
    assert "NỘI DUNG THAY ĐỔI SO VỚI KẾ HOẠCH SỐ 77/KH-UBND" in texts
    assert _all(issued) == before
    results = cchc.compute_results(cchc.load_inputs("HaTinh", 2024))
    assert results.inputs.issued is not None
    assert results.inputs.issued.number == "91"
    assert not [one for one in check_plan(build_plan(results)) if one.check == "differs_from_issued"]


@pytest.mark.whole
def test_a_signed_plan_that_was_touched_is_told_with_its_file(issued: Path) -> None:
    path = issued / "plan.docx"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(InputError, match=r"issued/77/plan.docx: đã bị sửa sau khi ban hành"):
        cchc.load_inputs("HaTinh", 2024)


@pytest.mark.whole
@pytest.mark.usefixtures("issued")
def test_next_year_judges_what_was_signed() -> None:
    results = cchc.compute_results(cchc.load_inputs("HaTinh", 2025))
    last = look_back(results)
    assert last is not None
    assert last.issued_vi == "Kế hoạch số 77/KH-UBND ngày 05/6/2024"
    assert last.judgements
    assert any(one.outcome in {"met", "missed"} for one in last.judgements)


def test_without_number_and_day_nothing_is_stored(project: Path) -> None:
    (project / "params/2024/HaTinh.yml").write_text(
        "plan: {accepted: [{check: open_figure, reason: đã thống nhất}],"
        " letterhead: {signer: Nguyễn Văn Mẫu, is_filled_by_registry: true}}",
        encoding="utf-8",
    )
    told: list[str] = []
    folder = build_report("HaTinh", 2024, issue=True, say=told.append)
    assert not (folder / "issued").exists()
    assert any("Chưa lưu thành bản ban hành vì chưa có số, ngày" in one for one in told)


def test_rows_that_differ_are_told_by_field() -> None:
    plan = build_plan(cchc.compute_results(cchc.load_inputs("KonTum", 2024)))
    less = plan.annexes[:1]
    changes = find_changes(less, plan.annexes)
    assert {one.what_vi for one in changes} == {ADDED}
    assert len(changes) == sum(len(annex.rows) for annex in plan.annexes[1:])
    assert len(find_changes(plan.annexes, less)) == len(changes)


def test_tasks_that_were_never_signed_are_told_and_not_followed(
    project: Path, sign: Callable[[str, int, str], None]
) -> None:
    sign("HaTinh", 2024, "77")
    book = openpyxl.load_workbook(project / write_form("tasks", "HaTinh", "2024")[0])
    sheet = book["Nhiệm vụ"]
    row = next(one for one in sheet.iter_rows(min_row=4) if not one[0].value)
    for at, value in ((0, "THEM-1"), (1, "Việc mới"), (3, "Làm việc mới"), (4, "Sở Nội vụ"), (6, "30/9/2024")):
        row[at].value = value
    path = project / "data/offices/HaTinh/2023/tasks.xlsx"
    path.parent.mkdir(parents=True)
    book.save(path)
    followed = compute_progress(load_progress("HaTinh", 2024, "2024-09-30"))
    assert followed.unsigned == ("THEM-1",)
    assert "THEM-1" not in set(followed.tasks["task_key"])
    told = " ".join(block.text for block in progress.limits(followed).blocks)
    assert "theo Kế hoạch số 77/KH-UBND ngày 05/6/2024 đã ban hành" in told
    assert "THEM-1 có trong tasks.xlsx nhưng không có trong kế hoạch đã ban hành" in told


def test_a_plan_that_was_stored_before_is_still_read() -> None:
    """The stored form is part of the contract (decision 0025): this file is never written again."""
    content = (Path(__file__).parents[1] / "cases/issued/plan.json").read_text(encoding="utf-8")
    stored = read_stored(IssuedFile("", "5", "KH-UBND", "2024-03-20", "", content), "KrongNo", 2024)
    rows = [row for annex in stored.annexes for row in annex.rows]
    assert len(rows) == 9
    assert all(row.task.milestones and row.task.slots and row.task.lead_vi for row in rows)
    assert stored.params.letterhead.day == 20


@pytest.mark.whole
def test_a_copy_that_stands_is_not_built_again_and_a_replaced_one_neither(project: Path, issued: Path) -> None:
    path = project / "params/texts/improvement_province/purpose.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n- Câu mới sau khi ký.\n", encoding="utf-8")
    with pytest.raises(IssueRefusedError, match=r"hãy dùng các tệp đó\."):
        build_report("HaTinh", 2024, issue=True, say=_hush)
    _head(project, "91", "  replaces: '077'\n")
    build_report("HaTinh", 2024, issue=True, say=_hush)
    _head(project, "077")
    with pytest.raises(IssueRefusedError, match=r'ghi plan.replaces: "91"'):
        build_report("HaTinh", 2024, issue=True, say=_hush)
    assert {path.name for path in issued.parent.iterdir()} == {"77", "91"}


def test_a_folder_without_a_seal_is_told_and_never_removed(project: Path) -> None:
    scan = project / "reports/2024/HaTinh/issued/79/ban_ky.pdf"
    scan.parent.mkdir(parents=True)
    scan.write_bytes(b"scan")
    with pytest.raises(InputError, match=r"issued/79: thư mục trong issued/ không có issued.json"):
        cchc.load_inputs("HaTinh", 2024)
    assert scan.read_bytes() == b"scan"


def test_what_a_killed_run_set_aside_is_back_before_anything_is_read(
    project: Path, sign: Callable[[str, int, str], None]
) -> None:
    sign("HaTinh", 2024, "77")
    folder = project / "reports/2024/HaTinh"
    (folder / "run.json").write_text("{}", encoding="utf-8")
    work = project / "reports/2024/.HaTinh.cchc-work"
    work.mkdir()
    folder.rename(work / "old-2024%2FHaTinh")
    inputs = load(order("report", {"province": "HaTinh", "year": 2024, "issue": False}))
    assert inputs.issued.number == "77"  # type: ignore[attr-defined]
    assert (folder / "issued/77/issued.json").is_file()


def test_a_bracket_is_never_signed_whatever_was_accepted(project: Path) -> None:
    _head(project)
    book = openpyxl.load_workbook(project / write_form("tasks", "HaTinh", "2024")[0])
    sheet = book["Nhiệm vụ"]
    key = sheet.cell(4, 1).value
    sheet.cell(4, 4).value = "Kiểm tra [12 trường] và {nơi khác}"
    path = project / "data/offices/HaTinh/2023/tasks.xlsx"
    path.parent.mkdir(parents=True)
    book.save(path)
    with pytest.raises(IssueRefusedError, match=rf"còn ngoặc chưa điền số liệu: {key}"):
        build_report("HaTinh", 2024, issue=True, say=_hush)


def test_a_file_that_was_added_to_a_signed_plan_is_told(project: Path, sign: Callable[[str, int, str], None]) -> None:
    sign("HaTinh", 2024, "77")
    (project / "reports/2024/HaTinh/issued/77/ghi_chu.txt").write_text("thêm", encoding="utf-8")
    with pytest.raises(InputError, match=r"issued/77/ghi_chu.txt: được thêm vào sau khi ban hành"):
        cchc.load_inputs("HaTinh", 2024)
