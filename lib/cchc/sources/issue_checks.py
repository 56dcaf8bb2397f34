"""What the copy to be signed (``ISSUE=1``) may not rest on."""

from __future__ import annotations

from collections.abc import Iterable

from cchc.errors import IssueRefusedError
from cchc.localities import Locality
from cchc.provenance import InputFile
from cchc.sources.score_sheets import ScoreSheetFile


def refuse_unapproved(sheet: ScoreSheetFile | None) -> None:
    """Refuse a score sheet that is not approved yet.

    Raises
    ------
    IssueRefusedError
        With the file.
    """
    if sheet is not None and sheet.stage != "approved":
        raise IssueRefusedError(
            f"Không lập được bản phát hành (ISSUE=1): bảng điểm {sheet.path} chưa có cột Điểm được phê duyệt."
        )


def refuse_illustrative(used: Iterable[InputFile], locality: Locality, year: int) -> None:
    """Refuse illustrative files.

    Raises
    ------
    IssueRefusedError
        With every such file.
    """
    files = [one for one in used if one.status == "illustrative"]
    if files:
        named = "; ".join(f"{one.path} ({one.title_vi})" for one in files)
        raise IssueRefusedError(
            f"Không lập được bản phát hành (ISSUE=1) cho {locality.name_full_vi} năm {year} vì còn số liệu minh họa: {named}."
            f" Hãy đặt số liệu của cơ quan vào data/offices/{locality.locality_key}/ và dùng bộ tiêu chí chính thức trong data/frameworks."
        )
