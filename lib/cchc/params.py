"""Parameters of a report: what ``params/`` chooses, validated strictly before anything runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from cchc.errors import Fault, InputError, suggest


def _check_month_day(text: str) -> str:
    """Accept ``MM-DD`` of a day that exists (29 February counts: the year is not known here)."""
    try:
        dt.date.fromisoformat(f"2024-{text}")
    except ValueError:
        raise PydanticCustomError("month_day", "MM-DD") from None
    return text


Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
MonthDay = Annotated[Text, AfterValidator(_check_month_day)]


class _Strict(BaseModel):
    """No unknown key, nothing converted: ``06`` must be quoted, ``NO`` is not a name."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Inputs(_Strict):
    """Which inputs may be used. An office's own file, where there is one, always wins.

    Attributes
    ----------
    score_sheet, previous_score_sheet, survey : {"office", "illustrative"}
        ``office``: the office's file or nothing; ``illustrative``: invented figures if the office has none.
    """

    score_sheet: Literal["office", "illustrative"] = "office"
    previous_score_sheet: Literal["office", "illustrative"] = "office"
    survey: Literal["office", "illustrative"] = "office"


class ParTarget(_Strict):
    """Target rule for PAR INDEX items below their maximum.

    Attributes
    ----------
    rule : str
        ``above_last_year``: any score higher than last year's.
    """

    rule: Literal["above_last_year"] = "above_last_year"


class IncreaseTarget(_Strict):
    """A minimum increase over last year's value, capped at the scale's maximum.

    Attributes
    ----------
    rule : str
        ``minimum_increase``.
    amount : float
        The increase, > 0.
    unit : {"points", "relative_pct"}
        ``points``: points of the score or percentage points; ``relative_pct``: per cent of last year's value.
    """

    rule: Literal["minimum_increase"] = "minimum_increase"
    amount: Annotated[float, Field(gt=0, le=100)]
    unit: Literal["points", "relative_pct"]


class Targets(_Strict):
    """Target rules of the three indices."""

    par_index: ParTarget
    sipas: IncreaseTarget
    papi: IncreaseTarget


class WeakItems(_Strict):
    """Which SIPAS and PAPI items count as weak.

    Attributes
    ----------
    sipas : str
        ``below_overall``: items below the locality's own overall value.
    papi : str
        ``below_median``: sub-dimensions below the median of the provinces.
    """

    sipas: Literal["below_overall"] = "below_overall"
    papi: Literal["below_median"] = "below_median"


class Sipas(_Strict):
    """How SIPAS values are computed from responses.

    Attributes
    ----------
    formula : {"share_satisfied", "mean_scaled"}
        Both are candidates; the official formula is not confirmed, so reports print the one in use.
    """

    formula: Literal["share_satisfied", "mean_scaled"] = "share_satisfied"


class Letterhead(_Strict):
    """Heading block, number, date and signature of the plan (Decree 30/2020/NĐ-CP, Annex I).

    Attributes
    ----------
    superior : str or None
        Agency above the issuing one, None for a provincial People's Committee.
    agency, place : str or None
        Issuing body and place name; None: made from the locality's name.
    number : str or None
        None: left for the registry.
    symbol : str
        Symbol after the number, ``KH-UBND``.
    day, month : int or None
        None: left for the registry; the year is the plan's.
    authority : list of str
        Lines above the signature.
    signer : str or None
        Name without title, or None.
    recipients : list of str
        Lines of the list of recipients, without the archive line.
    archive : str
        Last line, ``VT, NC``.
    """

    superior: Text | None = None
    agency: Text | None = None
    place: Text | None = None
    number: Annotated[str, StringConstraints(pattern=r"^\d{1,5}$")] | None = None
    symbol: Annotated[str, StringConstraints(pattern=r"^[A-ZĐ]+-[A-ZĐ&]+$")] = "KH-UBND"
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    authority: list[Text]
    signer: Text | None = None
    recipients: list[Text]
    archive: Text

    @model_validator(mode="after")
    def _day_exists(self) -> Letterhead:
        if self.day and self.month:
            try:
                dt.date(2024, self.month, self.day)
            except ValueError:
                msg = f"ngày {self.day} không có trong tháng {self.month}"
                raise ValueError(msg) from None
        return self


class PlanParams(_Strict):
    """Content of the plan.

    Attributes
    ----------
    texts : str
        Folder under ``params/texts`` that holds the sections.
    unit_plan_deadline : str
        ``MM-DD`` of the plan's year by which the units issue their own plans.
    report_deadline : str
        ``MM-DD`` before which the standing office reports to the People's Committee.
    standing_agency_key : str
        Agency in charge of following the plan.
    """

    texts: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
    unit_plan_deadline: MonthDay
    report_deadline: MonthDay
    standing_agency_key: Text
    letterhead: Letterhead


