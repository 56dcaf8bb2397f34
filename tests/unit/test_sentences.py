"""The house's own sentences: every macro is used, every name asked for exists, what is not given is an error."""

from __future__ import annotations

import ast
import contextlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest
from cchc.reporting.html import TEMPLATES
from cchc.reporting.sentences import FOLDER, environment, lines, sentence
from jinja2 import nodes

LIB = Path(__file__).resolve().parents[2] / "lib" / "cchc"
FILES = sorted((TEMPLATES / FOLDER).glob("*.j2"))
DOORS = {"sentence", "lines"}


def _macros(path: Path) -> list[nodes.Macro]:
    return list(environment().parse(path.read_text(encoding="utf-8")).find_all(nodes.Macro))


def _called_inside(path: Path) -> set[str]:
    """Names that macros of a topic call, and those that another topic lends it."""
    tree = environment().parse(path.read_text(encoding="utf-8"))
    lent = {one if isinstance(one, str) else one[0] for found in tree.find_all(nodes.FromImport) for one in found.names}
    return lent | {one.node.name for one in tree.find_all(nodes.Call) if isinstance(one.node, nodes.Name)}


def _first_words(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _first_words(node.body)
        yield from _first_words(node.orelse)
    else:
        yield node.value if isinstance(node, ast.Constant) else f"a name that only a run knows: {ast.unparse(node)}"


def _asked_for() -> Iterator[tuple[str, str]]:
    """Where which sentence is asked for, by a name that can be read here."""
    for path in LIB.rglob("*.py"):
        if path.name == "sentences.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        doors = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "cchc.reporting.sentences"
            for alias in node.names
            if alias.name in DOORS
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in doors:
                for name in _first_words(node.args[0]):
                    yield path.name, name


def test_every_sentence_asked_for_exists_and_every_macro_is_used() -> None:
    known = {macro.name for path in FILES for macro in _macros(path)}
    asked = set(_asked_for())
    assert [(where, name) for where, name in sorted(asked) if name not in known] == []
    used = {name for _, name in asked} | {name for path in FILES for name in _called_inside(path)}
    assert sorted(known - used) == []


def test_no_two_topics_have_a_macro_of_the_same_name() -> None:
    count = Counter(macro.name for path in FILES for macro in _macros(path))
    assert [name for name, n in count.items() if n > 1] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_sentence_without_its_values_is_an_error(path: Path) -> None:
    module = environment().get_template(f"{FOLDER}/{path.name}").module
    silent = []
    for macro in _macros(path):
        if not macro.args:
            continue
        with contextlib.suppress(jinja2.UndefinedError, TypeError):  # a filter that takes a number says TypeError
            silent.append((macro.name, str(getattr(module, macro.name)())))
    assert silent == []


def test_every_macro_that_takes_something_says_what() -> None:
    silent = []
    for path in FILES:
        told = path.read_text(encoding="utf-8").splitlines()
        silent += [
            (path.name, one.name) for one in _macros(path) if one.args and not told[one.lineno - 2].startswith("{#")
        ]
    assert silent == []


def test_a_topic_stays_short_enough_to_be_read() -> None:
    for path in FILES:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path.name


def test_an_unknown_name_stops_the_run() -> None:
    with pytest.raises(KeyError):
        sentence("no_such_sentence")
    with pytest.raises(KeyError):
        lines("no_such_sentence")
