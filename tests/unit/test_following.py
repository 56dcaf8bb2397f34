"""Following a plan: states on a day, points, returned lists, the office's words, outcomes - each by hand."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import cchc
import openpyxl
import pandas as pd
import pytest
from cchc.agencies import AgencyRegister
from cchc.deadlines import due_milestone, milestones
from cchc.errors import InputError, MissingDataError, ParameterError
from cchc.planning.extracts import COOPERATING, LEAD, build_extracts
from cchc.planning.judgements import Condition, ItemResult, TargetRecord, judge_targets
from cchc.planning.last_plan import look_back
from cchc.planning.plan import Plan
from cchc.planning.plan_progress import Progress, compute_progress
from cchc.planning.plan_tasks import list_tasks
from cchc.planning.task_states import (
    add_up_points,
    all_money,
    count_by_agency,
    find_inconsistent,
    money_by_agency,
    remind_by_agency,
    state_of,
    to_remind,
    without_evidence,
)
from cchc.planning.task_words import ADDED_GROUP, NO_TASK
from cchc.reporting.blocks import Letterhead, Signature, Table
from cchc.reporting.forms.task_form import render_tasks
from cchc.reporting.ics import render_calendar
from cchc.reporting.letters import reminder_letters
from cchc.reporting.sections.annex_tables import annexes
from cchc.reporting.sections.common import control
from cchc.reporting.sections.outcomes import judgement_table, outcome_sentence
from cchc.run.cascade import build_cascade
from cchc.run.forms import write_form
from cchc.sources.progress_inputs import load_progress, parse_at
from cchc.sources.reader import Reader
from cchc.sources.reference import load_agencies, load_units
from cchc.sources.tasks import HEADINGS, read_tasks
from icalendar import Calendar

AT = dt.date(2024, 9, 30)
FOLDER = "data/offices/BacKan/2023"
COLUMN = {heading.key: at for at, heading in enumerate(HEADINGS, start=1)}


# ---- a list of tasks in the office's folder --------------------------------------------------------------------------
_BLANK: dict[str, bytes] = {}


def _blank_form(project: Path) -> openpyxl.Workbook:
    """Return the form of Bắc Kạn's plan of 2024 before anybody has filled it in; it is made once."""
    if not _BLANK:
        assert not (project / FOLDER).exists()
        _BLANK["form"] = (project / write_form("tasks", "BacKan", "2024")[0]).read_bytes()
    return openpyxl.load_workbook(io.BytesIO(_BLANK["form"]))


def _rows(workbook: openpyxl.Workbook) -> dict[str, int]:
    sheet = workbook["Nhiệm vụ"]
    return {str(sheet.cell(row, 1).value): row for row in range(4, sheet.max_row + 1) if sheet.cell(row, 1).value}


def _put(project: Path, changes: dict[str, dict[str, object]], name: str = "tasks.xlsx") -> str:
    """Save the form with cells changed; a key that is not there takes the next spare row, None removes the row."""
    workbook = _blank_form(project)
    sheet, rows = workbook["Nhiệm vụ"], _rows(workbook)
    for key, cells in changes.items():
        row = rows.setdefault(key, max(rows.values()) + 1)
        sheet.cell(row, 1).value = key
        for column, value in cells.items():
            sheet.cell(row, COLUMN[column]).value = value
    path = project / FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    return f"{FOLDER}/{name}"


def _plan() -> Plan:
    return cchc.build_plan(cchc.compute_results(cchc.load_inputs("BacKan", 2024)))


def _row(plan: Plan, key: str) -> dict[str, Any]:
    rows = pd.concat([annex.table for annex in plan.annexes]).set_index("task_key")
    return rows.loc[key].to_dict()


@pytest.mark.usefixtures("project")
def test_the_illustrative_words_are_those_of_the_catalogue() -> None:
    import dataclasses

    inputs = cchc.load_inputs("BacKan", 2024)
    assert inputs.tasks is not None
    assert inputs.tasks.status == "illustrative"
    results = cchc.compute_results(inputs)
    without = cchc.build_plan(dataclasses.replace(results, inputs=dataclasses.replace(inputs, tasks=None)))
    for annex, plain in zip(cchc.build_plan(results).annexes, without.annexes, strict=True):
        assert annex.rows == plain.rows
    words = ["task_key", "name_vi", "cause_vi", "task_vi", "lead_vi", "cooperating_vi", "output_vi"]
    expected, read = list_tasks(without), inputs.tasks.table
    pd.testing.assert_frame_equal(read[words], expected[words], check_dtype=False)
    assert read["deadline"].tolist() == expected["deadline"].tolist()
    assert set(read["status"]) == {"done", "in_progress", "not_started", "cancelled"}


