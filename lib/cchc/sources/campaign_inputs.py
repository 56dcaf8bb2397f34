"""Everything a district's scoring campaign rests on, read and checked before anything is computed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from cchc import reference_schemas, schemas
from cchc.agencies import AgencyRegister
from cchc.campaign_params import Campaign
from cchc.errors import Fault, InputError, IssueRefusedError, MissingDataError, ParameterError, suggest
from cchc.frameworks import Framework
from cchc.indices_defined import IndexRegister
from cchc.params import ReportParams
from cchc.paths import office_folder, params_file
from cchc.provenance import InputFile
from cchc.sources.appraisal import Appraisal, read_appraisal
from cchc.sources.campaign_checks import check_campaign, check_questionnaire
from cchc.sources.framework_files import load_framework
from cchc.sources.grids import SUFFIXES
from cchc.sources.index_files import load_indices
from cchc.sources.looked import Looked
from cchc.sources.misplaced import refuse_misnamed
from cchc.sources.office_files import RETURNED_FOLDER, load_survey
from cchc.sources.param_files import load_params, load_texts, resolve_target
from cchc.sources.reader import Reader
from cchc.sources.reference import load_agencies
from cchc.sources.returned_forms import ReturnedForm, read_returned_forms
from cchc.sources.root import find_root
from cchc.sources.surveys import Survey
from cchc.sources.version import find_code
from cchc.units import Unit, normalise_name

GRADING = "data/frameworks/grading.csv"
#: Issuer of bands that nobody has issued: they count only under an edition that is illustrative itself.
ILLUSTRATIVE_ISSUER = "MinhHoa"


@dataclass(frozen=True)
class CampaignInputs:
    """What was read for one district and year.

    Attributes
    ----------
    unit : Unit
        The district.
    year : int
        Year that is scored, and in which the plan is issued.
    is_issue : bool
        Whether these are the copies to be signed.
    params : ReportParams
        Choices; ``campaign`` is there.
    agencies : AgencyRegister
        For names.
    framework : Framework
        Edition under which the communes are scored.
    units : pandas.DataFrame
        ``reference_schemas.CampaignUnits``, in the district's own order.
    folder, status : str
        Where the district's files lie, and the status of their figures.
    forms : tuple of ReturnedForm
        Those that came back, refused ones included.
    strangers : tuple of Fault
        Files among the returned ones that are no unit's.
    appraisal : Appraisal or None
        The council's scores.
    survey : Survey or None
        Responses of the whole district.
    survey_units : pandas.Series or None
        Unit key of each response, empty where the response names none.
    grading : pandas.DataFrame
        ``schemas.GradingBands``.
    band_issuers : tuple of str
        Who may have set the bands of communes, first choice first.
    texts : dict of str to str
        Name of a section → Markdown template.
    files : tuple of InputFile
        Every file read.
    code : str
        Version of the project's code and data.
    indices : IndexRegister
        Every index that is defined.
    looked : Looked
        What was asked of the file system besides the files.
    """

    unit: Unit
    year: int
    is_issue: bool
    params: ReportParams
    agencies: AgencyRegister
    framework: Framework
    units: pd.DataFrame
    folder: str
    status: str
    forms: tuple[ReturnedForm, ...]
    strangers: tuple[Fault, ...]
    appraisal: Appraisal | None
    survey: Survey | None
    survey_units: pd.Series | None
    grading: pd.DataFrame
    band_issuers: tuple[str, ...]
    texts: dict[str, str]
    files: tuple[InputFile, ...]
    code: str
    indices: IndexRegister
    looked: Looked

    @property
    def campaign(self) -> Campaign:
        """The campaign's own parameters."""
        assert self.params.campaign is not None  # noqa: S101 -- load_campaign refuses their absence
        return self.params.campaign

    @property
    def subject(self) -> str:
        """What the documents are of, for their footing."""
        return (
            f"chấm điểm cấp xã của {self.unit.unit_key}, năm {self.year},"
            f" bản {'phát hành' if self.is_issue else 'dự thảo'}"
        )

    @property
    def has_illustrative(self) -> bool:
        """Whether anything is illustrative."""
        return any(one.status == "illustrative" for one in self.files)

    @property
    def plan_date(self) -> dt.date | None:
        """Date of the plan, None while the registry has not filled it in."""
        head = self.params.plan.letterhead
        return dt.date(self.year, head.month, head.day) if head.month and head.day else None

    @property
    def office_folder(self) -> str:
        """Where the district's own files belong."""
        return office_folder(self.unit.unit_key, self.year)


