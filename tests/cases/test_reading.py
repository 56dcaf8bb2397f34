"""What public bug reports and attacks taught the reader: every case is read to the right values or refused with its cell."""

from __future__ import annotations

import importlib.util
import io
import re
import resource
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pytest
from cchc.errors import InputError
from cchc.sources.grids import open_grids
from cchc.sources.looked import is_system_file
from cchc.sources.reader import Reader
from cchc.sources.score_sheets import ScoreSheetFile, read_score_sheet
from cchc.sources.surveys import Survey, read_survey
from cchc.sources.task_files import Tasks
from cchc.sources.tasks import read_task_sheet
from cchc.sources.workbooks import read_workbook

TESTS = Path(__file__).resolve().parents[1]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _forms() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_files", TESTS / "broken/make_files.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


m: Any = _forms()


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Return a project that holds frameworks only."""
    for name in ("frameworks", "reference"):
        shutil.copytree(TESTS.parent / "data" / name, tmp_path / "data" / name)
    return tmp_path


def _scores(root: Path, content: bytes, name: str = "score_sheet.xlsx") -> ScoreSheetFile:
    (root / name).write_bytes(content)
    return read_score_sheet(Reader(root), name, status="office")


def _survey(root: Path, content: bytes, name: str = "survey.csv") -> Survey:
    (root / name).write_bytes(content)
    return read_survey(Reader(root), name, "sipas_2023_illustrative", status="office")


def _edit(content: bytes, changes: dict[str, Callable[[str], str]], rename: Callable[[str], str] = str) -> bytes:
    """Change parts of a package as texts; ``*`` stands for all of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            change = changes.get(info.filename, changes.get("*"))
            if change is not None and info.filename.endswith((".xml", ".rels")):
                data = change(data.decode()).encode()
            new.writestr(rename(info.filename), data)
    return out.getvalue()


def _empty_fill(content: bytes) -> bytes:
    return _edit(content, {"xl/styles.xml": lambda text: text.replace("</fills>", "<fill/></fills>", 1)})


def _extension_in_fill(content: bytes) -> bytes:
    extended = '<fill><extLst><ext uri="{x}"/></extLst></fill></fills>'
    return _edit(content, {"xl/styles.xml": lambda text: text.replace("</fills>", extended, 1)})


def _strict(content: bytes) -> bytes:
    def change(text: str) -> str:
        return text.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
            RELATIONS, "http://purl.oclc.org/ooxml/officeDocument/relationships"
        )

    return _edit(content, {"*": change})


def _prefixed(content: bytes) -> bytes:
    def change(text: str) -> str:
        if f'xmlns="{MAIN}"' not in text:
            return text
        text = re.sub(r"<(/?)(?=[A-Za-z])(?![a-z0-9]+:)", r"<\1x:", text)
        return text.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')

    return _edit(content, {"*": change})


SAVERS = {
    "sound": lambda content: content,
    "empty fill": _empty_fill,
    "extension in a fill": _extension_in_fill,
    "strict": _strict,
    "prefixed": _prefixed,
    "capital parts": lambda content: _edit(content, {}, lambda name: name.replace("sharedStrings", "SharedStrings")),
}


@pytest.mark.parametrize("saver", SAVERS)
def test_a_per_cent_is_no_score_whatever_program_saved_the_file(office: Path, saver: str) -> None:
    content = SAVERS[saver](m.score_sheet(m.cell("N4", 0.9286, number_format="0.00%")))
    with pytest.raises(InputError, match=r"ô N4: điểm của mã 1 ghi tỷ lệ '92,86%'; ghi số điểm, không ghi tỷ lệ"):
        _scores(office, content)
    scores = _scores(office, SAVERS[saver](m.score_sheet())).scores.set_index("criterion_code")["approved_score"]
    assert scores.to_dict() == m.SCORES


