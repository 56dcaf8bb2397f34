"""The national overview: all provinces on the three indices, in ``reports/<year>/_national``."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cchc.paths import report_folder
from cchc.reporting.excel import write_workbook
from cchc.reporting.footing import footing
from cchc.run.pipeline import Notebooks, write_documents
from cchc.run.record import write_record
from cchc.run.staging import staged_folder
from cchc.sources.national_inputs import load_national
from cchc.sources.root import find_root

NOTEBOOKS: Notebooks = {"10_national.ipynb": ("national", ("html", "pdf"), "Tổng quan cả nước")}
FOLDER = "_national"


def build_national(year: str | int, *, say: Callable[[str], None] = print) -> Path:
    """Build the overview of one plan year.

    Parameters
    ----------
    year : str or int
        Year of the plans; the results are those of the year before.
    say : callable
        Takes a line of progress.

    Returns
    -------
    pathlib.Path
        ``reports/<year>/_national``, complete; on any error the folder is as it was before.

    Raises
    ------
    CchcError
        A sentence that says what is wrong and where.
    """
    started, root = time.monotonic(), find_root()
    inputs = load_national(year)
    parameters: dict[str, Any] = {"year": inputs.year}
    target = report_folder(root, FOLDER, inputs.year)
    say(
        f"Tổng quan {len(inputs.provinces)} tỉnh, thành phố, kế hoạch năm {inputs.year} (kết quả năm {inputs.result_year})"
    )
    with staged_folder(target, root, say) as staging:
        told = write_documents(inputs, parameters, NOTEBOOKS, root, staging, say)
        documents = told.documents
        say("[2/2] Sổ Excel và run.json")
        write_workbook(
            staging / "workbook.xlsx",
            (table for document in documents for table in document.tables()),
            title=f"Tổng quan cả nước – kết quả năm {inputs.result_year}",
            lines=["Số liệu đã công bố, chưa làm tròn; ô trống là chưa có trong dữ liệu.", footing(inputs)],
            is_illustrative=inputs.has_illustrative,
        )
        write_record(inputs, parameters, {}, root, staging, notebooks=told.notebooks, cells_read=told.cells_read)
    say(f"Xong sau {time.monotonic() - started:.0f} giây: {target.relative_to(root)}/")
    for path in sorted(target.iterdir()):
        say(f"  {path.name}")
    return target