def load_campaign(province: str, year: str | int, *, issue: bool = False) -> CampaignInputs:
    """Read and check everything for one campaign.

    Parameters
    ----------
    province : str
        Key, name or alias of the district.
    year : str or int
        Year that is scored.
    issue : bool
        True for the copies to be signed.

    Returns
    -------
    CampaignInputs
        Complete and checked; refused forms are among ``forms``, they stop nothing.

    Raises
    ------
    CchcError
        A sentence that says what is wrong and where: see ``errors``.
    """
    reader = Reader(find_root())
    unit, year, register = resolve_target(reader, province, year)
    if not unit.kind.scores:
        raise ParameterError(f"Đợt chấm điểm cấp xã do cấp huyện tổ chức; {unit.name_full_vi} không phải cấp huyện.")
    file = params_file(unit.unit_key, year)
    params, indices = load_params(reader, unit, year), load_indices(reader)
    if params.campaign is None:
        raise MissingDataError(
            f"Chưa có mục campaign trong {file} nên không biết các bước, Hội đồng và bộ tiêu chí của đợt chấm;"
            " xem mẫu ở params/2022/HuongSon.yml."
        )
    refuse_misnamed(reader, unit, year)
    campaign = params.campaign
    framework = load_framework(reader, campaign.framework)
    agencies = load_agencies(reader)
    head = params.plan.letterhead
    if head.month == 2 and head.day == 29 and year % 4:
        raise InputError([Fault(file, "khóa 'plan.letterhead.day'", f"năm {year} không có ngày 29/02", "sửa ngày")])
    plan_date = dt.date(year, head.month, head.day) if head.month and head.day else None
    check_campaign(campaign, agencies, framework, year, plan_date, file)
    folder, status = _find_folder(reader, params.inputs.score_sheet, unit, year)
    units = _read_units(reader, f"{folder}/units.csv", status)
    forms, strangers = read_returned_forms(reader, folder, units, framework, year, status=status)
    survey = None
    if campaign.survey is not None:
        # the district's own campaign never takes an invented survey
        choice = params.inputs.survey if status == "illustrative" else "office"
        survey = load_survey(reader, choice, unit, register, year, params.surveyed.framework)
    if survey is not None:
        check_questionnaire(campaign, survey.framework, params.surveyed.formula, framework, file)
    inputs = CampaignInputs(
        unit=unit,
        year=year,
        is_issue=issue,
        params=params,
        agencies=agencies,
        framework=framework,
        units=units,
        folder=folder,
        status=status,
        forms=forms,
        strangers=strangers,
        appraisal=_load_appraisal(reader, folder, status, units, framework, unit, year),
        survey=survey,
        survey_units=None if survey is None else _match_units(survey, units),
        grading=reader.read_table(GRADING, schemas.GradingBands, status="published", title_vi="Mức xếp loại"),
        band_issuers=_band_issuers(reader, unit, framework),
        texts=load_texts(reader, campaign.texts),
        files=reader.used,
        code=find_code(reader.root),
        indices=indices,
        looked=reader.looked,
    )
    if issue:
        _refuse_illustrative(inputs)
    return inputs


def _find_folder(reader: Reader, choice: str, unit: Unit, year: int) -> tuple[str, str]:
    """Return the one folder that the campaign rests on: the district's own and invented files are never mixed."""
    office, invented = (office_folder(unit.unit_key, year, base) for base in ("offices", "illustrative"))
    if reader.exists(f"{office}/units.csv"):
        return office, "office"
    begun = [path for path in reader.find(office, "appraisal.*") if path.suffix in SUFFIXES]
    begun += [path for path in reader.find(f"{office}/{RETURNED_FOLDER}", "*") if path.suffix in SUFFIXES]
    if begun:
        found = f"không có tệp này, nhưng đã có {begun[0].relative_to(reader.root).as_posix()}"
        raise InputError([Fault(f"{office}/units.csv", "", found, "lập danh sách đơn vị: unit_key,name_vi,kind")])
    if choice == "illustrative" and reader.exists(f"{invented}/units.csv"):
        return invented, "illustrative"
    raise MissingDataError(
        f"Chưa có danh sách đơn vị được chấm điểm {office}/units.csv (các cột unit_key, name_vi, kind;"
        " mỗi xã, phường, thị trấn một dòng)."
    )


