"""The list of a year's reports: one HTML page beside them that opens by double-click and asks nothing of any host."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from cchc.reporting.formats import format_number
from cchc.reporting.html import TEMPLATES, template_environment

#: Status of a report → how the list names it.
REPORT_STATUSES = {
    "issue": "Bản phát hành",
    "ready": "Sẵn sàng phát hành",
    "draft": "Dự thảo",
    "illustrative": "Số liệu minh họa",
    "analysis": "Chỉ có phân tích",
    "other": "Không có báo cáo năm",
}
_LETTERS = {letter: at for at, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng


@dataclass(frozen=True)
class ListedReport:
    """One report of the list.

    Attributes
    ----------
    name_vi : str
        Unit.
    summary : mapping
        As ``run.pipeline.summarise`` returns it; empty for a unit without a yearly report.
    documents : sequence of (str, sequence of (str, str))
        Title → formats with their address relative to the page.
    remarks : sequence of str
        What is to be known of it: files changed by hand, inputs changed since.
    """

    name_vi: str
    summary: Mapping[str, Any]
    documents: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    remarks: Sequence[str]


def vietnamese_order(name: str) -> list[tuple[list[int], int]]:
    """Return a key that sorts names as a Vietnamese dictionary does: word by word, letters before tones.

    Examples
    --------
    >>> sorted(["Đắk Lắk", "Điện Biên", "Cao Bằng", "Cà Mau", "Đà Nẵng", "Dĩ An"], key=vietnamese_order)
    ['Cà Mau', 'Cao Bằng', 'Dĩ An', 'Đà Nẵng', 'Đắk Lắk', 'Điện Biên']
    """
    return [_word_order(word) for word in name.lower().split()]


def _word_order(word: str) -> tuple[list[int], int]:
    marks = unicodedata.normalize("NFD", word)
    tone = max((_TONES.index(mark) + 1 for mark in marks if mark in _TONES), default=0)
    letters = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    return [_LETTERS.get(letter, -1) for letter in letters], tone


def render_site(
    year: int, reports: Sequence[ListedReport], national: Sequence[tuple[str, Sequence[tuple[str, str]]]]
) -> str:
    """Render the list of a year's reports.

    Parameters
    ----------
    year : int
        Year of the plans.
    reports : sequence of ListedReport
        In any order.
    national : sequence of (str, sequence of (str, str))
        Documents of the whole country as in ``ListedReport``; empty if there is none.

    Returns
    -------
    str
        HTML; the same reports give the same text.
    """
    columns = _columns(reports)
    rows = [_row(one, columns) for one in sorted(reports, key=lambda one: vietnamese_order(one.name_vi))]
    by_status = Counter(row["status"] for row in rows)
    css = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in ("document.css", "site.css"))
    return (
        template_environment()
        .get_template("site.html.j2")
        .render(
            year=year,
            rows=rows,
            columns=[f"{one['name_vi']} ({one['unit_vi']})" for one in columns.values()],
            ours=[one["name_vi"] for one in columns.values() if one["is_rank_computed"]],
            counts=[(text, by_status[key]) for key, text in REPORT_STATUSES.items() if by_status[key]],
            national=national,
            ready=REPORT_STATUSES["ready"],
            version=version("cchc"),
            css=css,
            script=(TEMPLATES / "page.js").read_text(encoding="utf-8"),
        )
    )


def _columns(reports: Sequence[ListedReport]) -> dict[str, Mapping[str, Any]]:
    """Return the indices of all reports, in the order in which documents tell them."""
    found: dict[str, Mapping[str, Any]] = {}
    for one in reports:
        for key, score in one.summary.get("scores", {}).items():
            if "name_vi" in score:
                found.setdefault(key, score)
    return dict(sorted(found.items(), key=lambda item: (item[1].get("order", 0), item[0])))


def _row(report: ListedReport, columns: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    summary = report.summary
    name = str(summary.get("name_vi", report.name_vi))
    status = str(summary.get("status", "other"))
    remarks = [*summary.get("obstacles", []), *report.remarks]
    return {
        "name_vi": name[:1].upper() + name[1:],
        "scores_of_vi": summary.get("scores_of_vi", ""),
        "scores": [_score(str(one["name_vi"]), summary.get("scores", {}).get(key, {})) for key, one in columns.items()],
        "status": status,
        "status_vi": REPORT_STATUSES[status],
        "remarks": remarks,
        "documents": report.documents,
    }


def _score(label: str, score: Mapping[str, Any]) -> tuple[str, float | None, str, str]:
    value, rank, n_ranked = (score.get(key) for key in ("value", "rank", "n_ranked"))
    of = f"/{n_ranked}" if n_ranked else ""
    others = "; ".join(format_number(one) for one in score.get("others", []))
    told = "–" if value is None else format_number(value) + (f" ({others})" if others else "")
    return label, value, told, "" if rank is None else f"thứ {rank}{of}"
