"""A notebook in a fork tells what it tells in an ordinary kernel, and nothing of one reaches the next."""

import contextlib
import hashlib
import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import nbformat
import papermill  # noqa: F401 -- before the engine, which it imports by itself
import psutil
import pytest
from cchc.errors import NotebookError, ParameterError
from cchc.reporting.blocks import MIME
from cchc.run import engine as fork_engine
from cchc.run import engine_choice, execute
from cchc.run.engine_choice import FORK, KERNEL, chosen_engine
from cchc.run.execute import execute_notebook

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks are used on Linux only")

EVERYTHING = [
    "import sys, os, subprocess, random\nimport numpy as np, pandas as pd, matplotlib.pyplot as plt\nimport cchc",
    "print('một'); print('hai'); print('lỗi', file=sys.stderr)",
    "pd.DataFrame({'Tên': ['a', 'b'], **{f'c{i}': [1.25, 2] for i in range(25)}})",
    "from IPython.display import display, Markdown, HTML\ndisplay(Markdown('**đậm**'))\nplt.plot([1, 2]);",
    "plt.figure(figsize=(2, 1)); plt.plot([3, 1]); plt.show()\n1.5",
    "!echo từ vỏ lệnh",
    "_ + 1 if isinstance(_, int) else _",
    "handle = display('cũ', display_id=True)\nhandle.update('mới')",
    "from IPython.display import clear_output\nprint('bỏ')\nclear_output()\nprint('giữ')",
    "%matplotlib inline\nimport asyncio\nawait asyncio.sleep(0)\nprint(os.getcwd(), __name__)",
    "pd.options.display.max_columns, type(get_ipython().user_ns['cchc']).__name__",
]  # fmt: skip


