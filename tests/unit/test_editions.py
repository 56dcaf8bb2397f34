"""Two editions side by side: what is proposed, what the office confirms, and what is compared across them then."""

import dataclasses
import datetime as dt
import io
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import cchc
import openpyxl
import pandas as pd
import pytest
from cchc.analysis.answers import scored_decomposition
from cchc.analysis.edition_changes import compare_editions
from cchc.analysis.edition_matching import propose_pairs
from cchc.analysis.index_results import ScoredResults
from cchc.editions import CriterionMap, one_to_one, same_criteria, same_over
from cchc.errors import InputError, ParameterError
from cchc.frameworks import Framework, Node
from cchc.indices.stages import carried_scores
from cchc.planning.last_plan import look_back
from cchc.planning.plan_building import build_plan
from cchc.planning.solution_findings import count_solutions
from cchc.reporting.forms.framework import render_framework
from cchc.reporting.sections.common import control
from cchc.reporting.sections.years import scored_change
from cchc.run.forms import write_form
from cchc.sources.edition_maps import HEADINGS, SHEET, load_edition_maps, read_edition_map
from cchc.sources.editions_in_force import InForce
from cchc.sources.framework_choice import find_in_force
from cchc.sources.framework_files import load_framework
from cchc.sources.index_files import load_indices
from cchc.sources.param_files import resolve_target
from cchc.sources.reader import Reader
from cchc.sources.solution_sheets import HEADINGS as SOLUTION_HEADINGS
from cchc.sources.solution_sheets import SHEET as SOLUTION_SHEET

from .own_framework import SHARED, fill, office_folder, put_framework, put_scores

COLUMN = {heading.key: at for at, heading in enumerate(HEADINGS)}


def _later(framework: Framework) -> Framework:
    """Renamed 1.1.1, moved 1.3 and 1.4 into each other's place, 6.1.1 and 6.1.3 out of other maxima, 8.2.6 dropped, 8.2.7 new."""
    names = {node.code: node.name_vi for node in framework.nodes}
    changed = {
        "1.1.1": {"name_vi": "Ban hành kế hoạch CCHC năm kịp thời, đầy đủ"},
        "1.3": {"name_vi": names["1.4"]},
        "1.4": {"name_vi": names["1.3"]},
        "6.1.1": {"max_score": 1.25},
        "6.1.3": {"max_score": 1.25},
        "8.2.6": {"code": "8.2.7", "name_vi": "Phòng cháy, chữa cháy tại trụ sở"},
    }
    nodes = tuple(dataclasses.replace(one, **changed.get(one.code, {})) for one in framework.nodes)
    return dataclasses.replace(framework, nodes=nodes)


MAP = "data/offices/BacKan/2023/edition_map.xlsx"


@pytest.fixture(scope="module")
def office(shared_project: Path) -> tuple[Path, bytes]:
    """Return a copy of the project with the office's two frameworks, made once, and its form."""
    put_framework(shared_project, 2022, names={})
    put_framework(shared_project, 2023, names={}, change=_later)
    return shared_project, (shared_project / _form()).read_bytes()


@pytest.fixture
def editions(project: Path) -> tuple[Framework, Framework]:
    earlier = put_framework(project, 2022, names={})
    later = put_framework(project, 2023, names={}, change=_later)
    put_scores(project, earlier, 2022, share=0.8)
    put_scores(project, later, 2023)
    return earlier, later


def _form() -> Path:
    path, place = write_form("edition_map", "BacKan", "2024", say=lambda _: None)
    assert place == "data/offices/BacKan/2023/edition_map.xlsx"
    return path


def _put(project: Path, rows: Mapping[str, Mapping[str, Any]], added: Sequence[Mapping[str, Any]] = ()) -> None:
    _decide((project / _form()).read_bytes(), project / MAP, rows, added)


def _decide(
    form: bytes, target: Path, rows: Mapping[str, Mapping[str, Any]], added: Sequence[Mapping[str, Any]] = ()
) -> None:
    """Confirm or refuse proposals, by the later code, or the earlier one behind a dash, and add pairs of the office's own."""
    workbook = openpyxl.load_workbook(io.BytesIO(form))
    sheet = workbook[SHEET]
    left, blank = dict(rows), iter(added)
    for row in range(5, sheet.max_row + 1):
        old, new = (sheet.cell(row, COLUMN[key] + 1).value for key in ("earlier_code", "later_code"))
        told = left.pop(new or f"-{old}", None) if old or new else next(blank, None)
        for key, value in (told or {}).items():
            cell = sheet.cell(row, COLUMN[key] + 1)
            assert not cell.protection.locked, key
            cell.value = value
    assert not left
    workbook.save(target)


