"""A report is rebuilt when something it rests on has changed, judged by content, and only then."""

import dataclasses
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from cchc.run import pipeline
from cchc.run.jobs import BUILT, Job
from cchc.run.record import Present
from cchc.run.renew import renew_report, why_renew

pytestmark = pytest.mark.whole

ROOT = Path(__file__).resolve().parents[2]
YEAR = 2024
PROVINCES, DISTRICTS = {"KonTum", "DakNong"}, {"KrongNo", "DongDa"}
ALL = PROVINCES | DISTRICTS
Command = Callable[..., "subprocess.CompletedProcess[str]"]


def _job(root: Path, key: str) -> Job:
    return Job(key, key, YEAR, is_issue=False, is_forced=False, root=str(root), commit="")


@pytest.fixture
def renewed(root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], set[str]]:
    """Return what tells which reports a run would build."""
    monkeypatch.setattr(pipeline, "build_from", lambda *_: None)
    return lambda: {key for key in ALL if renew_report(_job(root, key), lambda _: None)[0] == BUILT}


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def _change_figure(root: Path, table: str, row: str, changed: str) -> None:
    path = root / "data/published" / table
    text = path.read_text(encoding="utf-8")
    assert text.count(row) == 1
    path.write_text(text.replace(row, changed), encoding="utf-8")


