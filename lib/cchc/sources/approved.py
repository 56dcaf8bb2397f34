"""Results of a campaign that the unit above approved: a unit's own score sheet, where its office has entered none."""

from __future__ import annotations

import pandas as pd

from cchc import schemas
from cchc.errors import Fault, InputError, UnknownNameError
from cchc.frameworks import Framework
from cchc.numbers import comma
from cchc.paths import office_folder
from cchc.sources.framework_files import load_framework
from cchc.sources.reader import Reader
from cchc.sources.score_sheets import ScoreSheetFile
from cchc.units import Unit

#: In the folder of who scores and the year that is scored.
APPROVED_FILE = "approved.csv"
_TITLE = "Kết quả chấm điểm đã phê duyệt"
_SHEET_COLUMNS = tuple(schemas.ScoreSheet.to_schema().columns)
_TOLERANCE = 1e-9


def find_approved(reader: Reader, choice: str, unit: Unit, year: int) -> tuple[str, str] | None:
    """Find the approved results that name a unit.

    Parameters
    ----------
    reader : Reader
        Records what is read: only the rows of the unit count.
    choice : {"office", "illustrative"}
        Parameter ``inputs.score_sheet``.
    unit : Unit
        Whose results.
    year : int
        Year that was scored.

    Returns
    -------
    (str, str) or None
        Path relative to the project, and status of what lies there.
    """
    if not unit.parent_key:
        return None
    bases = (("offices", "office"), ("illustrative", "illustrative"))
    for folder, status in bases if choice == "illustrative" else bases[:1]:
        path = f"{office_folder(unit.parent_key, year, folder)}/{APPROVED_FILE}"
        if reader.exists(path) and len(_rows_of(reader, path, unit, status)):
            return path, status
    return None


def _rows_of(reader: Reader, path: str, unit: Unit, status: str) -> pd.DataFrame:
    """Return the rows of one unit; a report rests on no other of the table."""
    key = f"{path} {unit.unit_key}"
    if key not in reader.memory:
        table = reader.read_table(path, schemas.ApprovedScores, status=status, title_vi=_TITLE)
        if faults := _wrong_ranks(path, table):
            raise InputError(faults)
        own = reader.narrow(path, table[table["unit_key"] == unit.own_key])
        if len(own):
            reader.mark(path, "illustrative" if status == "illustrative" else str(own["status"].iloc[0]))
        reader.memory[key] = own
    rows: pd.DataFrame = reader.memory[key]
    return rows


def load_approved(reader: Reader, choice: str, unit: Unit, year: int) -> ScoreSheetFile | None:
    """Read the approved results of a unit as its score sheet; None if there are none.

    Raises
    ------
    InputError
        With the lines: an edition that there is not, a criterion that it has not, a maximum other than its own, a score
        that is missing, or above the maximum.
    """
    found = find_approved(reader, choice, unit, year)
    if found is None:
        return None
    path, status = found
    rows = _rows_of(reader, path, unit, status)
    first = rows.iloc[0]
    try:
        framework = load_framework(reader, str(first["framework_id"]))
    except UnknownNameError as error:
        raise InputError(
            [Fault(path, f"dòng {rows.index[0] + 2}, cột framework_id", "không có bộ này", error.clause)]
        ) from None
    if faults := _faults(path, rows, framework):
        raise InputError(faults)
    scores = rows.assign(
        is_applicable=rows["is_applicable"] == "có",
        evidence_vi="",
    )
    return ScoreSheetFile(
        path=path,
        unit_name=unit.name_vi,
        year=year,
        status="illustrative" if status == "illustrative" else str(first["status"]),
        framework=framework,
        full_framework=framework,
        scores=scores[list(_SHEET_COLUMNS)].reset_index(drop=True),
        stage="approved",
        rank=None if pd.isna(first["rank"]) else int(first["rank"]),
        n_ranked=None if pd.isna(first["n_ranked"]) else int(first["n_ranked"]),
        field_vi=str(first["field_vi"]),
        decision=str(first["decision"]),
    )


