"""Frameworks (bộ tiêu chí): the tree of domains, criteria and sub-criteria with their maximum scores."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

NODE_KINDS = ("domain", "criterion", "subcriterion", "content", "factor", "item", "dimension", "subdimension")

#: Sources of points of PAR INDEX (decision 876/QĐ-BNV; see data/frameworks) and how reports name them.
PAR_METHODS = {
    "appraisal": "Thẩm định",
    "sipas": "Khảo sát hài lòng (SIPAS)",
    "leaders_survey": "Điều tra xã hội học lãnh đạo, quản lý",
    "socio_economic": "Chỉ tiêu kinh tế - xã hội",
}


@dataclass(frozen=True)
class Node:
    """One row of a framework.

    Attributes
    ----------
    code, parent_code : str
        Text, never numbers: ``1.10`` is not ``1.1``; the parent of a top node is empty.
    node_kind : str
        One of ``NODE_KINDS``.
    name_vi : str
        Name as printed.
    max_score : float or None
        Maximum [points]; None where the edition's maximum is not known or the index has none.
    method : str
        Source of points of a leaf (key of ``PAR_METHODS``), empty elsewhere.
    """

    code: str
    parent_code: str
    node_kind: str
    name_vi: str
    max_score: float | None = None
    method: str = ""


@dataclass(frozen=True)
class Framework:
    """One edition of the criteria of an index.

    Attributes
    ----------
    framework_id : str
        Folder name under ``data/frameworks``.
    title_vi : str
        As printed in reports.
    decision : str
        Number of the decision, empty for none.
    years : tuple of int
        First and last result year of the edition.
    status : str
        ``official``, ``partial`` (some maxima not known or not confirmed) or ``illustrative``.
    stated_total : float or None
        Total that the decision states [points].
    nodes : tuple of Node
        In the order of the decision.
    """

    framework_id: str
    title_vi: str
    decision: str
    years: tuple[int, int]
    status: str
    stated_total: float | None
    nodes: tuple[Node, ...]
    _by_code: dict[str, Node] = field(init=False, repr=False, compare=False)
    _children: dict[str, tuple[Node, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {node.code: node for node in self.nodes})
        children: dict[str, list[Node]] = {}
        for node in self.nodes:
            children.setdefault(node.parent_code, []).append(node)
        object.__setattr__(self, "_children", {code: tuple(nodes) for code, nodes in children.items()})

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
        return tuple(node for node in self.nodes if not self.children(node.code))

    def top_code(self, code: str) -> str:
        """Return the code of the top node above (or equal to) a node."""
        node = self.node(code)
        while node.parent_code:
            node = self.node(node.parent_code)
        return node.code

    def faults(self) -> list[str]:
        """List everything that does not add up, as Vietnamese sentences; an edition is never repaired.

        Returns
        -------
        list of str
            Empty for a sound framework. Checked: unique codes, known parents, maxima of children equal to the
            maximum of the parent, top nodes equal to the stated total.
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
        for parent, children in self._children.items():
            maxima = [child.max_score for child in children]
            stated = self.stated_total if not parent else self._by_code[parent].max_score if parent in self else None
            if stated is None or any(maximum is None for maximum in maxima):
                continue
            total = sum(maximum for maximum in maxima if maximum is not None)
            if abs(total - stated) > 1e-9:
                name = "tổng điểm quy định" if not parent else f"điểm tối đa của mã {parent}"
                found.append(f"điểm tối đa cộng lại là {total:g}, khác {name} là {stated:g}")
        return found
