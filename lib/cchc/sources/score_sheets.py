"""Score sheets of offices to ``schemas.ScoreSheet``: every stage kept, every fault named by its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from cchc.errors import Fault, InputError, UnknownNameError
from cchc.frameworks import Framework
from cchc.provenance import STATUSES
from cchc.sources.framework_files import load_framework
from cchc.sources.grids import Grid, find_sheet, open_grids
from cchc.sources.headings import find_headings, form_heading, heading_years, unread_headings
from cchc.sources.info_rows import INFO_SHEET, InfoRow, find_value, read_info
from cchc.sources.reader import Reader
from cchc.sources.score_rows import SCORE_COLUMNS, read_rows
from cchc.units import normalise_name

SHEET = "Bảng điểm"
#: What an office may call its own figures; published ones stand in data/published with their source.
OWN_STATUSES = ("office", "official", "estimated", "illustrative")
INFO_ROWS = (
    InfoRow("unit", "Địa phương"),
    InfoRow("year", "Năm kết quả", kind="year"),
    InfoRow("framework_id", "Bộ tiêu chí"),
    InfoRow("status", "Trạng thái số liệu", allowed={key: STATUSES[key] for key in OWN_STATUSES}),
)
#: Which office of the unit fills the sheet in, where each fills in a part.
OFFICE_ROW = InfoRow("office", "Cơ quan tự chấm")
HEADINGS = (
    form_heading("code", "Mã tiêu chí", "Mã số", is_required=True),
    form_heading("name_vi:criterion", "Tên tiêu chí", "Nội dung"),
    form_heading("max_score", "Điểm chuẩn"),
    form_heading("method"),
    form_heading("previous:form"),
    form_heading("declared:form", "Số liệu khai báo"),
    form_heading("declared_total"),
    form_heading("self_score", "Tự chấm", "Điểm tự đánh giá"),
    form_heading("evidence_vi"),
    form_heading("appraised_1_score", "Thẩm định lần 1", "Điểm thẩm định", "Thẩm định"),
    form_heading("explanation_vi"),
    form_heading("appraised_2_score", "Thẩm định lần 2"),
    form_heading("survey_score:form", "Điều tra", "Điểm điều tra xã hội học"),
    form_heading("approved_score", "Phê duyệt", "Điểm phê duyệt", "Điểm đạt"),
    form_heading("not_applicable"),
    form_heading("note_vi"),
)


@dataclass(frozen=True)
class SheetPart:
    """A part of a unit's sheet that one of its offices fills in.

    Attributes
    ----------
    framework : Framework
        The edition of the whole, only with the criteria of the office.
    others : mapping of str to str
        Code of every other criterion → who scores it.
    """

    framework: Framework
    others: Mapping[str, str]


@dataclass(frozen=True)
class ScoreSheetFile:
    """A score sheet with what its information sheet says.

    Attributes
    ----------
    path : str
        Relative to the project.
    unit_name : str
        As filled in.
    year : int
        Result year.
    status : str
        As filled in, key of ``provenance.STATUSES``.
    framework : Framework
        Edition the sheet was filled in for, cut at the grain at which scores are known.
    full_framework : Framework
        The whole edition.
    scores : pandas.DataFrame
        ``schemas.ScoreSheet``.
    stage : str
        Last stage that the sheet has reached, key of ``indices.stages.STAGES``.
    warnings : tuple of str
        Group totals typed in that differ from the sum of their rows; columns that look like scores and are not read.
    places : mapping of str to str
        Key of ``INFO_ROWS`` → cell, for messages.
    office_name : str
        Office that filled in its part, as written; empty for a whole sheet.
    rank, n_ranked, field_vi : int or None, int or None, str
        Rank that was approved with the scores, among how many, and which units; None and empty where the file tells none.
    decision : str
        Number and day of the decision that approved the scores; empty where the file tells none.
    """

    path: str
    unit_name: str
    year: int
    status: str
    framework: Framework
    full_framework: Framework
    scores: pd.DataFrame
    stage: str
    warnings: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    office_name: str = ""
    rank: int | None = None
    n_ranked: int | None = None
    field_vi: str = ""
    decision: str = ""

    @property
    def inconsistencies(self) -> tuple[str, ...]:
        """What does not add up in the edition, maxima that the sheet itself supplied included."""
        return tuple(dict.fromkeys([*self.full_framework.inconsistencies(), *self.framework.inconsistencies()]))

    @property
    def is_coarse(self) -> bool:
        """Whether scores are known only above the edition's finest criteria."""
        has_domain = any(leaf.node_kind == "domain" and not leaf.role for leaf in self.framework.leaves())
        return has_domain or len(self.framework.nodes) < len(self.full_framework.nodes)


