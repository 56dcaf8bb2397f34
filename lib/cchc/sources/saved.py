"""When a workbook was saved, as it tells itself."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib

_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"<(?:\w+:)?modified\b[^>]*>\s*([^<\s]+)\s*</(?:\w+:)?modified>")
_MOST_BYTES = 1_000_000


def saved_time(content: bytes) -> str:
    """Return the time at which a program last saved a workbook.

    Parameters
    ----------
    content : bytes
        Of any file.

    Returns
    -------
    str
        ISO in UTC, to the second; empty for another kind of file and one that does not tell.
    """
    if not content.startswith(b"PK"):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package, package.open(_CORE) as part:
            found = _MODIFIED.search(part.read(_MOST_BYTES))
        if found is None:
            return ""
        time = dt.datetime.fromisoformat(found[1].decode())
    except (
        zipfile.BadZipFile,
        LookupError,
        ValueError,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        zlib.error,
    ):
        return ""  # whoever reads the sheets says what is wrong with the file
    utc = time.astimezone(dt.UTC) if time.tzinfo else time.replace(tzinfo=dt.UTC)
    return utc.replace(microsecond=0).isoformat()
