"""What the criteria of one edition became in the next, as far as somebody has confirmed it or their names say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cchc.frameworks import Framework
from cchc.units import normalise_name


@dataclass(frozen=True)
class CriterionMap:
    """What an office has confirmed of two editions.

    Attributes
    ----------
    path : str
        Of the file.
    earlier_id, later_id : str
        ``framework_id`` of the editions.
    pairs : tuple of (str, str)
        Earlier and later code of what is the same; a criterion that was split has several later ones, of what was
        merged several have the same one.
    ended, begun : frozenset of str
        Earlier codes that have no successor, later ones that have no predecessor, as confirmed.
    """

    path: str
    earlier_id: str
    later_id: str
    pairs: tuple[tuple[str, str], ...]
    ended: frozenset[str] = frozenset()
    begun: frozenset[str] = frozenset()


def same_criteria(
    earlier: Framework, later: Framework, maps: Iterable[CriterionMap] = ()
) -> dict[str, tuple[str, ...]]:
    """Tell which leaves of a later edition the leaves of an earlier one are.

    Parameters
    ----------
    earlier, later : Framework
        Two editions.
    maps : iterable of CriterionMap
        As confirmed; only one of exactly these editions counts.

    Returns
    -------
    dict of str to tuple of str
        Earlier code → later codes, in the order of the later edition; leaves that are not found again are left out. What a map
        says counts; of the leaves of which it says nothing, those under the same code and name are the same.
    """
    if earlier.framework_id == later.framework_id:
        return {leaf.code: (leaf.code,) for leaf in earlier.leaves()}
    told = next(
        (one for one in maps if (one.earlier_id, one.later_id) == (earlier.framework_id, later.framework_id)), None
    )
    names = {leaf.code: normalise_name(leaf.name_vi) for leaf in earlier.leaves()}
    pairs = [] if told is None else list(told.pairs)
    decided_before = set() if told is None else {one for one, _ in told.pairs} | told.ended
    decided_after = set() if told is None else {one for _, one in told.pairs} | told.begun
    pairs += [
        (leaf.code, leaf.code)
        for leaf in later.leaves()
        if names.get(leaf.code) == normalise_name(leaf.name_vi)
        and leaf.code not in decided_before
        and leaf.code not in decided_after
    ]
    order = {leaf.code: at for at, leaf in enumerate(later.leaves())}
    found: dict[str, list[str]] = {}
    for before, after in pairs:
        if before in names and after in order:
            found.setdefault(before, []).append(after)
    return {code: tuple(sorted(set(codes), key=order.__getitem__)) for code, codes in found.items()}


def one_to_one(pairs: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return later code → earlier code of the leaves that are the same one by one: what was split or merged has no single counterpart.

    Examples
    --------
    >>> one_to_one({"1": ("1",), "2": ("2", "3"), "4": ("5",), "6": ("5",)})
    {'1': '1'}
    """
    counts: dict[str, int] = {}
    for codes in pairs.values():
        for code in codes:
            counts[code] = counts.get(code, 0) + 1
    return {codes[0]: before for before, codes in pairs.items() if len(codes) == 1 and counts[codes[0]] == 1}
