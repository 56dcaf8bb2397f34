"""Notebooks of a unit: they win for it alone, add documents, are watched, and are told what the common ones have got since."""

import json
from pathlib import Path

import nbformat
import pytest
from cchc.errors import NotebookError, ParameterError
from cchc.run.cli import main
from cchc.run.health import LOOK, OK
from cchc.run.health_own import check_own
from cchc.run.notebook_changes import lagging_notebooks
from cchc.run.notebook_files import write_notebook

from tests.notebooks.conftest import Command

OWN = "notebooks/2024/DongDa"


def _read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def _add(path: Path, *cells: nbformat.NotebookNode, at: int = 6) -> None:
    notebook = _read(path)
    notebook.cells[at:at] = cells
    nbformat.write(notebook, path)


def _text(words: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_markdown_cell(words)


def _make(root: Path, which: str, kind: str = "", *, is_forced: bool = False) -> str:
    lines: list[str] = []
    write_notebook("Đống Đa", "2024", which, kind, root, lines.append, is_forced=is_forced)
    return "\n".join(lines)


def _analysis(path: Path, *cells: str) -> None:
    """Write a small analysis with more cells."""
    parameters = 'province: str = "DongDa"\nyear: int = 2024\nissue: bool = False'
    code = [
        "import cchc\nfrom cchc.reporting.sections import common",
        "results = cchc.compute_results(cchc.load_inputs(province, year, issue=issue))",
        'common.opening(results, "Riêng")',
        *cells,
    ]
    notebook = nbformat.v4.new_notebook(
        cells=[
            _text("# Phân tích riêng"),
            nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}),
            *(nbformat.v4.new_code_cell(one) for one in code),
        ]
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def _notebooks(root: Path, unit: str = "DongDa") -> list[str]:
    record = json.loads((root / f"reports/2024/{unit}/run.json").read_text(encoding="utf-8"))
    return list(record["notebooks"])


def test_a_notebook_of_a_unit_wins_for_it_alone_and_going_back_is_noticed(root: Path, command: Command) -> None:
    _make(root, "02")
    own = root / OWN / "02_weaknesses.ipynb"
    _add(own, _text("Lời riêng của quận."))
    done = command(root, PROVINCES="DongDa KrongNo")
    assert "1 đã dựng; 1 không đổi" in done.stdout
    assert "dùng notebooks/2024/DongDa/02_weaknesses.ipynb thay cho notebooks/02_weaknesses.ipynb" in done.stdout
    assert "2024/DongDa/02_weaknesses.ipynb" in _notebooks(root)
    assert "02_weaknesses.ipynb" in _notebooks(root, "KrongNo")
    page = root / "reports/2024/DongDa/weaknesses.html"
    assert "Lời riêng của quận." in page.read_text(encoding="utf-8")
    assert "1 không đổi" in command(root, PROVINCES="DongDa").stdout
    own.unlink()
    assert "dùng notebooks/02_weaknesses.ipynb thay cho" in command(root, PROVINCES="DongDa").stdout
    assert "Lời riêng của quận." not in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("engine", ["fork", "kernel"])
def test_a_further_notebook_is_a_document_and_what_it_reads_is_watched(
    engine: str, root: Path, command: Command
) -> None:
    _analysis(root / OWN / "Phân tích riêng.ipynb", "import ben_canh\nben_canh.LỜI", "open('data/rieng.txt').read()")
    (root / OWN / "ben_canh.py").write_text('LỜI = "Từ mô-đun bên cạnh."\n', encoding="utf-8")
    (root / "data/rieng.txt").write_text("Từ tệp riêng.", encoding="utf-8")
    assert (
        "mới có notebooks/2024/DongDa/Phân tích riêng.ipynb" in command(root, PROVINCES="DongDa", ENGINE=engine).stdout
    )
    folder = root / "reports/2024/DongDa"
    page = (folder / "phan-tich-rieng.html").read_text(encoding="utf-8")
    assert "Từ mô-đun bên cạnh." in page
    assert "Từ tệp riêng." in page
    assert (folder / "phan-tich-rieng.pdf").is_file()
    assert 'href="phan-tich-rieng.html"' in (folder / "plan.html").read_text(encoding="utf-8")
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert list(record["cells_read"]) == ["data/rieng.txt", f"{OWN}/ben_canh.py"]
    assert "1 không đổi" in command(root, PROVINCES="DongDa").stdout
    (root / OWN / "ben_canh.py").write_text('LỜI = "Đã đổi."\n', encoding="utf-8")
    assert f"{OWN}/ben_canh.py mà sổ tính đọc đã đổi" in command(root, PROVINCES="DongDa").stdout


def test_a_report_of_another_year_that_a_cell_reads_is_watched(root: Path, command: Command) -> None:
    old = root / "reports/2023/DongDa/so.txt"
    old.parent.mkdir(parents=True)
    old.write_text("1", encoding="utf-8")
    _analysis(root / OWN / "rieng.ipynb", "open('reports/2023/DongDa/so.txt').read()")
    assert "1 đã dựng" in command(root, PROVINCES="DongDa").stdout
    assert "1 không đổi" in command(root, PROVINCES="DongDa").stdout
    old.write_text("2", encoding="utf-8")
    assert "reports/2023/DongDa/so.txt mà sổ tính đọc đã đổi" in command(root, PROVINCES="DongDa").stdout


