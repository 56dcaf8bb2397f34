"""What a plan says where its unit, or the units below it, end within its year."""

from __future__ import annotations

import datetime as dt

from cchc.dates import print_day
from cchc.planning.plan import Plan


def transition(plan: Plan) -> str:
    """Say what becomes of the plan where its unit, or the districts below it, end within its year; empty elsewhere."""
    inputs = plan.results.inputs
    unit, units = inputs.unit, inputs.units
    last = unit.valid_to
    if last.year != inputs.year:
        return ""
    first = print_day(last + dt.timedelta(days=1))
    new = units.get(unit.successor_key, inputs.year + 1) if unit.successor_key else None
    old = units.predecessors(unit.successor_key) if new is not None else ()
    if new is not None and len(old) > 1:
        named = " và ".join([", ".join(one.name_full_vi for one in old[:-1]), old[-1].name_full_vi])
        if plan.plan_date > last:
            return f"Từ ngày {first}, {named} hợp nhất thành {new.name_full_vi}; kết quả năm {inputs.result_year} nêu trong Kế hoạch này là của {unit.name_full_vi} trước khi hợp nhất."
        return f"Từ ngày {first}, {named} hợp nhất thành {new.name_full_vi}: nhiệm vụ nêu trong Kế hoạch này hoàn thành chậm nhất ngày {print_day(last)}, phần chưa hoàn thành được bàn giao cho {new.name_full_vi} tiếp tục thực hiện."
    if plan.plan_date > last:
        return ""
    if new is None:
        return f"Từ ngày {first} không tổ chức cấp huyện, {unit.name_full_vi} kết thúc hoạt động: nhiệm vụ nêu trong Kế hoạch này hoàn thành chậm nhất ngày {print_day(last)}, phần chưa hoàn thành được bàn giao cho cơ quan, đơn vị tiếp nhận."
    return f"Từ ngày {first} không tổ chức cấp huyện: nhiệm vụ của cấp huyện nêu trong Kế hoạch này, phần chưa hoàn thành được bàn giao cho cơ quan cấp tỉnh và UBND cấp xã tiếp nhận."