def _scored() -> ScoredResults:
    scored = cchc.compute_results(cchc.load_inputs("BacKan", 2024)).scored()
    assert scored is not None
    return scored


YES, NO = {"decision": "xác nhận"}, {"decision": "không phải"}


def test_the_form_proposes_what_became_of_each_criterion(project: Path, editions: tuple[Framework, Framework]) -> None:
    earlier, later = editions
    sheet = openpyxl.load_workbook(io.BytesIO((project / _form()).read_bytes()))[SHEET]
    rows = [row for row in sheet.iter_rows(min_row=5, values_only=True) if row[0] or row[4]]
    assert [row[4] for row in rows if row[4]] == [leaf.code for leaf in later.leaves()]
    assert {row[0] for row in rows if row[0]} == {leaf.code for leaf in earlier.leaves()}
    became = {(row[0], row[4]): row[3] for row in rows}
    assert became["1.1.1", "1.1.1"] == "đổi tên"
    assert became["1.4", "1.3"] == became["1.3", "1.4"] == "đổi mã"
    assert became[None, "8.2.7"] == "mới"
    assert became["8.2.6", None] == "bỏ"
    assert became["6.1.1", "6.1.1"] == "giữ nguyên"
    note = next(row[COLUMN["note_vi"]] for row in rows if row[0] == "6.1.1")
    assert note == "Điểm tối đa khác nhau: chỉ so tỷ lệ, không so điểm."
    assert sum(word == "giữ nguyên" for word in became.values()) == 90


def test_what_was_split_and_merged_is_proposed_as_such() -> None:
    def tree(framework_id: str, *names: str) -> Framework:
        leaves = tuple(Node(f"1.{at}", "1", "criterion", name, 1.0) for at, name in enumerate(names, start=1))
        top = Node("1", "", "domain", "Thủ tục hành chính", float(len(names)))
        return Framework(framework_id, "", "", (2023, 2023), "office", None, (top, *leaves))

    one = tree("a", "Tỷ lệ hồ sơ giải quyết đúng hạn", "Kết quả thu hút đầu tư")
    two = tree(
        "b",
        "Tỷ lệ hồ sơ giải quyết đúng hạn của cấp xã",
        "Tỷ lệ hồ sơ giải quyết đúng hạn của cấp tỉnh",
        "Kết quả thu hút đầu tư",
    )
    kinds = {(pair.earlier, pair.later): pair.became for pair in propose_pairs(one, two, {})}
    assert kinds == {("1.1", "1.1"): "split", ("1.1", "1.2"): "split", ("1.2", "1.3"): "moved"}
    kinds = {(pair.earlier, pair.later): pair.became for pair in propose_pairs(two, one, {})}
    assert kinds == {("1.1", "1.1"): "merged", ("1.2", "1.1"): "merged", ("1.3", "1.2"): "moved"}


def test_without_a_confirmed_map_only_equal_codes_and_names_are_the_same(
    editions: tuple[Framework, Framework],
) -> None:
    pairs = one_to_one(same_criteria(*editions))
    assert len(pairs) == 90
    assert not {"1.1.1", "1.3", "1.4", "8.2.7"} & set(pairs)
    assert compare_editions(_scored()) is None
    told = " ".join(block.text for block in scored_change(_scored_results()).blocks if hasattr(block, "text"))
    assert "chưa có bảng đối chiếu được xác nhận" in told


def _scored_results() -> Any:
    return cchc.compute_results(cchc.load_inputs("BacKan", 2024))