def test_a_document_called_as_another_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _analysis(project / "notebooks/2024/KonTum/plan.ipynb")
    assert main(["report", "--province", "KonTum", "--year", "2024"]) == 2
    assert "2024/KonTum/plan.ipynb: tài liệu 'plan' trùng tên" in capsys.readouterr().err


def test_what_the_common_notebook_has_got_is_told_and_taken_over_on_demand(project: Path) -> None:
    _make(project, "weaknesses")
    own, common = project / OWN / "02_weaknesses.ipynb", project / "notebooks/02_weaknesses.ipynb"
    assert 'province: str = "DongDa"  #' in _read(own).cells[1].source
    assert list(lagging_notebooks(project)) == []
    assert "không đổi từ khi lập sổ riêng" in _make(project, "02")
    _add(own, _text("Lời riêng."))
    _add(common, _text("Mục mới của sổ chung."), at=20)
    (lag,) = lagging_notebooks(project)
    assert (lag.path, lag.n_changed) == (own, 1)
    before = own.read_bytes()
    told = _make(project, "02")
    assert "đã thay đổi từ khi lập" in told
    assert "Mục mới của sổ chung." in told
    assert own.read_bytes() == before
    told = _make(project, "02", is_forced=True)
    sources = [cell.source for cell in _read(own).cells]
    assert "Lời riêng." in sources
    assert "Mục mới của sổ chung." in sources
    assert (project / told.rpartition("bản trước đó: ")[2].rstrip(".")).with_suffix(".ipynb").read_bytes() == before
    assert list(lagging_notebooks(project)) == []


def test_a_cell_changed_in_both_is_left_to_people(project: Path) -> None:
    _make(project, "02")
    own, common = project / OWN / "02_weaknesses.ipynb", project / "notebooks/02_weaknesses.ipynb"
    for path, words in ((own, "# Tên của quận"), (common, "# Tên mới")):
        notebook = _read(path)
        notebook.cells[0].source = words
        nbformat.write(notebook, path)
    before = own.read_bytes()
    with pytest.raises(NotebookError, match="không tự ghép được"):
        _make(project, "02", is_forced=True)
    assert own.read_bytes() == before


def test_a_new_analysis_never_takes_the_place_of_one_that_is_there(project: Path) -> None:
    for _ in range(2):
        _make(project, "", "blank")
    _make(project, "Giải ngân", "blank")
    names = sorted(path.name for path in (project / OWN).glob("*.ipynb"))
    assert names == ["giai_ngan.ipynb", "phan_tich_1.ipynb", "phan_tich_2.ipynb"]
    with pytest.raises(ParameterError, match=r"Đã có sổ tính 2024/DongDa/giai_ngan\.ipynb"):
        _make(project, "giai_ngan", "blank")
    with pytest.raises(ParameterError, match="có lẽ là 03_plan"):
        _make(project, "03_pla")
    with pytest.raises(ParameterError, match=r"05_progress\.ipynb, 05_progress_brief\.ipynb"):
        _make(project, "05")


def test_the_doctor_names_what_lags_behind(project: Path) -> None:
    _make(project, "02")
    assert [one.state for one in check_own(project)] == [OK, OK]
    _add(project / "notebooks/02_weaknesses.ipynb", _text("Mới."))
    row, _ = check_own(project)
    assert row.state == LOOK
    assert "notebooks/2024/DongDa/02_weaknesses.ipynb (1 ô của notebooks/02_weaknesses.ipynb đã khác)" in row.told


@pytest.mark.parametrize(
    ("name", "stem", "suffixes"),
    [
        ("00_brief", "BacKan-2024-brief", {".pdf", ".html", ".xlsx"}),
        ("06_merger", "BacKan-2024-merger", {".pdf", ".docx", ".html", ".xlsx"}),
    ],
)
def test_a_preview_is_called_after_unit_year_and_document_and_keeps_what_was_edited(
    name: str, stem: str, suffixes: set[str], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(project / f"notebooks/{name}.ipynb")
    folder = project / "reports/preview"
    assert main(["preview", path]) == 0
    assert {one.suffix for one in folder.glob(f"{stem}.*")} == suffixes
    edited = folder / f"{stem}.xlsx"
    edited.write_bytes(b"of the office")
    assert main(["preview", path]) == 0
    assert "đã được sửa hoặc thêm bằng tay" in capsys.readouterr().out
    assert b"of the office" in [one.read_bytes() for one in (folder / "edited").rglob("*") if one.is_file()]


def test_a_brief_has_no_word_and_says_so(project: Path) -> None:
    from cchc.reporting.notebook import build_document
    from cchc.reporting.word import render_docx
    from cchc.run.execute import execute_notebook

    parameters = {"province": "KonTum", "year": 2024, "issue": False}
    executed = execute_notebook(project / "notebooks/00_brief.ipynb", parameters, root=project)
    with pytest.raises(NotebookError, match="chỉ có bản HTML và PDF"):
        render_docx(build_document(executed))
