"""The forms that units sent back: each is read by itself, and one that is refused stops no other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from cchc.errors import CchcError, Fault, InputError, suggest
from cchc.frameworks import SURVEY_METHODS, Framework
from cchc.sources.grids import READ_SUFFIXES
from cchc.sources.reader import Reader
from cchc.sources.received import Received, RoundFiles
from cchc.sources.score_sheets import SHEET, ScoreSheetFile, read_score_sheet
from cchc.units import normalise_name


@dataclass(frozen=True)
class ReturnedForm:
    """What one unit sent back.

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
    received : Received or None
        The file and its day; None where nobody can tell which of several files counts.
    """

    unit_key: str
    path: str
    sheet: ScoreSheetFile | None
    faults: tuple[Fault, ...] = ()
    received: Received | None = None


def read_returned_forms(
    reader: Reader,
    files: RoundFiles,
    units: pd.DataFrame,
    framework: Framework,
    year: int,
    *,
    status: str,
    editions: Mapping[str, str] = {},
) -> tuple[ReturnedForm, ...]:
    """Read every form that came back and counts.

    Parameters
    ----------
    reader : Reader
        Records the files.
    files : RoundFiles
        What came in.
    units : pandas.DataFrame
        ``reference_schemas.CampaignUnits`` of one group.
    framework : Framework
        Edition of the group.
    year : int
        Year that is scored.
    status : str
        Status of the figures.
    editions : mapping of str to str
        Edition → name of the group that uses it, for messages.

    Returns
    -------
    tuple of ReturnedForm
        In the order of ``units``, those that came back.
    """
    names = dict(zip(units["unit_key"], units["name_vi"], strict=True))
    forms = []
    for key, name in names.items():
        if key in files.faults:
            fault = files.faults[key]
            forms.append(ReturnedForm(key, fault.file, None, (fault,)))
        elif key in files.counted:
            forms.append(_read(reader, key, files.counted[key], name, framework, year, status, editions))
    return tuple(forms)


def find_strangers(
    files: RoundFiles, names: Mapping[str, str], why_absent: Callable[[str], str] = lambda _: ""
) -> tuple[Fault, ...]:
    """List the files of a round whose name is no unit's.

    Parameters
    ----------
    files : RoundFiles
        What came in.
    names : mapping of str to str
        Owner of a file → its name.
    why_absent : callable
        Takes what a file is named after; says what became of a unit that is no more, or nothing.
    """
    strangers = list(files.strangers)
    for one in files.every:
        if one.stem in names:
            continue
        why = "" if one.round_key in {"appraisal", "appraisal_2"} else why_absent(one.stem)
        is_appraisal = one.round_key in {"appraisal", "appraisal_2"}
        near = suggest(one.stem, names, n=1)
        usual = "đặt tên <nhóm>.<mã cơ quan thẩm định>" if is_appraisal else "dùng mã đơn vị trong units.csv"
        hint = f"có lẽ là {near[0]}" if near else usual
        what = "phần thẩm định của nhóm, cơ quan nào" if is_appraisal else "mã đơn vị"
        found = f"tên tệp không phải {what} nên không được đọc"
        strangers.append(Fault(one.path, "", f"{found} ({why})" if why else found, f"{hint}; đuôi {READ_SUFFIXES}"))
    return tuple(strangers)


def _read(
    reader: Reader,
    key: str,
    received: Received,
    name: str,
    framework: Framework,
    year: int,
    status: str,
    editions: Mapping[str, str],
) -> ReturnedForm:
    path = received.path
    try:
        sheet = read_score_sheet(reader, path, status=status, is_self_only=True)
    except InputError as error:
        return ReturnedForm(key, path, None, received.with_hint(error.faults), received)
    except CchcError as error:
        fault = Fault(path, "", str(error).rstrip("."), "lập lại phiếu từ mẫu")
        return ReturnedForm(key, path, None, received.with_hint([fault]), received)
    faults = received.with_hint(_check(sheet, key, name, framework, year, editions))
    return ReturnedForm(key, path, None if faults else sheet, faults, received)


def _check(
    sheet: ScoreSheetFile, key: str, name: str, framework: Framework, year: int, editions: Mapping[str, str]
) -> tuple[Fault, ...]:
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
        whose = f" (bộ của nhóm {editions[used]})" if editions.get(used) else ""
        found, allowed = f"'Bộ tiêu chí' ghi '{used}'{whose}", f"đợt chấm dùng bộ '{framework.framework_id}'"
        faults.append(Fault(sheet.path, places["framework_id"], found, allowed))
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