@pytest.mark.parametrize("saver", SAVERS)
def test_blank_criteria_below_an_office_s_own_sum_are_missing_and_not_zero(office: Path, saver: str) -> None:
    def part(text: str) -> str:
        return re.sub(r'<c r="N11"([^>]*)>.*?</c>', r'<c r="N11"\1><f>SUM(N12:N13)</f><v>0</v></c>', text)

    content = _edit(m.score_sheet(m.cells(N12=None, N13=None)), {"xl/worksheets/sheet2.xml": part})
    assert b"SUM(N12:N13)</f><v>0" in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet2.xml")
    with pytest.raises(InputError, match=r"chưa có điểm của mã 8\.1"):
        _scores(office, SAVERS[saver](content))


@pytest.mark.parametrize("saver", SAVERS)
@pytest.mark.parametrize("stored", ["<f>A1</f><v></v>", "<f>A1</f><v>#N/A</v>"])
def test_a_formula_that_failed_is_no_blank_answer(office: Path, saver: str, stored: str) -> None:
    kind = ' t="e"' if "#N/A" in stored else ""

    def change(text: str) -> str:
        return re.sub(r'<c r="I5"([^>]*)>.*?</c>', f'<c r="I5"{kind}>{stored}</c>', text)

    content = _edit(m.survey_book(), {"xl/worksheets/sheet1.xml": change, "xl/worksheets/sheet2.xml": change})
    with pytest.raises(InputError, match=r"ô I5: (công thức chưa có giá trị|trả lời '#N/A')"):
        _survey(office, SAVERS[saver](content), "survey.xlsx")


def test_a_formula_that_gives_nothing_is_a_blank_cell(office: Path) -> None:
    def change(text: str) -> str:
        return re.sub(r'<c r="I5"([^>]*)>.*?</c>', '<c r="I5" t="str"><f>IF(TRUE,"","x")</f><v></v></c>', text)

    content = _edit(m.survey_book(), {"xl/worksheets/sheet1.xml": change, "xl/worksheets/sheet2.xml": change})
    assert _survey(office, content, "survey.xlsx").answers.iloc[1, 0] == 0


@pytest.mark.parametrize("name", ["score_sheet.xls", "score_sheet.xlsm", "score_sheet.ods"])
def test_a_workbook_is_told_by_its_content_and_not_by_its_name(office: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"ô N4: điểm của mã 1 ghi tỷ lệ '92,86%'"):
        _scores(office, m.score_sheet(m.cell("N4", 0.9286, number_format="0.00%")), name)
    table = _scores(office, m.score_sheet(), name).scores
    assert dict(zip(table["criterion_code"], table["approved_score"], strict=True)) == m.SCORES


def _open_document() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", "<office:document-content/>")
    return out.getvalue()


@pytest.mark.parametrize("name", ["score_sheet.xls", "score_sheet.xlsx", "score_sheet.ods"])
@pytest.mark.parametrize(
    "content",
    [
        _open_document(),
        (TESTS / "broken/old_excel.xls").read_bytes(),
        b"<html><table><tr><td>1</td></tr></table></html>",
    ],
    ids=["open document", "old Excel", "web page"],
)
def test_what_does_not_tell_its_marks_is_refused_with_one_sentence_and_the_way_out(
    office: Path, name: str, content: bytes
) -> None:
    with pytest.raises(InputError) as caught:
        _scores(office, content, name)
    assert str(caught.value) == (
        f"Tệp {name}: dạng tệp này (.xls, .ods, .xlsb) không cho biết ô nào là công thức, ô nào là tỷ lệ phần trăm;"
        " hãy mở bằng Excel hoặc LibreOffice rồi lưu lại dạng .xlsx."
    )


def test_a_decimal_comma_in_a_file_of_commas_moves_no_cell(office: Path) -> None:
    *info, head = [row for row in m.score_rows() if len(row) < 4 or row[0] == "Mã"]
    rows = [[code, f'"{name}"', *numbers] for code, name, *numbers in m.score_rows()[len(info) + 1 :]]
    text = "\n".join(",".join(row) for row in [*info, head, *rows])
    with pytest.raises(InputError, match=r"dòng 8: dòng có 5 ô, dòng tiêu đề có 4 ô; ô có dấu phân cách bên trong"):
        _scores(office, text.encode(), "score_sheet.csv")


