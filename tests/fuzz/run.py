"""``make fuzz [N=2000] [SEED=]``: forms as they come back, changed in a thousand ways; each is read right or refused by name.

Every file is either refused with sentences that name it (and the cell, where a cell is at fault), or read to the figures that
the fuzzer has told by itself from what the cells show. Changes that keep the meaning must be read: refusing everything is no way out.
What goes wrong is written to ``tests/fuzz/found`` as a small file with what was expected.
"""

from __future__ import annotations

import collections
import copy
import json
import os
import random
import re
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(HERE.parent / "broken")]

import books  # noqa: E402
import make_files as m  # noqa: E402
import mutations  # noqa: E402
import oracles  # noqa: E402
from cchc.errors import CchcError, InputError  # noqa: E402
from cchc.sources.framework_files import load_framework  # noqa: E402
from cchc.sources.reader import Reader  # noqa: E402
from cchc.sources.score_sheets import read_score_sheet  # noqa: E402
from cchc.sources.surveys import read_survey  # noqa: E402
from cchc.sources.tasks import read_task_sheet  # noqa: E402

ITEMS = [item.code for item in m.QUESTIONS.leaves()]
TREE = {node.code: (node.name_vi, float(node.max_score or 0)) for node in m.DISTRICT.nodes}


@dataclass(frozen=True)
class Form:
    """A form: how the project reads it, and how the fuzzer tells what it says."""

    name: str
    base: books.Book
    read: Callable[[Reader, str], Any]
    tell: Callable[[books.Book], Any]


def _read_scores(reader: Reader, path: str) -> dict[str, Any]:
    table = read_score_sheet(reader, path, status="office").scores.set_index("criterion_code")
    keys = [
        "approved_score",
        "self_score",
        "appraised_1_score",
        "appraised_2_score",
        "survey_score",
        "note_vi",
        "evidence_vi",
    ]
    rows = table[keys].to_dict("index")
    return {
        str(code): {key: None if pd.isna(value) else value for key, value in row.items()} for code, row in rows.items()
    }


def _read_tree(reader: Reader, path: str) -> dict[str, tuple[str, str, float | None]]:
    nodes = load_framework(reader, path).nodes
    return {node.code: (node.parent_code, node.name_vi, node.max_score) for node in nodes}


def _read_answers(reader: Reader, path: str) -> list[list[int]]:
    return read_survey(reader, path, "sipas_2023_illustrative", status="office").answers.to_numpy().tolist()


def _read_tasks(reader: Reader, path: str) -> list[dict[str, Any]]:
    keys = ("task_key", "task_vi", "lead_vi", "deadline", "expected_score", "done_pct", "target")
    rows = read_task_sheet(reader, path).table[list(keys)].to_dict("records")
    return [{key: None if value is None or pd.isna(value) else value for key, value in row.items()} for row in rows]


FORMS = (
    Form("score_sheet", books.load_book(m.score_sheet()), _read_scores, lambda book: oracles.scores(book, TREE)),
    Form("survey", books.load_book(m.survey_book()), _read_answers, lambda book: oracles.answers(book, ITEMS)),
    Form("framework", books.load_book(m.framework_book()), _read_tree, oracles.tree),
    Form("tasks", books.load_book(m.task_book()), _read_tasks, oracles.tasks),
)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, str) and isinstance(other, str):
        return oracles.fold(one) == oracles.fold(other)
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < 1e-9
    return bool(one == other)


