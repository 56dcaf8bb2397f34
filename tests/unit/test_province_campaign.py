"""A province that scores two groups, worked out by hand: rounds, days, ranks, caps, evidence, leaders, and what becomes of it."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import yaml
from cchc import compute_campaign, compute_results, load_campaign, load_inputs
from cchc.analysis.appraisals import list_to_appraise
from cchc.analysis.campaign_approved import list_approved
from cchc.analysis.campaign_dues import list_dues, list_history, list_late_files
from cchc.analysis.campaign_lost import find_units_to_help, rank_lost_criteria
from cchc.analysis.group_results import GroupResults
from cchc.errors import CchcError, InputError
from cchc.planning.plan_building import build_plan
from cchc.reporting.forms.appraisal_form import AppraisalForm, render_appraisal
from cchc.reporting.forms.score_sheet import ScoreForm, render_score_sheet
from cchc.reporting.sections import campaign_changes, campaign_lost, campaign_result, unit_page
from cchc.reporting.sections import plan as plan_text
from cchc.run.forms import write_form
from cchc.sources.framework_files import load_framework
from cchc.sources.reader import Reader

HOME = "data/offices/TuyenQuang/2025"
OFFICES, COMMUNES = "par_so_test", "par_xa_test"
#: Unit → self-scores of 1.1 (of 6), 1.2 (of 4), bonus 3.1 (cap 1), penalty 4.1 (cap 2); share of satisfied answers; letters of leaders.
UNITS: dict[str, tuple[tuple[float, ...], int, str]] = {
    "SNV": ((6, 4, 0, 0), 27, "A"),
    "STP": ((5, 3, 2, 3), 21, "B"),
    "BachXa": ((5, 4, 0, 0), 21, "A"),
    "BacMe": ((6, 3, 0, 0), 21, "A"),
    "SonDuong": ((6, 4, 2, 1), 27, "C"),
}
NAMES = {
    "SNV": "Sở Nội vụ",
    "STP": "Sở Tư pháp",
    "BachXa": "Xã Bạch Xa",
    "BacMe": "Xã Bắc Mê",
    "SonDuong": "Xã Sơn Dương",
}
GROUP_OF = {"SNV": "so", "STP": "so", "BachXa": "xa", "BacMe": "xa", "SonDuong": "xa"}
EDITION_OF = {"so": OFFICES, "xa": COMMUNES}
OWN = ("1.1", "1.2", "3.1", "4.1")


def _group(name: str, member: str, edition: str) -> dict[str, Any]:
    return {
        "name_vi": name,
        "members": [member],
        "framework": edition,
        "decision_part_vi": "Phụ lục",
        "domains": {"1": "SNV", "3": "STP", "4": "STP"},
        "survey": {"document_vi": "Kế hoạch khảo sát", "criteria": {"2.1": "total"}, "questionnaire": "sipas_test"},
        "leaders": {
            "document_vi": "Kế hoạch điều tra",
            "answers": {"A": 1.0, "B": 0.5, "C": 0.0},
            "groups": {"hdnd": {"name_vi": "Đại biểu", "weight": 3}, "so": {"name_vi": "Lãnh đạo sở", "weight": 1}},
            "criteria": {"2.2": ["C1"]},
            "min_answers": 2,
        },
    }


def _table(path: Path, *rows: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def _edition(project: Path, name: str, level: str) -> None:
    folder = project / "data/frameworks" / name
    meta = f'title_vi: "Bộ thử {level}"\ndecision: ""\nyears: [2025, 2025]\nstatus: "office"\nadmin_level: "{level}"\nstated_total: 20\nbonus_cap: 1\npenalty_cap: 2\n'
    _table(folder / "framework.yml", meta)
    _table(
        folder / "criteria.csv", "code,parent_code,node_kind,name_vi,max_score,method,role,status,source",
        "1,,domain,Chỉ đạo,10,,,office,thử", "1.1,1,criterion,Kế hoạch,6,appraisal,,office,thử", "1.2,1,criterion,Kiểm tra,4,appraisal,,office,thử",
        "2,,domain,Tác động,10,,,office,thử", "2.1,2,criterion,Hài lòng,8,sipas,,office,thử", "2.2,2,criterion,Lãnh đạo đánh giá,2,leaders_survey,,office,thử",
        "3,,domain,Điểm cộng,3,,bonus,office,thử", "3.1,3,criterion,Sáng kiến,3,appraisal,bonus,office,thử",
        "4,,domain,Điểm trừ,4,,penalty,office,thử", "4.1,4,criterion,Vi phạm,4,appraisal,penalty,office,thử",
    )  # fmt: skip
    _table(
        folder / "rules.csv",
        "code,rule_kind,label_vi,comparison,lower,upper,score,source",
        "2.1,linear,,>=,0.5,0.9,,thử",
    )


def change(project: Path, **changes: Any) -> None:
    path = project / "params/2025/TuyenQuang.yml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["campaign"] |= changes
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def put_form(
    project: Path, key: str, day: str = "2025-12-05", scores: tuple[float, ...] | None = None, **info: Any
) -> Path:
    edition = load_framework(Reader(project), info.get("edition", EDITION_OF[GROUP_OF.get(key, "xa")]))
    rows = {code: {"self_score": score} for code, score in zip(OWN, scores or UNITS[key][0], strict=True)}
    form = ScoreForm(edition, info.get("name", NAMES.get(key, key)), info.get("year", 2025), "office", rows, {})
    path = project / HOME / "returned" / day / f"{key}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(render_score_sheet(form))
    return path


def put_round(
    project: Path, group: str, round_key: str, stem: str, day: str, fill: Any, name: str = "Tuyên Quang"
) -> Path:
    """Write the file of a round as it would be filled in; ``fill`` changes the rows."""
    inputs = next(one for one in load_campaign("TuyenQuang", 2025).groups if one.key == group)
    rows = fill(list_to_appraise(inputs, round_key))
    path = project / HOME / round_key / day / f"{stem}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(render_appraisal(AppraisalForm(inputs.framework, name, 2025, rows, "", round_key=round_key)))
    return path


def keep(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(appraised_score=rows["self_score"])


def lower(key: str, code: str, score: float, reason: str = "thiếu tài liệu") -> Any:
    def fill(rows: pd.DataFrame) -> pd.DataFrame:
        is_it = (rows["unit_key"] == key) & (rows["code"] == code)
        return keep(rows).assign(
            appraised_score=rows["self_score"].mask(is_it, score), reason_vi=rows["reason_vi"].mask(is_it, reason)
        )

    return fill


@pytest.fixture
def office(project: Path) -> Path:
    """Return a project in which a province has two groups, their editions and questionnaires, and nothing has come in."""
    _edition(project, OFFICES, "department")
    _edition(project, COMMUNES, "commune")
    folder = project / "data/frameworks/sipas_test"
    _table(
        folder / "framework.yml",
        'title_vi: "Phiếu thử"\ndecision: ""\nyears: [2025, 2025]\nstatus: "office"\nstated_total: null',
    )
    _table(
        folder / "criteria.csv", "code,parent_code,node_kind,name_vi,max_score,method,role,status,source",
        "A,,content,Nội dung,,,,office,thử", "A1,A,factor,Yếu tố,,,,office,thử", "A1.1,A1,item,Câu hỏi,,,,office,thử",
    )  # fmt: skip
    _table(
        project / HOME / "units.csv", "unit_key,name_vi,kind,group",
        *(f"{key},{name},{'sở' if GROUP_OF[key] == 'so' else 'xã'},{GROUP_OF[key]}" for key, name in NAMES.items()),
    )  # fmt: skip
    change(
        project,
        groups={"so": _group("Các sở", "department", OFFICES), "xa": _group("Các xã", "xã", COMMUNES)},
        late_accepted=[],
        approval=None,
        n_help=10,
    )
    path = project / "params/2025/TuyenQuang.yml"
    content = yaml.safe_load(path.read_text(encoding="utf-8")) | {"sipas": {"n_replicates": 0}}
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return project


def put_surveys(project: Path, without: str = "") -> None:
    for group in ("so", "xa"):
        keys = [key for key in UNITS if GROUP_OF[key] == group]
        people = [f"{key}{n},{NAMES[key]},{4 if n < UNITS[key][1] else 2}" for key in keys for n in range(30)]
        _table(project / HOME / f"survey/{group}.csv", "respondent_id,commune,A1.1", *people)
        told = [
            f"{kind}{n},{name},{NAMES[key]},{UNITS[key][2]}"
            for key in keys
            for kind, name in (("d", "Đại biểu"), ("s", "Lãnh đạo sở"))
            for n in range(1 if key == without and kind == "s" else 2)
        ]
        _table(project / HOME / f"leaders/{group}.csv", "Mã phiếu,Nhóm người trả lời,Đơn vị được đánh giá,C1", *told)


@pytest.fixture
def complete(office: Path) -> Path:
    for key in UNITS:
        put_form(office, key)
    put_surveys(office)
    put_round(office, "so", "appraisal", "so", "2025-12-18", keep)
    put_round(office, "xa", "appraisal", "xa", "2025-12-18", lower("BacMe", "1.1", 5))
    return office


def results(at: str = "", group: str = "xa") -> GroupResults:
    computed = compute_campaign(load_campaign("TuyenQuang", 2025, at=at))
    return next(one for one in computed.groups if one.inputs.key == group)


# ---- by hand ---------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("complete")
def test_every_group_has_its_own_totals_ranks_ties_and_caps() -> None:
    communes, offices = results(), results(group="so")
    # 70 % satisfied → 8 × (0,7 − 0,5) / 0,4 = 4; 90 % → 8. Leaders: A 2, B 1, C 0
    # Bạch Xa 5 + 4 + 4 + 2; Bắc Mê 5 (lowered) + 3 + 4 + 2; Sơn Dương 6 + 4 + 8 + 0, bonus 2 capped at 1, penalty 1
    assert communes.units["score"].to_dict() == {"BachXa": 15.0, "BacMe": 14.0, "SonDuong": 18.0}
    assert communes.units["rank"].to_dict() == {"BachXa": 2, "BacMe": 3, "SonDuong": 1}
    # Sở Tư pháp 5 + 3 + 4 + 1, bonus 2 capped at 1, penalty 3 capped at 2
    assert offices.units["score"].to_dict() == {"SNV": 20.0, "STP": 12.0}
    assert offices.units["rank"].to_dict() == {"SNV": 1, "STP": 2}
    # satisfaction is ranked by itself, equal values share a rank
    assert communes.units["satisfied_rank"].to_dict() == {"BachXa": 2, "BacMe": 2, "SonDuong": 1}


@pytest.mark.usefixtures("complete")
def test_the_decision_has_a_table_per_group_and_no_group_is_mixed_with_another() -> None:
    computed = compute_campaign(load_campaign("TuyenQuang", 2025))
    text = _texts(campaign_result.decision_annex(computed))
    assert text.count('"kind": "annex"') == 2
    assert "NĂM 2025 CỦA CÁC SỞ" in text
    assert "1/2" in text
    assert "1/3" in text
    assert "/5" not in text


@pytest.mark.usefixtures("complete")
def test_what_is_lost_most_often_and_who_needs_help() -> None:
    lost = rank_lost_criteria(results()).set_index("code")
    # 1.1: Bạch Xa 1, Bắc Mê 1; 1.2: Bắc Mê 1; 2.1: 4 + 4; 2.2: Sơn Dương 2. Bonus and penalty are not lost
    assert lost["n_lost"].to_dict() == {"2.1": 2, "1.1": 2, "2.2": 1, "1.2": 1}
    assert lost["lost_score"].to_dict() == {"2.1": 8.0, "1.1": 2.0, "2.2": 2.0, "1.2": 1.0}
    assert lost["n_known"].eq(3).all()
    # of three, a quarter is nobody
    assert find_units_to_help(results(), 10).empty


def _texts(block: object) -> str:
    return json.dumps(block.to_dict(), ensure_ascii=False).replace("\u00a0", " ")  # type: ignore[attr-defined]


# ---- rounds and days -------------------------------------------------------------------------------------------------
def test_a_file_that_comes_after_its_round_counts_only_if_params_say_why(complete: Path) -> None:
    put_form(complete, "BachXa", "2025-12-11", (6, 4, 0, 0))  # the last day is 10 December
    late = list_late_files(compute_campaign(load_campaign("TuyenQuang", 2025)))
    assert late[["who_vi", "is_counted"]].to_numpy().tolist() == [["Xã Bạch Xa", False]]
    assert results().units.at["BachXa", "self_score"] == 9.0
    change(complete, late_accepted=[{"unit": "BachXa", "round": "self_score", "reason_vi": "mất điện"}])
    assert results().units.at["BachXa", "self_score"] == 10.0
    # the appraisal had seen the older claim
    assert results().units.at["BachXa", "state"] == "returned"


def test_the_last_of_several_files_in_time_counts_and_the_history_names_it(office: Path) -> None:
    put_form(office, "BachXa", "2025-12-03", (4, 4, 0, 0))
    put_form(office, "BachXa", "2025-12-10")
    assert results().units.at["BachXa", "self_score"] == 9.0
    history = list_history(compute_campaign(load_campaign("TuyenQuang", 2025)))
    assert set(history["day"]) == {dt.date(2025, 12, 10)}
    assert history["path"].str.endswith("returned/2025-12-10/BachXa.xlsx").all()
    assert results("2025-12-04").units.at["BachXa", "self_score"] == 8.0  # as it was on that day


def test_a_unit_of_which_only_a_late_file_is_there_is_late_not_missing(office: Path) -> None:
    put_form(office, "BachXa", "2025-12-12")
    assert results().units["state"].to_dict() == {"BachXa": "late", "BacMe": "missing", "SonDuong": "missing"}


@pytest.mark.usefixtures("complete")
def test_a_day_is_read_as_people_write_it_or_refused() -> None:
    assert results("5/12/2025").inputs.at == dt.date(2025, 12, 5)
    with pytest.raises(CchcError, match="không phải một ngày có thật"):
        results("hôm nay")


def test_what_is_owed_on_a_day(complete: Path) -> None:
    (complete / HOME / "returned/2025-12-05/SonDuong.xlsx").unlink()
    owed = list_dues(compute_campaign(load_campaign("TuyenQuang", 2025, at="2025-12-22")))
    told = {(row.due, row.who_vi): (row.last_day, row.n_days_late) for row in owed.itertuples()}
    assert told["self_score", "Xã Sơn Dương"] == (dt.date(2025, 12, 10), 12)
    # a right, not a debt: listed while its round is open
    assert told["explanation", "Xã Bắc Mê"][0] == dt.date(2025, 12, 25)
    assert pd.isna(told["explanation", "Xã Bắc Mê"][1])
    late = list_dues(compute_campaign(load_campaign("TuyenQuang", 2025, at="2025-12-28")))
    assert "explanation" not in set(late["due"])
    # before the appraisal had come: offices owe their domains
    early = list_dues(compute_campaign(load_campaign("TuyenQuang", 2025, at="2025-12-15")))
    told = {(row.due, row.who_vi): row.n_due for row in early.itertuples() if row.group_vi == "Các xã"}
    assert told["appraisal", "Sở Nội vụ"] == 4  # two criteria of two units
    assert told["appraisal", "Sở Tư pháp"] == 4


def test_an_explanation_waits_for_the_second_round_and_is_decided_there(complete: Path) -> None:
    def explain(rows: pd.DataFrame) -> pd.DataFrame:
        return rows.assign(explanation_vi="đã bổ sung")

    put_round(complete, "xa", "explanation", "BacMe", "2025-12-24", explain, "Xã Bắc Mê")
    assert results().units.at["BacMe", "state"] == "explaining"
    assert results().units["score"].isna().to_dict() == {"BachXa": False, "BacMe": True, "SonDuong": False}

    def decide(rows: pd.DataFrame) -> pd.DataFrame:
        assert rows[["unit_key", "code"]].to_numpy().tolist() == [["BacMe", "1.1"]]
        return rows.assign(appraised_score=5.5, reason_vi="chấp nhận một phần")

    put_round(complete, "xa", "appraisal_2", "xa", "2025-12-30", decide)
    assert results().units.at["BacMe", "score"] == 14.5
    changed = results().differences.iloc[0]
    assert changed[["self_score", "appraised_score", "reason_vi"]].tolist() == [6.0, 5.5, "chấp nhận một phần"]
    # the first round is appraised again: what answered to the older score counts no more
    put_round(complete, "xa", "appraisal", "xa", "2025-12-19", lower("BacMe", "1.1", 4))
    assert results().units.at["BacMe", "score"] == 13.0
    assert "điểm thẩm định lần 1 mã 1.1 của Xã Bắc Mê khác điểm đang có" in " ".join(map(str, results().unused))


# ---- one bad file stops no other -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda root: put_form(root, "BachXa", edition=OFFICES), "'Bộ tiêu chí' ghi 'par_so_test' (bộ của nhóm Các sở); đợt chấm dùng bộ 'par_xa_test'"),
        (lambda root: put_form(root, "BachXa", name="Xã Bắc Mê"), "ô B1: 'Địa phương' ghi 'Xã Bắc Mê'; tệp này là của Xã Bạch Xa"),
        (lambda root: put_form(root, "BachXa", year=2024), "'Năm kết quả' ghi 2024; đợt chấm là năm 2025"),
        (lambda root: (root / HOME / "returned/2025-12-05/BachXa.csv").write_text("x", encoding="utf-8"), "có cả BachXa.csv và BachXa.xlsx; chỉ giữ một tệp"),
        (lambda root: (root / HOME / "returned/BachXa.csv").write_text("x", encoding="utf-8"), "không rõ ngày nhận, và tệp nhận ngày 05/12/2025"),
    ],
)  # fmt: skip
def test_a_form_that_is_refused_stops_no_other(complete: Path, spoil: Any, words: str) -> None:
    spoil(complete)
    found = results()
    form = next(one for one in found.inputs.forms if one.unit_key == "BachXa")
    assert words in " ".join(map(str, form.faults))
    assert found.units["state"].to_dict() == {"BachXa": "refused", "BacMe": "complete", "SonDuong": "complete"}
    assert results(group="so").is_complete


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("returned/2025-12-05/STNMT.xlsx", "kết thúc hoạt động ngày 28/02/2025"),
        ("returned/2025-12-05/BachX.xlsx", "tên tệp không phải mã đơn vị nên không được đọc"),
        (
            "returned/05-12-2025/BachXa.xlsx",
            "thư mục này không được đọc; tên thư mục ngày nhận cần dạng năm-tháng-ngày",
        ),
        ("returned/2025-12-05/BachXa.docx", "không phải tệp phiếu nên không được đọc"),
        (
            "appraisal/2025-12-18/xa.STC.xlsx",
            "tên tệp không phải phần thẩm định của nhóm, cơ quan nào nên không được đọc",
        ),
    ],
)
def test_what_is_nobodys_is_told_and_stops_nothing(complete: Path, path: str, words: str) -> None:
    place = complete / HOME / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"x")
    inputs = load_campaign("TuyenQuang", 2025)
    named = path if "thư mục" not in words else path.rpartition("/")[0]
    assert any(words in str(one) and named in str(one) for one in inputs.strangers), inputs.strangers
    assert compute_campaign(inputs).is_complete


def test_an_office_decides_its_own_domains_only_and_only_in_its_round(complete: Path) -> None:
    (complete / HOME / "appraisal/2025-12-18/xa.xlsx").unlink()
    put_round(complete, "xa", "appraisal", "xa.SNV", "2025-12-18", keep)
    refused = [str(one) for one in results().inputs.refused]
    assert any(
        "có điểm của mã 3.1, 4.1, không thuộc lĩnh vực giao Sở Nội vụ; để trống các dòng này" in one for one in refused
    )
    # the form of one round in the folder of another
    wrong = complete / HOME / "appraisal_2/2025-12-30/xa.xlsx"
    wrong.parent.mkdir(parents=True)
    wrong.write_bytes((complete / HOME / "appraisal/2025-12-18/xa.SNV.xlsx").read_bytes())
    refused = [str(one) for one in results().inputs.refused]
    assert any("appraisal_2/2025-12-30/xa.xlsx" in one and "Thẩm định lần 2" in one for one in refused), refused
    assert results(group="so").is_complete


def test_two_offices_cannot_both_decide_one_criterion(complete: Path) -> None:
    only = lambda rows: keep(rows[rows["code"].str.startswith("1")])  # noqa: E731
    put_round(complete, "xa", "appraisal", "xa.SNV", "2025-12-18", only)
    refused = [str(one) for one in results().inputs.refused]
    assert any("điểm mã 1.1 của BachXa có ở cả xa.xlsx và xa.SNV.xlsx; chỉ để ở một tệp" in one for one in refused)
    assert results().units.at["BachXa", "state"] == "returned"


def test_too_few_leaders_leave_a_unit_without_points_not_with_zero(complete: Path) -> None:
    put_surveys(complete, without="SonDuong")
    found = results()
    assert found.units.at["SonDuong", "state"] == "unsurveyed"
    assert pd.isna(found.units.at["SonDuong", "score"])
    assert found.units["rank"].dropna().to_dict() == {"BachXa": 1, "BacMe": 2}
    assert "Xã Sơn Dương" in _texts(campaign_lost.leaders(compute_campaign(load_campaign("TuyenQuang", 2025))))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"framework": COMMUNES, "decision_part_vi": "x"}, "đã có groups thì framework"),
        ({"groups": {"so": _group("Các sở", "làng", OFFICES)}}, "'campaign.groups.so.members': 'làng' không phải loại đơn vị nào"),
        ({"groups": {"so": _group("Các sở", "department", COMMUNES)}}, "bộ 'par_xa_test' không dùng cho"),
        ({"groups": {"so": _group("Các sở", "department", OFFICES) | {"domains": {"9": "SNV"}}}}, "'campaign.groups.so.domains.9'"),
        ({"groups": {"so": _group("Các sở", "department", OFFICES) | {"leaders": None}}}, "các tiêu chí chấm bằng khảo sát: 2.1, 2.2"),
        ({"late_accepted": [{"unit": "x", "round": "vote", "reason_vi": "x"}]}, "được dùng: 'self_score'"),
    ],
)  # fmt: skip
def test_what_parameters_of_groups_may_not_say(office: Path, changes: dict[str, Any], words: str) -> None:
    change(office, **changes)
    with pytest.raises(CchcError) as error:
        load_campaign("TuyenQuang", 2025)
    assert words in str(error.value)
    assert "không dùng cho ;" not in str(error.value)  # a word that is no kind is one fault, not two


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("XaCu,Xã Cũ,xã,xa", "không có đơn vị nào tên 'XaCu'"),
        ("STNMT,Sở Tài nguyên và Môi trường,sở,so", "kết thúc hoạt động ngày 28/02/2025"),
        ("MinhXuan,Phường Minh Xuân,phường,phuong", "cột group: nhóm 'phuong' không có"),
    ],
)
def test_faults_of_the_list_are_told_with_their_line(office: Path, line: str, words: str) -> None:
    path = office / HOME / "units.csv"
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_campaign("TuyenQuang", 2025)
    assert "dòng 7" in str(error.value)
    assert words in str(error.value)


def test_without_a_list_the_register_says_who_is_scored(office: Path) -> None:
    (office / HOME / "units.csv").unlink()
    put_form(office, "BachXa")  # the office has begun: nothing invented is taken
    units = load_campaign("TuyenQuang", 2025).units
    assert units["group"].value_counts()["xa"] == 117  # of 124: the wards are in no group
    assert set(units[units["group"] == "xa"]["kind"]) == {"xã"}
    # departments that only some provinces have are named in a list, or not scored
    departments = set(units[units["group"] == "so"]["unit_key"])
    assert {"SNV", "STP", "STC"} <= departments
    assert not departments & {"SDL", "SNgV", "SQHKT", "STNMT"}


# ---- evidence --------------------------------------------------------------------------------------------------------
def test_results_count_evidence_and_name_no_file(complete: Path) -> None:
    folder = complete / HOME / "evidence"
    for key, code in (("BachXa", "1.1"), ("BacMe", "1.1"), ("BacMe", "1.2")):
        place = folder / key / code / "QD bo nhiem ong Nguyen Van A.pdf"
        place.parent.mkdir(parents=True)
        place.write_bytes(b"x")
    computed = compute_campaign(load_campaign("TuyenQuang", 2025))
    communes = computed.groups[1]
    assert communes.evidence is not None
    assert communes.evidence.summary["codes_without"].to_dict() == {"BachXa": ("1.2",), "BacMe": (), "SonDuong": ()}
    assert communes.n_without_evidence == 2  # Sơn Dương has handed in nothing at all
    texts = _texts(campaign_lost.evidence(computed)) + "".join(
        _texts(block) for block in unit_page.unit_document(computed, communes, "BachXa").blocks
    )
    assert "Nguyen Van A" not in texts
    assert "chưa nộp tài liệu nào" in texts


# ---- and then the plans ----------------------------------------------------------------------------------------------
def _approve(project: Path) -> pd.DataFrame:
    change(project, approval={"number": "05/QĐ-UBND", "day": "2026-01-09"})
    approved = list_approved(compute_campaign(load_campaign("TuyenQuang", 2025)))
    approved.to_csv(project / HOME / "approved.csv", index=False)
    return approved


def plan_section(found: Any) -> str:
    return _texts(plan_text.text(build_plan(found), "opening"))


def test_what_was_approved_is_the_result_on_which_a_communes_plan_rests(complete: Path) -> None:
    assert len(_approve(complete)) == 5 * 6
    (complete / "params/2026/TuyenQuang.yml").unlink()
    found = compute_results(load_inputs("TuyenQuang/BachXa", 2026))
    scored = found.scored()
    assert scored is not None
    assert scored.table is not None
    assert scored.table.at["total", "score"] == 15.0
    assert (scored.headline.value, scored.headline.rank, scored.headline.n_ranked, scored.headline.field_vi) == (
        75.0,
        2,
        3,
        "xã",
    )
    assert found.inputs.params.plan.texts == "improvement_commune"
    sheet = scored.sheet
    assert sheet is not None
    assert sheet.status == "official"
    assert sheet.scores.set_index("criterion_code").at["1.1", "note_vi"] == ""  # no appraiser has said anything
    assert "phê duyệt tại Quyết định số 05/QĐ-UBND ngày 09/01/2026" in plan_section(found)
    # what the office enters itself wins, and other units' rows are no input
    assert load_inputs("TuyenQuang/BinhCa", 2026).params.plan.texts == "contribution_commune"
    path = complete / HOME / "approved.csv"
    before = {one.path: one.content_sha256 for one in load_inputs("TuyenQuang/BachXa", 2026).files}
    path.write_text(
        path.read_text(encoding="utf-8").replace("BacMe,par_xa_test,1.2,4.0", "BacMe,par_xa_test,1.2,4"),
        encoding="utf-8",
    )
    after = {one.path: one.content_sha256 for one in load_inputs("TuyenQuang/BachXa", 2026).files}
    assert before == after


def test_an_open_group_is_approved_by_nobody(complete: Path) -> None:
    (complete / HOME / "returned/2025-12-05/STP.xlsx").unlink()
    assert set(_approve(complete)["unit_key"]) == {"BachXa", "BacMe", "SonDuong"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "BachXa,par_xa_test,1.1,6.0",
            "BachXa,par_xa_test,1.1,7.0",
            "cột max_score: điểm tối đa 7; bộ tiêu chí quy định 6",
        ),
        ("BachXa,par_xa_test,1.1,6.0", "BachXa,par_xa_test,1.9,6.0", "mã '1.9' không phải tiêu chí chấm điểm"),
        ("BachXa,par_xa_test,1.1,6.0,có", "BachXa,par_xa_test,1.1,6.0,có thể", "cột is_applicable"),
        ("BachXa,par_xa_test,1.1", "BachXa,par_xa,1.1", "cột framework_id"),
    ],
)
def test_an_approved_file_that_was_changed_by_hand_is_refused_with_its_line(
    complete: Path, old: str, new: str, words: str
) -> None:
    _approve(complete)
    path = complete / HOME / "approved.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_inputs("TuyenQuang/BachXa", 2026)
    assert words in str(error.value)
    assert "dòng" in str(error.value)


def test_params_of_the_province_hold_for_its_communes_and_theirs_win(complete: Path) -> None:
    _approve(complete)
    path = complete / "params/2026/TuyenQuang.yml"
    path.write_text('below:\n  commune:\n    plan:\n      report_deadline: "11-01"\n', encoding="utf-8")
    assert load_inputs("TuyenQuang/BachXa", 2026).params.plan.report_deadline == "11-01"
    own = complete / "params/2026/TuyenQuang/BachXa.yml"
    own.write_text('plan:\n  report_deadline: "11-20"\n', encoding="utf-8")
    assert load_inputs("TuyenQuang/BachXa", 2026).params.plan.report_deadline == "11-20"
    path.write_text('below:\n  commune:\n    plan:\n      report_dedline: "11-01"\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"params/2026/TuyenQuang\.yml.*report_dedline.*có lẽ là 'report_deadline'"):
        load_inputs("TuyenQuang/BacMe", 2026)


# ---- what fresh eyes found -------------------------------------------------------------------------------------------
def test_ranks_are_provisional_while_a_round_may_still_change_them(complete: Path) -> None:
    assert "tạm tính chưa qua giải trình" in campaign_result.scope(results())  # nothing second, nothing approved
    change(complete, approval={"number": "05/QĐ-UBND", "day": "2026-01-09"})
    assert campaign_result.scope(results()) == ""
    assert "chưa qua giải trình" in campaign_result.scope(results("2025-12-22"))
    # approved is what was there on the day of the decision, not before
    assert list_approved(compute_campaign(load_campaign("TuyenQuang", 2025, at="2025-12-22"))).empty
    assert list_approved(compute_campaign(load_campaign("TuyenQuang", 2025, at="2026-01-08"))).empty
    assert not list_approved(compute_campaign(load_campaign("TuyenQuang", 2025, at="2026-01-09"))).empty
    change(complete, approval={"number": "05/QĐ-UBND", "day": "2025-12-01"})
    with pytest.raises(
        InputError, match=r"'campaign\.approval\.day': ngày phê duyệt 01/12/2025 ở trước hạn 31/12/2025"
    ):
        load_campaign("TuyenQuang", 2025)


def test_an_older_pair_stops_no_later_file_and_a_later_bad_file_tells_of_the_older(complete: Path) -> None:
    (complete / HOME / "returned/2025-12-05/BachXa.csv").write_text("x", encoding="utf-8")
    put_form(complete, "BachXa", "2025-12-09")
    assert results().units.at["BachXa", "state"] == "complete"
    (complete / HOME / "returned/2025-12-10").mkdir()
    (complete / HOME / "returned/2025-12-10/BacMe.xlsx").write_bytes(b"x")
    form = next(one for one in results().inputs.forms if one.unit_key == "BacMe")
    assert "tệp nhận trước đó (2025-12-05) còn nguyên nhưng không được dùng thay" in " ".join(map(str, form.faults))


@pytest.mark.parametrize("name", ["survey/phuong.csv", "leaders/SO.xlsx"])
def test_a_survey_of_no_group_is_told(complete: Path, name: str) -> None:
    (complete / HOME / name).write_bytes(b"x")
    told = " ".join(map(str, load_campaign("TuyenQuang", 2025).strangers))
    assert f"{name}: tên tệp không phải khóa của nhóm nào nên không được đọc; các nhóm: so, xa" in told


def test_a_broken_survey_of_one_group_stops_no_other(complete: Path) -> None:
    with (complete / HOME / "survey/xa.csv").open("a", encoding="utf-8") as file:
        file.write("la1,Xã Lạ,4\n")
    assert any("'Xã Lạ' (1 phiếu) không phải đơn vị nào" in str(one) for one in results().inputs.refused)
    assert set(results().units["state"]) == {"unsurveyed"}
    assert results(group="so").is_complete


def test_an_exception_for_nobody_is_refused(complete: Path) -> None:
    change(complete, late_accepted=[{"unit": "BachX", "round": "self_score", "reason_vi": "x"}])
    with pytest.raises(InputError, match="không có đơn vị, cơ quan nào tên 'BachX' ở vòng này; có lẽ là 'BachXa'"):
        load_campaign("TuyenQuang", 2025)


@pytest.mark.parametrize("lost", ["BacMe", "rank"])
def test_an_approved_file_that_has_lost_a_unit_or_ranks_one_twice_is_refused(complete: Path, lost: str) -> None:
    table = _approve(complete)
    table = (
        table[table["unit_key"] != lost]
        if lost != "rank"
        else table.assign(rank=table["rank"].mask(table["unit_key"] == "BacMe", 1))
    )
    table.to_csv(complete / HOME / "approved.csv", index=False)
    for key in ("BachXa", "BacMe"):
        with pytest.raises(
            InputError, match=r"approved\.csv.*(có 2 đơn vị nhưng thứ hạng ghi trong 3|không thể cùng đúng)"
        ):
            load_inputs(f"TuyenQuang/{key}", 2026)


def test_what_an_appraiser_takes_out_of_the_sheet_is_told_as_such(complete: Path) -> None:
    def off(rows: pd.DataFrame) -> pd.DataFrame:
        return keep(rows).assign(
            is_off=(rows["unit_key"] == "BachXa") & (rows["code"] == "1.2"), reason_vi="không phát sinh"
        )

    put_round(complete, "xa", "appraisal", "xa", "2025-12-19", off)
    computed = compute_campaign(load_campaign("TuyenQuang", 2025))
    assert "trong đó 1 chỗ đổi giữa có điểm và không áp dụng" in _texts(campaign_changes.differences(computed))
    assert computed.groups[1].units.at["BachXa", "max_score"] == 16.0


def test_a_commune_rests_on_no_more_of_its_provinces_params_than_what_they_say_of_communes(complete: Path) -> None:
    path = complete / "params/2026/TuyenQuang.yml"
    _approve(complete)

    def used() -> dict[str, str]:
        return {one.path: one.content_sha256 for one in load_inputs("TuyenQuang/BachXa", 2026).files}

    path.write_text('below:\n  commune:\n    plan: {report_deadline: "11-01"}\n', encoding="utf-8")
    before = used()
    path.write_text(
        'below:\n  commune:\n    plan: {report_deadline: "11-01"}\n  department:\n    preset: null\n', encoding="utf-8"
    )
    assert used() == before
    path.write_text('below:\n  commune:\n    plan: {report_deadline: "11-02"}\n', encoding="utf-8")
    assert used() != before
    path.write_text("preset: null\n", encoding="utf-8")
    assert path.relative_to(complete).as_posix() not in used()


def test_the_survey_of_a_group_may_come_as_a_tool_hands_it_out(complete: Path) -> None:
    wanted = results().units
    path = complete / HOME / "survey/xa.csv"
    table = pd.read_csv(path, dtype=str)
    words = {"4": "Hài lòng", "2": "Không hài lòng"}
    rows = [
        f"03/11/2025 8:{at % 60:02d}:00,{unit},{words[answer]}"
        for at, (unit, answer) in enumerate(zip(table["commune"], table["A1.1"], strict=True))
    ]
    _table(path, "Dấu thời gian,Đơn vị được đánh giá,A1.1", *rows)
    refused = [str(one) for one in results().inputs.refused]
    assert any("make form KIND=survey_map PROVINCE=TuyenQuang YEAR=2026 FILE=" in one for one in refused)
    form, place = write_form(
        "survey_map", "TuyenQuang", "2026", "sipas_test", say=lambda _: None, file=f"{HOME}/survey/xa.csv"
    )
    book = openpyxl.load_workbook(complete / form)
    book["Thông tin"]["B5"] = "đã xác nhận"
    book.save(complete / place)
    pd.testing.assert_frame_equal(results().units, wanted)
