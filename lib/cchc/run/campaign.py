"""``make campaign``: a district's plan to score its communes, their forms, the council's form, and the result."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cchc.analysis.appraisals import list_to_appraise
from cchc.analysis.campaign import CampaignResults, compute_campaign
from cchc.planning.campaign import build_campaign
from cchc.reporting.forms.appraisal import AppraisalForm, render_appraisal
from cchc.reporting.forms.score_sheet import ScoreForm, render_score_sheet
from cchc.reporting.sections.campaign_result import scope
from cchc.reporting.sections.common import capitalise
from cchc.run.handed import hand_over
from cchc.run.products import Say, report_parameters
from cchc.run.publish import Publication, publish
from cchc.run.tell import Notebooks
from cchc.sources.campaign_inputs import CampaignInputs, load_campaign
from cchc.sources.office_files import RETURNED_FOLDER
from cchc.sources.root import find_root

NOTEBOOKS: Notebooks = {
    "04_scoring_campaign.ipynb": ("campaign_plan", ("html", "pdf", "docx"), "Kế hoạch chấm điểm"),
    "07_campaign_result.ipynb": ("campaign_result", ("html", "pdf", "docx"), "Kết quả chấm điểm"),
}
load = load_campaign
_FORMS, _APPRAISAL = "forms", "appraisal.xlsx"
_ILLUSTRATIVE = "SỐ LIỆU MINH HỌA: đơn vị hoặc bộ tiêu chí không phải chính thức."
_GUIDE = (
    "1. Chỉ điền vào các ô nền vàng nhạt ở trang 'Bảng điểm': Kết quả thực hiện, Điểm tự chấm, Tài liệu kiểm chứng, Không áp dụng, Ghi chú. Các ô khác bị khóa (không có mật khẩu) để mã, tên và điểm tối đa không bị đổi.",
    "2. Kết quả thực hiện: số liệu khai báo; ghi chú của ô nói quy tắc chấm. Quy tắc tỷ lệ: ghi số đã thực hiện, và tổng số phải thực hiện ở cột bên cạnh.",
    "3. Điểm tự chấm: số từ 0 đến điểm tối đa, viết dấu phẩy hay dấu chấm thập phân đều được. Không ghi tỷ lệ %.",
    "4. Để trống các cột Điểm thẩm định, Điểm điều tra, Điểm được phê duyệt: huyện tổng hợp. Phiếu có điểm ở các cột này bị trả lại.",
    "5. Tiêu chí chưa có điểm: không ghi 0. Điểm 0 là đã chấm và không được điểm nào. Phiếu nộp về phải đủ điểm của mọi tiêu chí áp dụng.",
    "6. Không áp dụng: ghi x; Hội đồng sẽ xem xét từng trường hợp.",
    "7. Điền xong, lưu đúng tên tệp này và gửi về huyện; huyện đặt vào chỗ nêu ở dòng đầu trang 'Bảng điểm'. Mọi lỗi sẽ được báo lại kèm tên ô; không ai sửa thay.",
)


def build_campaign_folder(province: str, year: str | int, *, issue: bool = False, say: Say = print) -> Path:
    """Build everything of one campaign that can be built so far, whatever stands.

    Parameters
    ----------
    province : str
        Key, name or alias of the district.
    year : str or int
        Year that is scored.
    issue : bool
        True for the copies to be signed.
    say : callable
        Takes a line of progress.

    Returns
    -------
    pathlib.Path
        ``reports/<year>/<District>/campaign``, complete; on any error the folder is as it was before.

    Raises
    ------
    CchcError
        A sentence that says what is wrong and where.
    """
    return build_from(load(province, year, issue=issue), find_root(), say)


def build_from(inputs: CampaignInputs, root: Path, say: Say) -> Path:
    """Build the campaign from what was read; errors and result as for ``build_campaign_folder``."""
    return publish(prepare, inputs, root, say)


def prepare(inputs: CampaignInputs) -> Publication:
    """Compute the result so far, and the plan."""
    results = compute_campaign(inputs)
    name, ranked = capitalise(inputs.unit.name_full_vi), scope(results)
    return Publication(
        product="campaign",
        handed=hand_over(
            "load_campaign",
            report_parameters(inputs.unit.unit_key, inputs.year, is_issue=inputs.is_issue),
            inputs,
            {"compute_campaign": (inputs, results), "build_campaign": (inputs, build_campaign(inputs))},
        ),
        params=inputs.params.model_dump(),
        opening=_opening(results),
        notebooks={name: one for name, one in NOTEBOOKS.items() if inputs.forms or one[0] == "campaign_plan"},
        step_vi="Phiếu, bảng thẩm định, sổ Excel và run.json",
        title=f"{name} – chấm điểm cấp xã năm {inputs.year}",
        lines=(f"Thứ hạng {ranked}." if ranked and inputs.forms else "Số liệu chưa làm tròn.",),
        write_others=lambda staging, *_: _write_forms(inputs, staging),
        list_files=lambda folder: (
            f"{path.name}{f'/ ({len(results.units)} phiếu)' if path.name == _FORMS else ''}"
            for path in sorted(folder.iterdir())
        ),
        closing=lambda _: _closing(inputs),
        advice=f"Phiếu đã điền thì chép từ edited/ vào {inputs.office_folder}/{RETURNED_FOLDER}/<mã đơn vị>.xlsx (bảng thẩm định:"
        f" {inputs.office_folder}/{_APPRAISAL}) rồi chạy lại để được đọc.",
    )


def _closing(inputs: CampaignInputs) -> Iterator[str]:
    yield f"Gửi từng phiếu trong {_FORMS}/ cho đơn vị; phiếu nộp về đặt vào {inputs.office_folder}/{RETURNED_FOLDER}/."
    if inputs.has_illustrative:
        yield "Lưu ý: có SỐ LIỆU MINH HỌA; mọi trang đều có dấu, và ISSUE=1 sẽ từ chối lập bản phát hành."


def _opening(results: CampaignResults) -> Iterator[str]:
    """Say what came back, and every refusal with its cell."""
    inputs = results.inputs
    issue = ", bản phát hành" if inputs.is_issue else ""
    yield (f"{capitalise(inputs.unit.name_full_vi)}, chấm điểm năm {inputs.year} cho {results.n_units} đơn vị{issue}")
    refused = [form for form in inputs.forms if form.sheet is None]
    yield (
        f"Phiếu đã nộp: {len(inputs.forms)}/{results.n_units}; phải sửa: {len(refused)}; đã có kết quả: {results.n_complete}/{results.n_units}."
    )
    for fault in (fault for form in refused for fault in form.faults):
        yield f"Phiếu bị trả lại: {fault}"
    for fault in (*inputs.strangers, *results.unused):
        yield f"Cảnh báo: {fault}"


def _write_forms(inputs: CampaignInputs, staging: Path) -> None:
    note = _ILLUSTRATIVE if "illustrative" in {inputs.status, inputs.framework.status} else ""
    folder = staging / _FORMS
    folder.mkdir()
    for unit in inputs.units.itertuples():
        form = ScoreForm(
            framework=inputs.framework,
            unit_name=unit.name_vi,
            year=inputs.year,
            status="office",
            rows={},
            previous={},
            place=f"{inputs.office_folder}/{RETURNED_FOLDER}/{unit.unit_key}.xlsx",
            note=note,
            guide=_GUIDE,
        )
        (folder / f"{unit.unit_key}.xlsx").write_bytes(render_score_sheet(form))
    rows = list_to_appraise(inputs)
    if len(rows):
        place = f"{inputs.office_folder}/{_APPRAISAL}"
        appraisal = AppraisalForm(inputs.framework, inputs.unit.name_vi, inputs.year, rows, place, note, inputs.status)
        (staging / _APPRAISAL).write_bytes(render_appraisal(appraisal))
