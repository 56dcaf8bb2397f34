"""Office files with the same bytes for the same content."""

from __future__ import annotations

import io
import re
import zipfile

_CORE = "docProps/core.xml"
_TIMES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def normalise_office_file(content: bytes) -> bytes:
    """Remove the times from a .docx or .xlsx: those of the archive and those of the document's properties.

    Parameters
    ----------
    content : bytes
        An Office Open XML package.

    Returns
    -------
    bytes
        The same package, its entries dated 1980 and in the original order.
    """
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == _CORE:
                data = _TIMES.sub(b"", data)
            clean = zipfile.ZipInfo(entry.filename, date_time=_EPOCH)
            clean.compress_type = zipfile.ZIP_DEFLATED
            clean.external_attr = 0o600 << 16
            target.writestr(clean, data)
    return result.getvalue()
