"""How a plan words targets, increases, numbers in running text and the labels of its annexes."""

from __future__ import annotations

import re
from typing import Any

from cchc.frameworks import official_code
from cchc.indices_defined import TOTAL_CODE, IndexRegister
from cchc.planning.aims import Aim
from cchc.planning.issued import changes_of
from cchc.planning.plan import Plan
from cchc.planning.plan_rows import Item, PartValue
from cchc.planning.targets import Target
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import capitalise, uncapitalise
from cchc.sources.inputs import ReportInputs
from cchc.target_params import TargetRule

_NOTHING = 1e-9
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def short_number(value: float | None, decimals: int = 3) -> str:
    """Write a number without zeros at its end, as scores stand in running text.

    Examples
    --------
    >>> short_number(14.0), short_number(14.591), short_number(85.829), short_number(None)
    ('14', '14,591', '85,829', '–')
    """
    text = format_number(value, decimals)
    return text.rstrip("0").rstrip(",") if "," in text else text


def increase_text(rule: TargetRule, *, unit: str, is_lower_better: bool = False) -> str:
    """Write what a rule asks of an item, so that nobody can mistake per cent for points.

    Examples
    --------
    >>> increase_text(TargetRule(rule="minimum_increase", amount=10.0, unit="relative_pct"), unit="%")
    'tăng tối thiểu 10% so với giá trị năm trước'
    >>> increase_text(TargetRule(rule="minimum_increase", amount=0.1, unit="points"), unit="điểm")
    'tăng tối thiểu 0,1 điểm'
    >>> increase_text(TargetRule(rule="above_last_year"), unit="%")
    'cao hơn năm trước'
    """
    more, less, beyond = ("giảm", "cao", "dưới") if is_lower_better else ("tăng", "thấp", "trên")
    amount = ""
    if rule.amount is not None:
        points = f"{short_number(rule.amount, 4)} {'điểm phần trăm' if unit == '%' else 'điểm'}"
        relative = f"{short_number(rule.amount, 4)}% so với giá trị năm trước"
        amount = relative if rule.unit == "relative_pct" else points
    return {
        "keep_maximum": "đạt mức tốt nhất" if is_lower_better else "đạt điểm tối đa",
        "keep": f"không {less} hơn năm trước",
        "above_last_year": f"{more} trên {amount}"
        if amount
        else f"{'thấp' if is_lower_better else 'cao'} hơn năm trước",
        "minimum_increase": f"{more} {'trên' if rule.is_exceeded else 'tối thiểu'} {amount}",
        "reach_score": f"đạt {f'{beyond} ' if rule.is_exceeded else ''}{short_number(rule.score, 4)} {unit}",
        "reach_pct": f"đạt {f'{beyond} ' if rule.is_exceeded else ''}{short_number(rule.pct, 2)}% mức tối đa",
        "reach_rank": f"xếp thứ {rule.rank}",
        "best_part": f"không {less} hơn kết quả {'thấp' if is_lower_better else 'cao'} nhất của các đơn vị cũ",
    }[rule.rule]


def of_basis(text: str, inputs: ReportInputs) -> str:
    """Name the year of the results that a plan rests on: ``cao hơn năm 2024``."""
    return text.replace("năm trước", f"năm {inputs.basis_year}")


def part_text(part: PartValue, unit: str) -> str:
    """Write what an old unit reached: ``1,93 (52/61)``.

    Examples
    --------
    >>> part_text(PartValue("Bắc Kạn", 1.93, 52, 61), "điểm"), part_text(PartValue("Bắc Kạn"), "điểm")
    ('1,93 (52/61)', '–')
    >>> part_text(PartValue("Bắc Kạn", 75.03), "%"), part_text(PartValue("Bắc Kạn", None, 57, 63), "điểm")
    ('75,03%', 'thứ 57/63')
    """
    rank = f"{part.rank}/{part.n_ranked}" if part.rank is not None and part.n_ranked is not None else ""
    if part.score is None:
        return f"thứ {rank}" if rank else "–"
    return f"{format_number(part.score)}{'%' if unit == '%' else ''}{f' ({rank})' if rank else ''}"


