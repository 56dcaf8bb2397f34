"""The short form of a report's provenance."""

from __future__ import annotations

import hashlib

import cchc
from cchc.sources.report_inputs import ReportInputs


def inputs_digest(inputs: ReportInputs) -> str:
    """Return one hash over all inputs: equal digests mean equal data."""
    text = "\n".join(f"{one.path} {one.sha256}" for one in inputs.files)
    return hashlib.sha256(text.encode()).hexdigest()


def footing(inputs: ReportInputs) -> str:
    """Return what a document says of its making; no time, so that the same inputs give the same bytes."""
    return (
        f"Lập bằng cchc {cchc.__version__}, bản mã nguồn {inputs.commit}; {len(inputs.files)} tệp đầu vào,"
        f" mã kiểm tra {inputs_digest(inputs)[:12]}; địa phương {inputs.locality.locality_key}, năm kế hoạch {inputs.year}, bản {'phát hành' if inputs.is_issue else 'dự thảo'}."
    )
