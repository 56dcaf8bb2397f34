"""``cchc doctor``: is this machine fit, is the project whole, what is to be done."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path

from cchc.errors import CchcError
from cchc.run.health import BROKEN, LOOK, OK, Check, Row
from cchc.run.health_machine import check_engine, check_fonts, check_packages, check_port, check_programs, check_python
from cchc.run.health_own import check_own
from cchc.run.health_project import check_folders, check_git, check_inputs, check_leftovers
from cchc.sources.root import find_root

#: In the order of the table; a new check is a function of ``health.Check`` and a name here.
CHECKS: tuple[Check, ...] = (
    check_python,
    check_packages,
    check_folders,
    check_git,
    check_fonts,
    check_programs,
    check_engine,
    check_port,
    check_inputs,
    check_own,
    check_leftovers,
)
_WIDEST, _NARROWEST = 120, 60


def examine(root: Path, checks: Sequence[Check] = CHECKS) -> list[Row]:
    """Ask every check; one that fails itself is a line as well.

    Parameters
    ----------
    root : pathlib.Path
        Folder of the project; nothing in it is changed.
    checks : sequence of callable
        Which.

    Returns
    -------
    list of Row
        In their order.
    """
    rows: list[Row] = []
    for check in checks:
        try:
            rows += check(root)
        except Exception as error:  # noqa: BLE001 -- the doctor must reach the other checks, whatever is broken
            name = check.__name__.removeprefix("check_")
            rows.append(Row(name, BROKEN, f"không kiểm được ({type(error).__name__}: {error})"))
    return rows


def render_rows(rows: Sequence[Row], width: int) -> list[str]:
    """Set the rows as a table for the terminal.

    Parameters
    ----------
    rows : sequence of Row
        At least one.
    width : int
        Of the terminal, in letters.

    Returns
    -------
    list of str
        Lines, the heading first.
    """
    first = max(len(one.thing) for one in rows) + 2
    second = max(len(one) for one in (OK, LOOK, BROKEN)) + 2
    indent = " " * (first + second)
    lines = [f"{'Mục':<{first}}{'Kết quả':<{second}}Tìm thấy gì, cần làm gì"]
    for one in rows:
        told = f"{one.thing:<{first}}{one.state:<{second}}{' '.join(one.told.split())}"
        lines += textwrap.wrap(
            told,
            max(width, first + second + _NARROWEST // 2),
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return lines


def examine_project(say: Callable[[str], None]) -> None:
    """Print the table.

    Parameters
    ----------
    say : callable
        Takes a line.

    Raises
    ------
    CchcError
        If something is broken, after the table.
    """
    rows = examine(find_root())
    width = min(max(shutil.get_terminal_size().columns, _NARROWEST), _WIDEST)
    for line in render_rows(rows, width):
        say(line)
    broken, look = ([one.thing for one in rows if one.state == state] for state in (BROKEN, LOOK))
    if broken:
        raise CchcError(f"còn {len(broken)} mục lỗi phải sửa trước khi lập báo cáo: {', '.join(broken)}.")
    say(f"Dùng được; {len(look)} mục nên xem: {', '.join(look)}." if look else "Dùng được; không có gì phải làm.")
