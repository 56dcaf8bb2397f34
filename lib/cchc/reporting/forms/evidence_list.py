"""The appraisers' list of evidence: every file that counts, and what was found; it alone names files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from cchc.columns import Column, col
from cchc.errors import CchcError
from cchc.reporting.forms.parts import Form, finish_table, row_height
from cchc.reporting.sentences import sentence
from cchc.sources.evidence import Evidence

FILES_SHEET, FINDINGS_SHEET = "Tài liệu", "Phát hiện"
_HEADER_ROW = 3
#: Rows of a sheet of Excel.
_MOST_ROWS = 1_048_576 - _HEADER_ROW - 1


@dataclass(frozen=True)
class EvidenceList:
    """What the list is made of.

    Attributes
    ----------
    year : int
        Year that is scored.
    unit_name : str
        Who holds the campaign.
    evidence : Evidence
        As read.
    findings : pandas.DataFrame
        ``EvidenceChecks.findings``.
    units : mapping of str to str
        Unit key → name, in the order of the campaign.
    criteria : mapping of str to mapping
        Unit key → code → name of the criterion in the unit's edition.
    note : str
        Printed on top, for illustrative figures.
    """

    year: int
    unit_name: str
    evidence: Evidence
    findings: pd.DataFrame
    units: Mapping[str, str]
    criteria: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    note: str = ""


def render_evidence_list(listed: EvidenceList) -> bytes:
    """Render the list.

    Parameters
    ----------
    listed : EvidenceList
        Content. File names may hold names of persons: what is rendered goes to the appraisers only.

    Returns
    -------
    bytes
        .xlsx of two sheets; the same content gives the same bytes.

    Raises
    ------
    CchcError
        If there are more files than a sheet has rows.
    """
    out = Form(sentence("evidence_title", listed.year, ""))
    owner = (col("unit_key", width=17), col("unit_vi"), col("code", width=10), col("name_vi:criterion", width=46))
    files = [
        (*_owner(listed, key, one.criterion_code), one.name, one.size, one.sha256)
        for key in listed.units
        if (unit := listed.evidence.units.get(key)) is not None
        for one in unit.files
    ]
    columns = (*owner, col("file:evidence"), col("size_bytes"), col("sha256"))
    _write(out, FILES_SHEET, columns, files, listed, sentence("evidence_note"))
    _write(out, FINDINGS_SHEET, (*owner, col("found", width=90)), _findings(listed), listed, sentence("evidence_hint"))
    return out.finish(FILES_SHEET)


def _owner(listed: EvidenceList, key: str, code: str) -> tuple[str, str, str, str]:
    return key, listed.units.get(key, ""), code, listed.criteria.get(key, {}).get(code, "")


def _findings(listed: EvidenceList) -> list[tuple[Any, ...]]:
    """Return a row per finding and per fault, unit by unit, what is no unit's at the end."""
    told: dict[str, list[tuple[Any, ...]]] = {key: [] for key in listed.units}
    for row in listed.findings.to_dict("records"):
        words = sentence("evidence_finding", row["kind"], row["self_score"], row["named"])
        told[row["unit_key"]].append((*_owner(listed, row["unit_key"], row["criterion_code"]), words))
    for key, unit in listed.evidence.units.items():
        told[key] += [(*_owner(listed, key, ""), str(fault)) for fault in unit.faults]
    return [
        *(row for rows in told.values() for row in rows),
        *(("", "", "", "", str(one)) for one in listed.evidence.strangers),
    ]


def _write(
    out: Form, name: str, columns: Sequence[Column], rows: Sequence[tuple[Any, ...]], listed: EvidenceList, note: str
) -> None:
    if len(rows) > _MOST_ROWS:
        raise CchcError(f"Danh mục tài liệu kiểm chứng có {len(rows)} dòng; một trang Excel chỉ có {_MOST_ROWS} dòng.")
    sheet = out.workbook.add_worksheet(name)
    sheet.write_string(0, 0, sentence("evidence_title", listed.year, listed.unit_name), out.title)
    sheet.write_string(1, 0, note, out.warning)
    if listed.note:
        sheet.write_string(2, 0, listed.note, out.warning)
    for at, column in enumerate(columns):
        sheet.write_string(_HEADER_ROW, at, column.title_vi, out.header)
        sheet.set_column(at, at, column.width)
    whole = out.look(border=1, num_format="#,##0")
    for row, cells in enumerate(rows, start=_HEADER_ROW + 1):
        for at, value in enumerate(cells):
            if value == "":
                sheet.write_blank(row, at, None, out.text)
            elif isinstance(value, str):
                sheet.write_string(row, at, value, out.text)
            else:
                sheet.write_number(row, at, value, whole)
        sheet.set_row(row, row_height((str(value), columns[at].width) for at, value in enumerate(cells)))
    sheet.autofilter(_HEADER_ROW, 0, _HEADER_ROW + max(len(rows), 1), len(columns) - 1)
    finish_table(sheet, _HEADER_ROW, 3)