@pytest.mark.parametrize(
    "change", [lambda line: line[: line.rindex(";")], lambda line: f"{line};5"], ids=["short", "long"]
)
def test_a_row_of_a_csv_file_is_as_wide_as_its_heading(office: Path, change: Callable[[str], str]) -> None:
    lines = m.table(m.score_rows()).decode().split("\r\n")
    lines[8] = change(lines[8])
    with pytest.raises(InputError, match=r"dòng 9: dòng có \d ô, dòng tiêu đề có 4 ô"):
        _scores(office, "\n".join(lines).encode(), "score_sheet.csv")


@pytest.mark.parametrize("number", ["2 5", "1 4", "1.234,5", "#REF!", "NaN", "nan", "1e1", "12%"])
def test_what_is_not_clearly_one_number_is_no_score(office: Path, number: str) -> None:
    with pytest.raises(InputError, match=r"ô D9\)"):
        _scores(office, m.table(m.score_rows({"3": number})), "score_sheet.csv")


@pytest.mark.parametrize("column", ["evidence_vi", "task_vi", "lead_vi", "output_vi", "note_vi", "name_vi", "cause_vi"])
@pytest.mark.parametrize(
    "text", ["#N/A", "#REF!", "NaN", "chuông \x07", "riêng \ue123", "X©y dùng kÕ ho¹ch", "Xaây döïng keá hoaïch"]
)
def test_what_no_document_can_carry_is_refused_with_its_cell_in_any_column(
    office: Path, column: str, text: str
) -> None:
    (office / "tasks.csv").write_bytes(m.table(m.task_rows({(1, column): text})))
    with pytest.raises(InputError, match=r"dòng 6, cột \d+ \(ô [A-O]6\)"):
        read_task_sheet(Reader(office), "tasks.csv")


def test_marks_of_word_and_other_harmless_characters_are_brought_into_one_form(office: Path) -> None:
    text = "\uf0b7 Rà\u200b soát\x0bthủ tục，đợt Ⅱ \x1b[31mđỏ\x1b[0m"
    (office / "tasks.csv").write_bytes(m.table(m.task_rows({(1, "task_vi"): text})))
    table = read_task_sheet(Reader(office), "tasks.csv").table
    assert table["task_vi"].iloc[1] == "• Rà soát\nthủ tục,đợt II đỏ"


@pytest.mark.parametrize("value", ["80%", "80 %", "0,8%"])
def test_a_per_cent_is_no_target_and_no_gain(office: Path, value: str) -> None:
    for column in ("target", "expected_score", "previous_score"):
        (office / "tasks.csv").write_bytes(m.table(m.task_rows({(0, column): value})))
        with pytest.raises(InputError, match=r"ô [IJK]5\)"):
            read_task_sheet(Reader(office), "tasks.csv")
    content = m.task_book(m.cell("J4", 0.8, m.TASK_SHEET, "0%"))
    (office / "tasks.xlsx").write_bytes(content)
    with pytest.raises(InputError, match=r"ô J4: mục tiêu của PAR-1 ghi tỷ lệ '80%'"):
        read_task_sheet(Reader(office), "tasks.xlsx")


def test_a_gain_of_thousands_is_refused_against_the_scale(office: Path) -> None:
    (office / "tasks.csv").write_bytes(m.table(m.task_rows({(0, "expected_score"): "5000"})))
    with pytest.raises(InputError, match=r"mức tăng dự kiến của PAR-1 là 5000; cần một số từ 0 đến 100"):
        read_task_sheet(Reader(office), "tasks.csv")


def _second_sheet(title: str, state: str = "visible") -> Callable[[openpyxl.Workbook], None]:
    def change(workbook: openpyxl.Workbook) -> None:
        copy = workbook.copy_worksheet(workbook[m.SHEET])
        copy.title, copy.sheet_state = title, state
        copy["N4"] = 1

    return change


@pytest.mark.parametrize("title", ["BẢNG ĐIỂM ", "Bảng điểm (2)", "Bảng điểm_2"])
def test_of_two_sheets_of_one_name_none_is_chosen(office: Path, title: str) -> None:
    with pytest.raises(InputError, match=r"có 2 trang tính cùng tên: .*chỉ giữ một"):
        _scores(office, m.score_sheet(_second_sheet(title)))