def test_confirmed_pairs_are_compared_in_points_or_in_shares_and_the_rest_is_named(
    project: Path, editions: tuple[Framework, Framework]
) -> None:
    del editions
    before = scored_decomposition(_scored())
    _put(project, {"1.1.1": YES, "1.3": YES, "1.4": NO, "-8.2.6": YES, "8.2.7": YES, "7.2.1": NO})
    found = compare_editions(_scored())
    assert found is not None
    assert list(found.by_share["code"]) == ["6.1.1", "6.1.3"]
    assert found.by_share["change"].isna().all()
    row = found.by_share.set_index("code").loc["6.1.1"]
    assert row["previous_pct"] == pytest.approx(80)
    assert row["change_pct"] == pytest.approx(row["achieved_pct"] - 80)
    points = found.by_points.set_index("code")
    assert points.at["1.3", "earlier_code"] == "1.4"
    assert points.at["1.1.1", "change"] == pytest.approx(points.at["1.1.1", "score"] - 0.4)
    assert [code for code, _ in found.begun] == ["1.4", "7.2.1", "8.2.7"]
    assert [code for code, _ in found.ended] == ["1.3", "7.2.1", "8.2.6"]
    told = " ".join(block.text for block in scored_change(_scored_results()).blocks if hasattr(block, "text"))
    assert "89 tiêu chí so được theo điểm, 2 tiêu chí có điểm tối đa khác, chỉ so tỷ lệ" in told
    assert "không so 3 tiêu chí của bộ năm 2023 (1.4, 7.2.1, 8.2.7)" in told
    # the change of the index, part by part, follows: 1.1.1 and 1.3 are comparable now, 7.2.1 is not
    after = scored_decomposition(_scored())
    assert before is not None
    assert after is not None
    assert after.change == pytest.approx(before.change)
    gained = {code: float(points.at[code, "change"]) for code in ("1.1.1", "1.3")}
    assert after.parts.at["1", "comparable"] == pytest.approx(before.parts.at["1", "comparable"] + sum(gained.values()))
    assert after.parts.at["7", "comparable"] != pytest.approx(before.parts.at["7", "comparable"])


def test_the_score_sheet_shows_last_years_points_of_confirmed_pairs_with_the_same_maximum(
    project: Path, editions: tuple[Framework, Framework]
) -> None:
    earlier, later = editions
    _put(project, {"1.1.1": YES, "1.3": YES})
    reader = Reader(project)
    unit, _, units = resolve_target(reader, "BacKan", "2024")
    maps = load_edition_maps(reader, unit, units, 2023)
    sheet = _scored().own_inputs.previous_sheet
    assert sheet is not None
    points = carried_scores(sheet.scores, earlier, sheet.stage, later, maps)
    assert points["1.1.1"] == pytest.approx(0.4)
    assert points["1.3"] == pytest.approx(0.6)
    assert not {"1.4", "6.1.1", "6.1.3", "8.2.7"} & set(points)
    assert "1.1.1" not in carried_scores(sheet.scores, earlier, sheet.stage, later)


def test_targets_of_last_years_plan_are_judged_across_editions_as_confirmed(
    project: Path, editions: tuple[Framework, Framework]
) -> None:
    del editions
    path, _ = write_form("tasks", "BacKan", "2023", say=lambda _: None)
    (office_folder(project, 2022) / "tasks.xlsx").write_bytes((project / path).read_bytes())

    def reasons() -> dict[str, str]:
        found = look_back(_scored_results())
        assert found is not None
        return {one.record.item_key: one.reason_vi for one in found.judgements}

    assert reasons()["PAR-1.1.1"] == "bộ tiêu chí đã khác"
    _put(project, {"1.1.1": YES})
    told = reasons()
    assert told["PAR-1.1.1"] == ""
    assert told["PAR-6.1.1"] == "điểm tối đa đã khác"
    assert told["PAR-8.2.6"] == told["PAR-1.3"] == "bộ tiêu chí đã khác"


def test_solutions_are_carried_to_the_next_year_and_edition_and_the_rest_is_named(
    project: Path, editions: tuple[Framework, Framework]
) -> None:
    earlier, _ = editions
    path, _ = write_form("solutions", "BacKan", "2023", say=lambda _: None)
    rows = {leaf.code: YES for leaf in earlier.leaves()}
    fill(
        (project / path).read_bytes(), office_folder(project, 2022) / "solutions.xlsx", SOLUTION_SHEET, SOLUTION_HEADINGS, rows
    )  # fmt: skip
    plan = build_plan(_scored_results())
    own = plan.results.inputs.own_solutions["par_index"]
    assert own.is_carried
    assert len(count_solutions(plan).confirmed) == 90
    assert [code for code, _ in own.left] == ["1.1.1", "1.3", "1.4", "8.2.6"]
    told = [line for line in control(plan.results).lines if "Giải pháp của cơ quan" in line]
    assert "mang sang từ bộ data/offices/BacKan/2022/framework.xlsx" in told[0]
    assert "không có tiêu chí tương ứng trong bộ của năm này: 1.1.1 Tính kịp thời" in told[0]
    _put(project, {"1.1.1": YES, "1.3": YES, "1.4": YES})
    own = build_plan(_scored_results()).results.inputs.own_solutions["par_index"]
    assert len(own.decisions) == 93
    assert [code for code, _ in own.left] == ["8.2.6"]
    before = pd.read_csv(project / "data/solutions/catalogue.csv", dtype=str)
    words = before[before["framework_id"] == SHARED].set_index("criterion_code")["solution_vi"]
    assert own.table.set_index("criterion_code").at["1.3", "solution_vi"] == words["1.4"]
    names: list[str] = []
    path, _ = write_form("solutions", "BacKan", "2024", say=names.append)
    sheet = openpyxl.load_workbook(io.BytesIO((project / path).read_bytes()))[SOLUTION_SHEET]
    assert "8.2.6 Mức độ hoàn thành các chỉ tiêu" in str(sheet.cell(3, 1).value)
    assert "93 đã có giải pháp của cơ quan" in names[0]