def one_case(root: Path, seed: int) -> tuple[str, str, bytes, str]:
    """Make and judge one file.

    Returns
    -------
    (str, str, bytes, str)
        Verdict (``read``, ``refused``, or what is wrong), form and changes, the file, its suffix.
    """
    rng = random.Random(seed)
    form = rng.choice(FORMS)
    book = copy.deepcopy(form.base)
    must_read, done = True, []
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        change = rng.choice(mutations.CHANGES)
        must_read &= change(book, rng)
        done.append(change.__name__)
    suffix = ".csv" if rng.random() < 0.25 and form.name != "framework" else ".xlsx"
    saver = mutations.any_saver(rng)
    if suffix == ".csv":
        book, content, must_read = _as_csv(form, book, rng, must_read)
        done.append("csv")
    else:
        content = books.write_xlsx(book, saver)
        done.append(saver)
    is_changed = suffix == ".xlsx" and rng.random() < 0.15
    if is_changed:
        content, must_read = mutations.change_xml(content, rng), False
        done.append("xml")
    is_damaged = rng.random() < 0.1
    if is_damaged:
        content, must_read = mutations.change_bytes(content, rng), False
        done.append("damaged")
    kind, expected = oracles.verdict(lambda: form.tell(book))
    name = f"{form.name}{suffix}"
    (root / name).write_bytes(content)
    what = f"{form.name}: {', '.join(done)} (seed {seed})"
    try:
        read = form.read(Reader(root), name)
    except InputError as error:
        lines = str(error).split("\n")
        if not all(line.startswith(f"Tệp {name}") for line in lines) or re.search(
            r"Traceback|Error|None\b", str(error)
        ):
            return "refusal without the file's name", what, content, suffix
        if must_read and kind == "read":
            return f"refused although its meaning is the same: {lines[0]}", what, content, suffix
        return "refused", what, content, suffix
    except CchcError as error:
        return f"a sentence that names no file: {error}", what, content, suffix
    except Exception:  # noqa: BLE001 -- what must never come
        return f"crash: {traceback.format_exc().splitlines()[-1]}", what, content, suffix
    if is_damaged and suffix == ".csv":
        return (
            "read",
            what,
            content,
            suffix,
        )  # other letters are another file; its figures are checked by the other changes
    if is_changed and (kind == "refuse" or not _same(read, expected)):
        # the change may have made another sheet of it: another reader tells what it shows now
        kind, expected = oracles.verdict(lambda: form.tell(books.load_book(content)))
    if kind == "refuse":
        return f"read although it should be refused ({expected}): {read}"[:400], what, content, suffix
    if not _same(read, expected):
        return f"read as {read}, shown {expected}"[:600], what, content, suffix
    return "read", what, content, suffix


def _as_csv(form: Form, book: books.Book, rng: random.Random, must_read: bool) -> tuple[books.Book, bytes, bool]:
    """Export the table as Excel does: a file of commas cannot carry decimal commas unless it quotes them."""
    sheet = mutations.table(book)
    info = next((one for one in book if oracles.fold(one.title) == oracles.fold("Thông tin")), None)
    separator, encoding = rng.choice(";,\t"), rng.choice(("utf-8", "utf-8-sig", "utf-16"))
    if form.name == "survey" or info is sheet:
        info = None
    content = books.write_csv(sheet, separator, encoding, info=info)
    # a CSV file shows what formulas gave: those that nobody computed are blank
    rows = [[books.Cell(cell.shown().replace(books.UNKNOWN, "") or None) for cell in row] for row in sheet.rows]
    if rng.random() < 0.2:
        text = content.decode(encoding)
        lines = text.split("\r\n")
        at = rng.randrange(len(lines))
        lines[at] = lines[at] + separator * rng.randrange(3) if rng.random() < 0.5 else lines[at].replace('"', "")
        changed = "\r\n".join(lines)
        content, must_read = changed.encode(encoding), must_read and changed == text
    return [one for one in book if one is info] + [books.Sheet(sheet.title, rows)], content, must_read


def fuzz(n_cases: int, seed: int, found: Path | None = None) -> tuple[collections.Counter[str], list[str]]:
    """Judge many files; return how many were read, refused or odd, and the odd ones in words."""
    counts: collections.Counter[str] = collections.Counter()
    odd: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "data").mkdir()
        (root / "data/frameworks").symlink_to(ROOT / "data/frameworks")
        for number in range(n_cases):
            verdict, what, content, suffix = one_case(root, seed * 1_000_003 + number)
            form = what.partition(":")[0]
            counts[f"{form} {verdict if verdict in {'read', 'refused'} else 'odd'}"] += 1
            if verdict not in {"read", "refused"}:
                odd.append(f"{what}: {verdict}")
                if found is not None:
                    found.mkdir(exist_ok=True)
                    (found / f"{form}-{seed}-{number}{suffix}").write_bytes(content)
                    (found / f"{form}-{seed}-{number}.txt").write_text(f"{what}\n{verdict}\n", encoding="utf-8")
    return counts, odd


def main() -> int:
    """Fuzz as the Makefile asks; 1 if anything was odd."""
    n_cases, seed = (
        int(os.environ.get("N") or 2000),
        int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6)),
    )
    counts, odd = fuzz(n_cases, seed, HERE / "found")
    for line in odd:
        print(line)
    print(json.dumps(counts, ensure_ascii=False, indent=1, sort_keys=True))
    print(f"{n_cases} files, seed {seed}: {len(odd)} odd")
    return bool(odd)


if __name__ == "__main__":
    sys.exit(main())
