"""``make campaign``: a district's plan to score its communes, their forms, the council's form, and the result."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cchc.analysis.appraisals import list_to_appraise
from cchc.analysis.campaign import CampaignResults, compute_campaign
from cchc.paths import report_folder
from cchc.planning.campaign import build_campaign
from cchc.reporting.excel import write_workbook
from cchc.reporting.footing import footing
from cchc.reporting.forms.appraisal import AppraisalForm, render_appraisal
from cchc.reporting.forms.score_sheet import ScoreForm, render_score_sheet
from cchc.reporting.sections.campaign_result import scope
from cchc.reporting.sections.common import capitalise
from cchc.run.pipeline import Notebooks, write_documents
from cchc.run.record import write_record
from cchc.run.staging import staged_folder
from cchc.sources.campaign_inputs import CampaignInputs, load_campaign
from cchc.sources.office_files import RETURNED_FOLDER
from cchc.sources.root import find_root

NOTEBOOKS: Notebooks = {
    "04_scoring_campaign.ipynb": ("campaign_plan", ("html", "pdf", "docx"), "Kế hoạch chấm điểm"),
    "07_campaign_result.ipynb": ("campaign_result", ("html", "pdf", "docx"), "Kết quả chấm điểm"),
}
FOLDER = "campaign"
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


def build_campaign_folder(
    province: str, year: str | int, *, issue: bool = False, say: Callable[[str], None] = print
) -> Path:
    """Build everything of one campaign that can be built so far.

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
    started, root = time.monotonic(), find_root()
    inputs = load_campaign(province, year, issue=issue)
    results = compute_campaign(inputs)  # what is wrong is said now, not after two notebooks
    build_campaign(inputs)
    key = inputs.unit.unit_key
    parameters: dict[str, Any] = {"province": key, "year": inputs.year, "issue": issue}
    target = report_folder(root, key, inputs.year) / FOLDER
    say(
        f"{capitalise(inputs.unit.name_full_vi)}, chấm điểm năm {inputs.year} cho {results.n_units} đơn vị{', bản phát hành' if issue else ''}"
    )
    _tell(results, say)
    notebooks = {name: one for name, one in NOTEBOOKS.items() if inputs.forms or one[0] == "campaign_plan"}
    advice = (
        f"Phiếu đã điền thì chép từ edited/ vào {inputs.office_folder}/{RETURNED_FOLDER}/<mã đơn vị>.xlsx (bảng thẩm định:"
        f" {inputs.office_folder}/{_APPRAISAL}) rồi chạy lại để được đọc."
    )
    with staged_folder(target, root, say, advice=advice) as staging:
        told = write_documents(inputs, parameters, notebooks, root, staging, say)
        documents = told.documents
        say(f"[{len(notebooks) + 1}/{len(notebooks) + 1}] Phiếu, bảng thẩm định, sổ Excel và run.json")
        _write_forms(inputs, staging)
        write_workbook(
            staging / "workbook.xlsx",
            (table for document in documents for table in document.tables()),
            title=f"{capitalise(inputs.unit.name_full_vi)} – chấm điểm cấp xã năm {inputs.year}",
            lines=[
                f"Thứ hạng {scope(results)}." if scope(results) and inputs.forms else "Số liệu chưa làm tròn.",
                footing(inputs),
            ],
            is_illustrative=inputs.has_illustrative,
        )
        findings = [one for document in documents for one in document.findings or ()]
        write_record(
            inputs,
            parameters,
            inputs.params.model_dump(),
            root,
            staging,
            notebooks=told.notebooks,
            cells_read=told.cells_read,
            findings=findings,
        )
    say(f"Xong sau {time.monotonic() - started:.0f} giây: {target.relative_to(root)}/")
    for path in sorted(target.iterdir()):
        say(f"  {path.name}{f'/ ({len(results.units)} phiếu)' if path.name == _FORMS else ''}")
    say(f"Gửi từng phiếu trong {_FORMS}/ cho đơn vị; phiếu nộp về đặt vào {inputs.office_folder}/{RETURNED_FOLDER}/.")
    if inputs.has_illustrative:
        say("Lưu ý: có SỐ LIỆU MINH HỌA; mọi trang đều có dấu, và ISSUE=1 sẽ từ chối lập bản phát hành.")
    return target


def _tell(results: CampaignResults, say: Callable[[str], None]) -> None:
    """Say what came back, and every refusal with its cell."""
    inputs = results.inputs
    refused = [form for form in inputs.forms if form.sheet is None]
    say(
        f"Phiếu đã nộp: {len(inputs.forms)}/{results.n_units}; phải sửa: {len(refused)}; đã có kết quả: {results.n_complete}/{results.n_units}."
    )
    for fault in (fault for form in refused for fault in form.faults):
        say(f"Phiếu bị trả lại: {fault}")
    for fault in (*inputs.strangers, *results.unused):
        say(f"Cảnh báo: {fault}")


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