def test_the_illustrative_list_is_the_one_that_the_generator_writes(project: Path) -> None:
    import importlib.util

    root = Path(__file__).resolve().parents[2]
    spec = importlib.util.spec_from_file_location("generate", root / "data/illustrative/generate.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    place = "data/illustrative/BacKan/2023/tasks.xlsx"
    script.write_tasks(place)
    info, made = read_tasks(Reader(project), place)
    kept_info, kept = read_tasks(Reader(root), place)
    assert info == kept_info
    pd.testing.assert_frame_equal(made, kept)


def test_every_cell_of_the_office_wins_and_blank_means_blank(project: Path) -> None:
    before = _row(_plan(), "PAR-1.4")
    assert before["cooperating_vi"]
    _put(
        project,
        {
            "PAR-1.4": {
                "name_vi": "1.4 Sáng kiến của tỉnh", "cause_vi": "Thiếu kinh phí", "task_vi": "Thi sáng kiến", "lead_vi": "Sở Tài chính",
                "cooperating_vi": None, "deadline": "5/2/2024", "output_vi": "Quyết định", "target": 0.75,
            },
            "PAR-1.1.2": {"target": "> 0,8"},
        },
    )  # fmt: skip
    plan = _plan()
    row = _row(plan, "PAR-1.4")
    assert {key: row[key] for key in ("name_vi", "cause_vi", "task_vi", "lead_vi", "cooperating_vi", "deadline_vi", "output_vi")} == {
        "name_vi": "Sáng kiến của tỉnh", "cause_vi": "Thiếu kinh phí", "task_vi": "Thi sáng kiến", "lead_vi": "Sở Tài chính",
        "cooperating_vi": "", "deadline_vi": "05/02/2024", "output_vi": "Quyết định",
    }  # fmt: skip
    assert (row["target"], row["is_above"]) == (0.75, False)
    # scores are those of the score sheet, whatever a file says
    assert [row[key] for key in ("score", "max_score", "lost_score")] == [
        before[key] for key in ("score", "max_score", "lost_score")
    ]
    assert (_row(plan, "PAR-1.1.2")["target"], _row(plan, "PAR-1.1.2")["is_above"]) == (0.8, True)
    table = annexes(plan).blocks[3]
    assert isinstance(table, Table)
    names = [column.key for column in table.columns]
    shown = {
        str(one.cells[names.index("criterion_vi")]).split()[0]: one.cells[names.index("target")] for one in table.rows
    }
    assert (shown["1.4"], shown["1.1.2"]) == (0.75, "> 0,80")


def test_an_absent_column_leaves_the_words_of_the_catalogue(project: Path) -> None:
    before = _row(_plan(), "PAR-1.4")
    path = project / _put(project, {"PAR-1.4": {"task_vi": "Thi sáng kiến"}})
    workbook = openpyxl.load_workbook(path)
    for key in ("output_vi", "cause_vi", "target", "previous_score"):
        workbook["Nhiệm vụ"].cell(3, COLUMN[key]).value = "Cột riêng"
    workbook["Nhiệm vụ"].cell(3, COLUMN["cause_vi"]).value = None
    workbook["Nhiệm vụ"].cell(3, COLUMN["target"]).value = None
    workbook["Nhiệm vụ"].cell(3, COLUMN["previous_score"]).value = None
    workbook.save(path)
    row = _row(_plan(), "PAR-1.4")
    assert row["task_vi"] == "Thi sáng kiến"
    assert [row[key] for key in ("output_vi", "cause_vi", "target")] == [
        before[key] for key in ("output_vi", "cause_vi", "target")
    ]


def test_own_tasks_join_the_annex_that_their_key_names(project: Path) -> None:
    own = {"task_vi": "Mở lớp tập huấn", "lead_vi": "Sở Nội vụ", "deadline": "30/9/2024"}
    _put(project, {"THEM-PAR-1": own, "THEM-2": own | {"name_vi": "Tập huấn", "target": 3}})
    plan = _plan()
    keys = {annex.annex_key: annex.rows[-1].item.task_key for annex in plan.annexes}
    assert keys["par_improve"] == "THEM-PAR-1"
    assert keys["papi"] == "THEM-2"
    row = _row(plan, "THEM-2")
    assert (row["group_vi"], row["name_vi"], row["deadline_vi"]) == (ADDED_GROUP, "Tập huấn", "30/9/2024")
    assert pd.isna(row["score"])
    assert list_tasks(plan).set_index("task_key").at["THEM-2", "index_vi"] == "PAPI"


def test_a_removed_row_stays_in_the_plan_without_a_task(project: Path) -> None:
    path = project / _put(project, {})
    workbook = openpyxl.load_workbook(path)
    workbook["Nhiệm vụ"].delete_rows(_rows(workbook)["PAR-1.4"])
    workbook.save(path)
    plan = _plan()
    row = _row(plan, "PAR-1.4")
    assert row["task_vi"] == NO_TASK
    assert pd.isna(row["lead_vi"])
    assert list_tasks(plan).set_index("task_key").at["PAR-1.4", "deadline"] == ""


def test_an_item_that_the_plan_does_not_have_is_refused_with_its_cell(project: Path) -> None:
    own = {"task_vi": "x", "lead_vi": "Sở Nội vụ", "deadline": "30/9/2024"}
    _put(project, {"PAR-1.4.9": own})
    with pytest.raises(
        InputError, match=r"trang tính 'Nhiệm vụ', ô A118: kế hoạch không có nội dung nào mã 'PAR-1\.4\.9'.*THEM-"
    ):
        _plan()


def test_names_of_agencies_are_known_in_every_usual_form(project: Path) -> None:
    agencies = load_agencies(Reader(project))

    def key(name: str, register: AgencyRegister = agencies, unit: str = "tỉnh Bắc Kạn") -> str:
        found = register.find(name, AT, unit=unit)
        return found.agency_key if found else ""

    names = [
        "Sở Nội vụ tỉnh",
        "SỞ NỘI VỤ",
        "Sở Nội vụ tỉnh Bắc Kạn",
        "SNV",
        "Thanh tra tỉnh Bắc Kạn",
        "UBND các huyện, thành phố",
        "Chi cục Thủy lợi",
    ]
    assert [key(name) for name in names] == ["SNV", "SNV", "SNV", "SNV", "TTT", "UBND_huyen", ""]
    reader = Reader(project)
    city = load_agencies(reader, load_units(reader).resolve("CanTho", 2024))
    assert [key(name, city, "thành phố Cần Thơ") for name in ("Thanh tra thành phố", "Công an thành phố Cần Thơ", "Sở Nội vụ thành phố")] == [
        "TTT", "CA_tinh", "SNV",
    ]  # fmt: skip
    split = agencies.split("Các sở, ban, ngành; Sở Nội vụ, Chi cục Thủy lợi,UBND các huyện, thành phố", AT)
    assert [(name, agency.agency_key if agency else "") for name, agency in split] == [
        ("Các sở, ban, ngành", "CacSo"), ("Sở Nội vụ", "SNV"), ("Chi cục Thủy lợi", ""), ("UBND các huyện, thành phố", "UBND_huyen"),
    ]  # fmt: skip


def test_an_unknown_agency_is_kept_as_written_and_told(project: Path) -> None:
    _put(project, {"PAR-1.4": {"lead_vi": "Chi cục Thủy lợi"}})
    plan = _plan()
    assert _row(plan, "PAR-1.4")["lead_vi"] == "Chi cục Thủy lợi"
    tasks = plan.results.inputs.tasks
    assert tasks is not None
    assert tasks.warnings == (
        "cơ quan 'Chi cục Thủy lợi' (PAR-1.4) không có trong danh bạ cơ quan; giữ nguyên như đã ghi",
    )
    assert "Chi cục Thủy lợi" in str(control(plan.results).to_dict())
    assert {one.agency.name_vi: one.folder for one in build_extracts(plan)}["Chi cục Thủy lợi"] == "Chi_cuc_Thuy_loi"


# ---- states on a day -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("status", "due", "state"),
    [
        ("in_progress", dt.date(2024, 9, 29), "overdue"),
        ("not_started", dt.date(2024, 9, 30), "due_soon"),
        ("in_progress", dt.date(2024, 10, 30), "due_soon"),
        ("in_progress", dt.date(2024, 10, 31), "on_time"),
        ("done", dt.date(2024, 9, 30), "done_in_time"),
        ("done", dt.date(2024, 9, 29), "done"),
        ("cancelled", dt.date(2024, 1, 1), "cancelled"),
    ],
)
def test_a_task_has_the_state_of_its_day(status: str, due: dt.date, state: str) -> None:
    assert state_of(status, due, AT) == state


