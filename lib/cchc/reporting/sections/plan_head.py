"""Number, date and subject of a plan, as its heading and its annexes name them."""

from __future__ import annotations

import jinja2

from cchc.errors import ParameterError
from cchc.planning.plan import Plan
from cchc.reporting.sentences import environment

_BLANK = "\u00a0" * 6


def subject(plan: Plan) -> str:
    """Return what the plan is about (trích yếu)."""
    return fill(plan, plan.results.inputs.params.plan.subject, "plan.subject")


def fill(plan: Plan, template: str, key: str) -> str:
    """Fill a template of the parameters: ``year``, ``result_year``, ``unit``.

    Raises
    ------
    ParameterError
        If it names something else.
    """
    inputs = plan.results.inputs
    values = {"year": inputs.year, "result_year": inputs.result_year, "unit": inputs.locality.name_full_vi}
    try:
        return environment().from_string(template).render(values)
    except jinja2.TemplateError as error:
        raise ParameterError(
            f"Không điền được {key} ({error}); các tên được dùng: {', '.join(values)}, đặt trong hai cặp ngoặc nhọn."
        ) from None


def number_line(plan: Plan) -> str:
    """Write the number and symbol; a blank number is left for the registry."""
    head = plan.results.inputs.params.plan.letterhead
    number = head.number.zfill(2) if head.number else _BLANK
    return f"{number}/{head.symbol}"


def date_text(plan: Plan) -> str:
    """Write the date; unknown parts stay blank for the registry (day < 10 and months 1, 2 take a zero)."""
    head, year = plan.results.inputs.params.plan.letterhead, plan.results.inputs.year
    day = f"{head.day:02d}" if head.day else _BLANK
    month = (f"{head.month:02d}" if head.month <= 2 else str(head.month)) if head.month else _BLANK
    return f"ngày {day} tháng {month} năm {year}"
