"""One dictionary of columns: a heading is written once, and who needs another says only what differs."""

import ast
import collections
import csv
import re

import pandas as pd
import pytest
from cchc.analysis.index_results import IndexResults
from cchc.analysis.results import compute_results
from cchc.columns import _FILE, Column, col, entries, entry, heading, meaning
from cchc.planning.judgements import OUTCOMES
from cchc.reporting.formats import DECIMALS
from cchc.reporting.own_frames import known_entry
from cchc.reporting.sections.annex_tables import LOOKS
from cchc.run.dictionary import build_dictionary
from cchc.sources.headings import form_heading
from cchc.sources.report_inputs import load_inputs
from cchc.sources.root import find_root

LIB = _FILE.parent
#: Functions that name a key of the dictionary first.
NAMING = {"col", "form_heading", "heading", "entry", "meaning"}


def _calls() -> list[tuple[str, ast.Call]]:
    return [
        (path.relative_to(LIB).as_posix(), node)
        for path in sorted(LIB.rglob("*.py"))
        if path.name != "columns.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args
    ]


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _literals(node: ast.expr) -> list[str]:
    """Return the texts that an argument may be, ``"a" if … else "b"`` included."""
    parts = [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]
    return [text for part in parts if (text := _literal(part))]


def _used() -> list[tuple[str, str, ast.Call]]:
    return [
        (where, key, call)
        for where, call in _calls()
        if isinstance(call.func, ast.Name) and call.func.id in NAMING
        for key in _literals(call.args[0])
    ]


def test_every_key_that_is_used_exists() -> None:
    used = _used()
    assert len(used) > 400
    assert [(where, key) for where, key, _ in used if key not in entries()] == []


def test_every_entry_is_used() -> None:
    named = {key for _, key, _ in _used()}
    # fields of tables take their meaning from the entry
    tables = build_dictionary(find_root()).partition("## Cột của báo cáo")[0]
    described = {line.split("`")[1] for line in tables.splitlines() if line.startswith("| `")}
    frames = {key for name in _fields_of_results() for key in (name, f"{name}:frame")}
    assert sorted(set(entries()) - named - described - frames - set(OUTCOMES)) == []


def _fields_of_results() -> set[str]:
    """Return the names of the columns of every frame that results hold."""

    def names(value: object) -> set[str]:
        if isinstance(value, pd.DataFrame):
            return {one for one in (*value.columns, *value.index.names) if isinstance(one, str)}
        parts = (
            value.values()
            if isinstance(value, dict)
            else vars(value).values()
            if isinstance(value, IndexResults)
            else ()
        )
        return {name for one in parts for name in names(one)}

    found = [compute_results(load_inputs(unit, 2024)) for unit in ("BacKan", "KonTum")]
    return {name for results in found for own in results.of.values() for name in names(own)}


def test_every_column_of_results_has_a_vietnamese_heading() -> None:
    """``results.published("papi").weak`` shown bare in a cell reads as the tables of the report do."""
    fields = _fields_of_results()
    assert {"gap_to_median", "is_item", "level_1_pct", "lost_score"} <= fields
    codes = {name for name in fields if re.fullmatch(r"[A-Z](\d+(\.\d+)*)?", name)}
    assert sorted(name for name in fields - codes if known_entry(name) is None) == []


def test_no_heading_stands_beside_a_key() -> None:
    """What is always so called is an entry; a heading in code holds a year or a name that only the run knows."""
    written = [
        f"{where}: {ast.unparse(call)}"
        for where, call in _calls()
        if isinstance(call.func, ast.Name)
        and call.func.id in {"Column", "col"}
        and any(_literals(one) for one in call.args[1:2])
        and where != "reporting/tables.py"  # a doctest's
    ]
    assert written == []


def test_no_entry_is_written_twice_and_no_two_of_a_field_are_called_the_same() -> None:
    with (LIB / "columns.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    keys = [row["key"] for row in rows]
    assert keys == sorted(set(keys))
    called = collections.Counter((row["key"].partition(":")[0], row["title_vi"]) for row in rows)
    assert [one for one, count in called.items() if count > 1] == []


def test_an_entry_that_says_what_its_heading_says_says_it_once() -> None:
    assert [one.key for one in entries().values() if one.meaning_vi == one.column.title_vi] == []


def test_entries_are_whole() -> None:
    for one in entries().values():
        assert re.fullmatch(r"(#|[a-z][a-z0-9_]*)(:[a-z_]+)?", one.key), one.key
        assert one.column.title_vi, one.key
        assert one.column.kind in {*DECIMALS, "text", "centre"}, one.key
        assert 3 <= one.column.width <= 100, one.key
        assert one.column.total in {"", "sum"}, one.key
        if one.column.kind in {"pct", "pct_short"} and "{unit}" not in one.column.title_vi:
            assert one.unit_vi == "%", one.key
        if "(%)" in one.column.title_vi:
            assert one.unit_vi == "%", one.key


def test_an_unknown_key_is_an_error_that_names_the_nearest() -> None:
    with pytest.raises(KeyError, match=r"no column 'lost_scor' in columns\.csv; nearest: .*lost_score"):
        col("lost_scor")
    for ask in (entry, heading, meaning, form_heading):
        with pytest.raises(KeyError, match="no column"):
            ask("nothing_like_it_at_all")


def test_a_table_says_only_what_differs() -> None:
    assert col("lost_score") == Column("lost_score", "Điểm mất", "score", 14.0, total="sum")
    assert col("score:total").key == "score"
    own = col("rank", "Thứ hạng năm 2023", width=20, formula="{a}-{b}", total="sum", kind="integer")
    assert own == Column("rank", "Thứ hạng năm 2023", "integer", 20, "{a}-{b}", "sum")


def test_slots_of_a_heading_are_filled_and_never_printed() -> None:
    assert col("rank:year", field="previous_rank", year="2023") == Column(
        "previous_rank", "Thứ hạng năm 2023", "rank", 20.0
    )
    with pytest.raises(KeyError, match="year"):
        col("rank:year")


def test_formulas_name_fields_of_the_same_dictionary() -> None:
    fields = {key.partition(":")[0] for key in entries()}
    formulas = [
        text for _, call in _calls() for one in call.keywords if one.arg == "formula" and (text := _literal(one.value))
    ]
    assert len(formulas) > 10
    assert {name for text in formulas for name in re.findall(r"\{(\w+)\}", text)} <= fields


def test_forms_and_annexes_take_their_headings_from_the_dictionary() -> None:
    found = form_heading("name_vi:name", "Tiêu chí", is_required=True)
    assert (found.key, found.label, found.aliases, found.is_required) == ("name_vi", "Tên", ("Tiêu chí",), True)
    titles = {one.column.title_vi for one in entries().values()}
    assert {look.title_vi for look in LOOKS.values()} <= titles


def test_the_data_dictionary_lists_the_columns_of_reports_and_takes_meanings_from_them() -> None:
    text = build_dictionary(find_root())
    assert "| `score:total` | Tổng điểm | điểm |" in text
    assert f"| `source_key` | chữ | {meaning('source_key')} |" in text
