"""What was gathered from one object, kept with it: as long as it lives, and not a word longer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
_NAME = "_kept"


def kept(owner: Any, name: str, make: Callable[[], T]) -> T:
    """Return what was made of an object under a name; made once.

    Parameters
    ----------
    owner : object
        Results, a plan: frozen, so that what was made of it stays true.
    name : str
        What is kept.
    make : callable
        Makes it.
    """
    store: dict[str, T] = vars(owner).setdefault(_NAME, {})
    if name not in store:
        store[name] = make()
    return store[name]


def forget(owner: Any) -> None:
    """Drop what was kept with an object: somebody may have changed what it holds."""
    vars(owner).pop(_NAME, None)
