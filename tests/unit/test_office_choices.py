"""What an office chooses and words itself stands in its own folder: no new version of the program meets it."""

from pathlib import Path

import cchc
import pytest
from cchc.errors import InputError
from cchc.planning.plan_building import build_plan
from cchc.reporting.sections.plan import text
from cchc.run.check_data import check_data
from cchc.sources.coverage import units_with_data

HOME = "data/offices/KonTum"


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def test_own_parameters_stand_for_those_that_came_with_the_program(project: Path) -> None:
    shipped = cchc.load_inputs("KonTum", 2024)
    assert "params/2024/KonTum.yml" in [one.path for one in shipped.files]
    _write(project / HOME / "params/2024.yml", 'plan:\n  letterhead: {signer: "Người ký riêng"}\n')
    own = cchc.load_inputs("KonTum", 2024)
    paths = [one.path for one in own.files]
    assert own.params.plan.letterhead.signer == "Người ký riêng"
    assert f"{HOME}/params/2024.yml" in paths
    assert "params/2024/KonTum.yml" not in paths
    assert shipped.looked.probes[f"{HOME}/params/2024.yml"] is False  # so that a file put there later is noticed


def test_a_fault_in_own_parameters_names_them(project: Path) -> None:
    _write(project / HOME / "params/2024.yml", "plam: {}\n")
    with pytest.raises(InputError, match=f"Tệp {HOME}/params/2024.yml"):
        cchc.load_inputs("KonTum", 2024)


def test_own_parameters_alone_make_a_unit_one_with_data(project: Path) -> None:
    assert "DakHa" not in {one.unit_key for one in units_with_data(project, 2030)}
    _write(project / "data/offices/HaNoi/params/2030.yml", "plan: {}\n")
    assert "HaNoi" in {one.unit_key for one in units_with_data(project, 2030)}


def test_own_texts_win_one_by_one_and_faults_name_their_file(project: Path) -> None:
    folder = cchc.load_inputs("KonTum", 2024).params.plan.texts
    own = project / HOME / "texts" / folder / "closing.md"
    _write(own, "Lời riêng của {{ unit }}.\n")
    plan = build_plan(cchc.compute_results(cchc.load_inputs("KonTum", 2024)))
    assert plan.results.inputs.texts["opening"].strip()
    assert str(text(plan, "closing").blocks[0].text) == "Lời riêng của tỉnh Kon Tum."  # type: ignore[attr-defined]
    _write(own, "{{ khong_co }}\n")
    plan = build_plan(cchc.compute_results(cchc.load_inputs("KonTum", 2024)))
    with pytest.raises(InputError, match=f"Tệp {HOME}/texts/{folder}/closing.md, dòng 1"):
        text(plan, "closing")


def test_the_check_of_data_takes_these_folders_for_what_they_are(project: Path) -> None:
    _write(project / HOME / "params/2024.yml", "plan: {}\n")
    _write(project / HOME / "texts/x/opening.md", "Lời.\n")
    _write(project / "data/offices/KonTum/params/2031.yml", "plan: {}\n")
    found = {one.file: one.found_vi for one in check_data()}
    assert f"{HOME}/params" not in found
    assert f"{HOME}/texts" not in found
    assert "không tồn tại trong năm 2031" in found[f"{HOME}/params/2031.yml"]
