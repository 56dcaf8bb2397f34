"""What the criteria of one edition became in the next, as far as an office has confirmed it or codes and names say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
        Earlier codes that have no successor, later ones that have no predecessor.
    refused : frozenset of (str, str)
        Earlier and later code of what is not the same, however alike.
    """

    path: str
    earlier_id: str
    later_id: str
    pairs: tuple[tuple[str, str], ...]
    ended: frozenset[str] = frozenset()
    begun: frozenset[str] = frozenset()
    refused: frozenset[tuple[str, str]] = frozenset()

    @property
    def editions(self) -> tuple[str, str]:
        """Both ``framework_id``."""
        return self.earlier_id, self.later_id


def find_map(earlier_id: str, later_id: str, maps: Iterable[CriterionMap]) -> CriterionMap | None:
    """Return the first map of exactly two editions; None where there is none."""
    return next((one for one in maps if one.editions == (earlier_id, later_id)), None)


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
    told = find_map(earlier.framework_id, later.framework_id, maps)
    names = {leaf.code: normalise_name(leaf.name_vi) for leaf in earlier.leaves()}
    pairs = [] if told is None else list(told.pairs)
    before = set() if told is None else {one for one, _ in told.pairs} | told.ended
    after = set() if told is None else {one for _, one in told.pairs} | told.begun
    refused = frozenset() if told is None else told.refused
    pairs += [
        (leaf.code, leaf.code)
        for leaf in later.leaves()
        if names.get(leaf.code) == normalise_name(leaf.name_vi)
        and leaf.code not in before | after
        and (leaf.code, leaf.code) not in refused
    ]
    order = {leaf.code: at for at, leaf in enumerate(later.leaves())}
    found: dict[str, list[str]] = {}
    for old, new in pairs:
        if old in names and new in order:
            found.setdefault(old, []).append(new)
    return {code: tuple(sorted(set(codes), key=order.__getitem__)) for code, codes in found.items()}


def one_to_one(pairs: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return later code → earlier code of the leaves that are the same one by one: what was split or merged has no single counterpart.

    Examples
    --------
    >>> one_to_one({"1": ("1",), "2": ("2", "3"), "4": ("5",), "6": ("5",)})
    {'1': '1'}
    """
    counts = Counter(code for codes in pairs.values() for code in codes)
    return {codes[0]: before for before, codes in pairs.items() if len(codes) == 1 and counts[codes[0]] == 1}


def find_way(earlier_id: str, later_id: str, maps: Sequence[CriterionMap]) -> tuple[str, ...]:
    """Return the editions between two by which maps lead from one to the other; none where one map does, or none leads.

    Examples
    --------
    >>> steps = [CriterionMap("", "a", "b", ()), CriterionMap("", "b", "c", ())]
    >>> find_way("a", "c", steps), find_way("a", "b", steps), find_way("c", "a", steps)
    (('b',), (), ())
    """
    ways: list[tuple[str, ...]] = [(earlier_id,)]
    seen = {earlier_id}
    while ways:
        way = ways.pop(0)
        if way[-1] == later_id:
            return way[1:-1]
        for one in maps:
            if one.earlier_id == way[-1] and one.later_id not in seen:
                seen.add(one.later_id)
                ways.append((*way, one.later_id))
    return ()


def same_over(
    earlier: Framework, later: Sequence[Framework], maps: Iterable[CriterionMap]
) -> dict[str, tuple[str, ...]]:
    """Tell which leaves of the last of some editions the leaves of an earlier one are, edition by edition (``same_criteria``)."""
    known, now = tuple(maps), earlier
    found: dict[str, tuple[str, ...]] = {leaf.code: (leaf.code,) for leaf in earlier.leaves()}
    for edition in later:
        step = same_criteria(now, edition, known)
        moved = {
            old: dict.fromkeys(new for code in codes for new in step.get(code, ())) for old, codes in found.items()
        }
        found, now = {old: tuple(codes) for old, codes in moved.items() if codes}, edition
    return found
