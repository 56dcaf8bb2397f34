"""Parameters as read, merged and validated; every fault becomes a Vietnamese sentence with file and key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from cchc.analysis_params import WRITTEN_KEYS
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
    "too_short": "cần ít nhất một phần tử (phụ lục: ít nhất hai cột)",
    "model_attributes_type": "cần một nhóm khóa thụt vào bên dưới",
}
_MONTH_DAY_WORDS = 'cần dạng tháng-ngày có thật, ví dụ "06-20"'
_PATTERN_WORDS = {
    r"^\d{1,5}$": 'chỉ gồm chữ số, đặt trong dấu nháy kép, ví dụ "12"',
    r"^[A-ZĐ]+-[A-ZĐ&]+$": 'cần chữ hoa có gạch nối, ví dụ "KH-UBND"',
    r"^[a-z0-9_]+$": "chỉ gồm chữ thường không dấu, số và gạch dưới",
    r"^(total|[1-9])$": 'cần "total" hoặc mã lĩnh vực từ "1" đến "9", đặt trong dấu nháy kép',
    r"^[a-z_]+$": "chỉ gồm chữ thường không dấu và gạch dưới",
    r"^[^\\\[\]:*?/']{1,31}$": "tên trang tính: tối đa 31 ký tự, không có \\ [ ] : * ? / '",
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


def build_params(*layers: tuple[str, Mapping[str, Any]]) -> ReportParams:
    """Validate the merged parameters.

    Parameters
    ----------
    *layers : (str, mapping)
        Name of a file and what it holds; later ones lie over earlier ones.

    Returns
    -------
    ReportParams
        Frozen.

    Raises
    ------
    InputError
        With every fault: file (the last that holds the key), key, what was found, what is allowed.
    """
    merged: dict[str, Any] = {}
    for _, content in layers:
        merged = merge(merged, content)
    try:
        return ReportParams.model_validate(merged)
    except ValidationError as error:
        faults = []
        for one in error.errors():
            path = _as_written([str(part) for part in one["loc"]])
            holder = next((name for name, content in reversed(layers) if _holds(content, path)), layers[0][0])
            faults.append(Fault(holder, f"khóa '{'.'.join(path)}'" if path else "", *explain(one, path)))
        raise InputError(faults) from None


def _as_written(path: list[str]) -> list[str]:
    """Return the place of a fault as the file has it: ``uncertainty.bounds.papi`` is written ``uncertainty.papi_bounds``."""
    if len(path) > 2 and path[1] in WRITTEN_KEYS:
        return [path[0], f"{path[2]}_{WRITTEN_KEYS[path[1]]}", *path[3:]]
    return path


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


def explain(error: Any, path: list[str], model: type[BaseModel] = ReportParams) -> tuple[str, str]:
    """Say what a fault of pydantic is, and what is allowed.

    Parameters
    ----------
    error : mapping
        One of ``ValidationError.errors()``.
    path : list of str
        Its place, key by key.
    model : type of pydantic.BaseModel
        What was validated.

    Returns
    -------
    (str, str)
        Clauses in Vietnamese.
    """
    kind, context = error["type"], error.get("ctx", {})
    given = error["input"].isoformat() if isinstance(error["input"], dt.date) else repr(error["input"])
    found = f"giá trị {given}" if kind not in {"missing", "extra_forbidden"} else ""
    if kind == "invalid_key":
        return f"khóa {path[-1]}", "số thập phân viết bằng dấu chấm (4.5, không viết 4,5); mã đặt trong dấu nháy kép"
    if path and path[-1] == "[key]":
        return f"mã {error['input']!r}", 'mã là chữ, đặt trong dấu nháy kép, ví dụ "NO"'
    if kind == "missing":
        return "thiếu khóa này", "hãy thêm khóa và giá trị"
    if kind == "extra_forbidden":
        known = _fields_at(path[:-1], model)
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


def _fields_at(path: list[str], top: type[BaseModel]) -> list[str]:
    model: Any = top
    for part in path:
        # below a list or a mapping stand models of its last argument, whatever the place or key
        fields = getattr(model, "model_fields", None)
        model = _bare(fields[part].annotation if fields else [one for one in get_args(model) if one is not ...][-1])
    return list(model.model_fields)


def _bare(annotation: Any) -> Any:
    """Take ``X`` out of ``X | None``."""
    options = [one for one in get_args(annotation) if one is not type(None)]
    return options[0] if type(None) in get_args(annotation) else annotation
