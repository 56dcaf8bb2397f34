"""What every report has: settings, the watermark, the control page, names and notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import pandas as pd

from cchc.analysis.index_results import IndexResults, PublishedResults, ScoredResults, SurveyedResults
from cchc.analysis.results import Results
from cchc.indices.stages import STAGES
from cchc.indices_defined import TOTAL_CODE, Index
from cchc.provenance import STATUSES
from cchc.reporting.blocks import Block, Cover, Group, Paragraph, Settings, Span
from cchc.reporting.control_blocks import Control
from cchc.reporting.footing import Traced, footing
from cchc.reporting.formats import format_number
from cchc.reporting.sections.task_words import warning_lines
from cchc.reporting.sections.unknown import absent, not_for
from cchc.reporting.sentences import sentence
from cchc.sources.inputs import ReportInputs
from cchc.sources.score_sheets import ScoreSheetFile

WATERMARK = "SỐ LIỆU MINH HỌA"
ILLUSTRATIVE_NOTE = "Số liệu minh họa, không phải số liệu chính thức."


def capitalise(text: str) -> str:
    """Return a text with its first letter in upper case.

    Examples
    --------
    >>> capitalise("tỉnh Bắc Kạn")
    'Tỉnh Bắc Kạn'
    """
    return text[:1].upper() + text[1:]


_NUMBERS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")


def number_word(n: int) -> str:
    """Write a small number as a word.

    Examples
    --------
    >>> number_word(3), number_word(12)
    ('ba', '12')
    """
    return _NUMBERS[n] if 0 <= n < len(_NUMBERS) else str(n)


def uncapitalise(text: str) -> str:
    """Return a text with its first letter in lower case.

    Examples
    --------
    >>> uncapitalise("Khảo sát hài lòng (SIPAS)"), uncapitalise("UBND cấp xã")
    ('khảo sát hài lòng (SIPAS)', 'UBND cấp xã')
    """
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def unit_name(inputs: ReportInputs, unit_key: str) -> str:
    """Return the Vietnamese name of a unit in the result year; empty for none."""
    unit = inputs.units.get(unit_key, inputs.result_year) if unit_key else None
    return unit.name_vi if unit else ""


def field_sentence(own: IndexResults) -> str:
    """Say how an announced value lies against mean and best of the country; empty where neither is known."""
    headline = own.headline
    is_best = headline.best_key == own.inputs.unit.unit_key
    return sentence("field", headline, own.index, unit_name(own.inputs, headline.best_key), is_best)


def cited(index: Index) -> tuple[str, ...]:
    """Return the source that notes name for values of an index without one of their own."""
    return (index.source_key,) if index.source_key else ()


def amounts_alt(what: str, names: Iterable[object], values: Iterable[float], *, signed: bool = False) -> str:
    """Return the alternative text of a chart from its names and numbers."""
    told = "; ".join(
        f"{name}: {format_number(value, signed=signed)}" for name, value in zip(names, values, strict=True)
    )
    return f"{what}. {told}."


def sheet_prefix(sheets: Iterable[ScoreSheetFile]) -> str:
    """Begin a sentence that rests on score sheets by saying whose they are; the least official of them decides."""
    known = list(sheets)
    statuses = {one.status for one in known}
    if "illustrative" in statuses:
        prefix = "Theo bảng chấm điểm minh họa,"
    elif statuses == {"published"}:
        prefix = "Theo điểm đã công bố,"
    else:
        prefix = "Theo bảng chấm điểm của cơ quan,"
    stages = [one.stage for one in known if one.stage != "approved"]
    return f"{prefix[:-1]} ở giai đoạn {STAGES[stages[0]].lower()} (chưa được phê duyệt)," if stages else prefix


def settings(results: Results, title: str, *, layout: str) -> Settings:
    """Return the settings of a report.

    Parameters
    ----------
    results : Results
        What the report tells.
    title : str
        For the document's properties.
    layout : str
        ``official`` or ``analysis``.

    Returns
    -------
    Settings
        With the watermark if any figure is illustrative.
    """
    inputs = results.inputs
    return Settings(
        title=title,
        layout=layout,
        watermark=WATERMARK if inputs.has_illustrative else "",
        author=f"UBND {inputs.unit.name_full_vi}",
        footer=footing(inputs),
        date=f"{inputs.year}-01-01",
    )


def _sources_line(results: Results) -> str:
    """Name each detailed input with its own status: one illustrative file does not make the others so."""
    told = []
    several = len(results.all_scored) > 1, len(results.all_surveyed) > 1
    for scored in results.all_scored:
        whose, own = f" {scored.index.name_vi}" if several[0] else "", scored.own_inputs.sheet
        if own is not None:
            told.append(f"bảng chấm điểm{whose}: {STATUSES[own.status]}")
        else:
            announced = f"bảng chấm điểm{whose}: lập từ điểm lĩnh vực đã công bố"
            told.append(announced if scored.sheet is not None else f"chưa có bảng chấm điểm{whose}")
    for surveyed in results.all_surveyed:
        whose, survey = f" {surveyed.index.name_vi}" if several[1] else "", surveyed.survey
        told.append(f"phiếu khảo sát{whose}: {STATUSES[survey.status]}" if survey else f"chưa có phiếu khảo sát{whose}")
    return f"Nguồn: số liệu đã công bố; {'; '.join(told)}."


def opening(results: Results, title: str) -> Group:
    """Open an analysis: settings and what it is about."""
    inputs = results.inputs
    lines = [
        f"{capitalise(inputs.unit.name_full_vi)} – kết quả năm {inputs.result_year}, phục vụ kế hoạch năm {inputs.year}",
        _sources_line(results),
    ]
    full = f"{title} – {inputs.unit.name_vi}, kết quả năm {inputs.result_year}"
    return Group((settings(results, full, layout="analysis"), Cover(tuple(lines))))


def status_note(status: str) -> str:
    """Return the note below a table or chart whose figures have this status."""
    if status == "illustrative":
        return ILLUSTRATIVE_NOTE
    return f"Trạng thái số liệu: {STATUSES[status]}."


def sheet_note(sheet: ScoreSheetFile) -> str:
    """Return the note below a table or chart made from a score sheet: status, and stage unless approved."""
    note = status_note(sheet.status)
    return (
        note
        if sheet.stage == "approved"
        else f"{note} Điểm ở giai đoạn {STAGES[sheet.stage].lower()}, chưa được phê duyệt."
    )


def stage_note(results: Results) -> str:
    """Return what a sentence of the plan adds while the sheet is not approved, empty otherwise."""
    scored = results.scored()
    sheet = None if scored is None else scored.sheet
    if sheet is None or sheet.stage == "approved":
        return ""
    return f" (theo bảng điểm ở giai đoạn {STAGES[sheet.stage].lower()}, chưa được phê duyệt)"


def survey_note(surveyed: SurveyedResults) -> str:
    """Return the note below a table or chart made from the survey."""
    return status_note(surveyed.survey.status) if surveyed.survey is not None else ""


class _HasSources(Protocol):
    @property
    def sources(self) -> pd.DataFrame: ...


def published_note(inputs: _HasSources, source_keys: tuple[str, ...], *, is_complete: bool = False) -> str:
    """Return the note that names the published sources: all of them, or at most three and how many more."""
    titles = inputs.sources.set_index("source_key")["title"]
    known = [titles[key] for key in source_keys if key in titles.index]
    named, further = (known, []) if is_complete else (known[:3], known[3:])
    more = f" và {len(further)} nguồn khác" if further else ""
    return f"Số liệu đã công bố. Nguồn: {'; '.join(named)}{more}." if named else ""


def limits(results: Results) -> Group:
    """Say what the data do not tell: disagreeing sources, missing sheets, formulas not confirmed, breaks."""
    lines: list[str] = []
    for own in results.of.values():
        if not own.is_announced:
            continue  # not announced for such units: not applicable, which is not unknown
        headline, name = own.headline, own.index.name_vi
        if headline.disagreeing:
            others = "; ".join(str(value).replace(".", ",") for value in headline.disagreeing)
            lines.append(
                f"{name} năm {headline.year}: số liệu công bố không thống nhất; ngoài giá trị dùng trong báo cáo còn có {others}."
            )
        if headline.other_ranks:
            others = "; ".join(map(str, headline.other_ranks))
            lines.append(f"Thứ hạng {name} năm {headline.year}: có nguồn khác ghi {others}.")
        if not headline.is_known:
            lines.append(absent(own))
    for scored in results.all_scored:
        year = results.inputs.result_year
        lines += [f"{scored.index.name_vi} năm {year}, số liệu công bố: {text}." for text in scored.component_warnings]
    lines.append(_known_units(results))
    for scored in results.all_scored:
        lines += _sheet_limits(scored)
    for surveyed in results.all_surveyed:
        name = surveyed.index.name_vi
        lines.append(
            f"Chưa có phiếu khảo sát {name}: không phân tích được từng nội dung."
            if surveyed.survey is None
            else f"Công thức chính thức của {name} chưa được xác nhận; báo cáo in rõ công thức đang dùng."
        )
    for index in results.inputs.indices.all:
        published = results.published(index.key)
        if published is not None:
            lines += _published_limits(published)
        elif index.kind == "published" and (told := not_for(results.inputs.indices, index.kind, index.key)):
            lines.append(f"{told.rstrip('.')}, nên không có trong báo cáo này.")
    return Group(tuple(Paragraph((Span(line),), "dash") for line in lines if line))


def _sheet_limits(scored: ScoredResults) -> list[str]:
    sheet = scored.sheet
    if sheet is None:
        return [f"Chưa có bảng chấm điểm {scored.index.name_vi} theo tiêu chí: không phân tích được từng tiêu chí."]
    lines = [f"Bảng chấm điểm theo tiêu chí: {STATUSES[sheet.status]}; bộ tiêu chí: {sheet.framework.title_vi}."]
    if sheet.framework.status == "partial":
        lines.append(
            "Bộ tiêu chí mới biết một phần: điểm tối đa của một số lĩnh vực chưa được xác nhận, điểm mất của các lĩnh vực đó có thể sai."
        )
    lines += [f"Bộ tiêu chí chưa khớp: {fault}." for fault in sheet.inconsistencies]
    lines += [f"Bảng điểm chưa khớp: {warning}." for warning in sheet.warnings]
    if sheet.stage != "approved":
        lines.append(
            f"Bảng điểm mới ở giai đoạn {STAGES[sheet.stage].lower()}, chưa được phê duyệt: điểm còn thay đổi."
        )
    return lines


def _published_limits(published: PublishedResults) -> list[str]:
    index, year = published.index, published.inputs.result_year
    told = [index.basis_vi] if index.basis_vi else []
    if index.groups is not None:
        how = (
            f"theo số đơn vị từng nhóm đã công bố; nhóm của từng {index.part_vi} tính theo {index.group_rule_vi}."
            if published.announced.has_groups(published.headline.n_known)
            else f"tính theo {index.group_rule_vi} của các tỉnh, thành phố có kết quả, có thể khác nhóm công bố."
        )
        told.append(f"{capitalise(number_word(len(index.groups.names)))} nhóm {index.name_vi} năm {year} {how}")
    told.append(
        "Trung bình cả nước là số công bố; trung bình không trọng số của các tỉnh, thành phố do chương trình tính là một số khác."
    )
    if broken := _breaks_in_words(index, year):
        told.append(f"Chuỗi {index.name_vi} bắt đầu lại vào {broken}.")
    return [" ".join(told)]


def _breaks_in_words(index: Index, year: int) -> str:
    """List the years up to a result year in which the series began anew; of some parts only, those are named."""
    found = sorted((one for one in index.breaks if one.year <= year), key=lambda one: one.year)
    words = [f"{one.year}{f' ({_parts_in_words(one.codes)})' if one.codes else ''}" for one in found]
    if not words:
        return ""
    return f"năm {words[0]}" if len(words) == 1 else f"các năm {', '.join(words[:-1])} và {words[-1]}"


def _parts_in_words(codes: Sequence[str]) -> str:
    return f"chỉ {', '.join('tổng điểm' if code == TOTAL_CODE else code for code in codes)}"


def _known_units(results: Results) -> str:
    """Say of how many units the indices with announced ranks are known."""
    inputs = results.inputs
    told = [
        one
        for one in results.of.values()
        if one.index.ranks == "announced" and one.is_announced and one.index.kind != "published"
    ]
    if not told:
        return ""
    if inputs.n_field is not None:
        n_all, names = inputs.n_field, ", ".join(one.index.name_vi for one in told)
        if all(one.headline.n_known == n_all for one in told):
            medians = [
                f"{one.index.name_vi} {format_number(one.headline.median)}"
                for one in told
                if one.headline.median is not None
            ]
            return f"{names} năm {inputs.result_year} biết giá trị của cả {n_all} tỉnh, thành phố; trung vị: {', '.join(medians)}."
        first, *others = told
        return (
            f"{first.index.name_vi} năm {inputs.result_year} chỉ biết giá trị của {first.headline.n_known}/{n_all} tỉnh, thành phố"
            + "".join(f", {one.index.name_vi} của {one.headline.n_known}/{n_all}" for one in others)
            + "; vì vậy chỉ số nào chưa đủ thì không tính trung vị hay phân bố."
        )
    first = told[0]
    among = f" trên {first.headline.n_ranked} đơn vị được xếp hạng" if first.headline.n_ranked else ""
    return (
        f"{first.index.name_vi} năm {inputs.result_year} cùng cấp trong tỉnh chỉ biết giá trị của {first.headline.n_known} đơn vị{among};"
        " vì vậy không tính trung bình, trung vị hay phân bố."
    )


class _HasInputs(Protocol):
    @property
    def inputs(self) -> Traced: ...


def control(results: _HasInputs) -> Block:
    """Return the control page; the copy to be signed carries none."""
    inputs = results.inputs
    if inputs.is_issue:
        return Group(())
    lines = [
        footing(inputs),
        "Trang này để kiểm soát nguồn số liệu, không thuộc nội dung văn bản; bản phát hành (ISSUE=1) không in trang này. Danh sách đầy đủ có trong run.json.",
    ]
    if inputs.has_illustrative:
        named = ", ".join(one.path for one in inputs.files if one.status == "illustrative")
        lines.insert(1, f"Số liệu minh họa nằm trong: {named}.")
    lines += warning_lines(inputs)
    files = tuple(
        (
            f"{one.path} (các dòng được dùng)" if one.rows_sha256 else one.path,
            STATUSES[one.status],
            one.content_sha256[:16],
        )
        for one in inputs.files
    )
    return Control("Trang kiểm soát số liệu", tuple(lines), files)
