"""What public bug reports taught the doors around the notebooks: kernels, charts, exports, clones, set-up, calendars."""

from __future__ import annotations

import copy
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import cchc
import matplotlib as mpl
import nbformat
import openpyxl
import pytest
from cchc.errors import NotebookError
from cchc.reporting.blocks import Figure
from cchc.reporting.document import Document
from cchc.reporting.exporters import HtmlExporter
from cchc.reporting.html import render_html
from cchc.reporting.ics import render_calendar, write_calendar
from cchc.reporting.notebook import build_document
from cchc.run.engine_choice import OPENED
from cchc.run.execute import CELL_TIMEOUT_S, execute_notebook
from cchc.run.forms import write_form
from cchc.sources.tasks import HEADINGS
from icalendar import Calendar
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]


# ---- clones and Word -------------------------------------------------------------------------------------------------


def test_a_clone_of_windows_has_the_same_bytes(tmp_path: Path) -> None:
    """Git for Windows turns line ends by default; hashes and documents rest on the bytes."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout.decode()
    names = [name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    if not names:
        pytest.skip("outside a checkout")
    source = tmp_path / "source"
    for name in names:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "core.autocrlf=false", "-c", "core.safecrlf=false"]
    for command in (["init", "-q"], ["add", "-A", "-f"], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *command], cwd=source, check=True)
    clone = ["git", "clone", "-q", "-c", "core.autocrlf=true", source, tmp_path / "clone"]
    subprocess.run(clone, check=True)
    assert [one for one in names if (tmp_path / "clone" / one).read_bytes() != (ROOT / one).read_bytes()] == []


def test_word_opens_every_file_without_compatibility_mode(built: Path) -> None:
    for path in built.rglob("*.docx"):
        settings = zipfile.ZipFile(path).read("word/settings.xml").decode()
        assert re.findall(r'"compatibilityMode"[^>]*w:val="(\d+)"', settings) == ["15"]


# ---- kernels ---------------------------------------------------------------------------------------------------------

ENGINES = pytest.mark.parametrize("engine", ["fork", "kernel"])
OPENING = "from cchc.reporting.blocks import Settings\nSettings('Thử', 'analysis', '', 'UBND', '', '2024-01-01')"


def _write(folder: Path, cells: list[str], **metadata: object) -> Path:
    parameters = nbformat.v4.new_code_cell("year: int = 2024", metadata={"tags": ["parameters"]})
    shown = [parameters, *map(nbformat.v4.new_code_cell, ("import cchc", OPENING, *cells))]
    path = folder / "thử.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=shown, metadata=metadata), path)
    return path


def _run(path: Path) -> Any:
    return execute_notebook(path, {"year": 2024}, root=path.parent)


def _told(path: Path) -> Document:
    return build_document(_run(path))


@ENGINES
@pytest.mark.parametrize(
    "metadata",
    [{}, {"kernelspec": {"name": "conda-env-cchc-py", "display_name": "x", "language": "R"}}],
    ids=["no kernel", "another's kernel"],
)
def test_a_notebook_runs_whatever_kernel_it_names(
    engine: str, metadata: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENGINE", engine)
    path = _write(tmp_path, ["print(year + 1)"], **metadata)
    text = path.read_text(encoding="utf-8").replace('"metadata": {},', '"metadata": {"tags": null},', 1)
    assert '"tags": null' in text
    path.write_text(text, encoding="utf-8")
    assert [block.text for block in _told(path).blocks] == ["2025"]  # type: ignore[attr-defined]


def test_outputs_that_come_late_are_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine, nbclient gives up on a cell's outputs four seconds after its end, without a word."""
    monkeypatch.setenv("ENGINE", "kernel")
    poll, shown = NotebookClient._async_poll_output_msg, []

    async def slowly(client: NotebookClient, *arguments: Any) -> None:
        shown.append((client.iopub_timeout, client.raise_on_iopub_timeout))
        await poll(client, *arguments)

    monkeypatch.setattr(NotebookClient, "_async_poll_output_msg", slowly)
    _run(_write(tmp_path, ["1"]))
    assert set(shown) == {(CELL_TIMEOUT_S, True)}


# ---- charts ----------------------------------------------------------------------------------------------------------

OWN_CHART = "from cchc.reporting.charts import bars, to_block\nto_block(bars(['a', 'b'], [1.0, 2.0]), alt='')"


def _charts(document: Document) -> list[str]:
    return [block.svg for block in document.blocks if isinstance(block, Figure)]