@pytest.mark.parametrize(
    ("share", "at", "state"),
    [
        (None, dt.date(2024, 9, 25), "due_soon"),
        (None, dt.date(2024, 9, 26), "overdue"),
        (49.0, dt.date(2024, 9, 26), "overdue"),
        (50.0, dt.date(2024, 9, 26), "on_time"),
        (50.0, dt.date(2024, 11, 26), "overdue"),
    ],
)
def test_a_standing_task_is_late_at_the_first_milestone_that_it_has_not_reached(
    share: float | None, at: dt.date, state: str
) -> None:
    days = milestones("quarterly", dt.date(2024, 6, 5), dt.date(2024, 11, 30))
    assert days == (dt.date(2024, 9, 25), dt.date(2024, 11, 25))
    assert state_of("in_progress", due_milestone(days, share), at) == state


@pytest.mark.parametrize(
    ("at", "words"),
    [("", "Chưa cho biết ngày"), ("31/9/2024", "không phải một ngày có thật"), ("mai", "không phải một ngày"), ("2025-02-01", "không thuộc thời gian"), ("2023-12-31", "không thuộc thời gian")],
)  # fmt: skip
def test_a_wrong_day_gets_a_sentence(at: str, words: str) -> None:
    with pytest.raises(ParameterError, match=words):
        parse_at(at, 2024)
    assert parse_at("31/1/2025", 2024) == dt.date(2025, 1, 31)


