"""Errors that speak to the analyst: one Vietnamese sentence that says what, where and what is allowed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


class CchcError(Exception):
    """A stop whose message is meant for the analyst; the command line prints it without a traceback."""


class ParameterError(CchcError):
    """A parameter is missing, misspelt or out of range."""


class UnknownNameError(CchcError):
    """A unit, agency or criterion that the registers do not know (or not in that year)."""

    @property
    def clause(self) -> str:
        """The sentence as a clause of another one: small first letter, no full stop."""
        text = str(self).rstrip(".")
        return text[:1].lower() + text[1:]


class MissingDataError(CchcError):
    """Nothing is known where a figure is needed."""


class IssueRefusedError(CchcError):
    """The copy to be signed (``ISSUE=1``) would rest on figures that are not official or not the office's own."""


class NotebookError(CchcError):
    """A notebook that must not be run as it stands, or a cell of it that failed."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong in an input, with the place where the analyst finds it.

    Attributes
    ----------
    file : str
        Path relative to the project.
    place : str
        Sheet and cell, line, or key: ``"trang tính 'Bảng điểm', ô F12"``.
    found : str
        What stands there.
    allowed : str
        What may stand there.
    """

    file: str
    place: str
    found: str
    allowed: str

    def __str__(self) -> str:
        """Return the fault as one sentence."""
        where = f"Tệp {self.file}, {self.place}" if self.place else f"Tệp {self.file}"
        # what an office typed may hold line breaks: a sentence is one line
        return " ".join(f"{where}: {self.found}; {self.allowed}.".splitlines())


class InputError(CchcError):
    """One or more faults in the input files, all of them listed.

    Parameters
    ----------
    faults : iterable of Fault
        In the order of the file; at least one.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Fault, ...]]]:
        """Rebuild from the faults: errors travel between processes."""
        return type(self), (self.faults,)


def check_given(province: str, year: str, *, example: str = "make report PROVINCE=BacKan YEAR=2024") -> None:
    """Refuse a command that names no unit or no year; there is no default.

    Raises
    ------
    ParameterError
        With an example.
    """
    for value, what in ((province, "địa phương"), (year, "năm của kế hoạch")):
        if not value.strip():
            raise ParameterError(f"Chưa cho biết {what}; ví dụ: {example}.")


def suggest(word: str, allowed: Iterable[str], *, n: int = 3) -> list[str]:
    """Return the allowed words nearest to a misspelt one.

    Parameters
    ----------
    word : str
        What was given.
    allowed : iterable of str
        The words that exist.
    n : int
        At most so many suggestions.

    Returns
    -------
    list of str
        Best first; empty when nothing is near.

    Examples
    --------
    >>> suggest("provnce", ["province", "year"])
    ['province']
    """
    by_folded = {candidate.casefold(): candidate for candidate in allowed}
    return [by_folded[match] for match in get_close_matches(word.casefold(), by_folded, n=n, cutoff=0.6)]