@ENGINES
def test_what_a_user_sets_in_matplotlib_never_touches_the_charts(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENGINE", engine)
    drawn = "import matplotlib.pyplot as plt\nplt.plot([1, 3]);"
    plain = _charts(_told(_write(tmp_path, [OWN_CHART, drawn])))
    assert len(plain) == 2
    settings = tmp_path / "home/.config/matplotlib/matplotlibrc"
    settings.parent.mkdir(parents=True)
    settings.write_text("axes.facecolor: yellow\nsavefig.facecolor: pink\nlines.linewidth: 9\nbackend: svg\n")
    start_up = tmp_path / "home/.ipython/profile_default/startup/00.py"
    start_up.parent.mkdir(parents=True)
    start_up.write_text("import matplotlib as mpl\nmpl.rcParams['axes.facecolor'] = 'red'\n")
    for name, value in {"HOME": str(tmp_path / "home"), "MATPLOTLIBRC": str(settings), "MPLBACKEND": "svg"}.items():
        monkeypatch.setenv(name, value)
    with mpl.rc_context({"axes.facecolor": "yellow", "savefig.facecolor": "pink", "text.usetex": True}):
        assert _charts(_told(_write(tmp_path, [OWN_CHART, drawn]))) == plain
    in_a_cell = "import matplotlib.pyplot as plt\nplt.style.use('ggplot')\nplt.rcParams['text.usetex'] = True"
    assert _charts(_told(_write(tmp_path, [in_a_cell, OWN_CHART]))) == plain[:1]


LAST_LINES = [
    "import pandas as pd\npd.DataFrame({'a': [1, 2, 3]}).plot()",
    "import pandas as pd\npd.DataFrame({'a': [1, 2, 3], 'b': [1, 2, 3]}).plot(subplots=True)",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])",
    "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2])\nax.set_title('Tên')",
    "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2])\nfig",
    "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2])\ndisplay(fig)",
    "import matplotlib.pyplot as plt\nplt.subplots()",
    "import matplotlib.pyplot as plt\nplt.hist([1, 2, 2])",
    "import matplotlib.pyplot as plt\nplt.bar(['a', 'b'], [1, 2])",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
    "from matplotlib.figure import Figure\nfig = Figure()\nfig.subplots().plot([1, 2])\nfig",
]