class ReportParams(_Strict):
    """Everything that ``params/defaults.yml`` and ``params/<year>/<Locality>.yml`` choose together."""

    inputs: Inputs
    sipas: Sipas
    weak_items: WeakItems
    targets: Targets
    plan: PlanParams

    @model_validator(mode="after")
    def _dates_in_order(self) -> ReportParams:
        if self.plan.report_deadline < self.plan.unit_plan_deadline:
            msg = "plan.report_deadline phải sau plan.unit_plan_deadline"
            raise ValueError(msg)
        return self


_TYPE_NAMES = {
    "string_type": "cần một chuỗi chữ, đặt trong dấu nháy kép",
    "int_type": "cần một số nguyên, không đặt trong dấu nháy",
    "float_type": "cần một số, dùng dấu chấm thập phân",
    "bool_type": "cần true hoặc false",
    "list_type": "cần một danh sách, mỗi dòng bắt đầu bằng dấu gạch ngang",
    "model_type": "cần một nhóm khóa thụt vào bên dưới",
    "string_too_short": "không được để trống",
}
_MONTH_DAY_WORDS = 'cần dạng tháng-ngày có thật, ví dụ "06-20"'
_PATTERN_WORDS = {
    r"^\d{1,5}$": 'chỉ gồm chữ số, đặt trong dấu nháy kép, ví dụ "12"',
    r"^[A-ZĐ]+-[A-ZĐ&]+$": 'cần chữ hoa có gạch nối, ví dụ "KH-UBND"',
    r"^[a-z0-9_]+$": "chỉ gồm chữ thường không dấu, số và gạch dưới",
}
_LIMITS = {"ge": "không nhỏ hơn", "gt": "lớn hơn", "le": "không lớn hơn", "lt": "nhỏ hơn"}


def merge(base: Mapping[str, Any], override: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one mapping over another, key by key; lists and values are replaced whole.

    Examples
    --------
    >>> merge({"a": {"x": 1, "y": 2}}, {"a": {"y": 3}})
    {'a': {'x': 1, 'y': 3}}
    """
    merged = dict(base)
    for key, value in override.items():
        below = merged.get(key)
        merged[key] = merge(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return merged


def build_params(
    defaults: Mapping[str, Any], own: Mapping[str, Any], *, defaults_file: str, own_file: str
) -> ReportParams:
    """Validate the merged parameters.

    Parameters
    ----------
    defaults, own : mapping
        Contents of ``params/defaults.yml`` and of the locality's file (empty when it has none).
    defaults_file, own_file : str
        Names for messages: a fault is reported in the file that holds the key.

    Returns
    -------
    ReportParams
        Frozen.

    Raises
    ------
    InputError
        With every fault: file, key, what was found, what is allowed.
    """
    try:
        return ReportParams.model_validate(merge(defaults, own))
    except ValidationError as error:
        faults = []
        for one in error.errors():
            path = [str(part) for part in one["loc"]]
            holder = own_file if _holds(own, path) else defaults_file
            faults.append(Fault(holder, f"khóa '{'.'.join(path)}'" if path else "", *_explain(one, path)))
        raise InputError(faults) from None


def _holds(mapping: Any, path: list[str]) -> bool:
    for part in path:
        if isinstance(mapping, list) and part.isdigit():
            return int(part) < len(mapping)
        if not isinstance(mapping, Mapping) or part not in mapping:
            return False
        mapping = mapping[part]
    return True


def _explain(error: Any, path: list[str]) -> tuple[str, str]:
    kind, context = error["type"], error.get("ctx", {})
    found = f"giá trị {error['input']!r}" if kind not in {"missing", "extra_forbidden"} else ""
    if kind == "missing":
        return "thiếu khóa này", "hãy thêm khóa và giá trị"
    if kind == "extra_forbidden":
        known = _fields_at(path[:-1])
        near = suggest(path[-1], known)
        return (
            "khóa không có trong danh mục",
            f"có lẽ là '{near[0]}'" if near else f"các khóa được dùng: {', '.join(known)}",
        )
    if kind == "literal_error":
        return found, "được dùng: " + str(context["expected"]).replace(" or ", " hoặc ")
    if kind == "value_error":
        return "giá trị mâu thuẫn", str(context["error"])
    if kind == "string_pattern_mismatch":
        return found, _PATTERN_WORDS.get(context["pattern"], f"phải theo mẫu {context['pattern']}")
    if kind == "month_day":
        return found, _MONTH_DAY_WORDS
    for limit, words in _LIMITS.items():
        if limit in context:
            return found, f"phải {words} {context[limit]}"
    return found, _TYPE_NAMES.get(kind, f"không hợp lệ ({kind})")


def _fields_at(path: list[str]) -> list[str]:
    model: Any = ReportParams
    for part in path:
        model = model.model_fields[part].annotation
    return list(model.model_fields)
