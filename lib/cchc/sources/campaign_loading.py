"""Reading and checking everything that a scoring campaign rests on, before anything is computed."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cchc import schemas
from cchc.campaign_params import ROUNDS, Campaign
from cchc.errors import Fault, InputError, IssueRefusedError, MissingDataError, ParameterError, suggest
from cchc.frameworks import Framework
from cchc.sources.campaign_checks import check_campaign
from cchc.sources.campaign_groups import GroupFiles, appraisers, load_group
from cchc.sources.campaign_inputs import CampaignHead, CampaignInputs, GroupInputs
from cchc.sources.campaign_surveys import find_unread
from cchc.sources.campaign_units import absence_of, find_folder, is_registered, read_units
from cchc.sources.evidence import Evidence, read_evidence
from cchc.sources.framework_files import load_framework
from cchc.sources.misplaced import refuse_misnamed
from cchc.sources.office_files import EVIDENCE_FOLDER
from cchc.sources.param_files import chosen_params, load_params, load_texts, resolve_target
from cchc.sources.param_indices import default_indices
from cchc.sources.progress_inputs import parse_at
from cchc.sources.reader import Reader
from cchc.sources.received import RoundFiles, find_received
from cchc.sources.reference import load_agencies
from cchc.sources.returned_forms import find_strangers
from cchc.sources.root import find_root
from cchc.sources.version import find_code
from cchc.units import Unit

GRADING = "data/frameworks/grading.csv"
#: Issuer of bands that nobody has issued: they count only under an edition that is illustrative itself.
ILLUSTRATIVE_ISSUER = "MinhHoa"


def load_campaign(province: str, year: str | int, *, issue: bool = False, at: str | dt.date = "") -> CampaignInputs:
    """Read and check everything for one campaign.

    Parameters
    ----------
    province : str
        Key, name or alias of the unit that scores those below it.
    year : str or int
        Year that is scored.
    issue : bool
        True for the copies to be signed.
    at : str or datetime.date
        Day (ISO) by which files count; empty: all that are there.

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
    if unit.is_ranked_nationally:
        # whoever exists at the end of the year scores it: the merged province, not the old one of the same name
        unit = register.resolve(unit.unit_key, year + 1)
    if not unit.kind.scores:
        raise ParameterError(
            f"Đợt chấm điểm do cấp tỉnh tổ chức cho các sở, cấp xã (cấp huyện trước đây: cho cấp xã); {unit.name_full_vi} không"
            " chấm điểm đơn vị nào."
        )
    file = chosen_params(reader, unit.unit_key, year)
    params, indices = load_params(reader, unit, year), default_indices(reader)
    if params.campaign is None:
        example = "params/2025/TuyenQuang.yml" if unit.is_ranked_nationally else "params/2022/HuongSon.yml"
        raise MissingDataError(
            f"Chưa có mục campaign trong {file} nên không biết các bước, Hội đồng và bộ tiêu chí của đợt chấm;"
            f" xem mẫu ở {example}."
        )
    refuse_misnamed(reader, unit, year)
    campaign = params.campaign
    agencies = load_agencies(reader, unit) if unit.is_ranked_nationally else load_agencies(reader)
    head = params.plan.letterhead if campaign.letterhead is None else campaign.letterhead.over(params.plan.letterhead)
    if head.month == 2 and head.day == 29 and year % 4:
        key = "plan.letterhead.day" if campaign.letterhead is None else "campaign.letterhead.day"
        raise InputError([Fault(file, f"khóa '{key}'", f"năm {year} không có ngày 29/02", "sửa ngày")])
    params = params.model_copy(update={"plan": params.plan.model_copy(update={"letterhead": head})})
    frameworks = {key: load_framework(reader, group.framework) for key, group in campaign.all_groups.items()}
    plan_date = dt.date(year, head.month, head.day) if head.month and head.day else None
    check_campaign(campaign, agencies, frameworks, unit, year, plan_date, file)
    has_register = is_registered(unit, register, year)
    folder, status = find_folder(reader, params.inputs.score_sheet, unit, year, has_register=has_register)
    units = read_units(reader, folder, status, campaign, unit, year, register)
    day = parse_at(str(at), year) if at else None
    _refuse_unknown_excuses(campaign, units, file)
    shared = CampaignHead(unit, year, issue, day, params, agencies, folder, status)
    rounds = {
        key: find_received(
            reader,
            folder,
            key,
            campaign,
            year,
            day,
            status=status,
            alone="appraisal" if key == "appraisal" and "" in frameworks else "",
        )
        for key in ROUNDS
    }
    evidence = _evidence(reader, folder, status, units, frameworks)
    read = {
        key: load_group(
            reader,
            GroupFiles(unit, year, key, group, frameworks[key], units[units["group"] == key], folder, status, rounds, file),
            campaign, params, agencies, register, plan_date,
        )
        for key, group in campaign.all_groups.items()
    }  # fmt: skip
    grading = reader.read_table(GRADING, schemas.GradingBands, status="published", title_vi="Mức xếp loại")
    issuers = {key: _band_issuers(reader, unit, one) for key, one in frameworks.items()}
    texts = load_texts(reader, campaign.texts, unit.unit_key)
    inputs = CampaignInputs(
        **_fields(shared),
        groups=(),
        evidence=evidence,
        received=tuple(one for key in ROUNDS for one in rounds[key].every),
        strangers=_strangers(
            rounds, units, campaign, has_register, unit, register, year, find_unread(reader, folder, campaign, status)
        ),
        texts=texts,
        files=reader.used,
        code=find_code(reader.root),
        indices=indices,
        looked=reader.looked,
    )
    groups = tuple(
        GroupInputs(
            **_fields(shared),
            key=key,
            group=group,
            framework=frameworks[key],
            units=units[units["group"] == key].reset_index(drop=True),
            evidence=evidence,
            grading=grading,
            band_issuers=issuers[key],
            has_illustrative=inputs.has_illustrative,
            **_fields(read[key]),
        )
        for key, group in campaign.all_groups.items()
    )
    inputs = dataclasses.replace(inputs, groups=groups)
    if issue:
        _refuse_illustrative(inputs)
    return inputs


