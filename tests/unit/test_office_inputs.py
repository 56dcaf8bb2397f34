"""What an office hands in is told as what it is: illustrative, not approved, unread, begun, or refused."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from cchc.analysis.results import compute_results
from cchc.errors import InputError, IssueRefusedError
from cchc.reporting.forms.framework import render_framework
from cchc.reporting.sections import lost, scored, surveyed
from cchc.run.check_data import check_data
from cchc.run.forms import write_form
from cchc.sources.framework_files import load_framework
from cchc.sources.reader import Reader
from cchc.sources.report_inputs import load_inputs
from cchc.sources.tasks import read_tasks

ILLUSTRATIVE = "par_province_2022_illustrative"
HEAD = "Địa phương;{name}\nNăm kết quả;2023\nBộ tiêu chí;{framework}\nTrạng thái số liệu;cơ quan tự nhập\n"


def _sheet(project: Path, key: str, name: str, framework: str, rows: str) -> None:
    folder = project / "data/offices" / key / "2023"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "score_sheet.csv").write_text(HEAD.format(name=name, framework=framework) + rows, encoding="utf-8")


def _text(block: object) -> str:
    return " ".join(getattr(one, "text", "") + getattr(one, "note", "") for one in getattr(block, "blocks", ()))


def test_a_copy_of_illustrative_criteria_stays_illustrative(project: Path) -> None:
    folder = project / "data/offices/QuangBinh/2023"
    folder.mkdir(parents=True)
    framework = load_framework(Reader(project), ILLUSTRATIVE)
    (folder / "framework.xlsx").write_bytes(render_framework(framework))
    rows = "Mã;Điểm được phê duyệt\n" + "".join(f"{leaf.code};0\n" for leaf in framework.leaves())
    _sheet(project, "QuangBinh", "Quảng Bình", "data/offices/QuangBinh/2023/framework.xlsx", rows)
    assert load_inputs("QuangBinh", 2024).has_illustrative
    with pytest.raises(IssueRefusedError, match="minh họa"):
        load_inputs("QuangBinh", 2024, issue=True)
    sheet = openpyxl.load_workbook(folder / "framework.xlsx")["Thông tin"]
    row = next(row for row in sheet.iter_rows() if row[0].value == "Tính chất bộ tiêu chí")
    assert row[1].value == "minh họa"
    assert row[1].protection.locked


def test_scores_that_are_not_approved_are_called_so_wherever_they_stand(project: Path) -> None:
    rows = "Mã;Điểm tự chấm;Điểm điều tra\n" + "".join(f"{code};7;\n" for code in range(1, 8)) + "8.1;;7\n8.2;2;\n"
    _sheet(project, "KrongNo", "Krông Nô", "par_district_daknong_2023", rows)
    results = compute_results(load_inputs("KrongNo", 2024))
    domains, told = _text(scored.domains(results)), _text(lost.by_domain(results))
    assert "Bảng điểm ở giai đoạn tự chấm cho 58,00%; chỉ số đã công bố là 85,96%" in domains
    assert "Điểm ở giai đoạn tự chấm, chưa được phê duyệt." in domains
    assert "Theo bảng chấm điểm của cơ quan ở giai đoạn tự chấm (chưa được phê duyệt), PAR INDEX mất" in told


@pytest.mark.usefixtures("project")
def test_the_loss_told_is_the_loss_tabulated() -> None:
    results = compute_results(load_inputs("KrongNo", 2024))
    table = next(block for block in lost.by_item(results).blocks if getattr(block, "sheet", "") == "PAR điểm mất")
    assert "mất 13,54 điểm" in _text(lost.by_domain(results))
    assert table.rows[-1].cells[6] == pytest.approx(13.541)


def test_a_domain_sheet_says_that_nothing_is_known_below(project: Path) -> None:
    _sheet(
        project,
        "QuangBinh",
        "Quảng Bình",
        "par_province_2022",
        "Mã;Điểm được phê duyệt\n" + "".join(f"{code};8\n" for code in range(1, 9)),
    )
    results = compute_results(load_inputs("QuangBinh", 2024))
    text = _text(scored.domains(results))
    assert "Mới biết điểm ở 8 mục" in text
    assert "Theo bảng điểm dưới đây, PAR INDEX là 64,00%; chỉ số công bố chưa có trong dữ liệu của chương trình" in text


def test_everything_not_applicable_names_the_file(project: Path) -> None:
    rows = "Mã;Điểm được phê duyệt;Không áp dụng\n" + "".join(f"{code};;x\n" for code in [*range(1, 8), "8.1", "8.2"])
    _sheet(project, "KrongNo", "Krông Nô", "par_district_daknong_2023", rows)
    with pytest.raises(InputError, match=r"score_sheet\.csv, .*Không có tiêu chí nào áp dụng"):
        compute_results(load_inputs("KrongNo", 2024))
    assert any("Không có tiêu chí nào áp dụng" in one.found_vi for one in check_data("KrongNo", "2024"))


def test_files_that_nobody_reads_are_found(project: Path) -> None:
    for name in ("Hatinh/2023", "HaTinh/2023a"):
        (project / "data/offices" / name).mkdir(parents=True)
    (project / "data/offices/HaTinh/score_sheet.xlsx").write_bytes(b"")
    files = {one.file for one in check_data() if one.severity == "error"}
    assert {"data/offices/Hatinh", "data/offices/HaTinh/2023a", "data/offices/HaTinh/score_sheet.xlsx"} <= files


def test_an_offices_own_criteria_are_checked_before_any_report(project: Path) -> None:
    folder = project / "data/offices/KrongNo/2023"
    folder.mkdir(parents=True)
    framework = load_framework(Reader(project), "par_district_daknong_2023")
    (folder / "framework.xlsx").write_bytes(render_framework(framework))
    assert any("framework.xlsx" in one.file and "99,5" in one.found_vi for one in check_data("KrongNo", "2024"))


def test_check_data_calls_an_error_what_the_report_refuses(project: Path) -> None:
    rows = "Mã;Điểm được phê duyệt\n" + "".join(f"{code};7\n" for code in range(1, 8)) + "8.1;7\n8.2;2\n"
    _sheet(project, "KrongNo", "Krông Nô", "par_district_daknong_2023", rows)
    found = [one for one in check_data("KrongNo", "2024") if one.severity == "error"]
    assert any("58%, khác chỉ số công bố 85,96%" in one.found_vi for one in found)


def test_a_score_beside_a_figure_that_does_not_apply_is_told_in_words(project: Path) -> None:
    framework = load_framework(Reader(project), ILLUSTRATIVE)
    rows = "Mã;Điểm được phê duyệt;Điểm tự chấm;Kết quả thực hiện\n"
    for leaf in framework.leaves():
        rows += f"{leaf.code};0;0,5;không áp dụng\n" if leaf.code == "1.2.1" else f"{leaf.code};0;;\n"
    _sheet(project, "QuangBinh", "Quảng Bình", ILLUSTRATIVE, rows)
    said = [one.found_vi for one in check_data("QuangBinh", "2024")]
    assert any("đã chấm 0,5, theo quy tắc là không áp dụng" in text for text in said)
    assert not any("nan" in text for text in said)


def test_words_with_commas_can_be_chosen_from_a_list(project: Path) -> None:
    path, _ = write_form("framework", "BacKan", "2024")
    workbook = openpyxl.load_workbook(project / path)
    assert workbook["Danh mục chọn"].sheet_state == "hidden"
    lists = [one.formula1 for one in workbook["Bộ tiêu chí"].data_validations.dataValidation if one.type == "list"]
    assert any("Danh mục chọn" in formula for formula in lists)
    words = {str(cell.value) for row in workbook["Danh mục chọn"].iter_rows() for cell in row if cell.value}
    assert "Điều tra xã hội học lãnh đạo, quản lý" in words


def test_a_form_that_somebody_began_to_fill_in_is_kept(project: Path) -> None:
    path, _ = write_form("score_sheet", "KrongNo", "2024")
    workbook = openpyxl.load_workbook(project / path)
    workbook["Bảng điểm"]["N4"].value = 14
    workbook.save(project / path)
    write_form("score_sheet", "KrongNo", "2024")
    (kept_path,) = (project / path).parent.glob("edited/score_sheet-*.xlsx")
    kept = openpyxl.load_workbook(kept_path)
    assert kept["Bảng điểm"]["N4"].value == 14


def test_few_answers_show_no_distribution(project: Path) -> None:
    path = project / "data/illustrative/BacKan/2023/survey.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[20:, "A1.1"] = ""
    table.to_csv(path, index=False)
    shown = surveyed.levels(compute_results(load_inputs("BacKan", 2024))).blocks[0]
    assert shown.data.rows[0].cells[2:7] == (None,) * 5
    assert shown.data.rows[1].cells[2] is not None
    assert "dưới 30 câu trả lời" in shown.note
    assert "A1.1: – / – / – / – / –;" in shown.alt
    assert shown.svg.count("ít câu trả lời, không in") == 1


@pytest.mark.parametrize(
    ("status", "share", "words"),
    [("hoàn thành", "", "chưa ghi tỷ lệ"), ("chưa bắt đầu", "50", "chưa bắt đầu nhưng đã đạt 50%")],
)
def test_a_task_cannot_be_two_things_at_once(project: Path, status: str, share: str, words: str) -> None:
    text = "Địa phương;Bắc Kạn\nNăm kế hoạch;2024\nMã nhiệm vụ;Nhiệm vụ, giải pháp;Cơ quan chủ trì;Thời hạn;Trạng thái;Tỷ lệ hoàn thành (%)\n"
    (project / "tasks.csv").write_text(text + f"T1;Làm;Sở Nội vụ;30/9/2024;{status};{share}\n", encoding="utf-8")
    with pytest.raises(InputError, match=words):
        read_tasks(Reader(project), "tasks.csv")
