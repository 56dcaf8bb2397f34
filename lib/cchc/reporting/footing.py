"""The short form of a report's provenance."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from typing import Protocol

from cchc.provenance import InputFile
from cchc.sources.looked import Looked


class Traced(Protocol):
    """Inputs that know what they were read from and what was asked: ``ReportInputs`` and those of the other products."""

    @property
    def subject(self) -> str: ...  # noqa: D102 -- see ReportInputs
    @property
    def files(self) -> tuple[InputFile, ...]: ...  # noqa: D102
    @property
    def code(self) -> str: ...  # noqa: D102
    @property
    def looked(self) -> Looked: ...  # noqa: D102
    @property
    def is_issue(self) -> bool: ...  # noqa: D102
    @property
    def has_illustrative(self) -> bool: ...  # noqa: D102


#: So many files of one folder, and more, are one line of a control page; ``run.json`` names each.
_MANY = 12


def inputs_digest(inputs: Traced) -> str:
    """Return one hash over all inputs, of the rows where only some are read: equal digests mean equal data."""
    return _digest(inputs.files)


def _digest(files: Iterable[InputFile]) -> str:
    text = "\n".join(f"{one.path} {one.content_sha256}" for one in files)
    return hashlib.sha256(text.encode()).hexdigest()


def files_digest(files: tuple[InputFile, ...]) -> str:
    """Return the hash of one file, or one over several."""
    return files[0].content_sha256 if len(files) == 1 else _digest(files)


def gather_files(files: Iterable[InputFile]) -> list[tuple[InputFile, ...]]:
    """Gather the many files of a folder that have the same status; the others stand by themselves.

    Parameters
    ----------
    files : iterable of InputFile
        In order.

    Returns
    -------
    list of tuple of InputFile
        In the order of the first of each.
    """
    groups: dict[tuple[str, str], list[InputFile]] = {}
    for one in files:
        groups.setdefault((one.path.rpartition("/")[0], one.status), []).append(one)
    return sorted(
        part
        for group in groups.values()
        for part in ([tuple(group)] if len(group) >= _MANY else [(one,) for one in group])
    )


def footing(inputs: Traced) -> str:
    """Return what a document says of its making; no time, so that the same inputs give the same bytes."""
    return (
        f"Lập bằng cchc {version('cchc')}, mã nguồn {inputs.code[:12]}; {len(inputs.files)} tệp đầu vào,"
        f" mã kiểm tra {inputs_digest(inputs)[:12]}; {inputs.subject}."
    )
