"""Each check before printing: a file that triggers it (tests/checks), and what must not trigger it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cchc
import pytest
import yaml
from cchc.errors import IssueRefusedError
from cchc.plan_params import Accepted
from cchc.planning.check_findings import CHECKS, CheckFinding, accept
from cchc.planning.reference_checks import PlanText
from cchc.planning.text_checks import check_text
from cchc.reporting.document import flatten
from cchc.reporting.plan_checks import check_document, check_page, refuse_open
from cchc.reporting.sections import checks, plan
from cchc.sources.param_checks import merge

CASES = sorted((Path(__file__).parents[1] / "checks").glob("*.yml"))
SECTIONS = ("opening", "purpose", "goals", "solutions", "organisation", "closing")


def findings_of(unit: str, year: int) -> tuple[CheckFinding, ...]:
    built = cchc.build_plan(cchc.compute_results(cchc.load_inputs(unit, year)))
    text = [plan.text(built, name) for name in SECTIONS]
    told = [plan.letterhead(built), *text, plan.signature(built), plan.annexes(built)]
    return check_document(checks.before_printing(built), flatten(list(told)))


def _replace(project: Path, changes: dict[str, list[str]]) -> None:
    for name, (old, new) in changes.items():
        text = (project / name).read_text(encoding="utf-8")
        assert old in text, name
        (project / name).write_text(text.replace(old, new), encoding="utf-8")


def _apply(project: Path, case: dict[str, Any], own: dict[str, Any]) -> None:
    path = project / "params" / str(case["year"]) / f"{case['unit']}.yml"
    known = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(merge(known, own), allow_unicode=True), encoding="utf-8")
    usual = "improvement_district" if case["unit"] == "KrongNo" else "improvement_province"
    folder = project / "params/texts" / case.get("texts_of", usual)
    for name, text in case.get("texts", {}).items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    for name, text in case.get("append", {}).items():
        with (folder / f"{name}.md").open("a", encoding="utf-8") as file:
            file.write(f"\n\n{text}\n")
    for name, text in case.get("create", {}).items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")
    _replace(project, case.get("replace", {}))


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_a_file_triggers_each_check_and_without_it_there_is_nothing(
    project: Path, sign: Callable[[str, int, str], None], path: Path
) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    key = max((key for key in CHECKS if path.stem.startswith(key)), key=len)

    def told() -> list[str]:
        return [one.found_vi for one in findings_of(case["unit"], case["year"]) if one.check == key]

    if "signed" in case:
        sign(case["unit"], case["year"], case["signed"])
    if not {"repaired", "repaired_replace"} & set(case):
        assert not any(case["expected"] in text for text in told())
    _apply(project, case, case.get("params", {}))
    assert any(case["expected"] in text for text in told()), told()
    if {"repaired", "repaired_replace"} & set(case):
        _apply(project, {"unit": case["unit"], "year": case["year"]}, case.get("repaired", {}))
        _replace(project, case.get("repaired_replace", {}))
        assert not any(case["expected"] in text for text in told())


def test_every_check_has_a_file_that_triggers_it() -> None:
    assert {max((key for key in CHECKS if path.stem.startswith(key)), key=len) for path in CASES} == set(CHECKS)


def _text(words: str, **changes: object) -> PlanText:
    values: dict[str, Any] = {
        "paragraphs": (("I. MỤC TIÊU", words), ("II. TỔ CHỨC THỰC HIỆN", "Sở Nội vụ chủ trì./.")),
        "annex_labels": (),
        "annex_cells": (),
        "year": 2024,
        "result_year": 2023,
        "plan_date": dt.date(2024, 6, 12),
        "index_names": ("PAR INDEX", "SIPAS", "PAPI"),
    }
    return PlanText(**values | changes)


@pytest.mark.parametrize(
    "words",
    [
        "PAR INDEX đạt 86,14/100 điểm, bằng 86,14%, xếp thứ 43/63; tăng 12 bậc so với năm 2022.",
        "Lĩnh vực 2 đạt 9,42/10 điểm, đạt 94,15%.",  # the points were rounded before they were printed
        "Giai đoạn 2016-2020 và giai đoạn 2021-2030; tiêu chuẩn TCVN ISO 9001:2015.",
        "Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ.",
        "Kế hoạch số 3993/KH-UBND ngày 05 tháng 11 năm 2021 của Ủy ban nhân dân tỉnh.",
        "Căn cứ Luật Tổ chức chính quyền địa phương năm 2015",
        "Thu ngân sách 1.250 tỷ đồng, tăng 12,5%; mục 1.2.1 và mục 10.1.",
        "Trước ngày 20/6/2024; cả năm 2024; đến năm 2030.",
        "Các chỉ số PAR INDEX, SIPAS, PAPI; PARI là tên khác.",
        "xếp thứ 4/63 (tăng 3 bậc so với năm 2022)",
        "SIPAS 7,84/10 điểm; tăng 8,5%.",
        "Bộ tiêu chí tại Phụ lục III của Quyết định số 2125/QĐ-UBND ngày 17/10/2022.",
        "so với năm 2020; từ năm 2019 đến nay; Luật Đất đai năm 2013; Hiến pháp năm 2013.",
        "Lĩnh vực 3 đạt 14/17 điểm, tăng 5% so với năm 2022; 10,766/15,5 điểm, chiếm 12%.",
        "Luật Cán bộ, công chức năm 2008 (sửa đổi, bổ sung năm 2019); Luật Viên chức năm 2010.",
        "Theo mục 2.3 điểm b và tiêu chí 3.1 điểm tối đa là 2.",
        "Nghị quyết 76/NQ-CP ngày 15/7/2021; Nghị quyết số 76/NQ-CP, ngày 15/7/2021 của Chính phủ.",
        "Quyết định số 12/QĐ-UBND ngày 10/5/2024 của UBND huyện Tam Đường.",
        "Kế hoạch trích “cán bộ cấp huyện, năm 2015” từ văn bản cũ.",
    ],
)
def test_correct_words_trigger_nothing(words: str) -> None:
    assert check_text(_text(words)) == []


@pytest.mark.parametrize(
    ("words", "check"),
    [
        ("đạt 84,24/100 điểm, tỷ lệ 84,42%", "total_pct"),
        ("văn bản số 12/2020/NĐ-CP ngày 10/9/2021", "citation"),
        ("văn bản số 12/QĐ-UBND ngày 31/02/2024", "citation"),
        ("hoàn thành ngày 31/11/2024", "citation"),
        ("PARINDEX của tỉnh", "index_name"),
        ("chỉ số PAPPI", "index_name"),
        ("tăng 0.97 điểm", "decimal_mark"),
        ("đạt 75.5%", "decimal_mark"),
        ("vị trí thứ 1 toàn tỉnh", "rank_total"),
        ("trước ngày 30/9/2023", "stale_year"),
        ("kết quả năm 2019", "stale_year"),
        ("hoàn thành trước tháng 12/2023", "stale_year"),
        ("hoàn thành trước 30/6/2023", "stale_year"),
        ("Phấn đấu chỉ số năm 2023 cao hơn năm 2022", "stale_year"),
        ("Quyết định 1149/QĐ-BNV ngày 30/12/2024", "citation"),
        ("hoàn thành ngày 31 tháng 6 năm 2024", "citation"),
        ("đạt 14.591/17 điểm", "decimal_mark"),
        ("giảm 0.345 điểm", "decimal_mark"),
        ("đạt 82.1 phần trăm", "decimal_mark"),
        ("SIPAS đạt 82.10", "decimal_mark"),
        ("chỉ số 85,96/100 (85,69%)", "total_pct"),
        ("PAR INĐEX của tỉnh", "index_name"),
        ("chỉ số PAIP", "index_name"),
        ("xếp thứ 35, tăng 25 bậc", "rank_total"),
        ("xếp thứ 64/63", "rank_total"),
        ("xếp vị trí 70/63 tỉnh", "rank_total"),
        ("Lĩnh vực 3 đạt 18/17 điểm", "total_pct"),
        ("đứng vị trí 57", "rank_total"),
    ],
)
def test_wrong_words_trigger_their_check(words: str, check: str) -> None:
    assert {one.check for one in check_text(_text(words))} == {check}


def test_several_annexes_named_together_are_all_referred_to() -> None:
    labels = tuple(f"Phụ lục {number}" for number in ("I", "II", "III"))
    assert check_text(_text("nêu tại các phụ lục I, II và III", annex_labels=labels)) == []
    for words in ("Phụ lục I đến Phụ lục III", "Phụ lục I-III", "Phụ lục số I, II, III ban hành kèm theo Kế hoạch này"):
        assert check_text(_text(f"nêu tại {words}", annex_labels=labels)) == [], words
    only = check_text(_text("nêu tại Phụ lục I, II", annex_labels=labels))
    assert [one.found_vi for one in only] == ["Phụ lục III không được nhắc đến trong phần lời"]


def test_an_office_stands_by_a_finding_with_a_reason() -> None:
    one = CheckFinding("total_pct", "nơi", "85,96/100 điểm nhưng ghi 85,69%", "sửa")
    other = CheckFinding("maxima", "nơi", "99,5", "sửa")
    done = accept([one, other, one], [Accepted(check="total_pct", contains="85,69", reason="văn bản công bố ghi vậy")])
    assert [item.is_open for item in done] == [False, True]
    assert "Giữ nguyên: văn bản công bố ghi vậy" in str(check_page(done).files)
    refuse_open(done[:1])
    with pytest.raises(IssueRefusedError, match=r"còn 1 phát hiện: nơi: 99,5"):
        refuse_open(done)
