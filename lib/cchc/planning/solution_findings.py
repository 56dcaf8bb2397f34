"""Whose the solutions of a plan are: the office's own, the catalogue's, of another criterion, or nobody's yet; one finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cchc.paths import office_folder
from cchc.planning.check_findings import CheckFinding
from cchc.planning.plan import Plan
from cchc.planning.plan_rows import PlanRow
from cchc.planning.task_words import NO_TASK

_MOST_CODES = 15


@dataclass(frozen=True)
class SolutionCounts:
    """The items of a plan by whose their solution is, each by its codes in the order of the plan.

    Attributes
    ----------
    confirmed : tuple of str
        The office has confirmed or written it in its file of solutions.
    worded : tuple of str
        The office has written the task in its list of tasks.
    known : tuple of str
        The catalogue has it for the criterion itself.
    suggested : tuple of str
        It is that of another criterion, or of the area of work, and nobody has confirmed it.
    refused : tuple of str
        The office has refused what was offered.
    missing : tuple of str
        None is known.
    """

    confirmed: tuple[str, ...]
    worded: tuple[str, ...]
    known: tuple[str, ...]
    suggested: tuple[str, ...]
    refused: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def n_items(self) -> int:
        """Number of items."""
        return sum(len(codes) for codes in vars(self).values())


def count_solutions(plan: Plan) -> SolutionCounts:
    """Count the items of a plan by whose their solution is."""
    inputs = plan.results.inputs
    given = set[str]()
    if inputs.tasks is not None and inputs.tasks.status == "office":
        given = {str(key) for key in inputs.tasks.table["task_key"]}
    found: dict[str, list[str]] = {name: [] for name in SolutionCounts.__dataclass_fields__}
    for annex in plan.annexes:
        for row in annex.items:
            decision = _decision(plan, row)
            if row.item.task_key in given:
                kind = "worded"
            elif row.item.code in annex.taken:
                kind = "suggested"
            elif row.item.code in annex.without_solution:
                kind = "refused" if decision == "refused" else "missing"
            else:
                kind = "confirmed" if decision in {"confirmed", "changed"} else "known"
            if row.task.task_vi != NO_TASK:  # a finding of its own
                found[kind].append(row.item.code)
    return SolutionCounts(**{kind: tuple(codes) for kind, codes in found.items()})


def taken_by_name(plan: Plan) -> frozenset[str]:
    """Return the keys of the rows whose task was taken from another criterion by its name, and that nobody has confirmed."""
    return frozenset(
        row.item.task_key
        for annex in plan.annexes
        for row in annex.rows
        if (found := annex.taken.get(row.item.code)) is not None and not found.is_area
    )


def _decision(plan: Plan, row: PlanRow) -> str:
    own = plan.results.inputs.own_solutions.get(row.item.index)
    return "" if own is None or own.framework_id != row.item.framework_id else own.decisions.get(row.item.code, "")


def check_solutions(plan: Plan) -> list[CheckFinding]:
    """Report in one finding which items have no solution that is the catalogue's own or the office's."""
    counts = count_solutions(plan)
    if not (counts.suggested or counts.refused or counts.missing):
        return []
    told = (
        ("có giải pháp cơ quan đã xác nhận", counts.confirmed, False),
        ("theo danh sách nhiệm vụ của cơ quan", counts.worded, False),
        ("theo danh mục", counts.known, False),
        ("còn là gợi ý, cơ quan chưa xác nhận", counts.suggested, True),
        ("cơ quan không dùng gợi ý, chưa có giải pháp khác", counts.refused, True),
        ("chưa có giải pháp, cơ quan chủ trì, thời hạn", counts.missing, True),
    )
    parts = [
        f"{len(codes)} {what}{f' ({_listed(codes)})' if is_listed else ''}" for what, codes, is_listed in told if codes
    ]
    inputs = plan.results.inputs
    unit, place = inputs.unit.unit_key, office_folder(inputs.unit.unit_key, inputs.last_year)
    allowed = f"xác nhận, sửa hoặc điền ở mẫu lập bằng make form KIND=solutions PROVINCE={unit} YEAR={inputs.year}, lưu vào {place}/solutions.xlsx"
    if not any(one.sheet is not None for one in inputs.of.values()):
        allowed = "bổ sung vào danh mục giải pháp (data/solutions/catalogue.csv)"
    allowed += "; hoặc ghi vào danh sách nhiệm vụ (tasks.xlsx)"
    return [CheckFinding("no_solution", "các phụ lục", f"trong {counts.n_items} nội dung: {', '.join(parts)}", allowed)]


def _listed(codes: Sequence[str]) -> str:
    more = len(codes) - _MOST_CODES
    return ", ".join(codes[:_MOST_CODES]) + (f" và {more} mã khác, nêu đủ ở ghi chú của phụ lục" if more > 0 else "")