@pytest.mark.usefixtures("project")
def test_a_day_before_the_plan_and_a_wrong_period_get_a_sentence() -> None:
    with pytest.raises(ParameterError, match=r"trước ngày của kế hoạch \(01/6/2024\)"):
        compute_progress(load_progress("BacKan", 2024, "2024-05-31"))
    with pytest.raises(ParameterError, match="có lẽ là 'quarter'"):
        load_progress("BacKan", 2024, "2024-09-30", "quater")
    with pytest.raises(MissingDataError, match="make form KIND=tasks PROVINCE=CaoBang YEAR=2024"):
        load_progress("CaoBang", 2024, "2024-09-30")


def _followed(project: Path) -> Progress:
    """Follow a list of which every state and figure is set by hand; all other tasks run all year, not begun."""
    workbook = _blank_form(project)
    others = {key: {"deadline": "Cả năm"} for key in _rows(workbook)}
    set_by_hand: dict[str, dict[str, object]] = {
        "PAR-1.1.2": {"deadline": "29/9/2024", "lead_vi": "Sở Y tế", "expected_score": 0.25, "status": "đang thực hiện", "done_pct": 100},
        "PAR-1.4": {"deadline": "30/10/2024", "lead_vi": "Sở Y tế tỉnh", "expected_score": 0.25},
        "PAR-1.5.3": {"deadline": "31/10/2024", "lead_vi": "Sở Y tế", "expected_score": 0.25, "status": "đang thực hiện", "done_pct": 10},
        "PAR-1.6.1": {"deadline": "1/9/2024", "lead_vi": "Sở Y tế; Sở Xây dựng", "expected_score": 0.3, "status": "hoàn thành", "done_pct": 100},
        "PAR-1.6.2": {"deadline": "1/9/2024", "lead_vi": "Sở Xây dựng", "status": "không thực hiện"},
    }  # fmt: skip
    _put(project, others | {key: others[key] | cells for key, cells in set_by_hand.items()})
    return compute_progress(load_progress("BacKan", 2024, "30/9/2024"))


def test_a_gain_above_what_last_year_left_is_refused_with_its_cell(project: Path) -> None:
    _put(project, {"PAR-1.4": {"expected_score": 0.5}})  # 0.5 of 0.75 last year: 0.25 can be gained
    with pytest.raises(
        InputError, match=r"ô K\d+: mức tăng dự kiến của PAR-1\.4 là 0,5; .*tối đa 0,75 điểm, năm trước đạt 0,5"
    ):
        compute_progress(load_progress("BacKan", 2024, "2024-09-30"))


def test_points_are_secured_at_risk_or_open_by_hand(project: Path) -> None:
    tasks = _followed(project).tasks
    points = add_up_points(tasks)
    par = points.loc["PAR INDEX"]
    assert par[["secured", "at_risk"]].tolist() == [0.3, 0.5]
    # the task that is not done leaves its quarter of what 1.6.2 lost behind; nobody else's proposal is touched
    assert par["given_up"] == pytest.approx(0.048975)
    whole = tasks.loc[tasks["index_vi"] == "PAR INDEX", "expected_score"].sum()
    assert par["open"] == pytest.approx(whole - 0.3 - 0.5 - 0.048975)
    assert (par["n_known"], par["n_unknown"]) == (94, 0)
    # percentage points of single survey items do not add up
    assert points.loc["SIPAS", ["secured", "at_risk", "open"]].isna().all()
    assert points.at["PAPI", "open"] == pytest.approx(0.9)


def test_agencies_are_counted_reminded_and_checked_by_hand(project: Path) -> None:
    progress = _followed(project)
    counts = count_by_agency(progress.tasks)
    by_name = counts.set_axis([agency.name_vi for agency in counts.index])
    assert by_name.loc["Sở Y tế", ["overdue", "due_soon", "on_time", "done", "n_tasks", "done_pct"]].tolist() == [
        1,
        1,
        1,
        1,
        4,
        25.0,
    ]
    assert by_name.loc["Sở Xây dựng", ["done", "cancelled", "n_tasks", "done_pct"]].tolist() == [1, 1, 2, 100.0]
    assert by_name.index[0] == "Sở Y tế"
    assert to_remind(progress.tasks)[["task_key", "days_left"]].to_numpy().tolist() == [
        ["PAR-1.1.2", -1],
        ["PAR-1.4", 30],
    ]
    assert [agency.name_vi for agency in remind_by_agency(progress.tasks)] == ["Sở Y tế"]
    assert without_evidence(progress.tasks)["task_key"].tolist() == ["PAR-1.6.1"]
    assert find_inconsistent(progress.tasks)[["task_key", "problem_vi"]].to_numpy().tolist() == [
        ["PAR-1.1.2", "ghi đang thực hiện nhưng đã đạt 100%"],
        ["PAR-1.6.2", "ghi không thực hiện nhưng chưa nêu lý do ở Ghi chú"],
    ]


