"""What ``make check-data`` found, as a workbook that can be filtered and as a table for the terminal."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable

import pandas as pd

from cchc.analysis.findings import SEVERITIES, Finding
from cchc.columns import col
from cchc.reporting.book import Chapter
from cchc.reporting.excel import render_workbook
from cchc.reporting.sentences import sentence
from cchc.reporting.tables import make_table


def render_findings(found: list[Finding]) -> bytes:
    """Render the findings as a workbook that can be filtered."""
    table = pd.DataFrame(
        [(SEVERITIES[one.severity], one.file, one.place, one.found_vi, one.hint_vi) for one in found],
        columns=["severity", "file", "place", "found", "hint"],
    )
    columns = (
        col("severity"),
        col("file"),
        col("place"),
        col("found"),
        col("hint"),
    )
    block = make_table(table, columns, caption="Kết quả kiểm tra dữ liệu", sheet="Kiểm tra dữ liệu")
    title, told = "Kết quả kiểm tra dữ liệu", [Chapter("", (block,))]
    return render_workbook(told, title=title, lines=[summarise(found)], is_illustrative=False)


def summarise(found: list[Finding]) -> str:
    """Count the findings in one sentence."""
    counts = Counter(one.severity for one in found)
    return sentence("findings_count", {name: counts[key] for key, name in SEVERITIES.items()})


def print_findings(found: list[Finding], say: Callable[[str], None]) -> None:
    """Say the findings as a table for the terminal, grouped by file."""
    file = ""
    for one in found:
        if one.file != file:
            file = one.file
            say(f"\n{file}")
        text = ": ".join(part for part in (one.place, one.found_vi) if part)
        hint = f" → {one.hint_vi}" if one.hint_vi else ""
        head = f"  [{SEVERITIES[one.severity]}] "
        say(textwrap.fill(f"{head}{text}{hint}", width=118, subsequent_indent=" " * len(head)))
    say(f"\n{summarise(found)}")
