"""Figures that an office declares for a criterion: clear ones are read, those that may mean two things are refused."""

from __future__ import annotations

from cchc.numbers import may_be_thousands, parse_number

_TOLERANCE = 1e-9
#: Where a rule counts no further than this, 1.234 is no thousand.
_MOST_PLAIN = 100
#: More than this times the plan is taken for a slip.
_MOST_RATIO = 2


def read_number(text: str, what: str = "số liệu") -> float:
    """Read one number.

    Raises
    ------
    ValueError
        In Vietnamese.
    """
    value = parse_number(text)
    if value is None:
        raise ValueError(f"{what} '{text}' không phải một số")
    return value


def read_share(text: str, total_text: str) -> float:
    """Return done / planned; what may mean something else is refused.

    Raises
    ------
    ValueError
        In Vietnamese: a per cent beside a total, ``1.000``, more than twice the plan.

    Examples
    --------
    >>> read_share("19", "20")
    0.95
    """
    for piece in (text, total_text):
        if piece.endswith("%"):
            raise ValueError(f"'{text}' trên '{total_text}': ghi hai số lượng, hoặc chỉ một tỷ lệ %")
        if may_be_thousands(piece):
            raise ValueError(f"số '{piece}' có thể là hàng nghìn hoặc số lẻ; hàng nghìn viết liền, ví dụ 1000")
    done, planned = read_number(text), read_number(total_text, "tổng số")
    if done < 0 or planned <= 0:
        raise ValueError(f"tỷ lệ '{text}/{total_text}' không hợp lệ: tổng số phải lớn hơn 0")
    if done > _MOST_RATIO * planned:
        raise ValueError(f"kết quả '{text}' lớn hơn {_MOST_RATIO} lần tổng số '{total_text}'; hãy kiểm tra lại")
    return done / planned


def are_shares(bounds: list[float]) -> bool:
    """Tell whether the bounds of a rule are shares of a whole: 1 alone may be a count of one.

    Examples
    --------
    >>> are_shares([0.85, 1.0]), are_shares([1.0]), are_shares([0.5, 3.0]), are_shares([])
    (True, False, False, False)
    """
    return any(0 < bound < 1 for bound in bounds) and max(bounds) <= 1


def read_figure(text: str, bounds: list[float]) -> float:
    """Return a single figure; where every bound of its rule is a share, 85 for 85% is refused.

    Raises
    ------
    ValueError
        In Vietnamese.
    """
    value = read_number(text)
    if may_be_thousands(text, _MOST_RATIO * max(bounds) if max(bounds, default=0) <= _MOST_PLAIN else None):
        raise ValueError(f"số '{text}' có thể là hàng nghìn hoặc số lẻ; hàng nghìn viết liền, ví dụ 1000")
    if are_shares(bounds) and value > 1 + _TOLERANCE and not text.endswith("%"):
        raise ValueError(f"tỷ lệ '{text}' phải viết dạng 85%, 0,85 hoặc hai số lượng")
    return value
