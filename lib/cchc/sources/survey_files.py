"""Which way a response file of an office is read: as the plain form, or as an export by the map that the office has confirmed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cchc import reference_schemas
from cchc.errors import CchcError, Fault, InputError
from cchc.paths import office_folder, office_home
from cchc.sources.grids import SUFFIXES, open_grids
from cchc.sources.info_rows import INFO_SHEET
from cchc.sources.reader import Reader
from cchc.sources.reference import COMMUNES
from cchc.sources.survey_columns import RESPONDENT_HEADINGS, cell_text
from cchc.sources.survey_exports import read_export
from cchc.sources.survey_headings import find_export, open_tables
from cchc.sources.survey_kept import content_hash, plain_table
from cchc.sources.survey_map_files import read_survey_map
from cchc.sources.survey_maps import SurveyMap, is_confirmed
from cchc.sources.survey_words import fold
from cchc.sources.surveys import INFO_ROWS, Survey, read_survey
from cchc.units import Unit, normalise_name

MAP_STEM = "survey_map"
#: From so many faults on a file that does not come from the form is no form at all.
_MANY = 12
_FIRST_ROWS, _SHOWN = 40, 3
_RESPONDENT = {normalise_name(form) for form in RESPONDENT_HEADINGS}
_FORM, _LIKE_FORM, _EXPORT = "form", "like_form", "export"


@dataclass(frozen=True)
class FoundMap:
    """A confirmed map, and whose and of which year it is."""

    survey_map: SurveyMap
    unit_key: str
    year: int


def map_command(unit: Unit, year: int, path: str) -> str:
    """Return the command that proposes a map for an export of a result year."""
    return f"make form KIND={MAP_STEM} PROVINCE={unit.unit_key} YEAR={year + 1} FILE={path}"


def find_map(reader: Reader, unit: Unit, year: int, *, is_own_wanted: bool = True) -> FoundMap | None:
    """Find the map for the exports of an office: of that year, else the latest confirmed one before, else of the unit above.

    Parameters
    ----------
    reader : Reader
        Knows the root; what it looked for is recorded.
    unit : Unit
        Whose export.
    year : int
        Result year.
    is_own_wanted : bool
        Whether the office's own map of that year must be confirmed; else it is passed over like the others.

    Returns
    -------
    FoundMap or None
        None where no map is confirmed.

    Raises
    ------
    InputError
        If the map is broken, or the one of that year is not confirmed.
    """
    for key in dict.fromkeys(one for one in (unit.unit_key, unit.parent_key) if one):
        folders = reader.find(office_home(key), f"[0-9][0-9][0-9][0-9]/{MAP_STEM}.*")
        years = {int(path.parent.name) for path in folders if path.suffix in SUFFIXES}
        for one in sorted((found for found in years if found <= year), reverse=True):
            path = f"{office_folder(key, one)}/{MAP_STEM}.xlsx"
            if not reader.exists(path):
                allowed = "bảng khớp là sổ Excel hai trang: lưu lại dạng .xlsx"
                raise InputError([Fault(path, "", "không có tệp .xlsx này", allowed)])
            is_own = is_own_wanted and key == unit.unit_key and one == year
            if is_own or is_confirmed(reader.consult_bytes(path), path):
                return FoundMap(read_survey_map(reader, path), key, one)
    return None


def read_office_survey(
    reader: Reader,
    path: str,
    framework_id: str,
    unit: Unit,
    year: int,
    *,
    status: str,
    check: Callable[[FoundMap], None],
) -> Survey:
    """Read the responses of an office, however they came.

    Parameters
    ----------
    reader : Reader
        Records the file; of an export only what the map keeps.
    path : str
        .csv or .xlsx relative to the project.
    framework_id : str
        Questionnaire of a plain form that names none.
    unit, year : Unit, int
        Whose, and of which result year.
    status : str
        Of the figures.
    check : callable
        Refuses a map that tells of another unit or year than its folder.

    Returns
    -------
    Survey
        Checked. A file of the form is read as the form, any other by the map; one with the headings of the form that no
        map fits is read as the form.

    Raises
    ------
    InputError
        If it is broken; one sentence with the command where a map is needed.
    """
    content = reader.read_bytes(path, status=status, title_vi="Phiếu khảo sát SIPAS")
    kind = _kind_of(content, path)
    if kind == _FORM or status == "illustrative":
        return read_survey(reader, path, framework_id, status=status)
    command = map_command(unit, year, path)
    found = find_map(reader, unit, year)
    if found is not None and (kind == _EXPORT or _fits(found.survey_map, content, path)):
        check(found)
        remake = f"lập lại bảng khớp bằng {command}, xem lại và xác nhận"
        survey = read_export(
            content, path, found.survey_map, status=status, remake=remake, places=lambda: commune_names(reader.root)
        )
        reader.keep_part(path, found.survey_map.path, content_hash(survey))
        assert survey.export is not None  # noqa: S101 -- read as one
        export = dataclasses.replace(survey.export, map_unit_key=found.unit_key, map_year=found.year)
        return dataclasses.replace(survey, export=export)
    if kind == _EXPORT:
        said = "tệp không theo mẫu phiếu (bản xuất của công cụ khảo sát, bảng tự lập) và chưa có bảng khớp đã xác nhận"
        allowed = f"chạy {command}, xác nhận rồi lưu vào {office_folder(unit.unit_key, year)}/{MAP_STEM}.xlsx"
        raise InputError([Fault(path, "", said, allowed)])
    try:
        return read_survey(reader, path, framework_id, status=status)
    except InputError as error:
        if len(error.faults) < _MANY:
            raise
        told = "; ".join(f"{one.place}: {one.found}" for one in error.faults[:_SHOWN])
        said = f"{len(error.faults)} chỗ không theo mẫu phiếu, ví dụ {told}"
        allowed = f"sửa theo mẫu make form KIND=survey, hoặc để nguyên tệp và chạy {command}"
        raise InputError([Fault(path, "", said, allowed)]) from None


def _kind_of(content: bytes, path: str) -> str:
    """Tell whether a file is the form, a table with the form's headings, or something else."""
    if content.startswith(b"PK\x03\x04") or not path.lower().endswith(".csv"):
        labels = {normalise_name(one.label) for one in INFO_ROWS}
        for title, grid in open_grids(content, path).items():
            if normalise_name(title) == normalise_name(INFO_SHEET) and labels.intersection(
                normalise_name(grid.text(row, 0).rstrip(":")) for row in range(len(grid.rows))
            ):
                return _FORM
    for table in open_tables(content, path):
        for cells in table.head(_FIRST_ROWS):
            if _RESPONDENT.intersection(normalise_name(text) for cell in cells if (text := cell_text(cell))):
                return _LIKE_FORM
    return _EXPORT


