"""The short form of a report's provenance."""

from __future__ import annotations

import hashlib
from typing import Protocol

import cchc
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


def inputs_digest(inputs: Traced) -> str:
    """Return one hash over all inputs, of the rows where only some are read: equal digests mean equal data."""
    text = "\n".join(f"{one.path} {one.content_sha256}" for one in inputs.files)
    return hashlib.sha256(text.encode()).hexdigest()


def footing(inputs: Traced) -> str:
    """Return what a document says of its making; no time, so that the same inputs give the same bytes."""
    return (
        f"Lập bằng cchc {cchc.__version__}, mã nguồn {inputs.code[:12]}; {len(inputs.files)} tệp đầu vào,"
        f" mã kiểm tra {inputs_digest(inputs)[:12]}; {inputs.subject}."
    )
