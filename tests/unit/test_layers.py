"""Imports point down (design.md, section 3)."""

import ast
import subprocess
import sys
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

LIB = Path(__file__).resolve().parents[2] / "lib" / "cchc"
# A module may import modules of its own rank or below.
RANKS = {
    "errors": 0, "indices_defined": 0, "units": 0, "unit_store": 0, "unit_register": 0, "paths": 0, "columns": 0, "agencies": 0, "frameworks": 0, "provenance": 0, "schemas": 0, "reference_schemas": 0, "analysis_params": 0, "campaign_params": 0, "leader_params": 0, "self_scoring_params": 0, "own_letterhead": 0, "plan_params": 0, "target_params": 0, "numbers": 0, "texts": 0, "dates": 0, "deadlines": 0, "editions": 0, "slots": 0, "declared": 0, "scoring_rules": 0, "params": 1,
    "sources": 1, "indices": 2, "analysis": 3, "planning": 4, "reporting": 5, "run": 6,
}  # fmt: skip
IMPURE = {"open", "print", "input", "eval", "exec"}


def _part(path: Path) -> str:
    return path.relative_to(LIB).parts[0].removesuffix(".py")


def _imports(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("cchc"):
            found += [node.module] if node.module != "cchc" else [f"cchc.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name.startswith("cchc.")]
    return found


def test_no_module_imports_upwards() -> None:
    upward = []
    for path in LIB.rglob("*.py"):
        if (part := _part(path)) not in RANKS:
            continue  # the package's own __init__ and __main__ see everything
        for name in _imports(path):
            target = name.split(".")[1]
            if RANKS[target] > RANKS[part]:
                upward.append(f"{path.relative_to(LIB)} imports {name}")
    assert upward == []


def test_every_module_has_a_rank() -> None:
    assert {_part(path) for path in LIB.rglob("*.py")} - {"__init__", "__main__"} == set(RANKS)


def test_pure_layers_read_nothing_print_nothing_and_ask_no_clock() -> None:
    impure = []
    for part in ("indices", "analysis", "planning"):
        for path in (LIB / part).glob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IMPURE:
                    impure.append(f"{path.name}: {node.func.id}")
                if isinstance(node, ast.Attribute) and node.attr in {
                    "today",
                    "now",
                    "read_text",
                    "write_text",
                    "read_csv",
                    "to_csv",
                }:
                    impure.append(f"{path.name}: .{node.attr}")
                if isinstance(node, ast.Import) and any(
                    alias.name in {"matplotlib", "random", "time", "os"} for alias in node.names
                ):
                    impure.append(f"{path.name}: import")
    assert impure == []


# ---- sections compute nothing (design.md, section 4) -----------------------------------------------------------------
#: Methods that make a figure, choose rows by one, or put rows in an order that a text tells. ``count`` is not among
#: them: it is also the name under which analysis and planning hand a count over.
FIGURES = {
    "agg", "aggregate", "clip", "corr", "cumprod", "cumsum", "diff", "div", "groupby", "idxmax", "idxmin", "max", "mean", "median",
    "min", "most_common", "mul", "nlargest", "nsmallest", "nunique", "pivot_table", "prod", "quantile", "rank", "round", "sort_values",
    "std", "sub", "sum", "value_counts", "var",
}  # fmt: skip
FUNCTIONS = {"Counter", "abs", "max", "min", "round", "sorted", "sum"}
ORDERED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
#: Module and call → why it may stand there.
ALLOWED = {
    ("annex_tables.py", "/"): "widths of columns in millimetres of a page",
    ("annex_tables.py", "sum"): "widths of columns in millimetres of a page",
    ("index_facts.py", "abs"): "a fall is told as a word and a number without sign",
    ("plan_words.py", "abs"): "a fall is told as a word and a number without sign",
    ("common.py", "sorted"): "the years of breaks in the order in which a sentence lists them",
    ("outcomes.py", "abs"): "a fall is told as a word and a number without sign",
}


def _computed(tree: ast.AST) -> list[tuple[int, str]]:
    """Return line and name of every call or operator that makes a figure."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in FIGURES:
            found.append((node.lineno, node.func.attr))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
            found.append((node.lineno, node.func.id))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.Pow):
            found.append((node.lineno, "/"))
        # the year before, the last but one: a difference of two figures is another thing
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and not isinstance(node.right, ast.Constant):
            found.append((node.lineno, "-"))
        # a series compared with a figure chooses rows
        elif isinstance(node, ast.Subscript) and any(isinstance(one, ORDERED) for one in ast.walk(node.slice)):
            found.append((node.lineno, "[<]"))
    return found


def test_sections_compute_nothing() -> None:
    computed, used = [], set()
    for path in sorted((LIB / "reporting" / "sections").glob("*.py")):
        for line, name in _computed(ast.parse(path.read_text(encoding="utf-8"))):
            if (path.name, name) in ALLOWED:
                used.add((path.name, name))
            else:
                computed.append(f"{path.name}, line {line}: {name}")
    assert computed == []
    assert set(ALLOWED) == used


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("total = float(table['lost_score'].sum())", "sum"),
        ("best = sorted(rows, key=len)[:3]", "sorted"),
        ("share = lost / whole * 100", "/"),
        ("gap = items['value_pct'] - total['value_pct']", "-"),
        ("weak = items[items['gap'] < 0]", "[<]"),
    ],
)
def test_what_makes_a_figure_is_seen(source: str, name: str) -> None:
    assert name in [found for _, found in _computed(ast.parse(source))]


def test_sentences_are_handed_the_figures_that_they_tell() -> None:
    found = [
        f"{path.name}, line {node.lineno}: {type(node).__name__}"
        for path in sorted((LIB / "reporting" / "templates" / "sentences").glob("*.j2"))
        for node in jinja2.Environment()
        .parse(path.read_text(encoding="utf-8"))
        .find_all((nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Pow, nodes.Add))
        # the year before, the year after, a ratio told in per cent
        if not (isinstance(node, nodes.Sub | nodes.Add | nodes.Mul) and isinstance(node.right, nodes.Const))
    ]
    assert found == []


def test_charts_are_handed_the_figures_that_they_write() -> None:
    # splitting a line at its breaks, and taking a cumulated share back to its steps, is geometry
    made = {"corr", "mean", "median", "nunique", "quantile", "rank", "std", "value_counts"}
    found = [
        f"{path.name}, line {line}: {name}"
        for path in sorted((LIB / "reporting" / "charts").glob("*.py"))
        for line, name in _computed(ast.parse(path.read_text(encoding="utf-8")))
        if name in made
    ]
    assert found == []


def test_what_judges_whether_to_build_loads_nothing_heavy() -> None:
    """A run over 700 reports that have not changed takes the time of reading their records, not of pandas."""
    code = (
        "import sys, cchc.run.cli, cchc.run.batch;"
        " print({'pandas', 'matplotlib', 'papermill', 'yaml'} & set(sys.modules) or 'nothing heavy')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "nothing heavy", done.stdout + done.stderr
