"""Evidence beside the claims that it is to prove: where points are claimed without any, and what is named but not there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from cchc.sources.evidence import Evidence, UnitEvidence

#: Kinds of findings: nothing handed in, or nothing of it counts (once a unit); points without a file; a file named in the
#: form that is not there.
NONE_HANDED_IN, NONE_COUNTS, WITHOUT, NAMED_MISSING = "none_handed_in", "none_counts", "without", "named_missing"
_EXTENSIONS = (
    r"pdf|docx?|docm|rtf|odt|txt|xlsx?|xlsm|xlsb|ods|csv|pptx?|odp|jpe?g|png|gif|bmp|tiff?|heic|webp|mp[34]|mov|avi"
    r"|zip|rar|7z|msg|eml|html?|xml|ofd"
)
#: Where a run of words ends as the name of a file does.
_END = re.compile(rf"[\w)\]}}'\"”%+-]\.(?:{_EXTENSIONS})(?!\w|\.\w)", re.IGNORECASE)
_SEPARATORS = re.compile(r"[;,\n|]")
_LINK = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)
_BULLET = re.compile(r"^[^\S\n]*[-–+*•]+[^\S\n]*", re.MULTILINE)
_AROUND = " \t\xa0:.([{'\"“”‘’«»-–"
_COLUMNS = ("criterion_code", "kind", "self_score", "named")


@dataclass(frozen=True)
class EvidenceChecks:
    """What the evidence of all units comes to.

    Attributes
    ----------
    findings : pandas.DataFrame
        ``unit_key`` and the columns of ``check_evidence``. ``named`` holds names of files: only for the appraisers.
    summary : pandas.DataFrame
        Index ``unit_key``, every unit; names no file. ``has_handed_in`` (bool); ``n_files``, ``size_bytes`` (of what
        counts), ``n_faults``; ``n_claimed`` (criteria with points claimed) and ``n_with_evidence`` of them, missing
        without a form; ``codes_without`` (tuple of codes; empty where no file counts at all, which is told by
        ``n_files``); ``n_named_missing``, missing without a form or where no file counts.
    """

    findings: pd.DataFrame
    summary: pd.DataFrame


def find_missing_names(text: str, names: Collection[str]) -> tuple[str, ...]:
    """Return the files that a text names and that are not there.

    Parameters
    ----------
    text : str
        What a unit wrote beside a criterion: prose, names, or both; names stand apart by ``;``, ``,`` or line breaks and may
        hold spaces, even those signs. What does not end like a file names none; addresses of pages do not count.
    names : collection of str
        Of the files there, with or without folders.

    Returns
    -------
    tuple of str
        As written, each once. Letter case and Unicode form do not matter. A text that ends in the name of a file that is
        there ("xem tệp KH 12.pdf") names that one: in doubt, nothing is missing.

    Examples
    --------
    >>> find_missing_names("Kế hoạch 12 (tệp KH12.PDF); BC, quý 1.docx và QĐ 5.pdf", ["kh12.pdf", "bc, quý 1.docx"])
    ('và QĐ 5.pdf',)
    """
    left = "\n".join(_LINK.sub(" ", unicodedata.normalize("NFC", text)).splitlines())
    left = _BULLET.sub("", left)
    known = {unicodedata.normalize("NFC", name).rpartition("/")[2] for name in names}
    for name in sorted(known, key=lambda one: (-len(one), one)):
        words = r"[^\S\n]+".join(map(re.escape, name.split()))
        left = re.sub(rf"(?:(?<![\w.-])|(?<=\d\.)){words}(?!\w|\.\w)", ";", left, flags=re.IGNORECASE)
    found: dict[str, str] = {}
    for part in _SEPARATORS.split(left):
        start = 0
        for end in _END.finditer(part):
            name = " ".join(part[start : end.end()].strip(_AROUND).split())
            found.setdefault(name.casefold(), name)
            start = end.end()
    return tuple(found.values())


def check_evidence(
    names: Mapping[str, Collection[str]] | None, claims: pd.DataFrame, codes: Collection[str]
) -> pd.DataFrame:
    """Set the evidence of one unit beside its claims.

    Parameters
    ----------
    names : mapping of str to collection of str, or None
        Criterion → names of its files; None for a unit that handed in nothing.
    claims : pandas.DataFrame
        Index ``criterion_code``; ``self_score`` [points], missing where none is claimed; ``evidence_vi``, what the form
        says of the evidence.
    codes : collection of str
        Criteria that are due: self-scored ones, not those whose points come from a survey.

    Returns
    -------
    pandas.DataFrame
        ``criterion_code`` (empty for what concerns the whole unit), ``kind``, ``self_score`` [points], ``named``, in the
        order of ``codes``. A unit of whose files none counts is told so once, and nothing of its criteria.
    """
    due = claims.reindex([code for code in codes if code in claims.index])
    is_claimed = due["self_score"].astype(float) > 0
    rows: list[tuple[str, str, float, str]] = []
    if not any((names or {}).values()):
        if is_claimed.any():
            kind = NONE_HANDED_IN if names is None else NONE_COUNTS
            rows.append(("", kind, float(due["self_score"][is_claimed].sum()), ""))
        return pd.DataFrame(rows, columns=list(_COLUMNS)).astype({"self_score": float})
    assert names is not None  # noqa: S101 -- some of its values hold something
    for code, score, text in zip(due.index, due["self_score"].astype(float), due["evidence_vi"], strict=True):
        if score > 0 and not names.get(code):
            rows.append((code, WITHOUT, score, ""))
        written = text if isinstance(text, str) else ""
        rows += [(code, NAMED_MISSING, score, one) for one in find_missing_names(written, names.get(code, ()))]
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype({"self_score": float})


def check_all_evidence(
    evidence: Evidence, claims: Mapping[str, pd.DataFrame], codes: Mapping[str, Collection[str]]
) -> EvidenceChecks:
    """Check the evidence of every unit of a campaign.

    Parameters
    ----------
    evidence : Evidence
        As read.
    claims : mapping of str to pandas.DataFrame
        Unit key → ``claims`` of ``check_evidence``; a unit whose form has not come, or is refused, is not there.
    codes : mapping of str to collection of str
        Every unit of the campaign, in its order → criteria that are due.

    Returns
    -------
    EvidenceChecks
        Findings and a row per unit.
    """
    found, rows = [], {}
    for key, due in codes.items():
        unit = evidence.units.get(key)
        names = None if unit is None else _names_by_code(unit)
        told = None
        if key in claims:
            told = check_evidence(names, claims[key], due)
            found.append(told.assign(unit_key=key))
        rows[key] = _summarise(unit, names or {}, claims.get(key), due, told)
    findings = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=[*_COLUMNS, "unit_key"])
    summary = pd.DataFrame.from_dict(rows, orient="index").rename_axis("unit_key")
    counts = ["n_claimed", "n_with_evidence", "n_named_missing"]
    return EvidenceChecks(
        findings[["unit_key", *_COLUMNS]], summary.astype(dict.fromkeys(counts, "Int64")) if rows else summary
    )


def _names_by_code(unit: UnitEvidence) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for one in unit.files:
        names.setdefault(one.criterion_code, []).append(one.name)
    return names


def _summarise(
    unit: UnitEvidence | None,
    names: Mapping[str, Collection[str]],
    claims: pd.DataFrame | None,
    due: Collection[str],
    told: pd.DataFrame | None,
) -> dict[str, object]:
    files = () if unit is None else unit.files
    row: dict[str, object] = {
        "has_handed_in": unit is not None,
        "n_files": len(files),
        "size_bytes": sum(one.size for one in files),
        "n_faults": 0 if unit is None else len(unit.faults),
        "n_claimed": None,
        "n_with_evidence": None,
        "codes_without": (),
        "n_named_missing": None,
    }
    if claims is None or told is None:
        return row
    scores = claims["self_score"].astype(float)
    claimed = [code for code in due if code in claims.index and scores[code] > 0]
    row |= {"n_claimed": len(claimed), "n_with_evidence": sum(bool(names.get(code)) for code in claimed)}
    if files:
        row["codes_without"] = tuple(told.loc[told["kind"] == WITHOUT, "criterion_code"])
        row["n_named_missing"] = int((told["kind"] == NAMED_MISSING).sum())
    return row
