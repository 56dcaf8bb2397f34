"""Codes that the catalogue of solutions names must stand in their framework: a typing error would silently drop a condition."""

from __future__ import annotations

import pandas as pd

from cchc.errors import Fault, suggest
from cchc.frameworks import Framework
from cchc.sources.reference import SOLUTIONS


def find_wrong_codes(solutions: pd.DataFrame, framework: Framework) -> list[Fault]:
    """Find codes of the catalogue that a framework does not have.

    Parameters
    ----------
    solutions : pandas.DataFrame
        ``schemas.Solutions``, indexed as in the file.
    framework : Framework
        Edition; rows of other editions are not looked at.

    Returns
    -------
    list of Fault
        One per code, with line and column; a solution that requires or excludes its own item is one too.
    """
    known = [node.code for node in framework.leaves()]
    faults = []
    own = solutions[(solutions["index"] == "par_index") & (solutions["framework_id"] == framework.framework_id)]
    for row in own.itertuples():
        named = [("criterion_code", row.criterion_code)]
        named += [("requires", code) for code in row.requires.split(";") if code]
        named += [("excludes", code) for code in row.excludes.split(";") if code]
        for column, code in named:
            place = f"dòng {int(row.Index) + 2}, cột {column}"
            if code not in known:
                near = suggest(code, known)
                allowed = f"gần nhất: {', '.join(near)}" if near else "dùng mã tiêu chí chấm điểm của bộ tiêu chí"
                found = f"mã '{code}' không phải tiêu chí chấm điểm của bộ tiêu chí {framework.framework_id}"
                faults.append(Fault(SOLUTIONS, place, found, allowed))
            elif column != "criterion_code" and code == row.criterion_code:
                faults.append(Fault(SOLUTIONS, place, f"mã '{code}' trỏ về chính dòng này", "bỏ mã này"))
    return faults
