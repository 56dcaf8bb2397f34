"""Lists of tasks that an office puts into its folder: found, read, and their agencies checked against the register."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from cchc.agencies import Agency, AgencyRegister
from cchc.dates import print_day
from cchc.deadlines import STANDING
from cchc.errors import Fault, InputError
from cchc.paths import office_folder
from cchc.sources.grids import READ_SUFFIXES, SUFFIXES
from cchc.sources.office_files import RETURNED_TASKS_FOLDER, check_owner, find_file
from cchc.sources.reader import Reader
from cchc.sources.tasks import HEADINGS, TaskSheet, read_task_sheet
from cchc.unit_register import UnitRegister
from cchc.units import Unit

_LABELS = {heading.key: heading.label for heading in HEADINGS}


@dataclass(frozen=True)
class Tasks:
    """A list of tasks and what was noticed about its agencies.

    Attributes
    ----------
    sheet : TaskSheet
        As read.
    status : {"office", "illustrative"}
        Status of what it says.
    warnings : tuple of str
        Agencies that the register does not know: kept as written.
    """

    sheet: TaskSheet
    status: str
    warnings: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The file."""
        return self.sheet.path

    @property
    def table(self) -> pd.DataFrame:
        """A row per task, see ``TaskSheet``."""
        return self.sheet.table


def load_tasks(
    reader: Reader,
    choice: str,
    unit: Unit,
    units: UnitRegister,
    result_year: int,
    agencies: AgencyRegister,
) -> Tasks | None:
    """Read the list of tasks of the plan that rests on the results of a year; None if there is none.

    Parameters
    ----------
    reader : Reader
        Knows the root.
    choice : {"office", "illustrative"}
        Parameter of the input.
    unit, units
        Whose file, and every unit.
    result_year : int
        The plan is that of the year after.
    agencies : AgencyRegister
        For the names of agencies.

    Returns
    -------
    Tasks or None
        Checked.

    Raises
    ------
    InputError
        If it is broken, tells of another unit or year, or names an agency that has ended when the task is due.
    """
    found = find_file(reader, choice, unit, result_year, "tasks")
    if found is None:
        return None
    sheet = read_task_sheet(reader, found[0], status=found[1])
    return Tasks(sheet, found[1], check_tasks(sheet, unit, units, result_year + 1, agencies))


def load_returned(
    reader: Reader, unit: Unit, units: UnitRegister, result_year: int, agencies: AgencyRegister
) -> tuple[Tasks, ...]:
    """Read what the agencies have sent back, by name of file.

    Parameters
    ----------
    reader, unit, units, result_year, agencies
        As for ``load_tasks``.

    Returns
    -------
    tuple of Tasks
        One per file of ``returned_tasks``; empty if there is no such folder.

    Raises
    ------
    InputError
        With the faults of every file.
    """
    folder = f"{office_folder(unit.unit_key, result_year)}/{RETURNED_TASKS_FOLDER}"
    faults: list[Fault] = []
    returned = []
    for path in reader.find(folder, "*"):
        if path.name == "README.md":
            continue
        name = f"{folder}/{path.name}"
        if path.suffix not in SUFFIXES or not path.is_file():
            faults.append(Fault(name, "", "tệp này sẽ không được đọc", f"chỉ dùng tệp {READ_SUFFIXES}"))
            continue
        try:
            sheet = read_task_sheet(reader, name)
            warnings = check_tasks(sheet, unit, units, result_year + 1, agencies)
        except InputError as error:
            faults += error.faults
        else:
            returned.append(Tasks(sheet, "office", warnings))
    if faults:
        raise InputError(faults)
    return tuple(returned)


def check_tasks(
    sheet: TaskSheet, unit: Unit, units: UnitRegister, year: int, agencies: AgencyRegister
) -> tuple[str, ...]:
    """Check whose a file is and whom it names.

    Parameters
    ----------
    sheet : TaskSheet
        As read.
    unit, units
        Whose folder it lies in, and every unit.
    year : int
        Of the plan.
    agencies : AgencyRegister
        For names.

    Returns
    -------
    tuple of str
        Names that the register does not know, each with its tasks.

    Raises
    ------
    InputError
        With every cell that names an agency which has ended when the task is due.
    """
    info = sheet.info
    check_owner(
        sheet.path, sheet.info_places, str(info["unit"]), int(str(info["year"])), unit, units, year,
        what="Năm kế hoạch",
    )  # fmt: skip
    faults: list[Fault] = []
    unknown: dict[str, list[str]] = {}
    for task in sheet.table.itertuples():
        due = due_date(str(task.deadline), year)
        for column in ("lead_vi", "cooperating_vi"):
            for name, agency in agencies.split(str(getattr(task, column)), due, unit=unit.name_full_vi):
                if agency is None:
                    if not unit.is_agency:  # an agency's own rooms are in no register
                        unknown.setdefault(name, []).append(str(task.task_key))
                elif agency.valid_to < due or agency.valid_from > dt.date(year, 12, 31):
                    found = f"{_LABELS[column].lower()} của {task.task_key} ghi '{name}'"
                    faults.append(sheet.fault(str(task.task_key), column, found, _lifetime(agency, agencies, due)))
    if faults:
        raise InputError(faults)
    return tuple(
        f"cơ quan '{name}' ({_some(keys)}) không có trong danh bạ cơ quan; giữ nguyên như đã ghi"
        for name, keys in unknown.items()
    )


def due_date(deadline: str, year: int) -> dt.date:
    """Return the last day of a deadline: the end of the year for a standing task.

    Examples
    --------
    >>> due_date("all_year", 2024), due_date("2024-09-30", 2024)
    (datetime.date(2024, 12, 31), datetime.date(2024, 9, 30))
    """
    return dt.date(year, 12, 31) if deadline in STANDING else dt.date.fromisoformat(deadline)


def _lifetime(agency: Agency, agencies: AgencyRegister, due: dt.date) -> str:
    if agency.valid_from > due:
        return f"cơ quan này chỉ có từ ngày {print_day(agency.valid_from)}"
    ended = f"cơ quan này chỉ tồn tại đến ngày {print_day(agency.valid_to)}, trước thời hạn {print_day(due)}"
    if not agency.successor_key:
        return f"{ended}; hãy ghi cơ quan khác"
    return f"{ended}; hãy ghi {agencies.resolve(agency.agency_key, due).name_vi}"


def _some(keys: list[str]) -> str:
    shown = ", ".join(dict.fromkeys(keys[:3]))
    return f"{shown} và {len(keys) - 3} nhiệm vụ khác" if len(keys) > 3 else shown
