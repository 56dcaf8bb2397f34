"""The findings on one page: what a reader with two minutes should know."""

from __future__ import annotations

from collections.abc import Callable

from cchc.analysis.results import Results
from cchc.reporting.blocks import Group, Paragraph, Span
from cchc.reporting.sections.against import papi_field_finding
from cchc.reporting.sections.common import field_sentence
from cchc.reporting.sections.effort import cheapest_finding
from cchc.reporting.sections.lost import lost_finding, source_finding
from cchc.reporting.sections.needs import aim_finding
from cchc.reporting.sections.ranks import rank_finding
from cchc.reporting.sections.responsible import agency_finding
from cchc.reporting.sections.surveys import lasting_finding
from cchc.reporting.sections.years import announced_changes, papi_change_finding, par_change_finding
from cchc.reporting.sentences import paragraph

#: Question → the sentence that answers it, in the order of the report.
QUESTIONS: dict[str, tuple[Callable[[Results], str], ...]] = {
    "Điểm mất ở đâu": (lost_finding, source_finding),
    "Ai giữ điểm": (agency_finding,),
    "So với năm trước": (par_change_finding, announced_changes, papi_change_finding),
    "So với nơi khác": (lambda results: field_sentence(results, "par_index"), lambda results: field_sentence(results, "sipas"), papi_field_finding),
    "Yếu nhiều năm": (lasting_finding,),
    "Chắc đến đâu": (rank_finding,),
    "Cần bao nhiêu": (aim_finding,),
    "Cách ít công sức nhất": (cheapest_finding,),
}  # fmt: skip


def findings(results: Results) -> Group:
    """List the main findings, each with its question; what is not known is left out here and said in its section."""
    lines = []
    for question, answers in QUESTIONS.items():
        told = " ".join(text for answer in answers if (text := answer(results)))
        if told:
            lines.append(Paragraph((Span(f"{question}. ", bold=True), *(paragraph(told)[0].spans)), "dash"))
    if not lines:
        return Group(paragraph("Chưa đủ số liệu để rút ra kết luận chung; từng mục dưới đây nói rõ còn thiếu gì."))
    return Group(tuple(lines))