def _read_units(reader: Reader, path: str, status: str) -> pd.DataFrame:
    units = reader.read_table(
        path, reference_schemas.CampaignUnits, status=status, title_vi="Danh sách đơn vị được chấm điểm"
    )
    forms = units["name_vi"].map(normalise_name)
    faults = [
        Fault(
            path, f"dòng {at + 2}, cột name_vi", f"tên '{units['name_vi'][at]}' đã có ở dòng khác", "mỗi đơn vị một tên"
        )
        for at in units.index[forms.duplicated()]
    ]
    if units.empty:
        faults.append(Fault(path, "", "chưa có đơn vị nào", "mỗi xã, phường, thị trấn một dòng"))
    if faults:
        raise InputError(faults)
    return units


def _load_appraisal(
    reader: Reader, folder: str, status: str, units: pd.DataFrame, framework: Framework, unit: Unit, year: int
) -> Appraisal | None:
    found = [f"{folder}/appraisal{suffix}" for suffix in SUFFIXES if reader.exists(f"{folder}/appraisal{suffix}")]
    if len(found) > 1:
        names = " và ".join(path.rpartition("/")[2] for path in found)
        raise InputError([Fault(f"{folder}/appraisal", "", f"có cả {names}", "chỉ giữ một tệp thẩm định")])
    if not found:
        return None
    return read_appraisal(reader, found[0], units, framework, year, (unit.name_vi, *unit.names()), status=status)


def _match_units(survey: Survey, units: pd.DataFrame) -> pd.Series:
    """Return the unit of each response; a name that is no unit's is refused, an empty one stays empty."""
    if "commune" not in survey.design:
        allowed = "cần cột 'Xã, phường' để tính cho từng đơn vị"
        raise InputError([Fault(survey.path, "", "phiếu khảo sát không ghi đơn vị của người trả lời", allowed)])
    known = {
        normalise_name(form): row.unit_key for row in units.itertuples() for form in (row.unit_key, row.name_vi)
    } | {"": ""}
    labels = survey.design["commune"].fillna("").astype(str).str.strip()
    found = labels.map(lambda label: known.get(normalise_name(label)))
    faults = []
    for label in labels[found.isna()].unique()[:20]:
        near = suggest(label, units["name_vi"], n=1)
        hint = f"có lẽ là '{near[0]}'" if near else "dùng tên hoặc mã trong units.csv"
        count = int((labels == label).sum())
        faults.append(Fault(survey.path, "cột 'Xã, phường'", f"'{label}' ({count} phiếu) không phải đơn vị nào", hint))
    if faults:
        raise InputError(faults)
    return found


def _band_issuers(reader: Reader, unit: Unit, framework: Framework) -> tuple[str, ...]:
    """Return whose bands may grade the communes; those that nobody issued only under an illustrative edition."""
    issuers = (unit.unit_key, unit.parent_key, "VietNam")
    if framework.status != "illustrative":
        return issuers
    reader.mark(GRADING, "illustrative")
    return (*issuers, ILLUSTRATIVE_ISSUER)


def _refuse_illustrative(inputs: CampaignInputs) -> None:
    named = "; ".join(f"{one.path} ({one.title_vi})" for one in inputs.files if one.status == "illustrative")
    if named:
        raise IssueRefusedError(
            f"Không lập được bản phát hành (ISSUE=1) của đợt chấm điểm năm {inputs.year} vì còn số liệu minh họa: {named}."
            f" Hãy đặt units.csv và các tệp của huyện vào {inputs.office_folder}/, dùng bộ tiêu chí và bộ câu hỏi chính thức."
        )