def _wrong_ranks(path: str, table: pd.DataFrame) -> list[Fault]:
    """Find units that a table has lost, and ranks that cannot stand together: somebody has changed it by hand."""
    allowed = "chép lại approved.csv do make campaign lập, đừng sửa tay"
    known = table[table["rank"].notna()]
    n_ranks = known.groupby("unit_key", sort=False)["rank"].nunique()
    faults = [Fault(path, f"đơn vị {key}", "có hai thứ hạng khác nhau", allowed) for key in n_ranks.index[n_ranks > 1]]
    # a unit belongs to the edition of most of its rows: another one in some row is told by its line
    edition = known.groupby("unit_key", sort=False)["framework_id"].agg(lambda column: column.mode().iloc[0])
    ranked = known.drop_duplicates("unit_key").assign(framework_id=lambda rows: rows["unit_key"].map(edition))
    for name, rows in ranked.groupby("framework_id", sort=False):
        n_ranked, n_units = int(rows["n_ranked"].max()), rows["unit_key"].nunique()
        if n_units != n_ranked:
            found = f"bộ {name} có {n_units} đơn vị nhưng thứ hạng ghi trong {n_ranked} đơn vị"
            faults.append(Fault(path, "cột n_ranked", found, allowed))
        elif not faults and list(rows["rank"].sort_values()) != list(rows["rank"].rank(method="min").sort_values()):
            faults.append(Fault(path, "cột rank", f"các thứ hạng của bộ {name} không thể cùng đúng", allowed))
    return faults


def _faults(path: str, rows: pd.DataFrame, framework: Framework) -> list[Fault]:
    leaves = {leaf.code: leaf for leaf in framework.leaves()}
    faults = []
    for at, row in rows.iterrows():
        code, line = row["criterion_code"], f"dòng {int(str(at)) + 2}"
        leaf = leaves.get(code)
        if row["framework_id"] != framework.framework_id:
            faults.append(
                Fault(
                    path,
                    f"{line}, cột framework_id",
                    f"bộ '{row['framework_id']}'",
                    f"đơn vị này dùng bộ '{framework.framework_id}'",
                )
            )
        elif leaf is None:
            faults.append(
                Fault(
                    path,
                    f"{line}, cột criterion_code",
                    f"mã '{code}' không phải tiêu chí chấm điểm",
                    "dùng tệp do make campaign lập",
                )
            )
        elif leaf.max_score is not None and abs(row["max_score"] - leaf.max_score) > _TOLERANCE:
            faults.append(
                Fault(
                    path,
                    f"{line}, cột max_score",
                    f"điểm tối đa {comma(row['max_score'])}",
                    f"bộ tiêu chí quy định {comma(leaf.max_score)}",
                )
            )
        elif row["is_applicable"] == "có" and (
            pd.isna(row["approved_score"]) or row["approved_score"] > row["max_score"] + _TOLERANCE
        ):
            faults.append(
                Fault(
                    path,
                    f"{line}, cột approved_score",
                    "thiếu điểm, hoặc điểm lớn hơn điểm tối đa",
                    f"cần một số từ 0 đến {comma(row['max_score'])}",
                )
            )
    missing = [code for code in leaves if code not in set(rows["criterion_code"])]
    if missing:
        faults.append(
            Fault(
                path,
                f"đơn vị {rows['unit_key'].iloc[0]}",
                f"thiếu dòng của mã {', '.join(missing)}",
                "dùng tệp do make campaign lập",
            )
        )
    return faults


def is_invented_approval(sheet: ScoreSheetFile) -> bool:
    """Tell whether a sheet is that of an invented campaign."""
    return sheet.status == "illustrative" and sheet.path.rpartition("/")[2] == APPROVED_FILE
