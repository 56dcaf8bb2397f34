"""What every report has: settings, the watermark, the control page, names and notes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import pandas as pd

from cchc.analysis.results import Results
from cchc.indices.stages import STAGES
from cchc.provenance import STATUSES
from cchc.reporting.blocks import Block, Cover, Group, Paragraph, Settings, Span
from cchc.reporting.control_blocks import Control
from cchc.reporting.footing import Traced, footing
from cchc.reporting.formats import format_number
from cchc.reporting.sections.task_words import warning_lines
from cchc.reporting.sections.unknown import PUBLISHED_FILES, not_known, papi_absent
from cchc.reporting.sentences import sentence
from cchc.sources.report_inputs import ReportInputs
from cchc.sources.score_sheets import ScoreSheetFile

WATERMARK = "SỐ LIỆU MINH HỌA"
ILLUSTRATIVE_NOTE = "Số liệu minh họa, không phải số liệu chính thức."
INDEX_NAMES = {"par_index": "PAR INDEX", "sipas": "SIPAS", "papi": "PAPI"}


def capitalise(text: str) -> str:
    """Return a text with its first letter in upper case.

    Examples
    --------
    >>> capitalise("tỉnh Bắc Kạn")
    'Tỉnh Bắc Kạn'
    """
    return text[:1].upper() + text[1:]


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


def field_sentence(results: Results, index: str) -> str:
    """Say how an announced value lies against mean and best of the country; empty where neither is known."""
    headline = results.headlines[index]
    is_best = headline.best_key == results.inputs.unit.unit_key
    return sentence("field", headline, INDEX_NAMES[index], unit_name(results.inputs, headline.best_key), is_best)


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
    inputs = results.inputs
    sheet = f"bảng chấm điểm: {STATUSES[inputs.score_sheet.status]}" if inputs.score_sheet else "chưa có bảng chấm điểm"
    if results.sheet is not None and inputs.score_sheet is None:
        sheet = "bảng chấm điểm: lập từ điểm lĩnh vực đã công bố"
    survey = f"phiếu khảo sát: {STATUSES[inputs.survey.status]}" if inputs.survey else "chưa có phiếu khảo sát"
    return f"Nguồn: số liệu đã công bố; {sheet}; {survey}."


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
    sheet = results.sheet
    if sheet is None or sheet.stage == "approved":
        return ""
    return f" (theo bảng điểm ở giai đoạn {STAGES[sheet.stage].lower()}, chưa được phê duyệt)"


def survey_note(results: Results) -> str:
    """Return the note below a table or chart made from the survey."""
    survey = results.inputs.survey
    return status_note(survey.status) if survey is not None else ""


class _HasSources(Protocol):
    @property
    def sources(self) -> pd.DataFrame: ...


def published_note(inputs: _HasSources, source_keys: tuple[str, ...], *, is_complete: bool = False) -> str:
    """Return the note that names the published sources: all of them, or at most three and how many more."""
    titles = inputs.sources.set_index("source_key")["title"]
    known = [titles[key] for key in source_keys if key in titles.index]
    named = known if is_complete else known[:3]
    more = f" và {len(known) - len(named)} nguồn khác" if len(known) > len(named) else ""
    return f"Số liệu đã công bố. Nguồn: {'; '.join(named)}{more}." if named else ""


def limits(results: Results) -> Group:
    """Say what the data do not tell: disagreeing sources, missing sheets, formulas not confirmed, breaks."""
    inputs, sheet = results.inputs, results.sheet
    lines: list[str] = []
    for index, headline in results.headlines.items():
        if headline.disagreeing:
            others = "; ".join(str(value).replace(".", ",") for value in headline.disagreeing)
            lines.append(
                f"{INDEX_NAMES[index]} năm {headline.year}: số liệu công bố không thống nhất; ngoài giá trị dùng trong báo cáo còn có {others}."
            )
        if headline.other_ranks:
            others = "; ".join(map(str, headline.other_ranks))
            lines.append(f"Thứ hạng {INDEX_NAMES[index]} năm {headline.year}: có nguồn khác ghi {others}.")
        if not headline.is_known:
            if index != "par_index" and not inputs.is_province:
                continue  # not announced below provinces: not applicable, which is not unknown
            name = f"{INDEX_NAMES[index]} năm {headline.year} của địa phương"
            lines.append(papi_absent(inputs) if index == "papi" else not_known(name, PUBLISHED_FILES[index]))
    lines += [f"PAR INDEX năm {inputs.result_year}, số liệu công bố: {text}." for text in results.component_warnings]
    lines.append(_known_units(results))
    if sheet is None:
        lines.append("Chưa có bảng chấm điểm PAR INDEX theo tiêu chí: không phân tích được từng tiêu chí.")
    else:
        lines.append(
            f"Bảng chấm điểm theo tiêu chí: {STATUSES[sheet.status]}; bộ tiêu chí: {sheet.framework.title_vi}."
        )
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
    if inputs.survey is None:
        lines.append("Chưa có phiếu khảo sát SIPAS: không phân tích được từng nội dung.")
    else:
        lines.append("Công thức chính thức của SIPAS chưa được xác nhận; báo cáo in rõ công thức đang dùng.")
    if not inputs.is_province:
        lines.append("PAPI chỉ được đo và công bố ở cấp tỉnh, nên không có trong báo cáo này.")
        return Group(tuple(Paragraph((Span(line),), "dash") for line in lines))
    lines.append(
        "PAPI không chính thức xếp hạng từng tỉnh từ khoảng năm 2018; thứ hạng PAPI trong báo cáo do chương trình tính từ điểm công bố. "
        + _group_basis(results)
        + " Trung bình cả nước là số công bố; trung bình không trọng số của các tỉnh, thành phố do chương trình tính là một số khác. Chuỗi PAPI bắt đầu lại vào các năm 2018, 2019 (riêng Nội dung 8 và tổng điểm cả năm 2020) và 2021."
    )
    return Group(tuple(Paragraph((Span(line),), "dash") for line in lines))


def _group_basis(results: Results) -> str:
    field, inputs = results.papi_field, results.inputs
    n_units = results.headlines["papi"].n_known
    if field.has_groups(n_units):
        return f"Bốn nhóm PAPI năm {inputs.result_year} theo số đơn vị từng nhóm đã công bố; nhóm của từng nội dung tính theo tứ phân vị."
    return f"Bốn nhóm PAPI năm {inputs.result_year} tính theo tứ phân vị của các tỉnh, thành phố có kết quả, có thể khác nhóm công bố."


def _known_units(results: Results) -> str:
    inputs, par, sipas = results.inputs, results.headlines["par_index"], results.headlines["sipas"]
    if inputs.is_province:
        n_all = inputs.n_provinces
        if par.n_known == n_all and sipas.n_known == n_all:
            medians = [
                f"{INDEX_NAMES[one.index]} {format_number(one.median)}"
                for one in (par, sipas)
                if one.median is not None
            ]
            return f"PAR INDEX, SIPAS năm {inputs.result_year} biết giá trị của cả {n_all} tỉnh, thành phố; trung vị: {', '.join(medians)}."
        return (
            f"PAR INDEX năm {inputs.result_year} chỉ biết giá trị của {par.n_known}/{inputs.n_provinces} tỉnh, thành phố,"
            f" SIPAS của {sipas.n_known}/{inputs.n_provinces};"
            " vì vậy chỉ số nào chưa đủ thì không tính trung vị hay phân bố."
        )
    among = f" trên {par.n_ranked} đơn vị được xếp hạng" if par.n_ranked else ""
    return (
        f"PAR INDEX năm {inputs.result_year} cùng cấp trong tỉnh chỉ biết giá trị của {par.n_known} đơn vị{among};"
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