# ---- what comes back -------------------------------------------------------------------------------------------------
def _return(project: Path, name: str, key: str, **cells: object) -> str:
    """Send back a list of one task."""
    workbook = _blank_form(project)
    sheet, rows = workbook["Nhiệm vụ"], _rows(workbook)
    for column, value in cells.items():
        sheet.cell(rows[key], COLUMN[column]).value = value
    for other in sorted((row for one, row in rows.items() if one != key), reverse=True):
        sheet.delete_rows(other)
    path = f"{FOLDER}/returned_tasks/{name}"
    (project / path).parent.mkdir(parents=True, exist_ok=True)
    workbook.save(project / path)
    return path


def test_returned_statuses_are_merged_and_contradictions_name_both_cells(project: Path) -> None:
    _put(project, {"PAR-1.4": {"status": "đang thực hiện", "done_pct": 20, "evidence_vi": "KH 1"}})
    _return(project, "snv.xlsx", "PAR-1.4", status="hoàn thành", done_pct=100, evidence_vi="BC 2", task_vi="Lời khác")
    _return(project, "blank.xlsx", "PAR-1.4")
    tasks = compute_progress(load_progress("BacKan", 2024, "2024-09-30")).tasks.set_index("task_key")
    assert tasks.loc["PAR-1.4", ["status", "done_pct", "evidence_vi"]].tolist() == ["done", 100.0, "KH 1; BC 2"]
    assert tasks.at["PAR-1.4", "task_vi"] != "Lời khác"
    _return(project, "stc.xlsx", "PAR-1.4", status="đang thực hiện", done_pct=50)
    with pytest.raises(InputError) as caught:
        compute_progress(load_progress("BacKan", 2024, "2024-09-30"))
    assert str(caught.value) == (
        f"Tệp {FOLDER}/returned_tasks/stc.xlsx, trang tính 'Nhiệm vụ', ô L4: nhiệm vụ PAR-1.4 ghi 'đang thực hiện', 50%, nhưng tệp"
        f" {FOLDER}/returned_tasks/snv.xlsx, trang tính 'Nhiệm vụ', ô L4 ghi 'hoàn thành', 100%; hỏi lại cơ quan rồi sửa cho khớp nhau."
    )


def test_a_report_that_goes_back_behind_the_list_and_foreign_tasks_are_refused(project: Path) -> None:
    _put(project, {"PAR-1.4": {"status": "hoàn thành", "done_pct": 100}})
    _return(project, "a.xlsx", "PAR-1.4", status="đang thực hiện", done_pct=50)
    with pytest.raises(
        InputError,
        match=r"a\.xlsx, .*ô L4: nhiệm vụ PAR-1\.4 ghi 'đang thực hiện', 50%, nhưng tệp .*tasks\.xlsx.* ghi 'hoàn thành', 100%",
    ):
        compute_progress(load_progress("BacKan", 2024, "2024-09-30"))
    _return(project, "a.xlsx", "PAR-1.4", task_key="THEM-7", status="đang thực hiện", done_pct=50)
    with pytest.raises(InputError, match=r"a\.xlsx, .*ô A4: kế hoạch không có nhiệm vụ nào mã 'THEM-7'"):
        compute_progress(load_progress("BacKan", 2024, "2024-09-30"))
    (project / FOLDER / "returned_tasks/ghi chú.docx").write_bytes(b"x")
    with pytest.raises(InputError, match=r"ghi chú\.docx: tệp này sẽ không được đọc"):
        load_progress("BacKan", 2024, "2024-09-30")


# ---- calendar and extracts -------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("project")
def test_the_calendar_holds_every_deadline_and_folds_by_octets() -> None:
    plan = _plan()
    tasks = list_tasks(plan)
    content = render_calendar(plan)
    assert content == render_calendar(_plan())
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    events = {str(event["uid"]): event for event in Calendar.from_ical(content).walk("VEVENT")}
    assert len(events) == sum(map(len, tasks["milestones"])) + 2
    for task in tasks.to_dict("records"):
        event = events[f"BacKan-2024-{task['task_key']}@cchc"]
        due = task["milestones"][-1]
        assert task["deadline"] in {"quarterly", "monthly", due.isoformat()}
        before = {f"BacKan-2024-{task['task_key']}-{at}@cchc" for at in range(1, len(task["milestones"]))}
        assert before <= set(events)
        assert (event["dtstart"].dt, event["dtend"].dt) == (due, due + dt.timedelta(days=1))
        assert str(event["summary"]) == f"{task['task_key']}: {task['task_vi']}"
        assert task["lead_vi"] in str(event["description"])
        assert event["dtstamp"].dt == dt.datetime(2023, 1, 1, tzinfo=dt.UTC)  # nobody has told a day
        alarms = [alarm["trigger"].dt for alarm in event.walk("VALARM")]
        assert alarms == ([] if task["status"] in {"done", "cancelled"} else [dt.timedelta(days=-14)])
        assert event["categories"].cats == [task["lead_vi"]]
    assert events["BacKan-2024-KH-DON-VI@cchc"]["dtstart"].dt == dt.date(2024, 6, 20)
    assert events["BacKan-2024-BAO-CAO@cchc"]["dtstart"].dt == dt.date(2024, 12, 1)


