"""What the runner has read and computed is handed to its notebooks, which would read and compute the very same.

A notebook takes it by the public words ``cchc.load_...``, ``cchc.compute_...``, ``cchc.build_...``, and only as far as its
cells do nothing but call ``cchc`` (``cells.n_plain``): from the first other cell on these words do their own work again.
"""

from __future__ import annotations

import functools
import hashlib
import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import cchc
from cchc.reporting.footing import Traced, inputs_digest
from cchc.reporting.kept import forget
from cchc.run.record import Present, describe_inputs


def seal(parameters: Mapping[str, Any], inputs: Traced) -> str:
    """Return one hash over parameters, code and everything that was read, of the rows where only some are."""
    text = json.dumps([dict(parameters), inputs.code, inputs_digest(inputs)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Handed:
    """What is handed over.

    Attributes
    ----------
    loader : str
        Public word that reads the inputs.
    parameters : dict
        With which they were read.
    inputs : Traced
        What was read; they know the rows that they rest on.
    made : dict of str to (object, object)
        Public word → what it was given, and what it made of it.
    sealed : str
        ``seal`` when they were handed over.
    """

    loader: str
    parameters: Mapping[str, Any]
    inputs: Traced
    made: Mapping[str, tuple[Any, Any]]
    sealed: str

    def stands(self, root: Path) -> bool:
        """Tell whether reading now would give the same: no file, and no answer of the file system, has changed."""
        record = {"inputs": describe_inputs(self.inputs.files), "looked": asdict(self.inputs.looked)}
        return seal(self.parameters, self.inputs) == self.sealed and not Present(root).changed_inputs(record)


class Counter:
    """Gives a notebook what was handed over, by the public words of ``cchc``, until it is closed.

    Parameters
    ----------
    handed : Handed
        What there is.
    root : pathlib.Path
        Folder of the project.
    """

    def __init__(self, handed: Handed, root: Path) -> None:
        self._handed, self._root, self._is_open = handed, root, True
        self._words = (handed.loader, *handed.made)
        for word in self._words:
            real = getattr(cchc, word)
            setattr(cchc, word, self._loader(real) if word == handed.loader else self._maker(word, real))

    def close(self) -> None:
        """Let the words do their own work again, also where a cell has imported them by name."""
        self._is_open = False
        for word in self._words:
            vars(cchc).pop(word, None)
        for _, made in self._handed.made.values():
            forget(made)  # the cell that comes now may change what it holds

    def _loader(self, real: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(real)
        def take(*args: Any, **named: Any) -> Any:
            if self._is_open and self._is_asked(real, args, named) and self._handed.stands(self._root):
                return self._handed.inputs
            return real(*args, **named)

        return take

    def _is_asked(self, real: Callable[..., Any], args: tuple[Any, ...], named: dict[str, Any]) -> bool:
        try:
            asked = inspect.signature(real).bind(*args, **named)
        except TypeError:  # the word itself says what is wrong
            return False
        asked.apply_defaults()
        return asked.arguments == dict(self._handed.parameters)

    def _maker(self, word: str, real: Callable[..., Any]) -> Callable[..., Any]:
        given, made = self._handed.made[word]

        @functools.wraps(real)
        def take(*args: Any, **named: Any) -> Any:
            is_same = len(args) == 1 and args[0] is given and not named
            return made if self._is_open and is_same else real(*args, **named)

        return take


def hand_over(
    loader: str, parameters: Mapping[str, Any], inputs: Traced, made: Mapping[str, tuple[Any, Any]]
) -> Handed:
    """Seal what was read and computed."""
    return Handed(loader, parameters, inputs, made, seal(parameters, inputs))
