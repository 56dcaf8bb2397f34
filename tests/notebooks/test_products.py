"""Every command of one product keeps what stands for its inputs, and builds it anew when anything it rests on has changed."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from cchc.run import record as record_module
from cchc.run import renew as renew_module
from cchc.run.cli import main
from cchc.run.products import Order, folder_of, order
from cchc.run.record import Present
from cchc.run.renew import make, why_renew
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[2]
WORDS: dict[str, dict[str, str | int | bool]] = {
    "national": {"year": "2024"},
    "campaign": {"province": "Hương Sơn", "year": "2022", "issue": False},
    "self_scoring": {"province": "Bắc Kạn", "year": "2023", "issue": False},
    "progress": {"province": "BacKan", "year": "2024", "at": "30/9/2024", "period": ""},
    "cascade": {"province": "bắc kạn", "year": 2024, "issue": False},
}
ALL = set(WORDS)


def _hush(_: str) -> None:
    pass


def _orders() -> dict[str, Order]:
    return {name: order(name, words) for name, words in WORDS.items()}


@pytest.fixture(scope="session")
def four_products(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build each product once; nobody changes this folder."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared  # one for all workers
    root = shared / "four products" / "dự án"
    with FileLock(shared / "four products.lock"), pytest.MonkeyPatch.context() as patch:
        patch.setenv("CCHC_ROOT", str(root))
        if not (root / "done").exists():
            for name in ("params", "data", "notebooks"):
                ignored = shutil.ignore_patterns(".ipynb_checkpoints", "offices")
                shutil.copytree(ROOT / name, root / name, ignore=ignored)
            for one in _orders().values():
                make(one, _hush)
            (root / "done").touch()
    return root


@pytest.fixture
def project(four_products: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    copy = tmp_path / "dự án"
    shutil.copytree(four_products, copy)
    monkeypatch.setenv("CCHC_ROOT", str(copy))
    yield copy
    shutil.rmtree(copy)


@pytest.fixture
def renewed(monkeypatch: pytest.MonkeyPatch) -> Callable[[], set[str]]:
    """Return what tells which products the commands would build."""
    built: list[str] = []
    monkeypatch.setattr(renew_module, "build", lambda wanted, *_: built.append(wanted.product))

    def run() -> set[str]:
        for one in _orders().values():
            make(one, _hush)
        return set(built)

    return run


def _files(root: Path) -> dict[str, tuple[int, str]]:
    return {
        path.relative_to(root).as_posix(): (path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in (root / "reports").rglob("*")
        if path.is_file() and ".locks" not in path.parts
    }


def _append(path: Path, text: str = "\n# ghi chú\n") -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def _change_notebook(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_markdown_cell("Nhận xét của đơn vị."))
    nbformat.write(notebook, path)


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def _send_back(root: Path) -> None:
    folder = root / "data/offices/BacKan/2023/returned_tasks"
    folder.mkdir(parents=True)
    shutil.copy(root / "reports/2024/BacKan/cascade/STC/extract.xlsx", folder / "STC.xlsx")


def test_a_second_command_says_that_nothing_has_changed_and_writes_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _files(project)
    typed = {"PROVINCE": "Bắc Kạn", "YEAR": "2024", "AT": "2024-09-30", "PERIOD": "", "ISSUE": "", "FORCE": ""}
    other = {
        "campaign": {"PROVINCE": "HuongSon", "YEAR": "2022", "KIND": "", "AT": ""},
        "self_scoring": {"YEAR": "2023", "KIND": "self", "AT": ""},
    }
    for name in WORDS:
        for key, value in (typed | other.get(name, {})).items():
            monkeypatch.setenv(key, value)
        assert main(["campaign" if name == "self_scoring" else name]) == 0
        told = capsys.readouterr().out
        place = folder_of(_orders()[name]).relative_to(project).as_posix()
        assert told.startswith(f"Không đổi: {place}/ "), told
        assert "FORCE=1" in told
    assert _files(project) == before


@pytest.mark.whole
def test_force_builds_the_same_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _files(project)
    for key, value in {"YEAR": "2024", "PROVINCE": "BacKan", "FORCE": "1", "ISSUE": ""}.items():
        monkeypatch.setenv(key, value)
    for name in ("national", "cascade"):
        assert main([name]) == 0
    after = _files(project)
    assert {name: sha256 for name, (_, sha256) in after.items()} == {name: one for name, (_, one) in before.items()}
    for name, (written, _) in after.items():
        is_built = "/cascade/" in name or "/_national/" in name
        assert (written != before[name][0]) == is_built, name


@pytest.mark.parametrize(
    ("what", "change", "expected"),
    [
        ("nothing", lambda _: None, set()),
        ("a touch of every file", lambda root: [os.utime(one, (2e9, 2e9)) for one in root.rglob("*") if one.is_file()], set()),
        ("the params of all", lambda root: _append(root / "params/defaults.yml"), ALL),
        ("its params", lambda root: _append(root / "params/2024/BacKan.yml"), {"progress", "cascade"}),
        ("params of the campaign", lambda root: _append(root / "params/2022/HuongSon.yml"), {"campaign"}),
        ("params of the self-scoring", lambda root: _append(root / "params/2023/BacKan.yml"), {"self_scoring"}),
        ("a part of an office", lambda root: (root / "data/illustrative/BacKan/2023/self/SNV.xlsx").unlink(), {"self_scoring"}),
        ("a part of the province's own", lambda root: _begin(root, "BacKan/2023/self", "SNV.csv", "x\n"), {"self_scoring"}),
        ("a notebook of the self-scoring", lambda root: _change_notebook(root / "notebooks/08_self_scoring.ipynb"), {"self_scoring"}),
        ("another unit's params", lambda root: _append(root / "params/2024/KonTum.yml"), set()),
        ("the notebook of the overview", lambda root: _change_notebook(root / "notebooks/10_national.ipynb"), {"national"}),
        ("a notebook of the campaign", lambda root: _change_notebook(root / "notebooks/07_campaign_result.ipynb"), {"campaign"}),
        ("the notebook of progress", lambda root: _change_notebook(root / "notebooks/05_progress.ipynb"), {"progress"}),
        ("a notebook of the report", lambda root: _change_notebook(root / "notebooks/02_weaknesses.ipynb"), set()),
        ("a figure of all", lambda root: _replace(root / "data/published/par_index.csv", "KonTum,2023,total,value,86.14,100,,43", "KonTum,2023,total,value,86.24,100,,43"), {"national", "progress", "cascade"}),
        ("a form that came back", lambda root: (root / "data/illustrative/HuongSon/2022/returned/XaMinhHoa03.xlsx").unlink(), {"campaign"}),
        ("a list of the district's own", lambda root: _begin(root, "HuongSon/2022", "units.csv", "unit_key,name_vi,kind\nXaAn,Xã An,xã\n"), {"campaign"}),
        ("a form that an agency sent back", _send_back, {"progress"}),
        ("the lists of tasks", lambda root: (root / "data/illustrative/BacKan/2023/tasks.xlsx").write_bytes((root / "reports/2024/BacKan/cascade/STC/extract.xlsx").read_bytes()), {"progress", "cascade"}),
        ("a text of the campaign", lambda root: _append(root / "params/texts/scoring_campaign/purpose.md", "\nHết.\n"), {"campaign"}),
        ("a lost letter", lambda root: (root / "reports/2024/BacKan/cascade/SNV/extract.docx").unlink(), {"cascade"}),
        ("a damaged page", lambda root: (root / "reports/2024/_national/national.html").write_text("<html>"), {"national"}),
        ("a record that cannot be read", lambda root: (root / "reports/2022/HuongSon/campaign/run.json").write_text("{"), {"campaign"}),
        ("a form filled in where it stands", lambda root: (root / "reports/2024/BacKan/cascade/SNV/extract.xlsx").write_bytes(b"filled in"), set()),
        ("a note beside the documents", lambda root: (root / "reports/2024/BacKan/progress/2024-09-30/ghi chú.txt").write_text("x"), set()),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)  # fmt: skip
def test_what_rests_on_it_is_built_and_nothing_else(
    what: str, change: Callable[[Path], object], expected: set[str], project: Path, renewed: Callable[[], set[str]]
) -> None:
    change(project)
    typed = [path for path in (project / "reports").rglob("*") if path.name in {"ghi chú.txt", "extract.xlsx"}]
    assert renewed() == expected, what
    assert all(path.is_file() for path in typed)


def _begin(root: Path, place: str, name: str, text: str) -> None:
    folder = root / "data/offices" / place
    folder.mkdir(parents=True)
    (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.usefixtures("project")
def test_a_change_of_the_code_builds_everything(
    renewed: Callable[[], set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_module, "find_code", lambda _: "khác")
    assert renewed() == ALL


def test_a_file_named_wrongly_is_refused_by_the_second_command_too(project: Path) -> None:
    _begin(project, "BacKan/2023", "Tasks.xlsx", "x")
    for name in ("progress", "cascade"):
        with pytest.raises(Exception, match="tên tệp không đúng nên sẽ không được đọc"):
            make(_orders()[name], _hush)


def test_other_parameters_in_the_same_folder_build_it_anew(project: Path) -> None:
    wanted = order("progress", WORDS["progress"] | {"period": "quarter"})
    assert folder_of(wanted) == folder_of(_orders()["progress"])
    assert why_renew(wanted, Present(project)) == ("lần trước lập với period=", [])
    signed = order("cascade", WORDS["cascade"] | {"issue": True})
    assert why_renew(signed, Present(project)) == ("lần trước là bản dự thảo", [])


def test_what_changed_in_rows_that_it_does_not_rest_on_is_taken_into_the_record(project: Path) -> None:
    table = project / "data/published/par_index.csv"
    _append(table, "KonTum,2024,total,value,88.5,100,,30,63,,s002\n")
    wanted = _orders()["cascade"]
    assert why_renew(wanted, Present(project)) == ("", ["data/published/par_index.csv"])
    told: list[str] = []
    make(wanted, told.append)
    assert told[0].startswith("Không đổi")
    assert why_renew(wanted, Present(project)) == ("", [])
    kept = json.loads((folder_of(wanted) / "run.json").read_text(encoding="utf-8"))["inputs"]
    sha256 = hashlib.sha256(table.read_bytes()).hexdigest()
    assert {"path": "data/published/par_index.csv", "sha256": sha256}.items() <= next(
        one for one in kept if one["path"].endswith("par_index.csv")
    ).items()


def test_what_an_office_typed_survives_a_command_that_builds(project: Path) -> None:
    wanted = _orders()["cascade"]
    folder = folder_of(wanted)
    (folder / "SNV/extract.xlsx").write_bytes(b"filled in")
    (folder / "STC/ghi chú.txt").write_text("đã gọi", encoding="utf-8")
    told: list[str] = []
    make(Order(wanted.product, wanted.parameters, wanted.root, is_forced=True), told.append)
    kept = {path.parent.name: path.read_bytes() for path in (folder / "edited").rglob("*.*")}
    assert kept == {"SNV": b"filled in", "STC": "đã gọi".encode()}
    assert any("returned_tasks/" in line for line in told)
    assert why_renew(wanted, Present(project)) == ("", [])


def test_a_product_with_an_analysts_own_cells_is_built_whenever_it_is_asked_for(project: Path) -> None:
    """Such a cell may read from another folder or the network: what it would give now is not known."""
    path = project / "notebooks/05_progress.ipynb"
    elsewhere = project.parent / "số liệu riêng.csv"
    elsewhere.write_text("Tên,Điểm\na,1\n", encoding="utf-8")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(5, nbformat.v4.new_code_cell(f"import pandas\npandas.read_csv({str(elsewhere)!r})"))
    nbformat.write(notebook, path)
    wanted = _orders()["progress"]
    make(wanted, _hush)
    assert json.loads((folder_of(wanted) / "run.json").read_text(encoding="utf-8"))["unwatched"] == [path.name]
    elsewhere.write_text("Tên,Điểm\nĐÃ SỬA,2\n", encoding="utf-8")
    make(wanted, _hush)
    assert "ĐÃ SỬA" in (folder_of(wanted) / "progress.html").read_text(encoding="utf-8")
