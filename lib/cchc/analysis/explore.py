"""What the page on which scores can be tried out needs to know: the items of every index, and the field around the unit."""

from __future__ import annotations

from dataclasses import dataclass

from cchc.analysis.distances import known_field
from cchc.analysis.index_results import PublishedResults, ScoredResults
from cchc.analysis.known_fields import PRINTED
from cchc.analysis.results import Results
from cchc.analysis.scored_results import own_value
from cchc.frameworks import official_code
from cchc.indices.ranking import TIE_DECIMALS
from cchc.indices_defined import TOTAL_CODE


@dataclass(frozen=True)
class TriedItem:
    """An item whose score can be tried out.

    Attributes
    ----------
    code, shown_code, name_vi, group_vi : str
        As ``what_if`` names it, as its publisher does, its name, and the heading below which it stands.
    low, high, now : float
        Ends of its scale and the score that holds [points].
    role : str
        Empty, ``bonus`` or ``penalty`` (its points are those taken).
    """

    code: str
    shown_code: str
    name_vi: str
    group_vi: str
    low: float
    high: float
    now: float
    role: str = ""


@dataclass(frozen=True)
class TriedIndex:
    """An index whose items can be tried out.

    Attributes
    ----------
    key, name_vi, mark : str
        The index, and what stands behind its values.
    items : tuple of TriedItem
        In the order of the index.
    now : float
        Its value [unit of the index].
    whole : float
        Points of which it is a share in per cent; 0 for an index in points.
    caps : dict of str to float
        Role → most points that count.
    sign : int
        1 where more is better, -1 where less is.
    others : tuple of float
        Values of all other units, where they are known; empty otherwise.
    known : dict or None
        Where only some are: ``places``, ``values`` of the units with a rank, ``everything`` (all known values), own
        ``rank`` and ``value``, ``n_ranked``; see ``known_fields.rank_bounds``.
    n_ranked : int or None
        How many units are ranked.
    tie_decimals, printed : int, float
        Values that agree to so many decimals are equal; so near to the own value the own rank stands.
    """

    key: str
    name_vi: str
    mark: str
    items: tuple[TriedItem, ...]
    now: float
    whole: float
    caps: dict[str, float]
    sign: int
    others: tuple[float, ...] = ()
    known: dict[str, object] | None = None
    n_ranked: int | None = None
    tie_decimals: int = TIE_DECIMALS
    printed: float = PRINTED


def tried_indices(results: Results) -> tuple[TriedIndex, ...]:
    """Gather the indices whose scores can be tried out: with a score sheet, or with announced parts that add up.

    Parameters
    ----------
    results : Results
        Of one unit.
    """
    found = []
    for own in results.of.values():
        one = None
        if isinstance(own, ScoredResults):
            one = _scored(own)
        elif isinstance(own, PublishedResults):
            one = _published(own)
        if one is not None:
            found.append(one)
    return tuple(found)


def _scored(own: ScoredResults) -> TriedIndex | None:
    table, sheet, index = own.table, own.sheet, own.index
    if table is None or sheet is None:
        return None
    framework = sheet.framework
    names = table["name_vi"]
    items = []
    for leaf in framework.leaves():
        row = table.loc[leaf.code]
        if not bool(row["is_applicable"]):
            continue
        points = float(row["score"])
        most = float(leaf.max_score or 0.0)
        items.append(
            TriedItem(
                leaf.code, official_code(leaf.code), leaf.name_vi, str(names[framework.top_code(leaf.code)]), 0.0, most,
                abs(points) if leaf.role == "penalty" else points, leaf.role,
            )
        )  # fmt: skip
    caps = {
        role: cap
        for role, cap in (("bonus", framework.bonus_cap), ("penalty", framework.penalty_cap))
        if cap is not None
    }
    known = known_field(own)
    field = (
        None
        if known is None
        else {
            "places": [int(one) for one in known.places()],
            "values": [float(one) for one in known.others["value"]],
            "everything": [float(one) for one in known.all_values()],
            "rank": known.rank,
            "value": known.value,
            "n_ranked": known.n_ranked,
        }
    )
    return TriedIndex(
        index.key, index.name_vi, index.mark.strip(), tuple(items), own_value(table, index),
        float(table.at[TOTAL_CODE, "max_score"]) if index.is_percent else 0.0, caps, 1, (), field,
        None if known is None else known.n_ranked,
    )  # fmt: skip


def _published(own: PublishedResults) -> TriedIndex | None:
    table, index, codes = own.table, own.index, own.codes
    if table is None or own.headline.value is None or not index.adds_up:
        return None
    items = []
    for code in codes.index[codes["is_item"]]:
        if table["score"].isna().get(code, True):
            return None  # a withheld part: the sum would not be the index
        most, parent = float(codes.at[code, "max_score"]), str(codes.at[code, "parent_code"])
        items.append(
            TriedItem(
                str(code), official_code(str(code)), str(codes.at[code, "name_vi"]),
                str(codes.at[parent, "name_vi"]) if parent in codes.index and parent != TOTAL_CODE else index.name_vi,
                most * index.scale.lowest / index.scale.highest, most, float(table.at[code, "score"]),
            )
        )  # fmt: skip
    others = (
        tuple(float(one) for one in own.totals.drop(own.inputs.unit.unit_key).dropna()) if own.is_field_known else ()
    )
    return TriedIndex(
        index.key, index.name_vi, index.mark.strip(), tuple(items), own.headline.value, 0.0, {}, index.sign, others, None,
        own.headline.n_ranked if others else None,
    )  # fmt: skip
