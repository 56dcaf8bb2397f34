"""Imports point down (design.md, section 3)."""

import ast
from pathlib import Path

LIB = Path(__file__).resolve().parents[2] / "lib" / "cchc"
# A module may import modules of its own rank or below.
RANKS = {
    "errors": 0, "indices_defined": 0, "units": 0, "unit_store": 0, "unit_register": 0, "paths": 0, "columns": 0, "agencies": 0, "frameworks": 0, "provenance": 0, "schemas": 0, "reference_schemas": 0, "analysis_params": 0, "campaign_params": 0, "plan_params": 0, "target_params": 0, "numbers": 0, "texts": 0, "dates": 0, "declared": 0, "scoring_rules": 0, "params": 1,
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
