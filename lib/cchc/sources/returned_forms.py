"""The forms that communes sent back: each is read by itself, and one that is refused stops no other."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cchc.errors import CchcError, Fault, InputError, suggest
from cchc.frameworks import SURVEY_METHODS, Framework
from cchc.sources.grids import READ_SUFFIXES, SUFFIXES
from cchc.sources.office_files import RETURNED_FOLDER
from cchc.sources.reader import Reader
from cchc.sources.score_sheets import SHEET, ScoreSheetFile, read_score_sheet
from cchc.units import normalise_name


@dataclass(frozen=True)
class ReturnedForm:
    """What one commune sent back.

    Attributes
    ----------
    unit_key : str
        Whose.
    path : str
        Relative to the project.
    sheet : ScoreSheetFile or None
        None for a form that is refused.
    faults : tuple of Fault
        Why it is refused, every fault with its cell.
    """

    unit_key: str
    path: str
    sheet: ScoreSheetFile | None
    faults: tuple[Fault, ...] = ()


def read_returned_forms(
    reader: Reader, folder: str, units: pd.DataFrame, framework: Framework, year: int, *, status: str
) -> tuple[tuple[ReturnedForm, ...], tuple[Fault, ...]]:
    """Read every form that came back.

    Parameters
    ----------
    reader : Reader
        Records the files.
    folder : str
        Of the district and year, relative to the project.
    units : pandas.DataFrame
        ``reference_schemas.CampaignUnits``.
    framework : Framework
        Edition of the campaign.
    year : int
        Year that is scored.
    status : str
        Status of the figures.

    Returns
    -------
    (tuple of ReturnedForm, tuple of Fault)
        In the order of ``units``, those that came back; and files whose name is no unit's.
    """
    names = dict(zip(units["unit_key"], units["name_vi"], strict=True))
    found: dict[str, list[str]] = {}
    strangers = []
    for path in reader.find(f"{folder}/{RETURNED_FOLDER}", "*"):
        shown = f"{folder}/{RETURNED_FOLDER}/{path.name}"
        if path.name == "README.md":
            continue
        if path.stem in names and path.suffix in SUFFIXES and path.is_file():
            found.setdefault(path.stem, []).append(shown)
            continue
        near = suggest(path.stem, names, n=1)
        hint = f"có lẽ là {near[0]}" if near else "dùng mã đơn vị trong units.csv"
        strangers.append(
            Fault(shown, "", "tên tệp không phải mã đơn vị nên không được đọc", f"{hint}; đuôi {READ_SUFFIXES}")
        )
    forms = tuple(_read(reader, key, found[key], names[key], framework, year, status) for key in names if key in found)
    return forms, tuple(strangers)


def _read(
    reader: Reader, key: str, paths: list[str], name: str, framework: Framework, year: int, status: str
) -> ReturnedForm:
    if len(paths) > 1:
        named = " và ".join(path.rpartition("/")[2] for path in paths)
        return ReturnedForm(key, paths[0], None, (Fault(paths[0], "", f"có cả {named}", "chỉ giữ một tệp"),))
    path = paths[0]
    try:
        sheet = read_score_sheet(reader, path, status=status, is_self_only=True)
    except InputError as error:
        return ReturnedForm(key, path, None, error.faults)
    except CchcError as error:
        return ReturnedForm(key, path, None, (Fault(path, "", str(error).rstrip("."), "lập lại phiếu từ mẫu"),))
    faults = _check(sheet, key, name, framework, year)
    return ReturnedForm(key, path, None, faults) if faults else ReturnedForm(key, path, sheet)


def _check(sheet: ScoreSheetFile, key: str, name: str, framework: Framework, year: int) -> tuple[Fault, ...]:
    """Refuse a form of another unit, year, edition or grain, or that leaves the survey out."""
    faults = []
    places = sheet.places
    if normalise_name(sheet.unit_name) not in {normalise_name(key), normalise_name(name)}:
        found = f"'Địa phương' ghi '{sheet.unit_name}'"
        faults.append(Fault(sheet.path, places["unit"], found, f"tệp này là của {name}"))
    if sheet.year != year:
        faults.append(Fault(sheet.path, places["year"], f"'Năm kết quả' ghi {sheet.year}", f"đợt chấm là năm {year}"))
    used = sheet.full_framework.framework_id
    if used != framework.framework_id:
        found = f"'Bộ tiêu chí' ghi '{used}'"
        faults.append(Fault(sheet.path, places["framework_id"], found, f"đợt chấm dùng bộ '{framework.framework_id}'"))
        return tuple(faults)
    if sheet.is_coarse:
        codes = ", ".join(leaf.code for leaf in sheet.framework.leaves() if framework.children(leaf.code))
        found = f"mã {codes} chỉ có điểm nhóm"
        faults.append(Fault(sheet.path, f"trang tính '{SHEET}'", found, "tự chấm từng tiêu chí bên dưới"))
    scores = sheet.scores.set_index("criterion_code")
    surveyed = [leaf.code for leaf in sheet.framework.leaves() if leaf.method in SURVEY_METHODS]
    off = [code for code in surveyed if not scores.at[code, "is_applicable"]]
    if off:
        found = f"mã {', '.join(off)} chấm bằng khảo sát nhưng ghi không áp dụng"
        faults.append(Fault(sheet.path, f"trang tính '{SHEET}'", found, "bỏ dấu không áp dụng"))
    own = [leaf.code for leaf in framework.leaves() if leaf.method not in SURVEY_METHODS]
    if not faults and not scores["self_score"].reindex(own).notna().any():
        faults.append(Fault(sheet.path, f"trang tính '{SHEET}'", "chưa có điểm tự chấm nào", "điền Điểm tự chấm"))
    return tuple(faults)
