"""The analyst's desk: what may stand in the parameters, what a cell shows in JupyterLab, how files are called."""

import json
import subprocess
import sys
from pathlib import Path

import cchc
import nbformat
import pytest
from cchc.errors import NotebookError
from cchc.reporting.blocks import MIME, Table
from cchc.reporting.document_files import file_name, parameters_of
from cchc.reporting.html import render_fragment
from cchc.reporting.lab_session import changed_cells
from cchc.reporting.notebook import build_document
from cchc.reporting.sections import checks
from cchc.run.lab.start import lab_arguments, lab_environment

LAB = Path(cchc.__file__).parent / "run/lab"


def _rows(aside: object) -> list[tuple[object, ...]]:
    tables = [one for one in aside.blocks if isinstance(one, Table)]  # type: ignore[attr-defined]
    return [row.cells for one in tables for row in one.rows]


def test_units_are_found_by_a_part_of_their_name_with_tones_and_without() -> None:
    assert {row[0] for row in _rows(cchc.units("hà n"))} == {"HaNoi", "HaNam"}
    assert [row[0] for row in _rows(cchc.units("hanoi"))] == ["HaNoi", "HaNoi"]
    assert [row[0] for row in _rows(cchc.units("xuan phuong"))] == ["HaNoi/XuanPhuong"]
    assert len(_rows(cchc.units())) == 34
    assert _rows(cchc.units("không có")) == []
    assert "Không có đơn vị nào có tên chứa 'không có'" in cchc.units("không có").text


def test_what_we_do_not_know_is_not_said_not_to_exist() -> None:
    (commune,) = _rows(cchc.units("xuan phuong"))
    assert commune[-1] == "chưa có trong dữ liệu của chương trình"


def test_the_years_of_a_unit_are_those_before_and_after_a_merger() -> None:
    years = {row[0]: row[1] for row in _rows(cchc.years("Thái Nguyên"))}
    assert "PAPI" in str(years[2024]).split(", ")
    assert years[2026] == "kết quả năm 2025 chưa có trong dữ liệu của chương trình"


@pytest.mark.parametrize(
    "unit", ["BacKan-2024", "HaNoi-2026", "ThaiNguyen-2026", "HaNoi/XuanPhuong-2026", "LangSon/STP-2026"]
)
def test_the_start_page_serves_every_kind_of_unit(unit: str) -> None:
    key, _, year = unit.rpartition("-")
    page = cchc.start(key, int(year))
    assert f"({key}), kế hoạch năm {year}" in page.text
    assert '<a href="../notebooks/03_plan.ipynb">Kế hoạch</a>' in page.markup
    assert f"data/offices/{key}/params/{year}.yml" in page.markup


def test_help_for_the_analyst_is_in_no_document() -> None:
    data, _ = cchc.units("hà n")._repr_mimebundle_()
    assert "HaNam" in data["text/html"]
    assert data[MIME] == {"kind": "group", "blocks": []}


def test_preview_does_nothing_where_the_engine_runs_the_notebook() -> None:
    assert cchc.preview() is None


def test_checks_before_printing_are_seen_in_jupyterlab() -> None:
    plan = cchc.build_plan(cchc.compute_results(cchc.load_inputs("BacKan", 2024)))
    block = checks.before_printing(plan)
    shown = render_fragment(block)
    assert len(block.findings) > 3
    assert f"Kiểm tra trước khi in: {len(block.findings)} phát hiện" in shown
    assert "plan.letterhead" in shown


