"""The findings on one page: what a reader with two minutes should know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cchc.analysis.index_results import PublishedResults, ScoredResults, SurveyedResults
from cchc.analysis.results import Results
from cchc.reporting.blocks import Group, Paragraph, Span
from cchc.reporting.sections.against import published_field_finding
from cchc.reporting.sections.common import field_sentence
from cchc.reporting.sections.effort import asked_finding, cheapest_finding
from cchc.reporting.sections.lost import lost_finding, source_finding
from cchc.reporting.sections.needs import aim_finding
from cchc.reporting.sections.ranks import rank_finding
from cchc.reporting.sections.responsible import agency_finding
from cchc.reporting.sections.weak import lasting_finding, own_parts_finding
from cchc.reporting.sections.years import announced_changes, published_change_finding, scored_change_finding
from cchc.reporting.sentences import paragraph

Answer = Callable[[Any], str]
#: The sections below tell the rest.
_MOST_ANSWERS = 2
#: Question → kind of results → the sentences that answer it, in the order of the report.
QUESTIONS: dict[str, dict[type, tuple[Answer, ...]]] = {
    "Điểm mất ở đâu": {ScoredResults: (lost_finding, source_finding)},
    "Trách nhiệm": {ScoredResults: (agency_finding,)},
    "Nội dung yếu": {PublishedResults: (own_parts_finding,)},
    "So với năm trước": {
        ScoredResults: (scored_change_finding,), Results: (announced_changes,), PublishedResults: (published_change_finding,),
    },
    "So với nơi khác": {
        ScoredResults: (field_sentence,), SurveyedResults: (field_sentence,), PublishedResults: (published_field_finding,),
    },
    "Hạn chế kéo dài": {PublishedResults: (lasting_finding,)},
    "Độ tin cậy": {PublishedResults: (rank_finding,)},
    "Điểm cần tăng thêm": {PublishedResults: (aim_finding,)},
    "Thứ tự ưu tiên": {ScoredResults: (cheapest_finding,)},
    "Đề nghị": {ScoredResults: (asked_finding,)},
}  # fmt: skip


def findings(results: Results) -> Group:
    """List the main findings, each with its question; what is not known is left out here and said in its section."""
    lines = []
    for question, answers in QUESTIONS.items():
        found = [
            text
            for kind, own in answers.items()
            for one in ([results] if kind is Results else results.of.values())
            if isinstance(one, kind)
            for answer in own
            if (text := answer(one))
        ]
        if told := " ".join(found[:_MOST_ANSWERS]):
            lines.append(Paragraph((Span(f"{question}. ", bold=True), *(paragraph(told)[0].spans)), "dash"))
    if not lines:
        return Group(paragraph("Chưa đủ số liệu để rút ra kết luận chung; từng mục dưới đây nói rõ còn thiếu gì."))
    return Group(tuple(lines))
