"""A plan as it will be printed, checked; the page of findings at the head of the draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from cchc.errors import IssueRefusedError
from cchc.plan_params import Accepted
from cchc.planning.check_findings import CHECKS, CheckFinding, accept
from cchc.planning.reference_checks import PlanText
from cchc.planning.text_checks import check_text
from cchc.reporting.blocks import AnnexStart, Block, Heading, Letterhead, Paragraph, Signature, Table
from cchc.reporting.control_blocks import Checks, Control
from cchc.reporting.sentences import lines

_SHOWN_IN_ERROR = 5
_QUESTION_HINT = "trả lời bằng số liệu của cơ quan, ghi vào cột Nguyên nhân của tasks.xlsx"


def check_document(checks: Checks, blocks: Sequence[Block]) -> tuple[CheckFinding, ...]:
    """Check the wording of a plan and join it with what its data contradict.

    Parameters
    ----------
    checks : Checks
        What is known of the plan.
    blocks : sequence of Block
        The document, in order.

    Returns
    -------
    tuple of CheckFinding
        With the reasons for which the office stands by some of them.
    """
    findings = [CheckFinding(*one) for one in checks.findings]
    findings += check_text(_gather(checks, blocks))
    order = list(CHECKS)
    findings.sort(key=lambda one: order.index(one.check))
    accepted = [Accepted(check=check, contains=text or None, reason=reason) for check, text, reason in checks.accepted]
    return tuple(accept(findings, accepted))


def _gather(checks: Checks, blocks: Sequence[Block]) -> PlanText:
    paragraphs: list[tuple[str, str]] = []
    labels: list[str] = []
    cells: list[tuple[str, str]] = []
    recipients: list[str] = []
    sections = ["", ""]
    for block in blocks:
        if isinstance(block, AnnexStart):
            labels.append(block.label)
            cells.append((block.label, block.title))
        elif isinstance(block, Heading):
            sections = [block.text, ""] if block.level <= 2 else [sections[0], block.text]
            paragraphs.append((sections[0], block.text))
        elif isinstance(block, Letterhead):
            paragraphs.append(("", block.subject))
        elif isinstance(block, Signature):
            recipients += block.recipients
        elif isinstance(block, Paragraph) and block.style != "note":
            place = (labels[-1], block.text) if labels else (" / ".join(filter(None, sections)), block.text)
            (cells if labels else paragraphs).append(place)
        elif isinstance(block, Table):
            for row in block.rows:
                texts = [str(cell) for cell in row.cells if isinstance(cell, str) and cell]
                own = [(labels[-1] if labels else " / ".join(filter(None, sections)), text) for text in texts]
                (cells if labels else paragraphs).extend(own)
    return PlanText(
        paragraphs=tuple((_plain(section), _plain(words)) for section, words in paragraphs),
        annex_labels=tuple(labels),
        annex_cells=tuple(dict.fromkeys((label, _plain(words)) for label, words in cells)),
        year=checks.year,
        result_year=checks.result_year,
        plan_date=dt.date.fromisoformat(checks.plan_date),
        lead_agencies=checks.lead_agencies,
        gone_agencies=checks.gone_agencies,
        index_names=tuple(checks.index_names),
        recipients=tuple(_plain(one) for one in recipients),
    )


def _plain(text: str) -> str:
    """Read spaces that do not break as spaces."""
    return text.replace("\u00a0", " ")


def check_page(findings: Sequence[CheckFinding], questions: Sequence[tuple[str, str]] = ()) -> Control:
    """Return the page that a draft begins with: what was found, and what the office is asked to examine."""
    n_open = sum(one.is_open for one in findings)
    told = lines("checks_made", len(CHECKS), n_open, len(findings) - n_open)
    rows = tuple(
        (
            f"{CHECKS[one.check]} [{one.check}]",
            f"{one.place_vi}: {one.found_vi}",
            one.allowed_vi if one.is_open else f"Giữ nguyên: {one.reason}",
        )
        for one in sorted(findings, key=lambda one: not one.is_open)
    )
    rows += tuple(
        ("Câu hỏi để xem xét nguyên nhân", f"{place}: {question}", _QUESTION_HINT) for place, question in questions
    )
    header = ("Kiểm tra", "Phát hiện, câu hỏi", "Cách xử lý")
    return Control("Kiểm tra trước khi in", told, rows, header, (1.0, 2.2, 1.4), is_front=True)


def refuse_open(findings: Sequence[CheckFinding]) -> None:
    """Refuse the copy to be signed while anything is open.

    Raises
    ------
    IssueRefusedError
        Naming the first findings.
    """
    still = [one for one in findings if one.is_open]
    if still:
        told = "; ".join(f"{one.place_vi}: {one.found_vi}" for one in still[:_SHOWN_IN_ERROR])
        more = f"; và {len(still) - _SHOWN_IN_ERROR} phát hiện khác" if len(still) > _SHOWN_IN_ERROR else ""
        raise IssueRefusedError(
            f"Không lập được bản phát hành (ISSUE=1): kiểm tra trước khi in còn {len(still)} phát hiện: {told}{more}."
            " Hãy sửa, hoặc ghi lý do giữ nguyên vào plan.accepted; bản dự thảo liệt kê đầy đủ."
        )
