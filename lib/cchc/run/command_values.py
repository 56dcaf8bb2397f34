"""What a shell offers as the value of a word: read from the project's folders, at once; nothing where they cannot be read."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable

from cchc.errors import CchcError
from cchc.sources.coverage import read_register
from cchc.sources.root import find_root
from cchc.units import COUNTRY_KEY, KINDS, without_accents

#: Takes what is typed so far; returns the values that begin so.
Values = Callable[[str], list[str]]


def among(*allowed: str) -> Values:
    """Return what offers fixed values."""
    return lambda typed: _beginning(typed, allowed)


def unit_keys(typed: str) -> list[str]:
    """Offer keys of provinces and districts; of the units below a province once its key and a stroke are typed."""
    with contextlib.suppress(CchcError, OSError):
        register = read_register(find_root())
        above, stroke, below = typed.partition("/")
        if not stroke:
            return _beginning(typed, sorted({one.unit_key for one in register.units} - {COUNTRY_KEY}))
        for holder in reversed(register.units):  # as it is today
            if without_accents(holder.unit_key) == without_accents(above):
                year = holder.valid_from.year + 1
                every = (one for kind in KINDS for one in register.below(holder, kind, year))
                keys = sorted({one.unit_key for one in every if one.unit_key.startswith(f"{holder.unit_key}/")})
                return _beginning(f"{holder.unit_key}/{below}", keys)
    return []


def years(typed: str) -> list[str]:
    """Offer the years that have parameters."""
    return _beginning(typed, (one for one in _names("params/*") if one.isdigit()))


def indices(typed: str) -> list[str]:
    """Offer the keys of indices."""
    return _beginning(typed, (one.removesuffix(".yml") for one in _names("data/indices/*.yml")))


def editions(typed: str) -> list[str]:
    """Offer the editions of the project."""
    return _beginning(typed, (one for one in _names("data/frameworks/*") if "." not in one))


def _names(pattern: str) -> list[str]:
    with contextlib.suppress(CchcError, OSError):
        return sorted(one.name for one in find_root().glob(pattern))
    return []


def _beginning(typed: str, values: Iterable[str]) -> list[str]:
    """Return the values that begin as typed, whatever the case, the accents and the spaces."""
    start = without_accents(typed)
    return [one for one in values if without_accents(one).startswith(start)]
