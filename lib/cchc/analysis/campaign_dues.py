"""What units and offices still owe a campaign on a day, and what came too late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from cchc.analysis.campaign_results import CampaignResults
from cchc.analysis.group_results import GroupResults
from cchc.campaign_params import ROUNDS
from cchc.sources.appraisal import COUNCIL_VI
from cchc.sources.received import last_day_of

#: What may be owed, and how documents say it.
DUES = {
    "self_score": "nộp phiếu tự chấm",
    "fix_form": "sửa, nộp lại phiếu",
    "appraisal": "thẩm định",
    "explanation": "giải trình điểm bị hạ",
    "appraisal_2": "thẩm định lần 2",
    "survey": "khảo sát, điều tra",
}
#: What is owed → the round in which it is due.
_ROUND_OF = {"fix_form": "self_score"} | {key: key for key in ROUNDS}
ROUNDS_VI = {
    "self_score": "tự chấm điểm",
    "appraisal": "thẩm định lần 1",
    "explanation": "giải trình",
    "appraisal_2": "thẩm định lần 2",
}
_COLUMNS = ["due", "group_vi", "who_vi", "n_due", "last_day", "n_days_late"]


def list_dues(results: CampaignResults) -> pd.DataFrame:
    """List what is still owed.

    Parameters
    ----------
    results : CampaignResults
        As computed; its inputs know the day, if one was asked for.

    Returns
    -------
    pandas.DataFrame
        ``due`` (key of ``DUES``), ``group_vi``, ``who_vi`` (unit or office), ``n_due`` (criteria; missing where it is one form),
        ``last_day`` (datetime.date or None), ``n_days_late`` (Int64: days since, missing where no day was asked for, none is set
        or it has not passed). An explanation is a right: it is listed while its round is open on the day asked for.
    """
    at = results.inputs.at
    rows = []
    for one in results.groups:
        for due, who, n_due in _of_group(one):
            last = last_day_of(results.inputs.campaign, _ROUND_OF.get(due, due), results.inputs.year)
            is_closed = at is not None and last is not None and at > last
            if due == "explanation" and (at is None or is_closed):
                continue
            late = (at - last).days if is_closed else None  # type: ignore[operator]
            rows.append((due, one.inputs.group.name_vi, who, n_due, last, late))
    order = list(DUES)
    table = pd.DataFrame(sorted(rows, key=lambda row: order.index(row[0])), columns=_COLUMNS)
    return table.astype({"n_due": "Int64", "n_days_late": "Int64"})


def sum_dues(owed: pd.DataFrame) -> pd.DataFrame:
    """Count what is owed by kind.

    Parameters
    ----------
    owed : pandas.DataFrame
        As returned by ``list_dues``.

    Returns
    -------
    pandas.DataFrame
        ``due``, ``n_owed`` (units and offices), ``n_late`` (those that are overdue); in the order of the list.
    """
    parts = owed[["due"]].assign(n_owed=1, n_late=owed["n_days_late"].notna().astype(int))
    return parts.groupby("due", sort=False, as_index=False).sum()


def _of_group(one: GroupResults) -> Iterator[tuple[str, str, int | None]]:
    states, names = one.units["state"], one.units["name_vi"]
    for key, state in states.items():
        if state in {"missing", "late"}:
            yield "self_score", names[key], None
        elif state == "refused":
            yield "fix_form", names[key], None
    yield from _of_appraisers(one)
    if one.inputs.campaign.step("explanation") is not None:
        yield from _of_explainers(one)
    for key in states.index[states == "unsurveyed"]:
        yield "survey", names[key], None


def _of_appraisers(one: GroupResults) -> Iterator[tuple[str, str, int]]:
    """Count the criteria that each office has not decided: in the first round, and, where it is explained, in the second."""
    matched, framework = one.matched, one.inputs.framework
    for due, is_open in (("appraisal", ~matched.is_entered), ("appraisal_2", matched.is_waiting)):
        counts: dict[str, int] = {}
        for code in is_open.columns:
            office = one.inputs.group.domains.get(framework.top_code(code), "")
            n_open = int(is_open[code].sum())
            if n_open:
                counts[office] = counts.get(office, 0) + n_open
        day = one.inputs.plan_date or dt.date(one.inputs.year, 12, 31)
        for office, n_open in counts.items():
            yield due, one.inputs.agencies.resolve(office, day).short_vi if office else COUNCIL_VI, n_open


def _of_explainers(one: GroupResults) -> Iterator[tuple[str, str, int]]:
    matched = one.matched
    lowered = matched.is_entered & (
        (matched.first < matched.claims - 1e-9) | (matched.first.isna() & matched.is_claim_on)
    )
    n_open = (lowered & (matched.explanations == "") & ~matched.is_second).sum(axis=1)
    for key in n_open.index[n_open > 0]:
        yield "explanation", matched.names[key], int(n_open[key])


def list_late_files(results: CampaignResults) -> pd.DataFrame:
    """List the files that came after their round was closed.

    Parameters
    ----------
    results : CampaignResults
        As computed.

    Returns
    -------
    pandas.DataFrame
        ``round_vi``, ``who_vi``, ``day`` (datetime.date), ``last_day``, ``is_counted`` (bool), ``reason_vi`` (why it counts
        nevertheless).
    """
    names = dict(zip(results.inputs.units["unit_key"], results.inputs.units["name_vi"], strict=True))
    rows = [
        {
            "round_vi": ROUNDS_VI[one.round_key],
            "who_vi": names.get(one.stem, one.stem),
            "day": one.day,
            "last_day": last_day_of(results.inputs.campaign, one.round_key, results.inputs.year),
            "is_counted": one.is_counted,
            "reason_vi": one.reason_vi,
        }
        for one in results.inputs.received
        if one.is_late
    ]
    return pd.DataFrame(rows, columns=["round_vi", "who_vi", "day", "last_day", "is_counted", "reason_vi"])


def list_history(results: CampaignResults) -> pd.DataFrame:
    """List every score that was given, in the order of rounds: who gave it, on which day, in which file.

    Parameters
    ----------
    results : CampaignResults
        As computed.

    Returns
    -------
    pandas.DataFrame
        ``group_vi``, ``unit_key``, ``unit_vi``, ``code``, ``round_vi``, ``score`` [points] (missing: does not apply), ``who_vi``,
        ``day`` (datetime.date or None: not known), ``path``, ``text_vi`` (reason, or explanation).
    """
    rows: list[tuple[object, ...]] = []
    for one in results.groups:
        inputs, names = one.inputs, one.matched.names
        group = inputs.group.name_vi
        for form in (form for form in inputs.forms if form.sheet is not None):
            assert form.sheet is not None  # noqa: S101 -- filtered above
            day, name = (form.received.day if form.received else None), names[form.unit_key]
            scores = form.sheet.scores.set_index("criterion_code")["self_score"]
            rows += [
                (group, form.unit_key, name, code, ROUNDS_VI["self_score"], scores.get(code), name, day, form.path, "")
                for code in one.matched.claims.columns
            ]
        for key, entered in (
            ("appraisal", inputs.appraisal), ("explanation", inputs.explanation), ("appraisal_2", inputs.appraisal_2)
        ):  # fmt: skip
            for row in entered.rows.to_dict("records") if entered is not None else []:
                text = row["explanation_vi"] if key == "explanation" else row["reason_vi"]
                if not (row["is_entered"] or (key == "explanation" and text)):
                    continue
                rows.append(
                    (
                        group, row["unit_key"], names[row["unit_key"]], row["criterion_code"], ROUNDS_VI[key],
                        row["appraised_score"], row["who_vi"], row["day"], row["path"], text,
                    )
                )  # fmt: skip
    columns = ["group_vi", "unit_key", "unit_vi", "code", "round_vi", "score", "who_vi", "day", "path", "text_vi"]
    return pd.DataFrame(rows, columns=columns)