@pytest.mark.usefixtures("project")
def test_extracts_cover_every_agency_and_every_row_as_in_the_annexes() -> None:
    plan = _plan()
    extracts = {one.agency.short_vi: one for one in build_extracts(plan)}
    assert len({one.folder for one in extracts.values()}) == len(extracts)
    assert all(one.folder.isascii() for one in extracts.values())
    n_rows = 0
    for annex in plan.annexes:
        for row in annex.table.to_dict("records"):
            named = {name: COOPERATING for name in row["cooperating_vi"].split("; ") if name} | {row["lead_vi"]: LEAD}
            for name, role in named.items():
                found = extracts[name[0].upper() + name[1:]].table.query("task_key == @row['task_key']")
                assert found["role_vi"].tolist() == [role]
                same = [column for column in row if column != "expected_score"]
                expected = pd.Series(row, dtype=object)[same].fillna("–")
                assert found.iloc[0][same].astype(object).fillna("–").tolist() == expected.tolist()
                gain = 0.0 if row["is_kept"] else row["expected_score"]
                assert found.iloc[0]["expected_score"] == pytest.approx(gain)
                n_rows += 1
    assert n_rows == sum(len(one.rows) for one in extracts.values())


def test_a_cascade_is_the_same_twice_and_its_form_comes_back(project: Path) -> None:
    def contents() -> dict[str, bytes]:
        folder = build_cascade("BacKan", 2024, say=lambda _: None)
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    first = contents()
    assert first == contents()
    assert {
        "index.csv",
        "workbook.xlsx",
        "run.json",
        "SNV/extract.docx",
        "SNV/extract.xlsx",
        "CacSo/extract.docx",
    } <= first.keys()
    workbook = openpyxl.load_workbook(io.BytesIO(first["STC/extract.xlsx"]))
    assert workbook.sheetnames == ["Hướng dẫn", "Thông tin", "Nhiệm vụ", "Phối hợp"]
    sheet = workbook["Nhiệm vụ"]
    key = str(sheet.cell(4, 1).value)
    sheet.cell(4, COLUMN["status"]).value = "Hoàn thành"
    sheet.cell(4, COLUMN["done_pct"]).value = 100
    _put(project, {})
    (project / FOLDER / "returned_tasks").mkdir()
    workbook.save(project / FOLDER / "returned_tasks/STC.xlsx")
    tasks = compute_progress(load_progress("BacKan", 2024, "2024-09-30")).tasks.set_index("task_key")
    assert (tasks["status"] == "done").sum() == 1
    assert (tasks.at[key, "status"], tasks.at[key, "lead_vi"]) == ("done", "Sở Tài chính")


def _texts(content: bytes) -> dict[str, str]:
    """Return the type of every cell of a workbook that begins like a formula, by its text."""
    sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    return {str(one.value): one.data_type for one in cells if str(one.value).startswith(("=HYP", "+1", "@", "+Ban"))}


def test_words_that_look_like_formulas_travel_as_words_and_a_second_cascade_keeps_what_was_typed(project: Path) -> None:
    link, plus, at, agency = '=HYPERLINK("http://x.vn","bấm")', "+1 cuộc kiểm tra", "@SUM(1)", "+Ban Chỉ đạo"
    name = _put(project, {"PAR-1.4": {"task_vi": link, "output_vi": plus, "evidence_vi": at, "lead_vi": agency}})
    workbook = openpyxl.load_workbook(project / name)
    row = _rows(workbook)["PAR-1.4"]
    for key in ("task_vi", "output_vi", "evidence_vi", "lead_vi"):
        cell = workbook["Nhiệm vụ"].cell(row, COLUMN[key])
        cell.data_type = "s"
    workbook.save(project / name)
    told: list[str] = []
    folder = build_cascade("BacKan", 2024, say=told.append)
    (below,) = (
        path.parent
        for path in folder.rglob("extract.xlsx")
        if link in _texts(path.read_bytes()) and "Ban" in path.parent.name
    )
    form = (below / "extract.xlsx").read_bytes()
    assert {link, plus, at} <= _texts(form).keys()
    again = (project / write_form("tasks", "BacKan", "2024", say=told.append)[0]).read_bytes()
    for content in (form, (folder / "workbook.xlsx").read_bytes(), again):
        assert _texts(content).keys() & {link, plus}
        assert set(_texts(content).values()) == {"s"}
    (project / "again.xlsx").write_bytes(again)
    read = read_tasks(Reader(project), "again.xlsx")[1].set_index("task_key").loc["PAR-1.4"]
    assert [read[key] for key in ("task_vi", "output_vi", "evidence_vi", "lead_vi")] == [link, plus, at, agency]
    index = (folder / "index.csv").read_text(encoding="utf-8-sig")
    assert f",'{agency}," in index
    assert not [
        cell for line in index.splitlines() for cell in line.split(",") if cell.startswith(("=", "+", "-", "@"))
    ]
    # the office works in the folder, and one agency loses its task
    (below / "extract.xlsx").write_bytes(b"filled in")
    (folder / "STC/ghi chú.txt").write_text("đã gọi", encoding="utf-8")
    n_told = len(told)
    _put(project, {"PAR-1.4": {}})
    assert build_cascade("BacKan", 2024, say=told.append) == folder
    assert not below.exists()
    assert [path.read_bytes() for path in (folder / "edited" / below.name).iterdir()] == [
        b"filled in"
    ]  # not the letter
    assert [path.read_text(encoding="utf-8") for path in (folder / "edited/STC").iterdir()] == ["đã gọi"]
    kept = "đã được sửa hoặc thêm bằng tay; tệp đó được giữ trong reports/2024/BacKan/cascade/edited/."
    assert f"Lưu ý: {below.name}/extract.xlsx {kept}" in told[n_told:]
    assert f"Lưu ý: STC/ghi chú.txt {kept}" in told[n_told:]
    assert any("chép từ edited/ vào data/offices/BacKan/2023/returned_tasks/" in line for line in told[n_told:])