def _notebook(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(cells=list(cells))


def _parameters(source: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_code_cell(source, metadata={"tags": ["parameters"]})


def test_parameters_are_read_and_injected_ones_win() -> None:
    injected = nbformat.v4.new_code_cell('province = "KonTum"', metadata={"tags": ["injected-parameters"]})
    notebook = _notebook(_parameters('province: str = "BacKan"  # x\nyear: int = 2024'), injected)
    assert parameters_of(notebook, "a.ipynb") == {"province": "KonTum", "year": 2024}


@pytest.mark.parametrize("source", ["year = 2000 + 24", "year = (", "province = input()"])
def test_a_parameter_that_is_no_plain_value_is_refused(source: str) -> None:
    with pytest.raises(NotebookError, match=r"a\.ipynb: ô tham số chỉ được ghi"):
        parameters_of(_notebook(_parameters(source)), "a.ipynb")


def test_a_notebook_without_parameters_is_refused() -> None:
    with pytest.raises(NotebookError, match="không có ô mang nhãn 'parameters'"):
        parameters_of(_notebook(nbformat.v4.new_code_cell("x = 1")), "a.ipynb")


def test_files_are_called_after_unit_year_day_and_document() -> None:
    progress = {"province": "Bắc Kạn", "year": 2024, "at": "2024-09-30", "period": ""}
    assert file_name(Path("05_progress.ipynb"), progress) == "BacKan-2024-2024-09-30-progress"
    assert file_name(Path("10_national.ipynb"), {"year": 2024}) == "VietNam-2024-national"
    assert file_name(Path("x.ipynb"), {"province": "../../a b", "year": 2024}) == "ab-2024-x"


def test_settings_name_plugins_and_exporters_that_exist() -> None:
    from nbconvert.exporters import get_export_names, get_exporter
    from traitlets.config import Config

    disabled = json.loads((LAB / "config/jupyter_lab_config.json").read_text(encoding="utf-8"))
    classes = {type(get_exporter(name)(config=Config())).__name__ for name in get_export_names(Config())}
    assert set(disabled) <= classes
    left = set(get_export_names(Config(disabled)))
    assert left == {"cchc_docx", "cchc_html", "cchc_pdf", "custom", "notebook", "python"}


def test_jupyterlab_is_rooted_at_the_project_and_keeps_what_a_user_has_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_PATH", "/own")
    assert lab_environment()["JUPYTER_PATH"].split(":") == [str(LAB / "data"), "/own"]
    arguments = lab_arguments(Path("/p"), ["--port=1"])
    assert "--ServerApp.root_dir=/p" in arguments
    assert arguments[-1] == "--port=1"


def test_the_extension_is_what_jupyterlab_looks_for() -> None:
    folder = LAB / "data/labextensions/cchc-lab"
    build = json.loads((folder / "package.json").read_text(encoding="utf-8"))["jupyterlab"]["_build"]
    assert (folder / build["load"]).is_file()
    script = (folder / build["load"]).read_text(encoding="utf-8")
    for name in ("notebooks/bat_dau.ipynb", "notebooks/templates/blank.ipynb"):
        assert name in script
        assert (Path(cchc.__file__).parents[2] / name).is_file()


_KERNEL = """
import os, sys
os.environ['JPY_SESSION_NAME'] = sys.argv[1]
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shown = []
shell.display_pub.publish = lambda data, *a, **k: shown.append(data)
shell._showtraceback = lambda kind, error, lines: shown.append(lines)
shell.run_cell('import cchc, os\\nwhere = os.getcwd()')
shell.run_cell('province = "Hà Nộ"\\nyear = 2026')
shell.run_cell('cchc.load_inputs(province, year)')
print(shell.user_ns['where'])
print([one.get('text/plain') if isinstance(one, dict) else one for one in shown])
print(any('Vết lỗi, cho người hỗ trợ' in one.get('text/html', '') for one in shown if isinstance(one, dict)))
"""


def test_in_jupyterlab_an_error_is_one_sentence_and_files_are_named_from_the_project() -> None:
    root = Path(cchc.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", _KERNEL, str(root / "notebooks/x.ipynb")],
        capture_output=True, text=True, cwd=root / "notebooks", check=True,
    )  # fmt: skip
    where, shown, folded = done.stdout.splitlines()[-3:]
    assert where == str(root)
    assert shown.count("Không có địa phương nào tên 'Hà Nộ'; gần nhất: HaNoi (Hà Nội)") == 2
    assert folded == "True"


def test_a_cell_that_ran_otherwise_than_it_was_saved_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = [nbformat.v4.new_code_cell("a = 1", id="one"), nbformat.v4.new_code_cell("b = 2", id="two")]
    monkeypatch.setattr("cchc.reporting.lab_session._ran", {"one": "a = 1\n", "two": "b = 3"})
    assert changed_cells(cells) == [2]


def test_a_document_carries_nothing_of_what_was_for_the_analyst_alone() -> None:
    data, _ = cchc.years("BacKan")._repr_mimebundle_()
    output = nbformat.v4.new_output("display_data", data=data)
    with pytest.raises(NotebookError, match="thiếu ô mở đầu"):  # nothing but help: no document
        build_document(_notebook(nbformat.v4.new_code_cell("x", outputs=[output], execution_count=1)))
