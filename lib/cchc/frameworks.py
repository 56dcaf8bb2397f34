"""Frameworks (bộ tiêu chí): the tree of domains, criteria and sub-criteria with their maximum scores."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from cchc.numbers import comma
from cchc.scoring_rules import Rule, run_examples

#: Kinds of nodes, and how forms and reports name them.
NODE_KINDS = {
    "domain": "lĩnh vực",
    "criterion": "tiêu chí",
    "subcriterion": "tiêu chí thành phần",
    "content": "nội dung",
    "factor": "yếu tố",
    "item": "câu hỏi",
    "dimension": "nội dung chính",
    "subdimension": "nội dung thành phần",
    "pillar": "trụ cột",
}
#: Kind of a node that gathers parts of a published index another way than its tree: shown, but no part of the sum.
PILLAR = "pillar"

#: Sources of points of PAR INDEX (decision 876/QĐ-BNV; see data/frameworks) and how reports name them.
PAR_METHODS = {
    "appraisal": "Thẩm định",
    "sipas": "Khảo sát hài lòng (SIPAS)",
    "leaders_survey": "Điều tra xã hội học lãnh đạo, quản lý",
    "socio_economic": "Chỉ tiêu kinh tế - xã hội",
}
#: Sources whose points come from a survey: such criteria take no self-score (docs/methodology.md, PAR INDEX).
SURVEY_METHODS = ("sipas", "leaders_survey")

#: What a node's points do to the total.
ROLES = {"": "thường", "bonus": "điểm cộng", "penalty": "điểm trừ"}
#: What the questions of a survey are about (1001/QĐ-BNV); the index is made of satisfaction alone.
SATISFACTION = "satisfaction"
ASPECTS = {"judgement": "nhận định, đánh giá", SATISFACTION: "mức độ hài lòng", "needs": "nhu cầu, mong đợi"}
#: How a question is answered: on the scale of five points, by one of its options, by any of them.
ANSWER_KINDS = {"": "thang 5 mức", "single": "chọn một", "multiple": "chọn nhiều"}
FRAMEWORK_STATUSES = ("official", "partial", "illustrative", "office")
_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Node:
    """One row of a framework.

    Attributes
    ----------
    code, parent_code : str
        Text, never numbers: ``1.10`` is not ``1.1``; the parent of a top node is empty.
    node_kind : str
        Key of ``NODE_KINDS``.
    name_vi : str
        Name as printed.
    max_score : float or None
        Maximum [points]; None where the edition's maximum is not known or the index has none.
    method : str
        Source of points of a leaf (key of ``PAR_METHODS``), empty elsewhere.
    weight_pct : float or None
        Share that the node has in the whole, where the whole is a weighted mean and the weight is known [0-100].
    role : str
        Key of ``ROLES``; what lies below a bonus or penalty is one too. The maximum of bonus and penalty nodes is no part of their parent's maximum.
    aspect : str
        Of the nodes of a questionnaire: key of ``ASPECTS``, told of a top node and held by all below; empty: satisfaction.
    answers : str
        Of a question: key of ``ANSWER_KINDS``.
    options : tuple of str
        What may be chosen, in the order of the questionnaire; empty on the scale of five points.
    """

    code: str
    parent_code: str
    node_kind: str
    name_vi: str
    max_score: float | None = None
    method: str = ""
    role: str = ""
    weight_pct: float | None = None
    aspect: str = ""
    answers: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Framework:
    """One edition of the criteria of an index.

    Attributes
    ----------
    framework_id : str
        Folder name under ``data/frameworks``, or path of an office's own Excel file.
    title_vi : str
        As printed in reports.
    decision : str
        Number of the decision, empty for none.
    years : tuple of int
        First and last result year of the edition.
    status : str
        ``official``, ``partial`` (some maxima not known or not confirmed), ``office`` or ``illustrative``.
    stated_total : float or None
        Total that the decision states [points].
    nodes : tuple of Node
        In the order of the decision.
    admin_level : str
        Level whose units it scores; empty if not told.
    stated_counts : mapping
        Node kind → number of nodes that the decision states (8/43/102).
    domain_counts : mapping
        Domain → node kind → number of nodes below it, where only the numbers are known and not the nodes.
    bonus_cap, penalty_cap : float or None
        Most points that bonus may add and penalty may take [points].
    rules : tuple of Rule
        Executable scoring rules; not every criterion has one.
    since : datetime.date or None
        First day on which it is used, where another set was used before it within a year; None where nobody has said it.
    replaces : str
        ``framework_id`` of the set in whose place it stands within a year; empty for none.
    """

    framework_id: str
    title_vi: str
    decision: str
    years: tuple[int, int]
    status: str
    stated_total: float | None
    nodes: tuple[Node, ...]
    admin_level: str = ""
    stated_counts: Mapping[str, int] = field(default_factory=dict)
    domain_counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    bonus_cap: float | None = None
    penalty_cap: float | None = None
    rules: tuple[Rule, ...] = ()
    since: dt.date | None = None
    replaces: str = ""
    _by_code: dict[str, Node] = field(init=False, repr=False, compare=False)
    _children: dict[str, tuple[Node, ...]] = field(init=False, repr=False, compare=False)
    _leaves: tuple[Node, ...] = field(init=False, repr=False, compare=False)
    _rules: dict[str, Rule] = field(init=False, repr=False, compare=False)
    _ancestors: dict[str, tuple[str, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def count_stated(self, kind: str) -> int:
        """Count the nodes of a kind below all domains, where only numbers are known: ``domain_counts``."""
        return sum(counts.get(kind, 0) for counts in self.domain_counts.values())

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {node.code: node for node in self.nodes})
        children: dict[str, list[Node]] = {}
        for node in self.nodes:
            children.setdefault(node.parent_code, []).append(node)
        object.__setattr__(self, "_children", {code: tuple(nodes) for code, nodes in children.items()})
        object.__setattr__(self, "_rules", {rule.code: rule for rule in self.rules})
        object.__setattr__(self, "_leaves", tuple(node for node in self.nodes if node.code not in children))

    def node(self, code: str) -> Node:
        """Return the node of a code; KeyError if there is none."""
        return self._by_code[code]

    def __contains__(self, code: str) -> bool:
        return code in self._by_code

    def children(self, code: str) -> tuple[Node, ...]:
        """Return the nodes directly below a code; those of ``""`` are the top nodes."""
        return self._children.get(code, ())

    def leaves(self) -> tuple[Node, ...]:
        """Return the nodes that carry scores: those without children."""
        return self._leaves

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Return the codes above a node, nearest first."""
        if code not in self._ancestors:
            found: list[str] = []
            parent = self.node(code).parent_code
            while parent and parent not in found:
                found.append(parent)
                parent = self.node(parent).parent_code
            self._ancestors[code] = tuple(found)
        return self._ancestors[code]

    def top_code(self, code: str) -> str:
        """Return the code of the top node above (or equal to) a node."""
        return (code, *self.ancestors(code))[-1]

    def rule(self, code: str) -> Rule | None:
        """Return the scoring rule of a criterion, None if it has none."""
        return self._rules.get(code)

    def cut_at(self, codes: Collection[str]) -> Framework:
        """Return the framework as known at a coarser grain: what lies below the named nodes is left out.

        Parameters
        ----------
        codes : collection of str
            Nodes that carry a score of their own instead of their children's.

        Returns
        -------
        Framework
            The named nodes are leaves. Their source of points is that of all leaves below, empty if they differ.
        """
        wanted = set(codes)
        if not any(self.children(code) for code in wanted):
            return self
        kept = []
        for node in self.nodes:
            if wanted.intersection(self.ancestors(node.code)):
                continue
            if node.code in wanted and self.children(node.code):
                below = {leaf.method for leaf in self.leaves() if node.code in self.ancestors(leaf.code)}
                kept.append(dataclasses.replace(node, method=below.pop() if len(below) == 1 else ""))
            else:
                kept.append(node)
        return dataclasses.replace(self, nodes=tuple(kept), stated_counts={})

    def part(self, codes: Collection[str]) -> Framework:
        """Return the framework of some leaves only, with what stands above them.

        Parameters
        ----------
        codes : collection of str
            Leaves that are kept.

        Returns
        -------
        Framework
            A group of which leaves are left out has no maximum, and there is no stated total: that of the whole is not
            that of a part.
        """
        kept = set(codes)
        below = {
            node.code: {one.code for one in self.leaves() if node.code in self.ancestors(one.code)}
            for node in self.nodes
        }
        nodes = tuple(
            node if below[node.code] <= kept else dataclasses.replace(node, max_score=None)
            for node in self.nodes
            if node.code in kept or below[node.code] & kept
        )
        rules = tuple(rule for rule in self.rules if rule.code in kept)
        return dataclasses.replace(
            self, nodes=nodes, rules=rules, stated_total=None, stated_counts={}, domain_counts={}
        )

    def choice_items(self) -> tuple[Node, ...]:
        """Return the questions of a questionnaire that are answered by options: they are no part of the index."""
        return tuple(node for node in self._leaves if node.answers)

    def satisfaction(self) -> Framework:
        """Return the part of a questionnaire that the index is made of: itself where it asks nothing else."""
        items = [node.code for node in self._leaves if node.aspect in {"", SATISFACTION}]
        return self if len(items) == len(self._leaves) else self.part(items)

    def with_sums(self) -> Framework:
        """Return the framework with the maxima of groups that are not known filled in by what their leaves add up to."""
        sums: dict[str, float] = {}
        for leaf in self.leaves():
            for code in self.ancestors(leaf.code):
                sums[code] = round(sums.get(code, 0.0) + (0.0 if leaf.role else leaf.max_score or 0.0), 9)
        return self.with_maxima(sums)

    def with_maxima(self, maxima: Mapping[str, float]) -> Framework:
        """Return the framework with maxima filled in where the edition's are not known."""
        if all(node.max_score is not None for node in self.nodes):
            return self
        nodes = tuple(
            dataclasses.replace(node, max_score=maxima[node.code])
            if node.max_score is None and node.code in maxima
            else node
            for node in self.nodes
        )
        return dataclasses.replace(self, nodes=nodes)

    def faults(self) -> list[str]:
        """List what makes the tree unusable, as Vietnamese sentences.

        Returns
        -------
        list of str
            Empty for a usable tree. Checked: unique codes, known parents, no circle, bonus and penalty kept below a
            bonus or penalty, caps and total not negative, rules that can be executed.
        """
        found = [
            f"mã {code} xuất hiện {count} lần"
            for code, count in Counter(node.code for node in self.nodes).items()
            if count > 1
        ]
        found += [
            f"mã {node.code} có mã cha {node.parent_code} không tồn tại"
            for node in self.nodes
            if node.parent_code and node.parent_code not in self
        ]
        if not found:
            found += [
                f"mã {node.code} nằm trong một vòng mã cha"
                for node in self.nodes
                if self.node(self.top_code(node.code)).parent_code
            ]
        if not found:
            found += [
                f"mã {node.code} có tính chất '{ROLES[node.role]}' khác mã cha {node.parent_code}"
                f" ('{ROLES[self.node(node.parent_code).role]}')"
                for node in self.nodes
                if node.parent_code and self.node(node.parent_code).role not in {"", node.role}
            ]
        found += [fault for node in self.nodes for fault in _answer_faults(node)]
        found += [
            f"{name} là {comma(cap)}, phải là số không âm"
            for name, cap in (("trần điểm cộng", self.bonus_cap), ("trần điểm trừ", self.penalty_cap))
            if cap is not None and cap < 0
        ]
        if self.stated_total is not None and self.stated_total <= 0:
            found.append(f"tổng điểm quy định là {comma(self.stated_total)}, phải lớn hơn 0")
        if not any(not node.parent_code for node in self.nodes):
            found.append("không có dòng nào ở cấp cao nhất")
        leaves = {node.code for node in self.leaves()}
        for rule in self.rules:
            if rule.code not in leaves:
                found.append(f"quy tắc của mã {rule.code} không thuộc tiêu chí chấm điểm nào")
            found += rule.faults()
        return found

    def inconsistencies(self) -> list[str]:
        """List what does not add up, as Vietnamese sentences; an edition is never repaired.

        Returns
        -------
        list of str
            Maxima of children other than their parent's, top nodes other than the stated total, counts other
            than the stated ones (unless only part of the edition is known), worked examples that contradict their rule.
        """
        found = []
        for parent, children in self._children.items():
            maxima = [child.max_score for child in children if not child.role]
            stated = self.stated_total if not parent else self._by_code[parent].max_score
            if stated is None or not maxima or any(maximum is None for maximum in maxima):
                continue
            total = sum(maximum for maximum in maxima if maximum is not None)
            if abs(total - stated) > _TOLERANCE:
                name = "tổng điểm quy định" if not parent else f"điểm tối đa của mã {parent}"
                found.append(f"điểm tối đa cộng lại là {comma(total)}, khác {name} là {comma(stated)}")
        counts = Counter(node.node_kind for node in self.nodes)
        found += [
            f"có {counts[kind]} {NODE_KINDS[kind]}, khác số lượng quy định là {stated}"
            for kind, stated in self.stated_counts.items()
            if counts[kind] != stated and self.status != "partial"
        ]
        found += [
            f"số {NODE_KINDS[kind]} của các lĩnh vực cộng lại là {total}, khác số lượng quy định là {stated}"
            for kind, stated in self.stated_counts.items()
            if (total := self.count_stated(kind)) not in {0, stated}
        ]
        return found + [sentence for rule in self.rules for sentence in run_examples(rule)]


def _answer_faults(node: Node) -> list[str]:
    """List what is wrong with how a question is answered."""
    is_of_index = node.aspect in {"", SATISFACTION}
    if node.answers and is_of_index:
        return [f"mã {node.code} thuộc {ASPECTS[SATISFACTION]} nên phải trả lời theo {ANSWER_KINDS['']}"]
    if node.node_kind == "item" and not is_of_index and not node.answers:
        return [f"mã {node.code} thuộc {ASPECTS[node.aspect]}: kiểu trả lời phải là chọn một hoặc chọn nhiều"]
    if node.answers and len(set(node.options)) < max(2, len(node.options)):
        return [f"mã {node.code} cần từ hai lựa chọn khác nhau trở lên"]
    return []


#: Codes to which the project's tables add a letter: PAPI's own numbers are 1 … 8.3.
_LETTERED = re.compile(r"^D(?=[1-9])")


def official_code(code: str) -> str:
    """Return a code as its publisher writes it, and so as documents print it.

    Examples
    --------
    >>> official_code("D1.2"), official_code("7.2.2"), official_code("A1.1")
    ('1.2', '7.2.2', 'A1.1')
    """
    return _LETTERED.sub("", code)