def _notebook(folder: Path, cells: list[str], name: str = "thử.ipynb") -> Path:
    parameters = nbformat.v4.new_code_cell("year: int = 2024", metadata={"tags": ["parameters"]})
    notebook = nbformat.v4.new_notebook(
        cells=[parameters, *map(nbformat.v4.new_code_cell, cells)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    nbformat.write(notebook, folder / name)
    return folder / name


def _run(path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("ENGINE", name)
    monkeypatch.delenv("PYTEST_CURRENT_TEST", raising=False)  # an ordinary kernel does not watch programs below pytest
    return execute_notebook(path, {"year": 2024}, root=path.parent)


def _plain(notebook: Any) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return sources and outputs, without the word that tells one run from another."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for one in (output for cell in cells for output in cell.outputs):
        one.get("metadata", {}).get(MIME, {}).pop("run", None)
    return [(cell.source, [dict(one) for one in cell.outputs]) for cell in cells]


def test_a_fork_gives_the_outputs_of_an_ordinary_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _notebook(tmp_path, EVERYTHING)
    forked, ordinary = (_plain(_run(path, name, monkeypatch)) for name in ("fork", "kernel"))
    for (source, ours), (_, theirs) in zip(forked, ordinary, strict=True):
        assert ours == theirs, source
    text = str(forked)
    # not equal because both are empty
    for one in (
        "một",
        "'kind': 'figure'",
        "'kind': 'table'",
        "từ vỏ lệnh",
        "mới",
        "giữ",
    ):
        assert one in text
    assert "<Figure" not in text


def test_what_programs_and_c_code_write_stands_in_its_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An ordinary kernel shows it as well, but in whatever cell is running when its thread has read it."""
    written = [
        "import os, subprocess\nsubprocess.run(['echo', 'từ chương trình con'])",
        "os.write(1, 'từ mã C\\n'.encode());",
    ]
    first, second = _plain(_run(_notebook(tmp_path, written), "fork", monkeypatch))[-2:]
    assert [one["text"] for one in first[1] if "text" in one] == ["từ chương trình con\n"]
    assert [one["text"] for one in second[1]] == ["từ mã C\n"]


@pytest.mark.whole
def test_a_whole_report_is_the_same_byte_for_byte(project: Path) -> None:
    hashes = []
    for engine in ("fork", "kernel"):
        command = [sys.executable, "-m", "cchc", "report"]
        choices = {"PROVINCE": "KrongNo", "YEAR": "2024", "ENGINE": engine, "CCHC_ROOT": str(project)}
        subprocess.run(command, env={**os.environ, **choices}, check=True, capture_output=True, cwd=project)
        folder = project / "reports/2024/KrongNo"
        hashes.append({path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()})
    assert hashes[0] == hashes[1]
    assert {"plan.docx", "plan.pdf", "indices.html", "workbook.xlsx", "run.json"} <= set(hashes[0])


LEAKS = [
    "import builtins, os, sys, random\nimport numpy as np, pandas as pd, matplotlib as mpl\nimport cchc",
    "builtins.leaked = leaked = 1; os.environ['LEAKED'] = '1'; sys.modules['leaked'] = os",
    "pd.set_option('display.precision', 1); mpl.rcParams['font.size'] = 99; cchc.compute_results = None",
    "os.chdir('/'); sys.path.append('/leaked'); open_files = open('/dev/null')",
    "random.random(), np.random.rand()",
]
FRESH = [
    "import builtins, os, sys, random\nimport numpy as np, pandas as pd, matplotlib as mpl\nimport cchc",
    "assert not hasattr(builtins, 'leaked') and 'leaked' not in globals() and 'LEAKED' not in os.environ",
    "assert 'leaked' not in sys.modules and '/leaked' not in sys.path and os.getcwd() != '/'",
    "assert pd.get_option('display.precision') == 6 and mpl.rcParams['font.size'] != 99",
    "assert callable(cchc.compute_results)",
    "random.random(), np.random.rand()",
]


def test_nothing_of_a_notebook_reaches_the_next_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _run(_notebook(tmp_path, LEAKS), "fork", monkeypatch)
    second = _run(_notebook(tmp_path, FRESH), "fork", monkeypatch)  # a failing assert would raise here
    assert "LEAKED" not in os.environ
    drawn = [one.cells[-1].outputs[-1]["data"]["text/plain"] for one in (first, second)]
    assert drawn[0] != drawn[1]  # neither draws what the other drew


def test_an_error_names_the_cell_as_the_analyst_sees_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _notebook(tmp_path, ["1", "1 / 0", "print('không chạy đến')"])
    sentences = []
    for engine in ("fork", "kernel"):
        with pytest.raises(NotebookError, match=r"ô số 3 dừng vì lỗi ZeroDivisionError") as caught:
            _run(path, engine, monkeypatch)
        sentences.append(str(caught.value))
    assert sentences[0] == sentences[1]


def test_a_cell_that_hangs_is_killed_with_what_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _notebook(
        tmp_path,
        [
            "import os, subprocess\nbelow = subprocess.Popen(['sleep', '300'], start_new_session=True)\nopen('pid', 'w').write(f'{os.getpid()} {below.pid}')\nwhile True: pass"
        ],
    )
    receive, pid = fork_engine._receive, tmp_path / "pid"

    def patient(receiver: Any, limit: float | None, at: int) -> tuple[Any, ...]:
        while not pid.exists() and not receiver.poll(0.05):
            pass  # however slowly this machine comes to the cell that hangs
        return receive(receiver, limit, at)

    monkeypatch.setattr(fork_engine, "_receive", patient)
    monkeypatch.setattr(execute, "CELL_TIMEOUT_S", 2)
    with pytest.raises(NotebookError, match="ô số 2 chạy quá 2 giây"):
        _run(path, "fork", monkeypatch)
    for number in map(int, pid.read_text().split()):
        with contextlib.suppress(psutil.NoSuchProcess):
            assert psutil.Process(number).status() == psutil.STATUS_ZOMBIE  # gone, but for its parent's notice


def test_a_process_that_dies_gets_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _notebook(tmp_path, ["import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"])
    with pytest.raises(NotebookError, match="không chạy xong: tiến trình chạy sổ tính đã dừng đột ngột"):
        _run(path, "fork", monkeypatch)


def test_a_run_leaves_the_environment_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dict(os.environ)
    _run(_notebook(tmp_path, ["1"]), "fork", monkeypatch)
    assert os.environ.get("CCHC_ROOT") == before.get("CCHC_ROOT")


def test_papermill_knows_the_engine_and_a_wrong_choice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert FORK in {one.name for one in entry_points(group="papermill.engine")}
    for choice, engine in (("fork", FORK), ("kernel", KERNEL)):
        monkeypatch.setenv("ENGINE", choice)
        assert chosen_engine() == engine
    monkeypatch.setenv("ENGINE", "fast")
    with pytest.raises(ParameterError, match="chỉ dùng fork hoặc kernel"):
        chosen_engine()


def test_the_ordinary_kernel_is_used_where_a_fork_is_not_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENGINE", raising=False)
    monkeypatch.setattr(engine_choice, "is_fork_safe", lambda: False)
    assert chosen_engine() == KERNEL
    monkeypatch.setattr(engine_choice, "is_fork_safe", lambda: True)
    assert chosen_engine() == FORK
    for platform in ("win32", "darwin"):
        monkeypatch.setattr(sys, "platform", platform)
        assert chosen_engine() == KERNEL


_TYPST = 'from cchc.reporting.typst import svg_to_png; svg_to_png(\'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>\')'


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        # on the day a library starts a thread when it is imported, reports fall back to ordinary kernels: told here
        ("import cchc.run.pipeline; from cchc.run.preload import preload; preload()", FORK),
        ("import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()", KERNEL),
        ("import ctypes, time; ctypes.CDLL(None).pthread_create(ctypes.byref(ctypes.c_ulong()), None, ctypes.CDLL(None).pause, None)", KERNEL),
        (_TYPST, KERNEL),
        (f"{_TYPST}; import psutil; psutil.Process.num_threads = lambda _: 1", KERNEL),
    ],
    ids=["a report", "a thread of Python", "a thread of C", "typst", "typst without threads"],
)  # fmt: skip
def test_threads_that_python_does_not_know_forbid_a_fork(code: str, expected: str) -> None:
    asked = "from cchc.run.preload import set_libraries; set_libraries()"
    told = "from cchc.run.engine_choice import chosen_engine; print(chosen_engine())"
    environment = {name: value for name, value in os.environ.items() if name != "ENGINE"}
    done = subprocess.run(
        [sys.executable, "-c", f"{asked}; {code}; {told}"], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [expected]


def test_what_is_forked_has_no_file_open_that_its_forks_would_read_at_one_place() -> None:
    """Two reports once measured their charts by one open font file: each moved the other's place in it."""
    code = "import psutil; from cchc.run.preload import preload; preload(); print([one.path for one in psutil.Process().open_files()])"
    done = subprocess.run(
        [sys.executable, "-c", code], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["fork", "kernel"])
def test_an_error_of_which_no_traceback_can_be_written_stops_the_run(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """IPython tells such an error by its reply only: once a fork went on, and the document held words of the failure."""
    unwritten = "get_ipython().InteractiveTB.structured_traceback = None\nraise ValueError('mất chữ')"
    with pytest.raises(NotebookError, match="ô số 2 dừng vì lỗi"):
        _run(_notebook(tmp_path, [unwritten, "1"]), name, monkeypatch)
