"""What refuses a whole report: nothing known, figures that a signed copy must not show."""

from __future__ import annotations

from collections.abc import Iterable

from cchc.errors import IssueRefusedError, MissingDataError
from cchc.paths import office_home
from cchc.provenance import InputFile
from cchc.sources.inputs import ReportInputs
from cchc.sources.score_sheets import ScoreSheetFile
from cchc.units import Unit


def refuse_empty(inputs: ReportInputs) -> None:
    """Refuse a year of which nothing is known, naming the years that have data.

    Raises
    ------
    MissingDataError
        If neither the unit nor those that stand for it have any result.
    """
    others = inputs.parts if inputs.upper is None else (*inputs.parts, inputs.upper, *inputs.upper.parts)
    if inputs.has_own_results or any(one.has_own_results for one in others):
        return
    have = ", ".join(str(year + 1) for year in sorted(inputs.announced_years)) or "chưa có năm nào"
    key, year = inputs.unit.unit_key, inputs.result_year
    able = [
        one for one in inputs.indices.all if one.level(inputs.unit.unit_kind, year) is not None
    ] or inputs.indices.all
    names, first = ", ".join(one.name_vi for one in able), able[0].key
    raise MissingDataError(
        f"Dữ liệu của chương trình chưa có số liệu {names} nào của {inputs.unit.name_full_vi} cho năm {year}, là năm kết quả của kế hoạch {inputs.year};"
        f" các năm kế hoạch có số liệu: {have}. Cơ quan có số đã công bố thì lập mẫu bằng"
        f" make form KIND=result INDEX={first} PROVINCE={key} YEAR={inputs.year}, điền và lưu vào {office_home(key)}/{year}/result_{first}.xlsx;"
        " hoặc chọn chỉ số khác ở khóa indices của tệp tham số; xem mục 5b của docs/huong_dan.md."
    )


def refuse_unapproved(sheets: Iterable[ScoreSheetFile]) -> None:
    """Refuse a score sheet that is not approved yet.

    Raises
    ------
    IssueRefusedError
        With the file.
    """
    for sheet in sheets:
        if sheet.stage != "approved":
            raise IssueRefusedError(
                f"Không lập được bản phát hành (ISSUE=1): bảng điểm {sheet.path} chưa có cột Điểm được phê duyệt."
            )


def refuse_illustrative(used: Iterable[InputFile], unit: Unit, year: int) -> None:
    """Refuse illustrative files.

    Raises
    ------
    IssueRefusedError
        With every such file.
    """
    files = [one for one in used if one.status == "illustrative"]
    if files:
        named = "; ".join(f"{one.path} ({one.title_vi})" for one in files)
        raise IssueRefusedError(
            f"Không lập được bản phát hành (ISSUE=1) cho {unit.name_full_vi} năm {year} vì còn số liệu minh họa: {named}."
            f" Hãy đặt số liệu của cơ quan vào {office_home(unit.unit_key)}/ và dùng bộ tiêu chí chính thức trong data/frameworks."
        )