def test_a_run_with_nothing_to_do_does_nothing_and_loads_nothing_heavy(root: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (root / "reports").rglob("*") if path.is_file()}
    code = (
        "import sys; from cchc.run.cli import main; assert main(['reports']) == 0;"
        " assert not {'pandas', 'matplotlib', 'papermill', 'yaml'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "YEAR": str(YEAR), "PROVINCES": ",".join(ALL)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "0 đã dựng; 4 không đổi; 0 lỗi" in done.stdout
    assert {path: path.stat().st_mtime_ns for path in (root / "reports").rglob("*") if path.is_file()} == before


def test_touching_every_file_rebuilds_nothing(root: Path) -> None:
    for path in root.rglob("*"):
        if path.is_file():
            os.utime(path, (2_000_000_000, 2_000_000_000))
    assert [why_renew(_job(root, key), Present(root)) for key in ALL] == [("", [])] * len(ALL)


@pytest.mark.parametrize(
    ("what", "change", "expected"),
    [
        ("its params", lambda root: _append(root / "params/2024/KonTum.yml", "\n# ghi chú\n"), {"KonTum"}),
        ("params of one that had none", lambda root: _append_new(root / "params/2024/DakNong.yml", "{}\n"), {"DakNong"}),
        ("the params of all", lambda root: _append(root / "params/defaults.yml", "\n# ghi chú\n"), ALL),
        ("a preset", lambda root: _append(root / "params/presets/district_own_index.yml", "\n# ghi chú\n"), DISTRICTS),
        ("a text of the plan", lambda root: _append(root / "params/texts/improvement_province/closing.md", "\nHết.\n"), {"DakNong"}),
        ("a text that is added", lambda root: _append_new(root / "params/texts/improvement_province/more.md", "Thêm.\n"), {"DakNong"}),
        ("a notebook", lambda root: _change_notebook(root / "notebooks/02_weaknesses.ipynb"), ALL),
        ("a notebook of another command", lambda root: _change_notebook(root / "notebooks/10_national.ipynb"), set()),
        ("the catalogue", lambda root: _append(root / "data/solutions/catalogue.csv", "\n"), ALL),
        ("the lock", lambda root: _append(root / "requirements.lock", "\n"), ALL),
        ("another unit's params", lambda root: _append(root / "params/2024/BacKan.yml", "\n# ghi chú\n"), set()),
        ("a file that the office enters", lambda root: _enter_tasks(root, "DakNong"), {"DakNong"}),
        ("a folder of another office", lambda root: _enter_tasks(root, "YenBai"), set()),
        ("a domain's points", lambda root: _change_figure(root, "par_index.csv", "KonTum,2022,2,value,9.1,10,91.0", "KonTum,2022,2,value,9.2,10,92.0"), {"KonTum"}),
        ("a total that ranks others", lambda root: _change_figure(root, "par_index.csv", "KonTum,2023,total,value,86.14,100,,43", "KonTum,2023,total,value,86.24,100,,43"), PROVINCES),
        ("the SIPAS of an earlier year", lambda root: _change_figure(root, "sipas.csv", "KonTum,2022,total,value,78.39", "KonTum,2022,total,value,78.40"), {"KonTum"}),
        ("a result of a later year", lambda root: _append(root / "data/published/par_index.csv", "KonTum,2024,total,value,88.5,100,,30,63,,s002\n"), set()),
        ("a district's neighbour", lambda root: _change_figure(root, "par_index.csv", "DongDa,2023,total,value,,,96.3,1,30", "DongDa,2023,total,value,,,96.4,1,30"), {"DongDa"}),
        ("the title of a source it names", lambda root: _change_figure(root, "sources.csv", "Sở Nội vụ Kon Tum: Chỉ số CCHC 2023 tăng", "Sở Nội vụ tỉnh Kon Tum: Chỉ số CCHC 2023 tăng"), PROVINCES),
        ("a lost output", lambda root: (root / "reports/2024/KonTum/plan.pdf").unlink(), {"KonTum"}),
        ("a damaged output", lambda root: (root / "reports/2024/DongDa/indices.html").write_text("<html>"), {"DongDa"}),
        ("a record that cannot be read", lambda root: (root / "reports/2024/DongDa/run.json").write_text("{"), {"DongDa"}),
        ("a record of other versions", lambda root: _edit_record(root / "reports/2024/DongDa", python="3.9.0"), {"DongDa"}),
        ("a replaced PDF", lambda root: (root / "reports/2024/DongDa/indices.pdf").write_bytes(b"%PDF ky"), {"DongDa"}),
        ("an edited Word file", lambda root: _append_bytes(root / "reports/2024/KonTum/plan.docx"), set()),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)  # fmt: skip
def test_what_rests_on_it_is_rebuilt_and_nothing_else(
    what: str, change: Callable[[Path], object], expected: set[str], root: Path, renewed: Callable[[], set[str]]
) -> None:
    change(root)
    assert renewed() == expected, what


def _append_new(path: Path, text: str) -> None:
    assert not path.exists()
    path.write_text(text, encoding="utf-8")


def _append_bytes(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


def _change_notebook(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_markdown_cell("Nhận xét của đơn vị."))
    nbformat.write(notebook, path)


def _enter_tasks(root: Path, key: str) -> None:
    folder = root / "data/offices" / key / "2023"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "data/illustrative/BacKan/2023/survey.csv", folder / "survey.csv")


def _edit_record(folder: Path, **values: object) -> None:
    path = folder / "run.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **values}), encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    [
        "numbers.py",
        "reporting/templates/document.typ",
        "reporting/templates/sentences/lost.j2",
        "reporting/fonts/Tinos-Regular.ttf",
    ],
)
def test_a_change_of_the_library_rebuilds_everything(root: Path, name: str) -> None:
    shutil.copytree(ROOT / "lib/cchc", root / "lib/cchc", ignore=shutil.ignore_patterns("__pycache__"))
    code = (
        "from pathlib import Path; import cchc; from cchc.run.record import *; from cchc.run.renew import *; import sys;"
        "root = Path(sys.argv[1]); assert str(root) in cchc.__file__; folder = root / 'reports/2024/DongDa';"
        "print(Present(root).why_rebuild(read_record(folder), folder, report_parameters('DongDa', 2024, is_issue=False)))"
    )

    def why() -> str:
        done = subprocess.run(
            [sys.executable, "-c", code, str(root)],
            env={**os.environ, "PYTHONPATH": str(root / "lib")}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout.strip()

    assert why() == ""
    _append_bytes(root / "lib/cchc" / name) if name.endswith("ttf") else _append(root / "lib/cchc" / name, "\n")
    assert why() == "mã nguồn lib/cchc hoặc requirements.lock đã đổi"


def _bytes(root: Path) -> dict[str, str]:
    folder = root / "reports" / str(YEAR)
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_what_is_kept_is_what_would_be_built(root: Path, command: Command) -> None:
    """After a figure of Kon Tum has changed, a run that keeps what it can leaves what a run from nothing gives."""
    _change_figure(root, "sipas.csv", "KonTum,2022,total,value,78.39", "KonTum,2022,total,value,78.40")
    done = command(root)
    assert "1 đã dựng; 3 không đổi; 0 lỗi" in done.stdout, done.stdout + done.stderr
    assert "data/published/sipas.csv đã đổi" in done.stdout
    kept = _bytes(root)
    assert command(root, FORCE="1").returncode == 0
    assert _bytes(root) == kept


def test_the_copy_to_be_signed_is_not_turned_into_a_draft(root: Path, command: Command) -> None:
    _edit_record(root / "reports/2024/DongDa", parameters={"province": "DongDa", "year": 2024, "issue": True})
    done = command(root, PROVINCES="DongDa")
    assert "0 đã dựng; 1 không đổi" in done.stdout
    job = dataclasses.replace(_job(root, "DongDa"), is_issue=False)
    assert why_renew(job, Present(root))[0] == "lần trước là bản phát hành"


@pytest.mark.parametrize("name", ["data/rieng.csv", "notebooks/rieng.csv"])
def test_a_file_that_a_cell_reads_by_itself_is_watched(name: str, root: Path, command: Command) -> None:
    own = root / name
    own.write_text("Tên,Điểm\na,1\n", encoding="utf-8")
    path = root / "notebooks/01_indices.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(f"import pandas\npandas.read_csv('{name}')"))
    nbformat.write(notebook, path)
    assert "1 đã dựng" in command(root, PROVINCES="DongDa").stdout
    record = json.loads((root / "reports/2024/DongDa/run.json").read_text(encoding="utf-8"))
    assert list(record["cells_read"]) == [name]
    assert "1 không đổi" in command(root, PROVINCES="DongDa").stdout
    own.write_text("Tên,Điểm\na,2\n", encoding="utf-8")
    assert f"{name} mà sổ tính đọc đã đổi" in command(root, PROVINCES="DongDa").stdout


def test_a_notebook_that_is_saved_while_it_runs_is_not_taken_for_what_ran(root: Path, command: Command) -> None:
    path = root / "notebooks/01_indices.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("open('notebooks/01_indices.ipynb', 'a').write(' ');"))
    nbformat.write(notebook, path)
    done = command(root, PROVINCES="DongDa")
    assert done.returncode == 2
    assert "Sổ tính 01_indices.ipynb vừa được sửa trong khi đang chạy; hãy chạy lại" in done.stdout


@pytest.mark.parametrize("record", ["missing", "cut off"])
def test_without_a_record_everything_is_kept(record: str, root: Path, command: Command) -> None:
    folder = root / "reports/2024/DongDa"
    (folder / "ghi chú.txt").write_text("của cơ quan", encoding="utf-8")
    (folder / "plan.docx").write_bytes(b"sua tay")
    if record == "missing":
        (folder / "run.json").unlink()
    else:
        (folder / "run.json").write_text("{", encoding="utf-8")
    assert "1 đã dựng" in command(root, PROVINCES="DongDa").stdout
    kept = [path.read_bytes() for path in (folder / "edited").iterdir()]
    assert "của cơ quan".encode() in kept
    assert b"sua tay" in kept


def test_what_was_edited_by_hand_survives_a_new_build(root: Path, command: Command) -> None:
    folder = root / "reports/2024/DongDa"
    _append_bytes(folder / "indices.html")  # makes it build
    (folder / "workbook.xlsx").write_bytes(b"sua tay")
    (folder / "plan.pdf").write_bytes(b"ban da ky")
    (folder / "ghi chú.txt").write_text("của cơ quan", encoding="utf-8")
    assert "1 đã dựng" in command(root, PROVINCES="DongDa").stdout
    kept = {path.name.rpartition("-")[0]: path.read_bytes() for path in (folder / "edited").iterdir()}
    damaged = kept.pop("indices")
    assert damaged.endswith(b"\0")
    assert kept == {"workbook": b"sua tay", "plan": b"ban da ky", "ghi chú": "của cơ quan".encode()}
    assert (folder / "workbook.xlsx").read_bytes()[:2] == b"PK"
