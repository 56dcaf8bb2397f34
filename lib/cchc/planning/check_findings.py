"""What the checks before printing find."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cchc.plan_params import Accepted

#: Every check, and how the draft names it.
CHECKS = {
    "total_pct": "Điểm và tỷ lệ phần trăm không khớp",
    "maxima": "Điểm tối đa, tổng thành phần không khớp",
    "survey_answers": "Phiếu khảo sát có chỗ cần xem lại",
    "stale_year": "Năm cũ còn sót lại",
    "citation": "Số, ngày văn bản viện dẫn không thể có",
    "index_name": "Tên chỉ số viết sai",
    "decimal_mark": "Dấu thập phân không thống nhất",
    "blank_number": "Số, ngày văn bản còn trống",
    "annex_reference": "Phụ lục và nơi viện dẫn không khớp",
    "agency_duty": "Cơ quan có nhiệm vụ nhưng không nêu ở phần tổ chức thực hiện",
    "agency_gone": "Cơ quan không tồn tại vào ngày của kế hoạch hoặc không có trong danh bạ",
    "deadline": "Thời hạn ngoài thời gian của kế hoạch",
    "district_term": "Đơn vị hành chính không có vào ngày của kế hoạch",
    "rank_total": "Thứ hạng không nêu tổng số đơn vị",
    "target_value": "Mục tiêu vượt mức tối đa hoặc thấp hơn năm trước",
    "target_sum": "Mục tiêu tổng và mục tiêu từng dòng không khớp",
    "unused_results": "Kết quả đã nhập nhưng kế hoạch không dùng",
    "no_solution": "Nội dung chưa có giải pháp, hoặc giải pháp gợi ý chưa được xác nhận",
    "open_figure": "Số liệu đề xuất chưa được cơ quan xác nhận",
    "missing_figure": "Số liệu chỉ cơ quan biết còn thiếu",
    "calendar": "Lịch thực hiện không khớp",
    "doubtful_effort": "Ước tính công sức chưa đáng tin",
    "wrong_lead": "Cơ quan chủ trì không chủ trì được",
    "unconfirmed_cause": "Nguyên nhân chưa được cơ quan xác nhận",
    "differs_from_issued": "Khác kế hoạch đã ban hành",
    "section": "Mục của kế hoạch thiếu hoặc đánh số không liền",
}

#: What no reason makes good: a signed plan has no brackets.
NEVER_ACCEPTED = frozenset({"missing_figure"})


@dataclass(frozen=True)
class CheckFinding:
    """One thing to look at before printing.

    Attributes
    ----------
    check : str
        Key of ``CHECKS``.
    place_vi : str
        Where.
    found_vi : str
        What was found.
    allowed_vi : str
        What to do.
    reason : str
        Why the office stands by it; empty: open, and the copy to be signed is refused.
    """

    check: str
    place_vi: str
    found_vi: str
    allowed_vi: str
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nobody stands by it yet."""
        return not self.reason


def accept(findings: Iterable[CheckFinding], accepted: Sequence[Accepted]) -> list[CheckFinding]:
    """Note the reasons for which the office stands by findings.

    Parameters
    ----------
    findings : iterable of CheckFinding
        Any.
    accepted : sequence of Accepted
        From the parameters.

    Returns
    -------
    list of CheckFinding
        In order, each once.
    """
    done = []
    for one in dict.fromkeys(findings):
        if one.check in NEVER_ACCEPTED:
            done.append(one)
            continue
        text = f"{one.place_vi} {one.found_vi}"
        reason = next(
            (rule.reason for rule in accepted if rule.check == one.check and (rule.contains or "") in text), ""
        )
        done.append(CheckFinding(one.check, one.place_vi, one.found_vi, one.allowed_vi, reason))
    return done