def test_the_form_keeps_what_the_office_has_reported_and_never_what_was_invented(project: Path) -> None:
    assert set(read_tasks(Reader(project), str(write_form("tasks", "BacKan", "2024")[0]))[1]["is_reported"]) == {False}
    _put(project, {"PAR-1.4": {"status": "đang thực hiện", "done_pct": 20, "evidence_vi": "KH 1"}})
    plan = _plan()
    (project / "again.xlsx").write_bytes(render_tasks(plan, place=""))
    table = read_tasks(Reader(project), "again.xlsx")[1].set_index("task_key")
    assert table.loc["PAR-1.4", ["status", "done_pct", "evidence_vi"]].tolist() == ["in_progress", 20.0, "KH 1"]
    assert table["is_reported"].sum() == 1


# ---- outcomes --------------------------------------------------------------------------------------------------------
def test_the_targets_of_a_district_plan_are_judged_as_it_judged_them() -> None:
    keep = (Condition("keep_points"), Condition("keep_rank"))
    records = [
        TargetRecord("1", "Lĩnh vực 1", (Condition("increase", 1.0),)),
        TargetRecord("3", "Lĩnh vực 3", (Condition("increase", 0.1),)),
        TargetRecord("4", "Lĩnh vực 4", keep),
        TargetRecord("5", "Lĩnh vực 5", (Condition("increase", 1.0),)),
    ]
    results = {
        "1": ItemResult(score_change=0.97),
        "3": ItemResult(score_change=-0.7),
        "4": ItemResult(score_change=-0.34, rank_change=-26),
        "5": ItemResult(score_change=0.15),
    }
    judged = judge_targets(records, results)
    assert [one.outcome for one in judged] == ["missed"] * 4
    assert "0 đạt, 4 không đạt." in outcome_sentence(judged, 2021)
    table = judgement_table(judged, caption="x")
    assert [column.key for column in table.columns] == ["name_vi", "target_vi", "change", "rank_change", "outcome_vi"]
    assert table.rows[2].cells == ("Lĩnh vực 4", "giữ điểm; giữ thứ hạng", -0.34, -26.0, "không đạt")


@pytest.mark.parametrize(
    ("condition", "result", "outcome"),
    [
        (Condition("increase", 0.3), ItemResult(score=10.3), "met"),  # 10.0 + 0.3, whatever the binary digits
        (Condition("increase", 0.3), ItemResult(score=10.29), "missed"),
        (Condition("keep_points"), ItemResult(score=10.0), "met"),
        (Condition("keep_rank"), ItemResult(rank=5), "met"),
        (Condition("keep_rank"), ItemResult(rank=6), "missed"),
        (Condition("reach_rank", 3), ItemResult(rank=3), "met"),
        (Condition("reach_rank", 3), ItemResult(rank=4), "missed"),
        (Condition("reach_pct", 80.0), ItemResult(pct=80.0), "met"),
        (Condition("above_score", 10.0), ItemResult(score=10.0), "missed"),
        (Condition("reach_score", 10.0), ItemResult(score=10.0), "met"),
        (Condition("reach_rank", 3), ItemResult(score=10.0), "not_measurable"),
        (Condition("reach_score", 10.0), ItemResult(score=11.0, reason_vi="bộ tiêu chí đã khác"), "not_measurable"),
    ],
)
def test_each_kind_of_target_is_judged_at_its_boundary(condition: Condition, result: ItemResult, outcome: str) -> None:
    record = TargetRecord("x", "X", (condition,), before_score=10.0, before_rank=5)
    assert judge_targets([record], {"x": result})[0].outcome == outcome