def _refuse_unknown_excuses(campaign: Campaign, units: pd.DataFrame, file: str) -> None:
    """Refuse exceptions for a unit, or an office, that the campaign does not have."""
    faults = []
    for at, one in enumerate(campaign.late_accepted):
        known = set(units["unit_key"])
        if one.round in {"appraisal", "appraisal_2"}:
            known = {stem for key, group in campaign.all_groups.items() for stem in appraisers(key, group, one.round)}
        if one.unit not in known:
            near = suggest(one.unit, known, n=1)
            allowed = f"có lẽ là '{near[0]}'" if near else "ghi tên tệp không có đuôi"
            where = f"khóa 'campaign.late_accepted.{at}.unit'"
            faults.append(Fault(file, where, f"không có đơn vị, cơ quan nào tên '{one.unit}' ở vòng này", allowed))
    if faults:
        raise InputError(faults)


def _fields(one: object) -> dict[str, Any]:
    """Return the fields of a dataclass, not those of what they hold."""
    return {field.name: getattr(one, field.name) for field in dataclasses.fields(one)}  # type: ignore[arg-type]


def _evidence(
    reader: Reader, folder: str, status: str, units: pd.DataFrame, frameworks: Mapping[str, Framework]
) -> Evidence | None:
    if not reader.find(folder, EVIDENCE_FOLDER):
        return None
    codes = {key: [leaf.code for leaf in one.leaves()] for key, one in frameworks.items()}
    of_unit = {row.unit_key: codes[row.group] for row in units.itertuples()}
    return read_evidence(reader, folder, list(units["unit_key"]), of_unit, status=status)


def _strangers(
    rounds: Mapping[str, RoundFiles],
    units: pd.DataFrame,
    campaign: Campaign,
    has_register: bool,
    unit: Unit,
    register: object,
    year: int,
    unread: Sequence[Fault],
) -> tuple[Fault, ...]:
    """List what lies among the files of rounds and surveys and is nobody's."""
    names = dict(zip(units["unit_key"], units["name_vi"], strict=True))

    def why(key: str) -> str:
        return absence_of(unit, key, register, year) if has_register else ""  # type: ignore[arg-type]

    groups = campaign.all_groups.items()
    owners = {"self_score": names, "explanation": names} | {
        one: {stem: stem for key, group in groups for stem in appraisers(key, group, one)}
        for one in ("appraisal", "appraisal_2")
    }
    found = [fault for key, one in rounds.items() for fault in find_strangers(one, owners[key], why)]
    return (*found, *unread)


def _band_issuers(reader: Reader, unit: Unit, framework: Framework) -> tuple[str, ...]:
    """Return whose bands may grade the units; those that nobody issued only under an illustrative edition."""
    issuers = (unit.unit_key, unit.parent_key, "VietNam")
    if framework.status != "illustrative":
        return issuers
    reader.mark(GRADING, "illustrative")
    return (*issuers, ILLUSTRATIVE_ISSUER)


def _refuse_illustrative(inputs: CampaignInputs) -> None:
    named = "; ".join(f"{one.path} ({one.title_vi})" for one in inputs.files if one.status == "illustrative")
    if named:
        whose = inputs.unit.kind.title_vi.removeprefix("cấp ")
        raise IssueRefusedError(
            f"Không lập được bản phát hành (ISSUE=1) của đợt chấm điểm năm {inputs.year} vì còn số liệu minh họa: {named}."
            f" Hãy đặt units.csv và các tệp của {whose} vào {inputs.office_folder}/, dùng bộ tiêu chí và bộ câu hỏi chính thức."
        )
