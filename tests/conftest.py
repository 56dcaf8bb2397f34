"""Shared fixtures: a copy of the project's data that tests may break, and one built report."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

if sys.platform == "linux":
    # pytest-xdist has a thread that waits for the controller and holds no lock of ours: forks are safe, and faster
    os.environ.setdefault("ENGINE", "fork")

# the same examples on every machine, however slow it is: a change that lands has been tried with them
settings.register_profile("cchc", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("cchc")


def copy_project(target: Path) -> Path:
    """Copy what a report is made of, without the library."""
    for name in ("params", "data", "notebooks"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints", "offices"))
    return target


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the project in a path with spaces and Vietnamese letters; commands work on it."""
    root = copy_project(tmp_path / "dự án thử")
    monkeypatch.setenv("CCHC_ROOT", str(root))
    return root


@contextlib.contextmanager
def _copy_in_use(root: Path) -> Iterator[None]:
    """Let commands work on a copy of the project for a while."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CCHC_ROOT", str(copy_project(root)))
        yield


@pytest.fixture(scope="module")
def shared_project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a copy of the project that the tests of one module share."""
    root = tmp_path_factory.mktemp("shared") / "dự án thử"
    with _copy_in_use(root):
        yield root


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of Bắc Kạn's report of 2024, built once from a copy of the project."""
    from cchc.run.pipeline import build_report

    with _copy_in_use(tmp_path_factory.mktemp("built") / "dự án thử"):
        return build_report("BacKan", 2024, say=lambda _: None)


@pytest.fixture(scope="session")
def overview(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the national overview of 2024, built once from a copy of the project."""
    from cchc.run.national_product import build_national

    with _copy_in_use(tmp_path_factory.mktemp("national") / "dự án thử"):
        return build_national(2024, say=lambda _: None)


@pytest.fixture
def sign(project: Path) -> Callable[[str, int, str], None]:
    """Return what stores a plan of the copy, as it is now, as one that was signed on 5 June: without its documents."""
    import cchc
    from cchc.planning.issued import freeze
    from cchc.planning.plan_building import build_plan

    def store(unit: str, year: int, number: str) -> None:
        content = freeze(build_plan(cchc.compute_results(cchc.load_inputs(unit, year))))
        place = project / "reports" / str(year) / unit / "issued" / number
        place.mkdir(parents=True)
        (place / "plan.json").write_bytes(content)
        files = {"plan.json": hashlib.sha256(content).hexdigest()}
        seal = {"number": number, "symbol": "KH-UBND", "day": f"{year}-06-05", "replaces": "", "files": files}
        (place / "issued.json").write_text(json.dumps(seal), encoding="utf-8")

    return store


@pytest.fixture(scope="session")
def word_texts() -> Callable[[Path], list[str]]:
    """Return what reads the paragraphs and cells of a Word file in order, as Word prints them: with the numbers that it counts."""
    import docx
    from docx.oxml.ns import qn

    def write(kind: str, number: int) -> str:
        return ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII"][number] if kind == "upperRoman" else str(number)

    def read(path: Path) -> list[str]:
        document = docx.Document(str(path))
        numbering = document.part.numbering_part.element
        abstract = {one.get(qn("w:abstractNumId")): one for one in numbering.iter(qn("w:abstractNum"))}
        levels = {}
        for one in numbering.iter(qn("w:num")):
            for level in abstract[one.find(qn("w:abstractNumId")).get(qn("w:val"))].iter(qn("w:lvl")):
                told = [
                    found.get(qn("w:val")) for name in ("numFmt", "lvlText") for found in level.iter(qn(f"w:{name}"))
                ]
                levels[one.get(qn("w:numId")), int(level.get(qn("w:ilvl")))] = told
        numbered = {}
        for style in document.styles.element.iter(qn("w:style")):
            for one in style.iter(qn("w:numPr")):
                at, list_ = (one.find(qn(f"w:{name}")) for name in ("ilvl", "numId"))
                if at is not None and list_ is not None:
                    numbered[style.get(qn("w:styleId"))] = (list_.get(qn("w:val")), int(at.get(qn("w:val"))))
        counts: dict[tuple[str, int], int] = {}
        texts = []
        for paragraph in document.element.body.iter(qn("w:p")):
            text = "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
            style = next((one.get(qn("w:val")) for one in paragraph.iter(qn("w:pStyle"))), "")
            if (place := numbered.get(style)) is not None:
                list_, at = place
                counts = {key: count for key, count in counts.items() if key[0] != list_ or key[1] <= at}
                counts[place] = counts.get(place, 0) + 1
                kind, pattern = levels[place]
                text = f"{pattern.replace(f'%{at + 1}', write(kind, counts[place]))} {text}"
            texts.append(text)
        return [text for text in texts if text.strip()]

    return read


@pytest.fixture
def enter_dti(project: Path) -> Callable[[str, int], None]:
    """Return what fills in the form for DTI with invented figures, as an office would, for a unit and plan year."""
    from .unit.announced_forms import DTI, enter

    def entered(unit: str, year: int) -> None:
        enter(project, "dti", unit, str(year), DTI)

    return entered
