"""What commands are asked for: the words that several of them take, and how these are read."""

from __future__ import annotations

import os

from cchc.errors import ParameterError
from cchc.run.command_help import from_environment
from cchc.run.command_values import unit_keys, years

PROVINCE = from_environment("PROVINCE", "Địa phương: mã, tên hoặc tên gọi khác, ví dụ BacKan.", unit_keys)
YEAR = from_environment("YEAR", "Năm của kế hoạch; kết quả là của năm trước đó.", years)
ISSUE = from_environment("ISSUE", "Lập bản phát hành: từ chối số liệu minh họa.", is_flag=True)
FORCE = from_environment("FORCE", "Lập lại cả khi không có gì thay đổi.", is_flag=True)


def flag(name: str, *, is_given: bool) -> bool:
    """Tell whether a switch is on: by its option, or in the environment by 1; empty and 0 are off."""
    value = os.environ.get(name, "").strip()
    if value not in {"", "0", "1"}:
        raise ParameterError(f"{name}='{value}' không hợp lệ; chỉ dùng {name}=1 (bật) hoặc bỏ trống (tắt).")
    return is_given or value == "1"


def number(name: str, value: str, default: int) -> int:
    """Read a positive whole number."""
    value = value.strip()
    if value and not (value.isascii() and value.isdigit() and int(value) > 0):
        raise ParameterError(f"{name}='{value}' không hợp lệ; cần một số nguyên lớn hơn 0, ví dụ {name}={default}.")
    return int(value) if value else default


def names(name: str, value: str) -> list[str]:
    """Read names: separated by commas, or by spaces where there is no comma."""
    names = [one.strip() for one in (value.split(",") if "," in value else value.split()) if one.strip()]
    if value and not names:
        raise ParameterError(f"{name}='{value}' không có tên nào; bỏ hẳn {name} để lập mọi địa phương.")
    return names


def say(line: str) -> None:
    """Print a line of progress at once, also into a pipe."""
    print(line, flush=True)
