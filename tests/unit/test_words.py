"""One thing has one name: the forbidden twins of docs/glossary.md stand in no document."""

import csv
import re
import unicodedata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def _twins() -> list[str]:
    text = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    rows = [
        line.strip("| \n").split(" | ")
        for line in text.partition("| Dùng |")[2].splitlines()[2:]
        if line.startswith("|")
    ]
    return [word.strip(" –").casefold() for row in rows for word in row[1].split(";")]


def _texts() -> dict[str, str]:
    """Gather every text that reaches a reader, by place."""
    found = {
        path.relative_to(ROOT).as_posix(): _COMMENT.sub("", path.read_text(encoding="utf-8"))
        for pattern in ("params/texts/*/*.md", "params/presets/*.yml", "lib/cchc/reporting/templates/**/*.j2")
        for path in ROOT.glob(pattern)
    }
    for name, columns in (
        ("data/solutions/catalogue.csv", ("questions_vi", "solution_vi", "keep_vi", "output_vi", "keep_output_vi")),
        ("lib/cchc/columns.csv", ("title_vi",)),
    ):
        with (ROOT / name).open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):
                found[f"{name}:{number}"] = " | ".join(row[column] for column in columns)
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        found[path.name] = path.read_text(encoding="utf-8")
    for path in (ROOT / "lib/cchc/reporting/sections").glob("*.py"):
        found[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
    return found


def test_the_glossary_names_twins() -> None:
    twins = _twins()
    assert len(twins) > 40
    assert "trung vị" in twins


@pytest.mark.parametrize("twin", _twins())
def test_a_forbidden_twin_stands_in_no_text(twin: str) -> None:
    word = re.compile(rf"(?<!\w){re.escape(unicodedata.normalize('NFC', twin))}(?!\w)", re.IGNORECASE)
    assert [place for place, text in _texts().items() if word.search(text)] == []
