"""Codes that the catalogue of solutions names must stand in their framework: a typing error would silently drop a condition."""

from __future__ import annotations

import graphlib
import re

import pandas as pd

from cchc.agencies import AgencyRegister
from cchc.errors import Fault, suggest
from cchc.frameworks import Framework
from cchc.indices_defined import Index
from cchc.slots import Slot, find_slots, is_day, is_well_formed
from cchc.sources.reference import SOLUTIONS

_WORDED = ("solution_vi", "keep_vi", "output_vi", "keep_output_vi")
_BRACED = re.compile(r"\{[^}]*\}?|\[[^\]]*\]?")


def find_wrong_codes(solutions: pd.DataFrame, index: Index, framework: Framework) -> list[Fault]:
    """Find codes of the catalogue that a framework does not have.

    Parameters
    ----------
    solutions : pandas.DataFrame
        ``schemas.Solutions``, indexed as in the file.
    index : Index
        Whose edition it is.
    framework : Framework
        Edition; rows of other editions are not looked at.

    Returns
    -------
    list of Fault
        One per code, with line and column; a solution that requires or excludes its own item is one too.
    """
    known = [node.code for node in framework.leaves()]
    faults = []
    own = solutions[(solutions["index"] == index.key) & (solutions["framework_id"] == framework.framework_id)]
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
    if not faults:
        order = graphlib.TopologicalSorter(
            {
                row.criterion_code: [code for code in row.requires.split(";") if code]
                for row in own.itertuples()
                if not row.option
            }
        )
        try:
            order.prepare()
        except graphlib.CycleError as error:
            circle = " → ".join(error.args[1])
            faults.append(
                Fault(SOLUTIONS, "cột requires", f"các mã phải làm trước thành một vòng: {circle}", "bỏ một mã")
            )
    return faults


def find_wrong_slots(solutions: pd.DataFrame) -> list[Fault]:
    """Find words of the catalogue whose slots are not of the form ``{name=proposal unit}``, and proposals without a ground.

    Parameters
    ----------
    solutions : pandas.DataFrame
        ``schemas.Solutions``, indexed as in the file.

    Returns
    -------
    list of Fault
        With line and column.
    """
    faults = []
    for row in solutions.to_dict("index").items():
        known = dict[str, Slot]()
        line, told = f"dòng {int(str(row[0])) + 2}", row[1]
        for column in _WORDED:
            if not is_well_formed(told[column]):
                wrong = next(iter(_BRACED.findall(told[column])), told[column])
                allowed = "viết {tên=đề xuất đơn vị}, ví dụ {so_cuoc=6 cuộc}, {ty_le=98 %}, {ngay=31/8}; không dùng ngoặc vuông"
                faults.append(Fault(SOLUTIONS, f"{line}, cột {column}", f"số liệu '{wrong}' không đúng dạng", allowed))
        for text in (told[column] for column in _WORDED):
            for one in find_slots([text]):
                first = known.setdefault(one.name, one)
                if (first.proposal, first.unit) != (one.proposal, one.unit):
                    found = f"số liệu {one.name} có hai cách ghi: {first.source} và {one.source}"
                    faults.append(Fault(SOLUTIONS, line, found, "ghi giống nhau, hoặc đặt tên khác"))
                if one.is_day and not is_day(one.proposal):
                    faults.append(Fault(SOLUTIONS, line, f"ngày {one.proposal} không có thật", "sửa ngày đề xuất"))
        slots = find_slots((told[column] for column in _WORDED), told["slot_grounds_vi"])
        if without := [one.name for one in slots if not one.ground]:
            found = f"chưa có căn cứ của số liệu {', '.join(without)}"
            faults.append(Fault(SOLUTIONS, f"{line}, cột slot_grounds_vi", found, "ghi 'tên: căn cứ; tên: căn cứ'"))
    return faults


def find_unknown_agencies(solutions: pd.DataFrame, agencies: AgencyRegister) -> list[Fault]:
    """Find lead and co-operating agencies that the register does not know.

    Parameters
    ----------
    solutions : pandas.DataFrame
        ``schemas.Solutions``, indexed as in the file.
    agencies : AgencyRegister
        Where keys are found.

    Returns
    -------
    list of Fault
        One per key, with line and column.
    """
    faults = []
    for column in ("lead_agency_key", "cooperating_agency_keys"):
        for line, text in solutions[column].items():
            for key in text.split(";"):
                if key and key not in agencies:
                    near = suggest(key, agencies.keys())
                    allowed = f"gần nhất: {', '.join(near)}" if near else "dùng mã trong data/reference/agencies.csv"
                    place = f"dòng {int(str(line)) + 2}, cột {column}"
                    faults.append(Fault(SOLUTIONS, place, f"không có cơ quan nào mang mã '{key}'", allowed))
    return faults
