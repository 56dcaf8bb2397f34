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
from cchc.reporting.sentences import lines, sentence

_SHOWN_IN_ERROR = 5


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


def check_page(
    findings: Sequence[CheckFinding],
    questions: Sequence[tuple[str, str]] = (),
    annexes: Sequence[tuple[str, str]] = (),
    remarks: Sequence[str] = (),
) -> Control:
    """Return the page that a draft begins with: what was found, and what the office is asked to examine.

    Parameters
    ----------
    findings : sequence of CheckFinding
        Those of one check that are mended alike share a row; open ones first.
    questions : sequence of (str, str)
        Row of an annex, and the question.
    annexes : sequence of (str, str)
        Key of each annex, and its name in the document.
    remarks : sequence of str
        What is to be looked at in the analyst's own cells.

    Returns
    -------
    Control
        What, where, how to mend it, and whether the copy to be signed waits for it.
    """
    n_open = sum(one.is_open for one in findings)
    alike: dict[tuple[str, str, str], list[CheckFinding]] = {}
    for one in sorted(findings, key=lambda one: not one.is_open):
        alike.setdefault((one.check, one.allowed_vi, one.reason), []).append(one)
    rows: list[tuple[str, ...]] = [
        (
            f"{CHECKS[check]} [{check}]",
            "; ".join(f"{_place(one.place_vi, annexes)}: {one.found_vi}" for one in found),
            sentence("kept_with", reason) if reason else allowed,
            sentence("blocks_issue", not reason),
        )
        for (check, allowed, reason), found in alike.items()
    ]
    rows += [(sentence("remark_head"), *_parts(one), sentence("blocks_issue", is_open=False)) for one in remarks]
    if questions:
        rows += [(sentence("questions_head"),), *questions]
    return Control(
        sentence("check_title"), lines("checks_made", len(CHECKS), n_open, len(findings) - n_open), tuple(rows),
        lines("check_header"), is_front=True,
    )  # fmt: skip


def _parts(remark: str) -> tuple[str, str]:
    """Take what is to be done off a remark."""
    found, _, advice = remark.rpartition("; ")
    return (found, advice) if found else (remark, "")


def _place(place: str, annexes: Sequence[tuple[str, str]]) -> str:
    """Call an annex as the document does, not by its key in the parameters."""
    head, comma, rest = place.partition(",")
    return {f"phụ lục {key}": label for key, label in annexes}.get(head, head) + comma + rest


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
