"""One report computes once: notebooks take what the runner has computed, and only where they would compute the very same."""

import dataclasses
import hashlib
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import cchc
import nbformat
import pytest
from cchc.reporting.kept import kept
from cchc.run.engine_choice import FORK, chosen_engine
from cchc.run.execute import execute_notebook
from cchc.run.handed import Counter, Handed, hand_over
from cchc.run.pipeline import build_report, prepare

KEY = "DongDa"
PARAMETERS = {"province": KEY, "year": 2024, "issue": False}
LOAD = "inputs = cchc.load_inputs(province, year, issue=issue)\nresults = cchc.compute_results(inputs)"
#: Shows which words did their own work: of what the runner has, the objects are the same in the fork.
TELL = "[id(one) for one in (inputs, results)] + [id(globals().get('improvement_plan', 0))]"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks are used on Linux only")


@pytest.fixture
def handed(project: Path) -> Handed:
    del project  # the copy is what is read
    return prepare(cchc.load_inputs(KEY, 2024)).handed


def _pool() -> ProcessPoolExecutor:
    """Return a process that has neither threads nor used typst: only such a one is forked, and hands over."""
    return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))


@pytest.fixture(scope="module")
def fresh() -> Iterator[ProcessPoolExecutor]:
    with _pool() as pool:
        yield pool


def _objects(handed: Handed) -> list[int]:
    return [id(handed.inputs), id(handed.made["compute_results"][1]), id(handed.made["build_plan"][1])]


def _run(fresh: ProcessPoolExecutor, project: Path, *cells: str, load: str = LOAD) -> tuple[list[int], list[int]]:
    """Run a notebook like those of the project; return the result of its last cell, and what the runner has."""
    declared = 'province: str = "BacKan"\nyear: int = 2024\nissue: bool = False'
    sources = [*cells, load, "improvement_plan = cchc.build_plan(results)", TELL]
    if not any("import cchc" in one for one in cells):
        sources.insert(0, "import cchc\nfrom cchc.reporting.sections import common, plan")
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(declared, metadata={"tags": ["parameters"]}),
            *map(nbformat.v4.new_code_cell, sources),
        ]
    )
    path = project / "notebooks/thử.ipynb"
    nbformat.write(notebook, path)
    return fresh.submit(_execute, path, project).result()


def _execute(path: Path, project: Path) -> tuple[list[int], list[int]]:
    assert chosen_engine() == FORK
    os.environ["CCHC_ROOT"] = str(project)
    handed = prepare(cchc.load_inputs(KEY, 2024)).handed
    executed = execute_notebook(path, PARAMETERS, root=project, handed=handed)
    return list(eval(executed.cells[-1].outputs[0]["data"]["text/plain"])), _objects(handed)


def test_a_plain_notebook_takes_inputs_results_and_plan(project: Path, fresh: ProcessPoolExecutor) -> None:
    taken, objects = _run(fresh, project)
    assert taken == objects
    taken, objects = _run(fresh, project, load=LOAD + '\ncommon.opening(results, "Tên")')
    assert taken == objects


@pytest.mark.parametrize(
    "cell",
    ['province = "KrongNo"', "year = 2024", "import os", "%config InlineBackend.close_figures=True", "1 + 1"],
)
def test_after_any_other_cell_everything_is_computed_anew(cell: str, project: Path, fresh: ProcessPoolExecutor) -> None:
    taken, objects = _run(fresh, project, cell)
    assert not set(taken) & set(objects)


def test_a_cell_between_that_changes_inputs_or_results_is_heard(project: Path, fresh: ProcessPoolExecutor) -> None:
    change = "inputs.params.plan.letterhead.__dict__['signer'] = 'Người khác'"
    taken, objects = _run(fresh, project, load=LOAD.replace("\n", f"\n{change}\n"))
    assert not set(taken) & set(objects)
    # the same words, one cell each: what is loaded before the change is taken, what comes after it is not
    sources = LOAD.split("\n")
    taken, objects = _run(fresh, project, "import cchc", sources[0], change, load=sources[1])
    assert taken[0] == objects[0]
    assert not set(taken[1:]) & set(objects)


def test_words_imported_by_name_are_closed_as_well(project: Path, fresh: ProcessPoolExecutor) -> None:
    named = "import cchc\nfrom cchc import compute_results, load_inputs"
    load = "inputs = load_inputs(province, year, issue=issue)"
    taken, objects = _run(fresh, project, named, load, "x = [1]", load="results = compute_results(inputs)")
    assert taken[0] == objects[0]
    assert taken[1] != objects[1]


