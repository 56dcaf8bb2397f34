"""Score sheets: the Excel form of an office to ``schemas.ScoreSheet``, with every fault named by its cell."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import dataclass
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.utils import get_column_letter

from cchc import schemas
from cchc.errors import Fault, InputError
from cchc.frameworks import Framework
from cchc.localities import normalise_name
from cchc.provenance import STATUSES
from cchc.sources.reader import Reader
from cchc.sources.reference import load_framework

SHEET = "Bảng điểm"
INFO_SHEET = "Thông tin"
CODE, NAME, MAXIMUM, APPROVED = "Mã", "Tiêu chí", "Điểm tối đa", "Điểm được phê duyệt"
HEADINGS = (CODE, NAME, MAXIMUM, "Nguồn điểm", "Điểm tự chấm", APPROVED, "Tài liệu kiểm chứng", "Ghi chú")
_TOLERANCE = 1e-9


@dataclass(frozen=True)
class ScoreSheetFile:
    """A score sheet with what its information sheet says.

    Attributes
    ----------
    path : str
        Relative to the project.
    locality_name : str
        As filled in.
    year : int
        Result year.
    status : str
        As filled in, key of ``provenance.STATUSES``.
    framework : Framework
        Edition the sheet was filled in for.
    scores : pandas.DataFrame
        ``schemas.ScoreSheet``.
    """

    path: str
    locality_name: str
    year: int
    status: str
    framework: Framework
    scores: pd.DataFrame


def open_workbook(content: bytes, path: str) -> openpyxl.Workbook:
    """Open an .xlsx with the values that Excel last computed.

    Raises
    ------
    InputError
        If the file is not a readable workbook.
    """
    try:
        return openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError, SyntaxError):
        raise InputError(
            [Fault(path, "", "không mở được như một sổ Excel", "hãy mở tệp bằng Excel và lưu lại dạng .xlsx")]
        ) from None


def read_info(workbook: openpyxl.Workbook, path: str) -> dict[str, Any]:
    """Return the information sheet as label → value.

    Raises
    ------
    InputError
        If the sheet or one of its labels is missing, or the status is unknown.
    """
    if INFO_SHEET not in workbook.sheetnames:
        raise InputError(
            [
                Fault(
                    path,
                    "",
                    f"không có trang tính '{INFO_SHEET}'",
                    f"các trang hiện có: {', '.join(workbook.sheetnames)}",
                )
            ]
        )
    info = {
        str(row[0]).strip(): row[1] for row in workbook[INFO_SHEET].iter_rows(max_col=2, values_only=True) if row[0]
    }
    wanted = ("Địa phương", "Năm kết quả", "Bộ tiêu chí", "Trạng thái số liệu")
    faults = [
        Fault(path, f"trang tính '{INFO_SHEET}'", f"thiếu dòng '{label}'", "hãy điền giá trị ở cột B")
        for label in wanted
        if info.get(label) in (None, "")
    ]
    if faults:
        raise InputError(faults)
    allowed = {key: text for key, text in STATUSES.items() if key != "text"}
    labels = {normalise_name(text): key for key, text in allowed.items()}
    status = labels.get(normalise_name(str(info["Trạng thái số liệu"])))
    if status is None:
        found = f"'Trạng thái số liệu' ghi '{info['Trạng thái số liệu']}'"
        raise InputError(
            [Fault(path, f"trang tính '{INFO_SHEET}'", found, f"được dùng: {', '.join(allowed.values())}")]
        )
    year = info["Năm kết quả"]
    if not isinstance(year, int):
        raise InputError(
            [Fault(path, f"trang tính '{INFO_SHEET}'", f"'Năm kết quả' ghi '{year}'", "cần một số nguyên, ví dụ 2023")]
        )
    return {
        "locality": str(info["Địa phương"]),
        "year": year,
        "framework_id": str(info["Bộ tiêu chí"]),
        "status": status,
    }


def find_headings(
    rows: list[tuple[Any, ...]], headings: tuple[str, ...], path: str, sheet: str
) -> tuple[int, dict[str, int]]:
    """Find the heading row, wherever it stands and in whatever order its columns are.

    Parameters
    ----------
    rows : list of tuple
        Cell values of the sheet.
    headings : tuple of str
        Headings that must be there.
    path, sheet : str
        For messages.

    Returns
    -------
    (int, dict)
        Index of the row and heading → column index.

    Raises
    ------
    InputError
        If no row holds all of them.
    """
    wanted = {normalise_name(heading): heading for heading in headings}
    best: dict[str, int] = {}
    for index, row in enumerate(rows[:40]):
        found = {
            wanted[form]: column
            for column, cell in enumerate(row)
            if (form := normalise_name(str(cell or ""))) in wanted
        }
        if len(found) == len(wanted):
            return index, found
        best = max(best, found, key=len)
    missing = [heading for heading in headings if heading not in best]
    raise InputError(
        [
            Fault(
                path, f"trang tính '{sheet}'", f"không thấy cột {', '.join(missing)}", "giữ nguyên dòng tiêu đề của mẫu"
            )
        ]
    )


def read_score_sheet(reader: Reader, path: str, *, status: str) -> ScoreSheetFile:
    """Read and check a filled-in score sheet.

    Parameters
    ----------
    reader : Reader
        Records the file.
    path : str
        Relative to the project.
    status : str
        Status recorded for the file; a sheet that calls itself illustrative stays so.

    Returns
    -------
    ScoreSheetFile
        Complete: every leaf of the framework has its score.

    Raises
    ------
    InputError
        With every fault: unknown, duplicate or missing code, text or date in a number cell, negative score,
        score above its maximum, maximum other than the framework's, formula without a computed value.
    """
    content = reader.read_bytes(path, status=status, title_vi="Bảng chấm điểm PAR INDEX")
    workbook = open_workbook(content, path)
    info = read_info(workbook, path)
    if status != "illustrative":
        reader.mark(path, info["status"])
    if SHEET not in workbook.sheetnames:
        raise InputError(
            [Fault(path, "", f"không có trang tính '{SHEET}'", f"các trang hiện có: {', '.join(workbook.sheetnames)}")]
        )
    framework = load_framework(reader, info["framework_id"])
    rows = list(workbook[SHEET].iter_rows(values_only=True))
    heading_row, columns = find_headings(rows, (CODE, MAXIMUM, APPROVED), path, SHEET)
    scores, faults = _read_rows(rows, heading_row, columns, framework, path)
    if faults:
        raise InputError(faults)
    return ScoreSheetFile(
        path, info["locality"], info["year"], info["status"], framework, schemas.ScoreSheet.validate(scores)
    )


def _read_rows(
    rows: list[tuple[Any, ...]], heading_row: int, columns: dict[str, int], framework: Framework, path: str
) -> tuple[pd.DataFrame, list[Fault]]:
    leaves = {node.code: node for node in framework.leaves()}
    faults: list[Fault] = []
    seen: dict[str, str] = {}
    records: list[dict[str, Any]] = []

    def fault(row: int, column: str, found: str, allowed: str) -> None:
        cell = f"{get_column_letter(columns[column] + 1)}{row}"
        faults.append(Fault(path, f"trang tính '{SHEET}', ô {cell}", found, allowed))

    for number, row in enumerate(rows[heading_row + 1 :], start=heading_row + 2):
        raw = row[columns[CODE]]
        if raw is None or str(raw).strip() == "":
            continue
        if not isinstance(raw, str):
            fault(number, CODE, f"mã '{raw}' bị Excel đổi thành {_kind(raw)}", "định dạng ô là Text rồi gõ lại mã")
            continue
        code = raw.strip()
        cell = f"{get_column_letter(columns[CODE] + 1)}{number}"
        if code not in framework:
            fault(number, CODE, f"mã '{code}' không có trong bộ tiêu chí {framework.framework_id}", "dùng mã của mẫu")
            continue
        if code in seen:
            fault(number, CODE, f"mã '{code}' đã có ở ô {seen[code]}", "mỗi mã chỉ một dòng")
            continue
        seen[code] = cell
        if code not in leaves:
            continue
        maximum, score = row[columns[MAXIMUM]], row[columns[APPROVED]]
        allowed = float(leaves[code].max_score or 0.0)
        if not _is_number(maximum) or abs(float(maximum) - allowed) > _TOLERANCE:
            fault(
                number,
                MAXIMUM,
                f"điểm tối đa của mã {code} là '{maximum}'",
                f"bộ tiêu chí quy định {_comma(allowed)}",
            )
        if not _is_number(score):
            found = (
                f"chưa có điểm của mã {code} (nếu ô có công thức, hãy mở bằng Excel và lưu lại)"
                if score is None
                else f"điểm của mã {code} là {_kind(score)} '{score}'"
            )
            fault(number, APPROVED, found, f"cần một số từ 0 đến {_comma(allowed)}")
        elif not 0 <= float(score) <= allowed + _TOLERANCE:
            fault(
                number,
                APPROVED,
                f"điểm của mã {code} là {_comma(score)}",
                f"cần một số từ 0 đến {_comma(allowed)}",
            )
        else:
            records.append({"criterion_code": code, "max_score": allowed, "approved_score": float(score)})
    absent = [code for code in leaves if code not in seen]
    if absent:
        faults.append(
            Fault(
                path,
                f"trang tính '{SHEET}'",
                f"thiếu dòng của mã {', '.join(absent)}",
                "mỗi tiêu chí của bộ tiêu chí cần một dòng",
            )
        )
    return pd.DataFrame(records, columns=["criterion_code", "max_score", "approved_score"]), faults


def _comma(value: float) -> str:
    """Write a number with a decimal comma; codes never pass here, 1.4 stays 1.4."""
    return f"{value:g}".replace(".", ",")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _kind(value: object) -> str:
    if isinstance(value, dt.date | dt.time):
        return "ngày giờ"
    if isinstance(value, bool):
        return "giá trị đúng/sai"
    return "số" if _is_number(value) else "chữ"
