"""Everything one report rests on, read and checked before anything is computed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cchc import schemas
from cchc.agencies import AgencyRegister
from cchc.errors import IssueRefusedError, MissingDataError, ParameterError
from cchc.frameworks import Framework
from cchc.localities import Locality, LocalityRegister
from cchc.params import ReportParams
from cchc.provenance import InputFile
from cchc.sources.framework_files import find_framework, load_framework
from cchc.sources.office_files import load_sheet, load_survey, refuse_misnamed
from cchc.sources.param_files import load_params, load_texts, resolve_target
from cchc.sources.reader import Reader, find_root
from cchc.sources.reference import load_agencies, load_solutions
from cchc.sources.score_sheets import ScoreSheetFile
from cchc.sources.surveys import Survey
from cchc.sources.version import find_commit

#: Year of the merger of provinces: results from this year on are those of the new units.
MERGER_YEAR = 2025
#: Levels for which reports are made.
REPORTED_LEVELS = ("province", "district")


@dataclass(frozen=True)
class ReportInputs:
    """What was read for one locality and plan year.

    Attributes
    ----------
    locality : Locality
        As it exists on 1 January of the plan year.
    year, result_year : int
        Year of the plan and of the results (the year before).
    is_issue : bool
        Whether this is the copy to be signed.
    params : ReportParams
        Choices.
    localities, agencies : registers
        For names.
    par_published, sipas_published : pandas.DataFrame
        ``schemas.ParPublished``, ``schemas.SipasPublished``: the units that the locality is ranked among (the
        provinces and the country, or the districts of its province).
    papi, papi_structure : pandas.DataFrame
        ``schemas.PapiPublished``, ``schemas.PapiStructure``.
    score_sheet, previous_score_sheet : ScoreSheetFile or None
        Criterion-level scores of the result year and the year before.
    announced_framework : Framework or None
        Edition under which the locality's announced scores stand, where it is known.
    survey : Survey or None
        Responses of the result year.
    grading : pandas.DataFrame
        ``schemas.GradingBands``.
    solutions : pandas.DataFrame
        ``schemas.Solutions``.
    texts : dict
        Name of a section → Markdown template.
    sources : pandas.DataFrame
        ``schemas.Sources``.
    files : tuple of InputFile
        Every file read.
    commit : str
        Version of the project's code and data.
    """

    locality: Locality
    year: int
    result_year: int
    is_issue: bool
    params: ReportParams
    localities: LocalityRegister
    agencies: AgencyRegister
    par_published: pd.DataFrame
    sipas_published: pd.DataFrame
    papi: pd.DataFrame
    papi_structure: pd.DataFrame
    score_sheet: ScoreSheetFile | None
    previous_score_sheet: ScoreSheetFile | None
    announced_framework: Framework | None
    survey: Survey | None
    grading: pd.DataFrame
    solutions: pd.DataFrame
    texts: dict[str, str]
    sources: pd.DataFrame
    files: tuple[InputFile, ...]
    commit: str

    @property
    def is_province(self) -> bool:
        """Whether the locality is a province: only these have SIPAS, PAPI and a plan in this version."""
        return self.locality.admin_level == "province"

    @property
    def n_provinces(self) -> int:
        """Number of provinces of the country whose results of the year are announced: 34 from the results of 2025."""
        return len(self.localities.of_level("province", max(self.result_year, self.year if self.year > 2025 else 0)))

    @property
    def has_illustrative(self) -> bool:
        """Whether any figure is illustrative."""
        return any(one.status == "illustrative" for one in self.files)


def load_inputs(province: str, year: str | int, *, issue: bool = False) -> ReportInputs:
    """Read and check everything for one report.

    Parameters
    ----------
    province : str
        Key, name or alias of the locality.
    year : str or int
        Year of the plan; its results are those of the year before.
    issue : bool
        True for the copy to be signed.

    Returns
    -------
    ReportInputs
        Complete and checked.

    Raises
    ------
    CchcError
        A sentence that says what is wrong and where: see ``errors``.
    """
    reader = Reader(find_root())
    locality, year, localities = resolve_target(reader, province, year)
    if locality.admin_level not in REPORTED_LEVELS:
        raise ParameterError(
            f"{locality.name_full_vi[0].upper()}{locality.name_full_vi[1:]} không thuộc cấp tỉnh hoặc cấp huyện; lệnh này lập báo cáo cho hai cấp đó."
        )
    result_year = year - 1
    refuse_misnamed(reader, locality, result_year)
    params = load_params(reader, locality, year)
    field = {
        one.locality_key
        for one in localities.of_level(locality.admin_level, result_year)
        if one.parent_key == locality.parent_key
    } | ({"VietNam"} if locality.admin_level == "province" else set())
    par_published = reader.read_table(
        "data/published/par_index.csv", schemas.ParPublished, status="published", title_vi="PAR INDEX đã công bố"
    )
    sipas_published = reader.read_table(
        "data/published/sipas.csv", schemas.SipasPublished, status="published", title_vi="SIPAS đã công bố"
    )
    papi = reader.read_table(
        "data/published/papi.csv", schemas.PapiPublished, status="published", title_vi="PAPI đã công bố"
    )
    if locality.valid_from.year >= MERGER_YEAR:
        # a merged unit has no series of its own before it exists, even where it keeps an old name
        par_published, sipas_published, papi = (
            table[(table["locality_key"] != locality.locality_key) | (table["year"] >= MERGER_YEAR)]
            for table in (par_published, sipas_published, papi)
        )
    sheet = load_sheet(reader, params.inputs.score_sheet, locality, localities, result_year)
    previous = load_sheet(reader, params.inputs.previous_score_sheet, locality, localities, result_year - 1)
    survey = load_survey(reader, params.inputs.survey, locality, localities, result_year, params.sipas.framework)
    edition = find_framework(
        reader, locality.admin_level, (locality.locality_key, locality.parent_key, "VietNam"), result_year
    )
    inputs = ReportInputs(
        locality=locality,
        year=year,
        result_year=result_year,
        is_issue=issue,
        params=params,
        localities=localities,
        agencies=load_agencies(reader, is_city=locality.is_city),
        par_published=par_published[par_published["locality_key"].isin(field)],
        sipas_published=sipas_published[sipas_published["locality_key"].isin(field)],
        papi=papi,
        papi_structure=reader.read_table(
            "data/frameworks/papi/structure.csv", schemas.PapiStructure, status="published", title_vi="Cấu trúc PAPI"
        ),
        score_sheet=sheet,
        previous_score_sheet=previous,
        announced_framework=load_framework(reader, edition) if edition and sheet is None else None,
        survey=survey,
        grading=reader.read_table(
            "data/frameworks/grading.csv", schemas.GradingBands, status="published", title_vi="Mức xếp loại"
        ),
        solutions=load_solutions(reader),
        texts=load_texts(reader, params.plan.texts),
        sources=reader.read_table(
            "data/published/sources.csv", schemas.Sources, status="published", title_vi="Nguồn số liệu công bố"
        ),
        files=reader.used,
        commit=find_commit(reader.root),
    )
    _refuse_empty(inputs)
    if issue:
        _refuse_unapproved(inputs)
        _refuse_illustrative(inputs)
    return inputs


def _refuse_empty(inputs: ReportInputs) -> None:
    key = inputs.locality.locality_key
    tables = {"PAR INDEX": inputs.par_published, "SIPAS": inputs.sipas_published, "PAPI": inputs.papi}
    years = {int(year) for table in tables.values() for year in table.loc[table["locality_key"] == key, "year"]}
    if inputs.result_year in years or inputs.score_sheet is not None or inputs.survey is not None:
        return
    have = ", ".join(str(year + 1) for year in sorted(years)) or "chưa có năm nào"
    raise MissingDataError(
        f"Chưa có số liệu nào của {inputs.locality.name_full_vi} cho năm {inputs.result_year}, là năm kết quả của kế hoạch {inputs.year};"
        f" các năm kế hoạch có số liệu: {have}."
    )


def _refuse_unapproved(inputs: ReportInputs) -> None:
    sheet = inputs.score_sheet
    if sheet is not None and sheet.stage != "approved":
        raise IssueRefusedError(
            f"Không lập được bản phát hành (ISSUE=1): bảng điểm {sheet.path} chưa có cột Điểm được phê duyệt."
        )


def _refuse_illustrative(inputs: ReportInputs) -> None:
    files = [one for one in inputs.files if one.status == "illustrative"]
    if files:
        named = "; ".join(f"{one.path} ({one.title_vi})" for one in files)
        raise IssueRefusedError(
            f"Không lập được bản phát hành (ISSUE=1) cho {inputs.locality.name_full_vi} năm {inputs.year} vì còn số liệu minh họa: {named}."
            f" Hãy đặt số liệu của cơ quan vào data/offices/{inputs.locality.locality_key}/ và dùng bộ tiêu chí chính thức trong data/frameworks."
        )