@ENGINES
def test_a_last_line_that_draws_gives_one_chart_and_nothing_else(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENGINE", engine)
    path = _write(tmp_path, LAST_LINES)
    first, second = _told(path), _told(path)
    assert [block.kind for block in first.blocks] == ["figure"] * len(LAST_LINES)
    assert first == second


@pytest.mark.parametrize("source", ["object()", "print(object())", "iter([])"])
def test_an_address_in_memory_is_never_printed(source: str, tmp_path: Path) -> None:
    """It is another in every run; the sentence in its place is the same."""
    path = _write(tmp_path, [source])
    first, second = _told(path), _told(path)
    assert first == second
    assert [block.text[:36] for block in first.blocks] == ["Ở đây có kết quả chỉ là địa chỉ tron"]  # type: ignore[attr-defined]
    assert first.remarks[0].startswith("ô số 4: kết quả chỉ là địa chỉ trong bộ nhớ")


# ---- exports of what was not run as a whole ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """Return the first notebook executed for two provinces."""
    with pytest.MonkeyPatch.context() as patch:
        root = tmp_path_factory.mktemp("exports")
        for name in ("params", "data", "notebooks"):
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints", "offices"))
        patch.setenv("CCHC_ROOT", str(root))
        path, parameters = root / "notebooks/01_indices.ipynb", {"year": 2024, "issue": False}
        one, two = (execute_notebook(path, {"province": key, **parameters}, root=root) for key in ("BacKan", "KonTum"))
    return one, two


def _refused(notebook: Any) -> str:
    with pytest.raises(NotebookError, match="chạy lại tất cả các ô") as caught:
        HtmlExporter().from_notebook_node(notebook)
    return str(caught.value)


def test_an_export_of_one_whole_run_is_what_the_command_writes(two_runs: tuple[Any, Any]) -> None:
    html, _ = HtmlExporter().from_notebook_node(copy.deepcopy(two_runs[0]))
    assert html == render_html(build_document(two_runs[0]))


def test_an_export_of_two_runs_is_refused_with_the_cells(two_runs: tuple[Any, Any]) -> None:
    mixed, at = copy.deepcopy(two_runs[0]), 11
    mixed.cells[:at] = copy.deepcopy(two_runs[1].cells[:at])  # Kon Tum's title over Bắc Kạn's tables
    assert re.search(r"ô số 11, 13, .* là kết quả của một lần chạy khác", _refused(mixed))


def test_an_export_with_a_cell_that_was_not_run_is_refused(two_runs: tuple[Any, Any]) -> None:
    notebook = copy.deepcopy(two_runs[0])
    at = next(
        at for at, cell in enumerate(notebook.cells) if "scored.domains" in cell.source and cell.cell_type == "code"
    )
    notebook.cells[at] |= {"outputs": [], "execution_count": None}
    assert f"ô số {at} chưa được chạy;" in _refused(notebook)  # the cell of papermill above it has no number
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell |= {"outputs": [], "execution_count": None}
    assert _refused(notebook).startswith("Sổ tính chưa được chạy")


def test_an_export_after_running_cells_above_is_refused(two_runs: tuple[Any, Any]) -> None:
    notebook = copy.deepcopy(two_runs[0])
    load = next(cell for cell in notebook.cells if "load_inputs" in cell.source)
    load.execution_count = 99
    assert "được chạy trước ô đứng trên" in _refused(notebook)


@pytest.mark.parametrize("name", ["parameters", "scored.domains"])
def test_an_export_of_a_cell_edited_after_it_ran_is_refused(name: str, two_runs: tuple[Any, Any]) -> None:
    notebook = copy.deepcopy(two_runs[0])
    number, cell = next(
        (at, one)
        for at, one in enumerate((c for c in notebook.cells if "injected-parameters" not in c.metadata.tags), start=1)
        if one.cell_type == "code" and (name in one.source or name in one.metadata.tags)
    )
    cell.source += "  # đã sửa"
    assert f"ô số {number} đã được sửa sau khi chạy" in _refused(notebook)


def test_nbconvert_ends_with_the_sentence(project: Path) -> None:
    command = [sys.executable, "-m", "nbconvert", "--to", "cchc_html", "notebooks/01_indices.ipynb"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Lỗi: Sổ tính chưa được chạy; hãy bấm nút Xem trước PDF" in done.stderr
    assert "Traceback" not in done.stderr
    done = subprocess.run([*command, "--execute"], cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# ---- what cells read -------------------------------------------------------------------------------------------------


@ENGINES
def test_files_and_modules_beside_the_notebooks_are_watched(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENGINE", engine)
    own = "import sys, pandas as pd\nsys.path.insert(0, 'notebooks')\nimport phu_tro\nprint(phu_tro.VALUE, *pd.read_csv('notebooks/riêng.csv').v)"
    path, folder = _write(tmp_path, [own, "import notebooks.phu_tro, json"]), tmp_path / "notebooks"
    folder.mkdir()
    for word in ("MOT", "HAI"):  # of the same length, within a second
        (folder / "riêng.csv").write_text(f"v\n{word}\n", encoding="utf-8")
        (folder / "phu_tro.py").write_text(f"VALUE = 'SO {word}'\n", encoding="utf-8")
        executed = _run(path)
        assert [block.text for block in build_document(executed).blocks] == [f"SO {word} {word}"]  # type: ignore[attr-defined]
        assert executed.metadata[OPENED] == ["notebooks/phu_tro.py", "notebooks/riêng.csv"]
    assert not (folder / "__pycache__").exists()


# ---- calendars -------------------------------------------------------------------------------------------------------


def _events(path: Path) -> dict[str, Any]:
    return {str(one["uid"]): one for one in Calendar.from_ical(path.read_bytes()).walk("VEVENT")}


def _enter_task(project: Path, output: str, saved: str) -> None:
    """Save the office's list with the product of its first task changed, as a program would at some time."""
    path = project / "data/offices/KrongNo/2023/tasks.xlsx"
    if not path.exists():
        made, _ = write_form("tasks", "KrongNo", "2024")
        path.parent.mkdir(parents=True)
        shutil.copy(project / made, path)
    book = openpyxl.load_workbook(path)
    sheet = book["Nhiệm vụ"]
    column = next(at for at, heading in enumerate(HEADINGS, start=1) if heading.key == "output_vi")
    sheet.cell(4, column).value = output
    book.save(path)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    core = "docProps/core.xml"
    parts[core] = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + saved.encode(), parts[core])
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


def test_a_changed_task_is_newer_in_the_calendar_and_the_same_inputs_give_the_same_bytes(project: Path) -> None:
    """A program that holds the older event takes the new one by SEQUENCE, or by LAST-MODIFIED."""
    path, said = project / "tasks.ics", list[str]()

    def build() -> dict[str, Any]:
        said.clear()
        plan = cchc.build_plan(cchc.compute_results(cchc.load_inputs("KrongNo", 2024)))
        write_calendar(path, path, render_calendar(plan), said.append)
        return _events(path)

    first = build()
    _enter_task(project, "Báo cáo A", "2024-04-01T08:00:00Z")
    second, content = build(), path.read_bytes()
    _enter_task(project, "Báo cáo B", "2024-04-01T08:05:00Z")
    third = build()
    for older, newer in ((first, second), (second, third)):
        assert older.keys() == newer.keys()
        assert all(older[key]["sequence"] < newer[key]["sequence"] for key in older)
        assert all(older[key]["last-modified"].dt < newer[key]["last-modified"].dt for key in older)
    assert said == []
    _enter_task(project, "Báo cáo C", "2024-04-01T08:05:00Z")  # a program that does not tell the time
    build()
    assert [line.partition(" khác")[0] for line in said] == ["Lưu ý: 3 việc trong tasks.ics"]
    params = project / "params/2024/KrongNo.yml"
    plain = params.read_text(encoding="utf-8")
    params.write_text(plain.replace("\nplan:\n", '\nplan:\n  revised: "04-02"\n', 1), encoding="utf-8")
    assert all(third[key]["sequence"] < event["sequence"] for key, event in build().items())
    assert said == []
    params.write_text(plain, encoding="utf-8")
    _enter_task(project, "Báo cáo A", "2024-04-01T08:00:00Z")
    path.unlink()
    build()
    assert path.read_bytes() == content