def test_a_hidden_sheet_is_not_read_in_the_place_of_a_visible_one(office: Path) -> None:
    def hide(workbook: openpyxl.Workbook) -> None:
        workbook[m.SHEET].sheet_state = "hidden"

    with pytest.raises(InputError, match=r"trang tính 'Bảng điểm': trang tính đang bị ẩn"):
        _scores(office, m.score_sheet(_second_sheet("Điểm mới"), hide))
    hidden_copy = _scores(office, m.score_sheet(_second_sheet("Bảng điểm (2)", "hidden"))).scores
    assert hidden_copy["approved_score"].iloc[0] == m.SCORES["1"]


@pytest.mark.parametrize(
    "name", ["Tổng cộng", "Ghi chú: phiếu thu ở xã An", "Trung bình", "* phiếu hỏng", "Do tổ điều tra nhập lại"]
)
def test_totals_and_footnotes_are_no_respondents(office: Path, name: str) -> None:
    blank = [name, *[""] * (len(m.survey_rows()[0]) - 1)]
    with pytest.raises(InputError, match=r"dòng 6, cột 1 \(ô A6\).*không phải một phiếu trả lời"):
        _survey(office, m.table([*m.survey_rows(), blank]))


@pytest.mark.parametrize("place", ["XFD1048576", "A1048576", "ZZ70000"])
def test_a_space_far_away_is_nothing_and_a_word_there_is_refused_with_its_cell(office: Path, place: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert len(_scores(office, m.score_sheet(m.cell(place, " "))).scores) == len(m.SCORES)
    with pytest.raises(InputError, match=rf"trang tính 'Bảng điểm', ô {place}: có nội dung ở rất xa bảng"):
        _scores(office, m.score_sheet(m.cell(place, "x")))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000  # KiB: no row for every empty one


def _swap(column: str) -> Callable[[openpyxl.Workbook], None]:
    def change(workbook: openpyxl.Workbook) -> None:
        sheet = workbook[m.SHEET]
        sheet[f"{column}5"].value, sheet[f"{column}6"].value = sheet[f"{column}6"].value, sheet[f"{column}5"].value

    return change


def test_names_that_moved_away_from_their_codes_are_refused_with_both_cells(office: Path) -> None:
    with pytest.raises(InputError) as caught:
        _scores(office, m.score_sheet(_swap("B")))
    assert "ô B5: tên tiêu chí của mã 3 đứng cạnh mã 2 ở ô A5" in str(caught.value)
    assert "ô B6: tên tiêu chí của mã 2 đứng cạnh mã 3 ở ô A6" in str(caught.value)
    reworded = m.score_sheet(m.cell("B5", "Thể chế (theo cách gọi của huyện)"))
    assert len(_scores(office, reworded).scores) == len(m.SCORES)


def test_villages_of_one_name_in_two_communes_are_two_sampling_units(office: Path) -> None:
    rows = m.survey_rows()
    head, *body = [[row[0], "Thôn 1", f"Xã {at % 2}", *row[3:]] for at, row in enumerate(rows)]
    head[1:3] = ["Thôn, tổ dân phố", "Xã, phường"]
    design = _survey(office, m.table([head, *body])).design
    assert design["psu"].tolist() == ["Xã 1 / Thôn 1", "Xã 0 / Thôn 1", "Xã 1 / Thôn 1", "Xã 0 / Thôn 1"]


@pytest.mark.parametrize("code", [20230100001, 123456789012345])
def test_long_numbers_stay_apart(office: Path, code: int) -> None:
    cells = {f"A{row}": code + row for row in range(4, 8)}
    survey = _survey(office, m.survey_book(m.cells(m.SURVEY_SHEET, **cells)), "survey.xlsx")
    assert len(survey.answers) == 4
    units = {f"B{row}": code + row for row in range(4, 8)}
    design = _survey(office, m.survey_book(m.cells(m.SURVEY_SHEET, **units)), "survey.xlsx").design
    assert design["psu"].tolist() == [str(code + row) for row in range(4, 8)]


def test_weights_that_may_be_thousands_are_refused_and_clear_ones_are_read(office: Path) -> None:
    def weighted(*weights: str) -> bytes:
        return m.survey(*((row, 2, weight) for row, weight in enumerate(weights, start=1)))

    with pytest.raises(InputError, match=r"dòng 2, cột 3 \(ô C2\): trọng số '1\.234' có thể là hàng nghìn hoặc số lẻ"):
        _survey(office, weighted("1.234", "950", "2.100", "800"))
    # the comma of 987,5 says that the point is none; and a text in a workbook is as unclear as in a CSV file
    with pytest.raises(InputError, match=r"trọng số '1\.234' có thể là hàng nghìn"):
        _survey(office, weighted("1.234", "987,5", "2.345", "950"))
    texts = {f"H{row}": weight for row, weight in enumerate(["1.234", "2.345", "950", "1.100"], start=4)}
    with pytest.raises(InputError, match=r"ô H4: trọng số '1\.234' có thể là hàng nghìn"):
        _survey(office, m.survey_book(m.cells(m.SURVEY_SHEET, **texts)), "survey.xlsx")
    clear = _survey(office, weighted("1.234", "0.95", "2.1", "1"))
    assert clear.design["weight"].tolist() == [1.234, 0.95, 2.1, 1.0]


@pytest.mark.parametrize("word", ["#N/A", "NaN", "#REF!"])
def test_a_failed_formula_is_no_word_in_a_table_of_the_project_either(project: Path, word: str) -> None:
    from cchc import load_campaign

    path = project / "data/offices/HuongSon/2022/units.csv"
    path.parent.mkdir(parents=True)
    path.write_text(f"unit_key,name_vi,kind\nXaAn,{word},xã\n", encoding="utf-8")
    with pytest.raises(InputError, match=rf"units\.csv, dòng 2, cột name_vi: ô báo lỗi '{word}'"):
        load_campaign("HuongSon", 2022)


@pytest.mark.parametrize("name", ["Thumbs.db", "desktop.ini", ".DS_Store", "~$tasks.xlsx", "ehthumbs.db"])
def test_files_of_windows_and_macos_are_nobody_s_business(project: Path, name: str) -> None:
    from cchc import load_inputs

    folder = project / "data/offices/BacKan/2023"
    folder.mkdir(parents=True)
    (folder / name).write_bytes(b"x")
    (folder / "returned_tasks").mkdir()
    (folder / "returned_tasks" / name).write_bytes(b"x")
    assert is_system_file(name)
    assert load_inputs("BacKan", 2024).year == 2024


def test_no_workbook_makes_the_reader_unpack_without_bound_or_follow_entities() -> None:
    entity = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    content = _edit(
        m.score_sheet(), {"xl/workbook.xml": lambda text: text.replace("<workbook", f"{entity}<workbook", 1)}
    )
    with pytest.raises(InputError, match="không mở được như một sổ Excel"):
        open_grids(content, "score_sheet.xlsx")
    assert [sheet.title for sheet in read_workbook(m.score_sheet())] == ["Thông tin", m.SHEET]


def test_a_returned_share_that_goes_back_is_asked_and_not_taken(project: Path) -> None:
    from cchc.planning.returned import merge_returned

    def listed(name: str, share: str) -> Tasks:
        (project / name).write_bytes(m.table(m.task_rows({(1, "done_pct"): share})))
        return Tasks(read_task_sheet(Reader(project), name), "office")

    own = listed("own.csv", "40")
    tasks = own.table.assign(name_vi="", evidence_vi="", note_vi="")
    forward = merge_returned(tasks, own, [listed("forward.csv", "60")]).set_index("task_key")
    assert forward.at["PAR-2", "done_pct"] == 60
    with pytest.raises(InputError, match=r"back\.csv.*nhiệm vụ PAR-2 ghi 'đang thực hiện', 30%.*hỏi lại cơ quan"):
        merge_returned(tasks, own, [listed("back.csv", "30")])
