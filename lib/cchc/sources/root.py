"""Where the project lies."""

from __future__ import annotations

import os
from pathlib import Path

from cchc.errors import CchcError

ROOT_VARIABLE = "CCHC_ROOT"
#: Names the folder of the notebook that one of the project's engines runs.
NOTEBOOK_VARIABLE = "CCHC_NOTEBOOK_FOLDER"


def find_root() -> Path:
    """Return the folder of the project: ``CCHC_ROOT``, or the nearest one with ``params`` and ``data``.

    Returns
    -------
    pathlib.Path
        Absolute.

    Raises
    ------
    CchcError
        If there is none at or above the working directory, nor where the package lies.
    """
    named = os.environ.get(ROOT_VARIABLE)
    starts = [Path(named)] if named else [Path.cwd(), *Path.cwd().parents, Path(__file__).resolve().parents[3]]
    for folder in starts:
        if (folder / "params" / "defaults.yml").is_file() and (folder / "data").is_dir():
            return folder.resolve()
    raise CchcError(
        "Không tìm thấy thư mục dự án (thư mục có params/defaults.yml và data); hãy chạy lệnh từ thư mục dự án."
    )