def read_score_sheet(
    reader: Reader, path: str, *, status: str, is_self_only: bool = False, part: SheetPart | None = None
) -> ScoreSheetFile:
    """Read and check a filled-in score sheet.

    Parameters
    ----------
    reader : Reader
        Records the file.
    path : str
        .xlsx or .csv relative to the project. Unit, year, edition and status stand on the sheet
        ``Thông tin``, or in the lines above the table.
    status : str
        Status recorded for the file; a sheet that calls itself illustrative stays so.
    is_self_only : bool
        See ``read_rows``.
    part : SheetPart or None
        Where an office fills in its part of the sheet: only that is read, and rows of others are refused.

    Returns
    -------
    ScoreSheetFile
        Complete at its stage: every branch of the framework has a score or is not applicable.

    Raises
    ------
    InputError
        With every fault: unknown, duplicate or missing code, text or date in a number cell, negative score,
        score above its maximum, maximum other than the framework's, formula without a computed value, self-score
        of a criterion that is scored by survey.
    """
    content = reader.read_bytes(path, status=status, title_vi="Bảng chấm điểm PAR INDEX")
    grids = open_grids(content, path)
    info_grid, grid = find_info_and_table(grids, SHEET)
    wanted = INFO_ROWS if part is None else (*INFO_ROWS, OFFICE_ROW)
    info, faults = read_info(info_grid, wanted)
    if status != "illustrative" and "status" in info:
        reader.mark(path, info["status"])
    if "framework_id" not in info:
        raise InputError(faults)
    try:
        framework = load_framework(reader, info["framework_id"])
        if part is not None:
            _refuse_edition(framework, part, path, find_value(info_grid, "Bộ tiêu chí"))
            framework = part.framework
        start, columns = find_headings(grid, HEADINGS)
        faults += _other_years(grid, start, columns, info.get("year"))
        others = {} if part is None else part.others
        rows = read_rows(grid, start, columns, framework, is_self_only=is_self_only, others=others)
        unread = unread_headings(grid, start, columns, ("điểm", "áp dụng"))
    except UnknownNameError as error:
        place = find_value(info_grid, "Bộ tiêu chí")
        found = f"'Bộ tiêu chí' ghi '{info['framework_id']}'"
        raise InputError([*faults, Fault(path, place, found, error.clause)]) from None
    except InputError as error:
        raise InputError([*faults, *error.faults]) from None
    if faults:
        raise InputError(faults)
    return ScoreSheetFile(
        path=path,
        unit_name=info["unit"],
        year=info["year"],
        status=info["status"] if status != "illustrative" else "illustrative",
        framework=rows.framework,
        full_framework=framework,
        scores=rows.scores,
        stage=rows.stage,
        warnings=(*rows.warnings, *(f"cột {one} không được đọc vì không phải tên cột của mẫu" for one in unread)),
        places={one.key: find_value(info_grid, one.label) for one in wanted},
        office_name=info.get("office", ""),
    )


def _refuse_edition(framework: Framework, part: SheetPart, path: str, place: str) -> None:
    """Refuse another edition at once: none of its rows is one of this part."""
    wanted = part.framework.framework_id
    if framework.framework_id != wanted:
        found = f"'Bộ tiêu chí' ghi '{framework.framework_id}'"
        raise InputError([Fault(path, place, found, f"bảng điểm này dùng bộ '{wanted}'")])


def _other_years(grid: Grid, start: int, columns: dict[str, int], year: int | None) -> list[Fault]:
    """Refuse score columns whose headings name another year than the sheet: "Năm 2022" above "Điểm được phê duyệt"."""
    places = {columns[key]: key for key in SCORE_COLUMNS if key in columns}
    return [
        Fault(
            grid.path,
            grid.place(start - 1, at),
            f"cột điểm thuộc năm {found}",
            f"bảng này của năm {year}; xóa hoặc đổi cột này",
        )
        for at, found in heading_years(grid, start, places).items()
        if year is not None and found != year
    ]


def find_info_and_table(grids: dict[str, Grid], sheet: str) -> tuple[Grid, Grid]:
    """Return the sheet with the labels and the sheet with the table; a file with one sheet holds both on it.

    Raises
    ------
    InputError
        If there is no such table, or two sheets with labels.
    """
    named = {title: grid for title, grid in grids.items() if normalise_name(title) == normalise_name(INFO_SHEET)}
    table = find_sheet({title: grid for title, grid in grids.items() if title not in named} or grids, sheet)
    return (find_sheet(named, INFO_SHEET) if named else table), table