@pytest.mark.parametrize(
    ("rows", "added", "told"),
    [
        ({"1.1.1": {"decision": "ừ"}}, [], r"ô I5: ghi 'ừ'; được dùng: xác nhận, không phải; hoặc để trống"),
        ({}, [{"earlier_code": "9.9", "later_code": "1.3", "decision": "xác nhận"}], r"mã '9.9' không phải tiêu chí chấm điểm của data/offices/BacKan/2022"),
        ({}, [{"earlier_code": "1.3", "later_code": "8.2.6", "decision": "xác nhận"}], r"mã '8.2.6' không phải tiêu chí chấm điểm của data/offices/BacKan/2023"),
        ({}, [{"earlier_code": "8.2.6", "later_code": "8.2.7"}], r"cặp 8.2.6 – 8.2.7 do cơ quan thêm nhưng chưa ghi quyết định"),
        ({"1.1.1": YES}, [{"earlier_code": "1.1.2", "later_code": "1.1.1", "decision": "xác nhận"}], r"mã 1.1.1 được xác nhận 2 lần: với '1.1.1', '1.1.2'; chỉ xác nhận một dòng, hoặc ghi 'gộp'"),
        ({"8.2.7": YES}, [{"earlier_code": "8.2.6", "later_code": "8.2.7", "decision": "xác nhận"}], r"mã 8.2.7 được xác nhận 2 lần: với không có \(mới\), '8.2.6'"),
        ({"1.1.1": NO}, [{"earlier_code": "1.1.1", "later_code": "1.1.1", "decision": "xác nhận"}], r"cặp 1.1.1 – 1.1.1 có hai dòng"),
        ({}, [{"decision": "xác nhận"}], r"dòng có nội dung nhưng chưa có mã"),
        ({"1.1.1": YES | {"became_vi": "biến mất"}}, [], r"ghi 'biến mất'; được dùng: giữ nguyên, đổi tên"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_refused_with_its_cell(
    office: tuple[Path, bytes], rows: dict[str, dict[str, Any]], added: list[Mapping[str, Any]], told: str
) -> None:
    root, form = office
    _decide(form, root / MAP, rows, added)
    with pytest.raises(InputError, match=told) as caught:
        read_edition_map(Reader(root), MAP)
    assert all("edition_map.xlsx, trang tính 'Đối chiếu', ô " in str(one) for one in caught.value.faults)


def test_the_next_form_holds_what_was_confirmed_and_added(project: Path, editions: tuple[Framework, Framework]) -> None:
    del editions
    _put(project, {"1.1.1": YES, "1.3": NO}, [{"earlier_code": "8.2.6", "later_code": "8.2.7", "decision": "xác nhận"}])
    sheet = openpyxl.load_workbook(io.BytesIO((project / _form()).read_bytes()))[SHEET]
    decided = {(row[0], row[4]): row[8] for row in sheet.iter_rows(min_row=5, values_only=True) if row[8]}
    assert decided == {
        ("1.1.1", "1.1.1"): "xác nhận",
        ("1.4", "1.3"): "không phải",
        ("8.2.6", "8.2.7"): "xác nhận",
    }


def test_one_edition_in_both_years_has_nothing_to_map(project: Path) -> None:
    framework = put_framework(project, 2023, change=lambda one: dataclasses.replace(one, years=(2022, 2023)))
    put_scores(project, framework, 2023)
    with pytest.raises(ParameterError, match="dùng cùng một bộ tiêu chí"):
        write_form("edition_map", "BacKan", "2024", framework.framework_id)


def test_maps_lead_over_an_edition_between() -> None:
    def edition(framework_id: str, *codes: str) -> Framework:
        return Framework(
            framework_id, "", "", (2020, 2020), "office", None, tuple(Node(one, "", "domain", f"Tên {one}") for one in codes)
        )  # fmt: skip

    first, second, third = edition("a", "1", "2"), edition("b", "3", "2"), edition("c", "4", "5")
    maps = [
        CriterionMap("", "a", "b", (("1", "3"),)),
        CriterionMap("", "b", "c", (("3", "4"), ("3", "5"))),
    ]
    assert same_over(first, [second, third], maps) == {"1": ("4", "5")}


# two sets within one scored year


def _meta(project: Path, framework_id: str, **changes: object) -> None:
    """Copy the edition of a district as one of a later set, with other keys."""
    source, target = (project / "data/frameworks" / name for name in (DISTRICT, framework_id))
    if source != target:
        shutil.copytree(source, target)
    path = target / "framework.yml"
    path.write_text(path.read_text("utf-8") + "".join(f"{key}: {value}\n" for key, value in changes.items()), "utf-8")


DISTRICT, LATER_SET = "par_district_daknong_2023", "par_district_daknong_2023_b"


def _find(project: Path) -> InForce | None:
    reader = Reader(project)
    return find_in_force(reader, load_indices(reader)["par_index"], "district", ("DakNong",), 2023)


def test_two_sets_of_one_year_are_not_chosen_between_silently(project: Path) -> None:
    _meta(project, LATER_SET)
    told = rf"năm 2023 có nhiều bộ tiêu chí cho cùng đơn vị: {DISTRICT}, {LATER_SET}, chưa rõ bộ nào thay bộ nào"
    with pytest.raises(InputError, match=told):
        _find(project)


def test_the_set_that_replaces_the_other_is_in_force_and_it_is_said_why(project: Path) -> None:
    _meta(project, LATER_SET, replaces=DISTRICT, since="2023-10-15")
    found = _find(project)
    assert found is not None
    assert found.framework_id == LATER_SET
    assert found.why_vi == f"Năm 2023 dùng bộ {LATER_SET}, áp dụng từ ngày 15/10/2023, thay thế bộ {DISTRICT}."
    said: list[str] = []
    write_form("score_sheet", "KrongNo", "2024", say=said.append)
    assert found.why_vi in said


def test_a_set_that_begins_after_the_year_is_not_in_force_in_it(project: Path) -> None:
    _meta(project, LATER_SET, replaces=DISTRICT, since="2024-02-01")
    found = _find(project)
    assert found is not None
    assert (found.framework_id, found.why_vi) == (DISTRICT, "")


def test_days_alone_tell_which_set_is_in_force(project: Path) -> None:
    _meta(project, LATER_SET, since="2023-10-15")
    _meta(project, DISTRICT, since="2023-01-01")
    found = _find(project)
    assert found is not None
    assert found.framework_id == LATER_SET
    assert "muộn hơn par_district_daknong_2023 (từ ngày 01/01/2023)" in found.why_vi


def test_a_day_that_is_none_is_refused_with_its_file(project: Path) -> None:
    _meta(project, LATER_SET, since="'31/9/2023'")
    with pytest.raises(InputError, match=rf"{LATER_SET}/framework.yml, khóa 'since': ghi '31/9/2023'; cần một ngày"):
        _find(project)


def test_an_offices_later_set_replaces_the_earlier_and_a_sheet_by_the_earlier_is_refused(project: Path) -> None:
    first = put_framework(project, 2023, names={})
    put_scores(project, first, 2023)
    folder = office_folder(project, 2023)
    later = dataclasses.replace(first, since=dt.date(2023, 10, 15), replaces="framework.xlsx")
    (folder / "framework_2.xlsx").write_bytes(render_framework(later))
    told = r"ô B3: bộ tiêu chí 'data/offices/BacKan/2023/framework.xlsx' đã được bộ 'data/offices/BacKan/2023/framework_2.xlsx' thay thế từ ngày 15/10/2023"
    with pytest.raises(InputError, match=told):
        _scored()
    again = load_framework(Reader(project), "data/offices/BacKan/2023/framework_2.xlsx")
    assert (again.since, again.replaces) == (later.since, first.framework_id)
    put_scores(project, again, 2023)
    assert _scored().sheet is not None
    shown = control(_scored_results())
    assert any("thay thế bộ data/offices/BacKan/2023/framework.xlsx" in line for line in shown.lines)
