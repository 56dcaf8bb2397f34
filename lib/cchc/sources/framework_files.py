"""Frameworks from ``data/frameworks/<edition>/`` or from an office's own Excel file."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from cchc import schemas
from cchc.errors import Fault, InputError, UnknownNameError, suggest
from cchc.frameworks import FRAMEWORK_STATUSES, Framework, Node
from cchc.scoring_rules import Rule, RuleExample, RulePart
from cchc.sources.editions_in_force import read_since
from cchc.sources.framework_sheets import read_framework_sheets
from cchc.sources.grids import SUFFIXES
from cchc.sources.reader import Reader

_REQUIRED = ("title_vi", "decision", "years", "status", "stated_total")
_OPTIONAL = (
    "decision_date", "admin_level", "issuer_key", "stated_counts", "domain_counts", "bonus_cap", "penalty_cap", "maxima",
    "since", "replaces",
)  # fmt: skip
#: How maxima that are left blank follow: the parent's, shared equally among its children.
_EQUAL_SHARES = "equal_shares"
_FOLDER_NAME = re.compile(r"[\w.-]{1,100}")
_NO_RULES = pd.DataFrame(columns=list(schemas.Rules.to_schema().columns))
_NO_EXAMPLES = pd.DataFrame(columns=list(schemas.RuleExamples.to_schema().columns))


def load_framework(reader: Reader, framework_id: str) -> Framework:
    """Read one edition of a framework.

    Parameters
    ----------
    reader : Reader
        Records the files.
    framework_id : str
        Folder under ``data/frameworks`` (``framework.yml``, ``criteria.csv`` and, where rules are known,
        ``rules.csv`` and ``rule_examples.csv``), or the path of an Excel file made by
        ``make form KIND=framework``, relative to the project.

    Returns
    -------
    Framework
        As it stands, with what does not add up; ask ``inconsistencies()``.

    Raises
    ------
    InputError
        With every fault: a file that is missing or breaks its schema, a repeated code, an unknown parent, a rule
        that cannot be executed.
    UnknownNameError
        If there is no such edition; the nearest ones are named.
    """
    known: Framework | None = reader.memory.get(framework_id)
    if known is not None:
        return known
    if framework_id.lower().endswith(tuple(one for one in SUFFIXES if one != ".csv")):
        path, tables = framework_id, read_framework_sheets(reader, framework_id)
    else:
        path, tables = f"data/frameworks/{framework_id}/criteria.csv", _read_folder(reader, framework_id)
    framework = _assemble(framework_id, *tables)
    ruled = {rule.code for rule in framework.rules}
    faults = framework.faults()
    faults += [
        f"ví dụ của mã {code} không có quy tắc nào để tính"
        for code in dict.fromkeys(tables[3]["code"])
        if code not in ruled
    ]
    if faults:
        raise InputError([Fault(path, "", fault, "hãy sửa bộ tiêu chí") for fault in faults])
    reader.memory[framework_id] = framework
    return framework


def load_for_names(reader: Reader, framework_id: str) -> Framework:
    """Read an edition of which only codes and names are needed: its files are recorded as texts, for no figure comes of them.

    Parameters and errors as for ``load_framework``.
    """
    if framework_id in reader.memory:
        known: Framework = reader.memory[framework_id]
        return known
    key = f"names of {framework_id}"
    if key not in reader.memory:
        apart = Reader(reader.root)
        reader.memory[key] = load_framework(apart, framework_id)
        reader.adopt(apart, status="text")
    found: Framework = reader.memory[key]
    return found


def load_numbered(reader: Reader, path: str) -> Framework:
    """Read an office's list of criteria whose tree only its numbering tells, to be looked at: nothing else reads it so.

    Parameters
    ----------
    reader : Reader
        Records the file.
    path : str
        .xlsx relative to the project.

    Returns
    -------
    Framework
        With parents, kinds and the maxima of groups as they follow.

    Raises
    ------
    InputError
        With the cell of every row that the numbering does not place.
    """
    framework = _assemble(path, *read_framework_sheets(reader, path, is_numbered=True))
    if faults := framework.faults():
        raise InputError([Fault(path, "", fault, "hãy sửa bộ tiêu chí") for fault in faults])
    return framework


def _read_folder(reader: Reader, framework_id: str) -> tuple[dict[str, Any], pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    folder = f"data/frameworks/{framework_id}"
    if not _FOLDER_NAME.fullmatch(framework_id) or not reader.exists(f"{folder}/framework.yml"):
        known = sorted(path.parent.name for path in (reader.root / "data/frameworks").glob("*/framework.yml"))
        near = suggest(framework_id, known) or known
        raise UnknownNameError(
            f"Không có bộ tiêu chí '{framework_id}' trong data/frameworks; gần nhất: {', '.join(near)}."
        )
    meta = reader.read_yaml(f"{folder}/framework.yml", status="text", title_vi=f"Bộ tiêu chí {framework_id}")
    faults = [
        Fault(f"{folder}/framework.yml", f"khóa '{key}'", "thiếu khóa này", "hãy thêm khóa và giá trị")
        for key in _REQUIRED
        if key not in meta
    ]
    faults += [
        Fault(
            f"{folder}/framework.yml",
            f"khóa '{key}'",
            "khóa không có trong danh mục",
            f"được dùng: {', '.join((*_REQUIRED, *_OPTIONAL))}",
        )
        for key in meta
        if key not in (*_REQUIRED, *_OPTIONAL)
    ]
    if meta.get("status") not in FRAMEWORK_STATUSES and "status" in meta:
        allowed = f"được dùng: {', '.join(FRAMEWORK_STATUSES)}"
        faults.append(Fault(f"{folder}/framework.yml", "khóa 'status'", f"giá trị '{meta['status']}'", allowed))
    if meta.get("maxima") not in (None, _EQUAL_SHARES):
        where = f"{folder}/framework.yml"
        faults.append(
            Fault(where, "khóa 'maxima'", f"giá trị '{meta['maxima']}'", f"bỏ khóa này, hoặc ghi {_EQUAL_SHARES}")
        )
    if faults:
        raise InputError(faults)
    kept = {"partial": "published"}.get(str(meta["status"]), str(meta["status"]))
    criteria = reader.read_table(
        f"{folder}/criteria.csv", schemas.Criteria, status=kept, title_vi=str(meta["title_vi"])
    )
    rules, examples = _NO_RULES, _NO_EXAMPLES
    if reader.exists(f"{folder}/rules.csv"):
        rules = reader.read_table(f"{folder}/rules.csv", schemas.Rules, status=kept, title_vi="Quy tắc chấm điểm")
    if reader.exists(f"{folder}/rule_examples.csv"):
        examples = reader.read_table(
            f"{folder}/rule_examples.csv", schemas.RuleExamples, status=kept, title_vi="Ví dụ chấm điểm"
        )
    return meta, criteria, rules, examples


def _assemble(
    framework_id: str, meta: Mapping[str, Any], criteria: pd.DataFrame, rules: pd.DataFrame, examples: pd.DataFrame
) -> Framework:
    nodes = tuple(
        Node(
            code=row.code,
            parent_code=row.parent_code,
            node_kind=row.node_kind,
            name_vi=row.name_vi,
            max_score=_number(row.max_score),
            method=row.method,
            role=row.role,
            weight_pct=_number(getattr(row, "weight_pct", None)),
            aspect=row.aspect,
            answers=row.answers,
            options=tuple(one.strip() for one in row.options.split(";") if one.strip()),
        )
        for row in criteria.itertuples()
    )
    nodes = _inherit(nodes)
    if meta.get("maxima") == _EQUAL_SHARES:
        nodes = _share_maxima(nodes)
    maxima = {node.code: node.max_score or 0.0 for node in nodes}
    by_code: dict[str, list[Any]] = {}
    for row in rules.itertuples():
        by_code.setdefault(str(row.code), []).append(row)
    printed: dict[str, list[RuleExample]] = {}
    for row in examples.itertuples():
        printed.setdefault(str(row.code), []).append(
            RuleExample(str(row.given), str(row.given_total), float(row.printed_score), str(row.source))
        )
    return Framework(
        framework_id=framework_id,
        title_vi=str(meta["title_vi"]),
        decision=str(meta["decision"] or ""),
        years=(int(meta["years"][0]), int(meta["years"][1])),
        status=str(meta["status"]),
        stated_total=_number(meta["stated_total"]),
        nodes=nodes,
        admin_level=str(meta.get("admin_level") or ""),
        stated_counts=dict(meta.get("stated_counts") or {}),
        domain_counts={str(code): dict(counts) for code, counts in (meta.get("domain_counts") or {}).items()},
        since=read_since(f"data/frameworks/{framework_id}/framework.yml", meta.get("since")),
        replaces=str(meta.get("replaces") or ""),
        bonus_cap=_number(meta.get("bonus_cap")),
        penalty_cap=_number(meta.get("penalty_cap")),
        rules=tuple(
            Rule(
                code=code,
                rule_kind=str(rows[0].rule_kind),
                max_score=maxima.get(code, 0.0),
                parts=tuple(
                    RulePart(str(row.label_vi), str(row.comparison), *map(_number, (row.lower, row.upper, row.score)))
                    for row in rows
                ),
                examples=tuple(printed.get(code, ())),
            )
            for code, rows in by_code.items()
        ),
    )


def _inherit(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Make what lies below a bonus or penalty one too, where nothing else is said; all below a top node have its aspect."""
    roles: dict[str, str] = {}
    aspects: dict[str, str] = {}
    for node in nodes:
        roles[node.code] = node.role or roles.get(node.parent_code, "")
        aspects[node.code] = aspects.get(node.parent_code, "") if node.parent_code else node.aspect
    return tuple(dataclasses.replace(node, role=roles[node.code], aspect=aspects[node.code]) for node in nodes)


def _share_maxima(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Fill maxima in that are left blank: a node's maximum in equal shares for its children, parents before children."""
    n_children = Counter(node.parent_code for node in nodes)
    maxima: dict[str, float | None] = {}
    for node in nodes:
        above = maxima.get(node.parent_code)
        share = None if above is None else above / n_children[node.parent_code]
        maxima[node.code] = share if node.max_score is None else node.max_score
    return tuple(dataclasses.replace(node, max_score=maxima[node.code]) for node in nodes)


def _number(value: object) -> float | None:
    return None if value is None or pd.isna(value) else float(value)  # type: ignore[arg-type]