def _fits(survey_map: SurveyMap, content: bytes, path: str) -> bool:
    """Tell whether the headings of a table are those that a map knows."""
    known = {one.key for one in survey_map.columns}
    export = find_export(open_tables(content, path), path, lambda found: sum(one.key in known for one in found))
    return 2 * sum(one.key in known for one in export.columns) >= len(export.columns)


def commune_names(root: Path) -> frozenset[str]:
    """Return the names of all communes, folded, by which those that are called like people are known.

    No figure rests on them, so the reading is recorded nowhere.
    """
    table = Reader(root).read_table(COMMUNES, reference_schemas.Units, status="text", title_vi="Danh mục cấp xã")
    return frozenset(fold(str(name)) for name in table["name_vi"])


def hash_export(root: Path, path: str, map_path: str) -> str:
    """Return the ``content_hash`` of an export as it stands now, read by a map; empty where it cannot be read."""
    reader = Reader(root)
    try:
        survey_map = read_survey_map(reader, map_path)
        content = (root / path).read_bytes()
        return content_hash(
            read_export(content, path, survey_map, status="office", remake="", places=lambda: commune_names(root))
        )
    except (CchcError, OSError):
        return ""


def read_plain(root: Path, path: str, map_path: str) -> str:
    """Return what a map keeps of an export, as the CSV text of the plain form.

    Raises
    ------
    InputError
        If it cannot be read any more.
    """
    survey_map = read_survey_map(Reader(root), map_path)
    survey = read_export(
        (root / path).read_bytes(), path, survey_map, status="office", remake="", places=lambda: commune_names(root)
    )
    return str(plain_table(survey).to_csv(index=False, lineterminator="\n"))