def annex_label(plan: Plan, annex_key: str) -> str:
    """Return ``Phụ lục II``; ``Phụ lục`` if the plan has only one; empty for an annex it has not."""
    keys = [annex.annex_key for annex in plan.annexes]
    if annex_key not in keys:
        return ""
    return "Phụ lục" if len(keys) == 1 and not changes_of(plan) else f"Phụ lục {ROMAN[keys.index(annex_key)]}"


def item_name(item: Item) -> str:
    """Name an item as its publisher does: by its code and name, by the name alone where the code is only ours.

    Examples
    --------
    >>> item_name(Item("PAPI-D1.2", "papi", "D1.2", "Cơ hội tham gia")), item_name(Item("PAR-TD", "par_index", "TD", "Thẩm định"))
    ('1.2 Cơ hội tham gia', 'Thẩm định')
    """
    is_ours = re.match(r"[CX]\d|[A-Z]{2}", item.code)
    return item.name_vi if is_ours else f"{official_code(item.code)} {item.name_vi}"


def target_text(target: Target, unit: str, decimals: int = 2) -> str:
    """Write a target: ``trên 80%``, ``xếp thứ 1``."""
    if target.rank is not None:
        return f"xếp thứ {target.rank}"
    if target.value is None:
        better, worse = ("thấp", "cao") if target.is_lower_better else ("cao", "thấp")
        return f"{better} hơn năm trước" if target.is_above else f"không {worse} hơn năm trước"
    space, beyond = "" if unit == "%" else " ", "dưới " if target.is_lower_better else "trên "
    return f"{beyond if target.is_above else ''}{short_number(target.value, decimals)}{space}{unit}"


def aim_facts(aim: Aim, indices: IndexRegister, *, owner: str = "") -> dict[str, Any]:
    """Return what the texts may say of an aim.

    Parameters
    ----------
    aim : Aim
        Of an index or a domain.
    indices : IndexRegister
        For the names.
    owner : str
        Full name of the unit whose index it is, where that is not the plan's own.

    Returns
    -------
    dict
        ``name``, ``index``, ``target``, ``present``, ``distance``, ``note``: texts, empty where nothing is known.
    """
    index = indices[aim.index]
    part = index.part_vi if index.kind != "surveyed" else "lĩnh vực"
    name = (
        index.name_vi
        if aim.code == TOTAL_CODE
        else f"{capitalise(part)} {official_code(aim.code)} ({uncapitalise(aim.name_vi)})"
    )
    name += f" của {owner}" if owner else ""
    if aim.target.rank is not None:
        present = f"{aim.rank}/{aim.n_ranked}" if aim.rank is not None and aim.n_ranked is not None else ""
        target = f"{target_text(aim.target, aim.unit)}{f'/{aim.n_target}' if aim.n_target else ''}"
        distance = _distance(aim.places, "bậc")
        note = "thứ hạng tính từ điểm công bố" if index.ranks == "computed" else ""
    else:
        space, points = ("", "điểm phần trăm") if aim.unit == "%" else (" ", "điểm")
        present = "" if aim.value is None else f"{short_number(aim.value, index.decimals)}{space}{aim.unit}"
        target = target_text(aim.target, aim.unit, index.decimals)
        distance = _distance(aim.distance, points, is_above=aim.target.is_above, decimals=index.decimals)
        note = f"tỷ lệ điểm {index.name_vi} trong {aim.share_in_vi}" if aim.share_in_vi else ""
    return {"name": name, "index": aim.index, "target": target, "present": present, "distance": distance, "note": note}


def _distance(gap: float | None, unit: str, *, is_above: bool = False, decimals: int = 2) -> str:
    """Say how far a target lies: to be gained, to be kept, or below last year's value."""
    if gap is None:
        return ""
    if abs(gap) < _NOTHING:
        return "phải vượt kết quả này" if is_above else "giữ kết quả này"
    return f"còn thiếu {short_number(gap, decimals)} {unit}" if gap > 0 else "năm trước đã cao hơn mức này"