@pytest.mark.parametrize(
    "call",
    ["cchc.load_inputs('KrongNo', year, issue=issue)", "cchc.load_inputs(province, 2023)", "cchc.load_inputs(province, year, issue=True)"],
)  # fmt: skip
def test_another_unit_year_or_issue_is_read_anew(call: str, handed: Handed, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def load_inputs(province: str, year: int, *, issue: bool = False) -> str:
        asked.append((province, year, issue))
        return "đọc lại"

    monkeypatch.setitem(vars(cchc), "load_inputs", load_inputs)
    counter = Counter(handed, Path(os.environ["CCHC_ROOT"]))
    try:
        names = {"cchc": cchc, "province": KEY, "year": 2024, "issue": False}
        assert eval(call, names) == "đọc lại"
        assert len(asked) == 1
        assert eval("cchc.load_inputs(province, year)", names) is handed.inputs
    finally:
        counter.close()


def _append(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8") + "\n# ghi chú\n", encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        lambda root: _append(root / "params/defaults.yml"),
        lambda root: (root / f"params/2024/{KEY}.yml").write_text("{}\n", encoding="utf-8"),
        lambda root: (root / f"data/offices/{KEY}/2023").mkdir(parents=True) or (root / f"data/offices/{KEY}/2023/README.md").touch(),
        lambda root: _append(next((root / "params/texts").glob("*/closing.md"))) or _append(root / "data/solutions/catalogue.csv"),
    ],
    ids=["a file", "a file that appears", "a name in a folder", "the catalogue"],
)  # fmt: skip
def test_what_changed_on_the_disk_is_read_anew(
    change: Callable[[Path], object], project: Path, handed: Handed, counter: Callable[[Handed], Counter]
) -> None:
    assert handed.stands(project)
    counter(handed)
    assert cchc.load_inputs(**PARAMETERS) is handed.inputs  # type: ignore[arg-type]
    change(project)
    assert not handed.stands(project)


@pytest.fixture
def counter(project: Path) -> Iterator[Callable[[Handed], Counter]]:
    opened: list[Counter] = []

    def lay_out(handed: Handed) -> Counter:
        opened.append(Counter(handed, project))
        return opened[-1]

    yield lay_out
    for one in opened:
        one.close()
    assert not {"load_inputs", "compute_results", "build_plan"} & set(vars(cchc))


def test_what_is_not_what_was_sealed_is_not_given(
    project: Path, handed: Handed, counter: Callable[[Handed], Counter]
) -> None:
    first = dataclasses.replace(handed.inputs.files[0], rows_sha256="0" * 64)
    others = dataclasses.replace(handed.inputs, files=(first, *handed.inputs.files[1:]))  # type: ignore[type-var]
    swapped = dataclasses.replace(handed, inputs=others)
    assert not swapped.stands(project)
    assert not dataclasses.replace(handed, parameters={**PARAMETERS, "issue": True}).stands(project)
    counter(swapped)
    assert cchc.load_inputs(KEY, 2024) is not others
    # results of other inputs are not taken for those of these
    assert cchc.compute_results(cchc.load_inputs(KEY, 2024)) is not handed.made["compute_results"][1]
    assert hand_over("load_inputs", PARAMETERS, others, {}).sealed != handed.sealed


def test_what_was_gathered_from_a_plan_is_kept_with_it_and_dropped_when_an_own_cell_comes(
    handed: Handed, counter: Callable[[Handed], Counter]
) -> None:
    plan, other = handed.made["build_plan"][1], cchc.build_plan(handed.made["compute_results"][1])
    made: list[object] = []
    for owner in (plan, plan, other, plan):
        kept(owner, "thử", lambda: made.append(1))
    assert len(made) == 2
    counter(handed).close()
    kept(plan, "thử", lambda: made.append(1))
    assert len(made) == 3


def _hashes(*, is_taken: bool) -> dict[str, str]:
    if not is_taken:
        Handed.stands = lambda *_: False  # type: ignore[method-assign]
    folder = build_report(KEY, 2024, say=lambda _: None)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@pytest.mark.usefixtures("project")
def test_a_report_is_the_same_whether_its_notebooks_take_or_compute() -> None:
    def hashes(*, is_taken: bool) -> dict[str, str]:
        with _pool() as pool:
            return pool.submit(_hashes, is_taken=is_taken).result()

    assert hashes(is_taken=True) == hashes(is_taken=False)