def test_one_missed_condition_is_enough_and_one_unknown_is_not() -> None:
    record = TargetRecord("x", "X", (Condition("keep_points"), Condition("keep_rank")), before_score=1.0, before_rank=2)
    assert judge_targets([record], {"x": ItemResult(score=0.9)})[0].outcome == "missed"
    assert (
        judge_targets([record], {"x": ItemResult(score=1.1)})[0].reason_vi == "không biết thứ hạng thay đổi bao nhiêu"
    )
    assert judge_targets([record], {})[0].outcome == "not_measurable"


def test_last_years_list_is_judged_by_this_years_scores(project: Path) -> None:
    assert look_back(cchc.compute_results(cchc.load_inputs("BacKan", 2024))) is None
    path = project / _put(project, {})
    workbook = openpyxl.load_workbook(path)
    sheet, rows = workbook["Nhiệm vụ"], _rows(workbook)
    score = _row(_plan(), "PAR-1.4")["score"]
    kept = {
        "PAR-1.4": (score - 0.25, f"> {score - 0.25}"),
        "PAR-1.1.2": (9, 9),
        "SIPAS-A1.1": (60, 66),
        "PAPI-D5.4": (2.4, None),
    }
    for key, (before, target) in kept.items():
        sheet.cell(rows[key], COLUMN["previous_score"]).value = before
        sheet.cell(rows[key], COLUMN["target"]).value = target
        sheet.cell(rows[key], COLUMN["deadline"]).value = "Cả năm 2023"
    for row in sorted((row for key, row in rows.items() if key not in kept), reverse=True):
        sheet.delete_rows(row)
    workbook["Thông tin"]["B2"].value = 2023
    (project / "data/offices/BacKan/2022").mkdir(parents=True)
    workbook.save(project / "data/offices/BacKan/2022/tasks.xlsx")
    path.unlink()
    results = cchc.compute_results(cchc.load_inputs("BacKan", 2024))
    last = look_back(results)
    assert last is not None
    assert last.statuses == {"not_started": 4, "in_progress": 0, "done": 0, "cancelled": 0}
    found = {one.record.item_key: (one.outcome, one.reason_vi) for one in last.judgements}
    reached = "met" if results.surveyed().table.at["A1.1", "value_pct"] >= 66 else "missed"  # type: ignore[union-attr]
    assert found == {
        "PAR-1.4": ("met", ""), "PAR-1.1.2": ("missed", ""), "SIPAS-A1.1": (reached, ""),
        "PAPI-D5.4": ("not_measurable", "ô Mục tiêu để trống"),
    }  # fmt: skip


# ---- who and with what money -----------------------------------------------------------------------------------------
def test_persons_and_money_stand_in_the_annex_and_are_added_up_by_agency(project: Path) -> None:
    _put(
        project,
        {
            "PAR-1.4": {
                "person_vi": "Trần Thị Mẫu",
                "deputy_vi": "PCT Nguyễn Văn Mẫu",
                "budget": 120,
                "budget_source_vi": "Ngân sách tỉnh",
            },
            "PAR-2.2.1": {"budget": "80,5"},
        },
    )
    (project / "params/2024").mkdir(parents=True, exist_ok=True)
    row = _row(_plan(), "PAR-1.4")
    assert (row["person_vi"], row["deputy_vi"], row["budget"], row["budget_source_vi"]) == (
        "Trần Thị Mẫu", "PCT Nguyễn Văn Mẫu", 120.0, "Ngân sách tỉnh",
    )  # fmt: skip
    followed = compute_progress(load_progress("BacKan", 2024, "2024-09-30"))
    money = {agency.agency_key: budget for agency, budget in money_by_agency(followed.tasks)["budget"].items()}
    assert money == {"SNV": 120.0, "STP": 80.5}
    assert all_money(followed.tasks) == (2, 200.5)


@pytest.mark.parametrize(
    ("value", "words"), [("nhiều", "kinh phí của PAR-1.4 là chữ 'nhiều'"), (-5, "kinh phí của PAR-1.4 là -5")]
)
def test_money_that_is_no_figure_is_refused_with_its_cell(project: Path, value: object, words: str) -> None:
    _put(project, {"PAR-1.4": {"budget": value}})
    with pytest.raises(InputError, match=words):
        _plan()


def test_a_letter_reminds_every_agency_of_what_is_late_and_of_missing_evidence(project: Path) -> None:
    progress = _followed(project)
    letters = dict(reminder_letters(progress))
    assert set(letters) == {
        agency.agency_key
        for agencies in (
            remind_by_agency(progress.tasks),
            *[dict.fromkeys(one) for one in without_evidence(progress.tasks)["leads"]],
        )
        for agency in agencies
    }
    for letter in letters.values():
        head, addressee, text, table, asked, closing = letter.blocks
        assert isinstance(head, Letterhead)
        assert (head.type_vi, head.subject[:11]) == ("", "V/v đôn đốc")
        assert isinstance(table, Table)
        assert len(table.rows) > 0
        assert "./." in str(asked)
        assert "Kính gửi" in str(addressee)
        assert "qua theo dõi đến ngày 30/9/2024" in str(text)
        assert isinstance(closing, Signature)
