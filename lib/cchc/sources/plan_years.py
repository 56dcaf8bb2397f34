"""Years of plans, as commands name them."""

from __future__ import annotations

from cchc.errors import ParameterError

FIRST_YEAR, LAST_YEAR = 2013, 2100


def check_year(year: str | int) -> int:
    """Return a year that a user named as a number.

    Raises
    ------
    ParameterError
        If it is not a year of the project.
    """
    text = str(year).strip()
    if not (text.isascii() and text.isdigit()) or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise ParameterError(
            f"YEAR='{text}' không phải một năm; cần một số từ {FIRST_YEAR} đến {LAST_YEAR}, ví dụ YEAR=2024."
        )
    return int(text)
