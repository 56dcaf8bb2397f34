"""Parameters as read, merged and validated; every fault becomes a Vietnamese sentence with file and key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import ValidationError

from cchc.errors import Fault, InputError, suggest
from cchc.params import ReportParams

_TYPE_NAMES = {
    "string_type": "cần một chuỗi chữ, đặt trong dấu nháy kép",
    "int_type": "cần một số nguyên viết liền (ví dụ 1350000), không dấu chấm, không đặt trong dấu nháy",
    "float_type": "cần một số, dùng dấu chấm thập phân",
    "bool_type": "cần true hoặc false",
    "list_type": "cần một danh sách, mỗi dòng bắt đầu bằng dấu gạch ngang",
    "model_type": "cần một nhóm khóa thụt vào bên dưới",
    "string_too_short": "không được để trống",
    "dict_type": "cần các cặp mã và số, ví dụ {SNV: 300}",
    "finite_number": "cần một số hữu hạn",
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
    """Tell whether a mapping has the key at the end of a path; YAML's own keys may be numbers, dates or switches."""
    for part in path:
        if isinstance(mapping, list) and part.isdigit():
            return int(part) < len(mapping)
        if part == "[key]":
            return True
        keys = {str(key): key for key in mapping} if isinstance(mapping, Mapping) else {}
        if part not in keys:
            # an unquoted NO is a switch: the fault names its place, not its text
            return isinstance(mapping, Mapping) and part.isdigit() and any(not isinstance(key, str) for key in mapping)
        mapping = mapping[keys[part]]
    return True


def _explain(error: Any, path: list[str]) -> tuple[str, str]:
    kind, context = error["type"], error.get("ctx", {})
    found = f"giá trị {error['input']!r}" if kind not in {"missing", "extra_forbidden"} else ""
    if kind == "invalid_key":
        return f"khóa {path[-1]}", "số thập phân viết bằng dấu chấm (4.5, không viết 4,5); mã đặt trong dấu nháy kép"
    if path and path[-1] == "[key]":
        return f"mã {error['input']!r}", 'mã là chữ, đặt trong dấu nháy kép, ví dụ "NO"'
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
        # a number is the place in a list: its model is the list's only argument
        model = get_args(model)[0] if part.isdigit() else model.model_fields[part].annotation
        # an optional group: the group's own keys are meant
        model = (
            next((one for one in get_args(model) if hasattr(one, "model_fields")), model)
            if type(None) in get_args(model)
            else model
        )
    return list(model.model_fields)
