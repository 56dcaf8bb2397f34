"""Responses as survey tools hand them out: read by a confirmed map to what the plain form gives, without anybody's name."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pypdf
import pytest
from cchc.analysis.results import compute_results
from cchc.analysis.survey_checks import find_survey_oddities
from cchc.analysis.surveyed_results import SampleSize, choices_of
from cchc.errors import InputError, ParameterError
from cchc.reporting.sections import surveyed as surveyed_section
from cchc.run.check_data import check_data
from cchc.run.forms import write_form
from cchc.run.pipeline import build_report
from cchc.run.record import Present, read_record
from cchc.run.sharing import pack_report
from cchc.sources.framework_files import load_framework
from cchc.sources.office_files import load_survey
from cchc.sources.reader import Reader
from cchc.sources.reference import load_units
from cchc.sources.report_inputs import load_inputs
from cchc.sources.survey_files import find_map
from cchc.sources.survey_headings import ExportColumn
from cchc.sources.survey_matching import match_columns
from cchc.sources.survey_personal import has_personal_heading
from cchc.sources.surveys import read_survey

HOME = "data/offices/BacKan/2023"
NAMES = ["Nguyễn Thị Lan", "Trần Văn An", "Lò Thị Mai", "Hoàng Văn Páo", "Giàng A Chía", "Lý Thị Hoa"]
WORDS = {"1": "Rất không hài lòng", "2": "Không hài lòng", "3": "Trung lập", "4": "Hài lòng", "5": "Rất hài lòng"}
PERSONAL = (*NAMES, "@example.vn", "0912300", "912300", "00609300", "góp ý của tôi")
N = 60


def _questions() -> dict[str, str]:
    framework = load_framework(Reader(Path(__file__).resolve().parents[2]), "sipas_2023_illustrative")
    return {node.code: node.name_vi for node in framework.leaves()}


QUESTIONS = _questions()


def _responses() -> list[dict[str, Any]]:
    draw = random.Random(19)
    rows = []
    for at in range(N):
        start = dt.datetime.fromisoformat("2023-10-03 08:00:05") + dt.timedelta(minutes=37 * at)
        rows.append(
            {
                "name": NAMES[at % 6] + (f" {'ABCDEFGHIJ'[at // 6]}" if at > 5 else ""),
                "mail": f"nguoi{at}@example.vn",
                "phone": f"09123{at:05d}",
                "card": f"0060930{at:05d}",
                "free": f"góp ý của tôi số {at}: mong cán bộ giải quyết nhanh hơn cho bà con",
                "start": start,
                "end": start + dt.timedelta(minutes=6, seconds=at),
                "psu": f"Thôn {at % 3 + 1}",
                "commune": f"Xã {'ABCD'[at % 4]}",
                "sex": ["Nam", "Nữ"][at % 2],
                "age_group": ["18 đến 34", "35 đến 59", "Từ 60"][at % 3],
                "procedure": ["Đất đai", "Hộ tịch", "Khác"][at % 3],
                "other": f"Khác: xin giấy {at}" if at % 3 == 2 else "",
                **{code: draw.choice(["1", "2", "3", "4", "4", "5", "5", "K", ""]) for code in QUESTIONS},
            }
        )
    return rows


ROWS = _responses()
DESIGN = {
    "psu": "Thôn, tổ dân phố",
    "commune": "Xã, phường",
    "sex": "Giới tính",
    "age_group": "Nhóm tuổi",
    "procedure": "Lĩnh vực thủ tục",
}


def _csv(rows: list[list[Any]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def _book(title: str, rows: list[list[Any]], merged: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append([None if cell == "" else cell for cell in row])
    for cells in merged:
        book.active.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def plain_form() -> tuple[str, bytes]:
    head = ["Mã phiếu", *DESIGN.values(), *QUESTIONS]
    return "survey.csv", _csv(
        [head, *([f"P{at}", *(row[key] for key in (*DESIGN, *QUESTIONS))] for at, row in enumerate(ROWS))]
    )


def google_forms(rows: list[dict[str, Any]] = ROWS) -> tuple[str, bytes]:
    """Timestamp first, mail, grids as ``question [row]``, words, check boxes with commas."""
    words = WORDS | {"K": "Không biết/Không trả lời", "": ""}
    head = ["Dấu thời gian", "Địa chỉ email", "1. Giới tính của Ông/Bà", "2. Nhóm tuổi", "3. Xã, phường nơi Ông/Bà sinh sống", "4. Thôn, tổ dân phố", "5. Lĩnh vực thủ tục",
            *(f"Ông/Bà hài lòng thế nào về các nội dung sau? [{name}]" for name in QUESTIONS.values()), "Góp ý khác (nếu có)"]  # fmt: skip
    body = [
        [row["end"].strftime("%d/%m/%Y %H:%M:%S"), row["mail"], row["sex"], row["age_group"], row["commune"], row["psu"], row["other"] or row["procedure"],
         *(words[row[code]] for code in QUESTIONS), row["free"]]
        for row in rows
    ]  # fmt: skip
    return "survey.csv", _csv([head, *body])


def microsoft_forms(rows: list[dict[str, Any]] = ROWS) -> tuple[str, bytes]:
    """A workbook with real times, mail and name, ``4 - Hài lòng``, choices that end in a semicolon."""
    words = {code: f"{code} - {word}" for code, word in WORDS.items()} | {
        "3": "3 - Bình thường",
        "K": "Không có ý kiến",
        "": "",
    }
    head = ["ID", "Start time", "Completion time", "Email", "Name", "Họ và tên", "Số điện thoại liên hệ", "Giới tính", "Nhóm tuổi", "Xã, phường", "Thôn, tổ dân phố", "Lĩnh vực thủ tục",
            *(f"{code}. {name}" for code, name in QUESTIONS.items())]  # fmt: skip
    body = [
        [at + 1, row["start"], row["end"], "anonymous", "", row["name"], row["phone"], row["sex"], row["age_group"], row["commune"], row["psu"], f"{row['other'] or row['procedure']};",
         *(words[row[code]] for code in QUESTIONS)]
        for at, row in enumerate(rows)
    ]  # fmt: skip
    return "survey.xlsx", _book("Sheet1", [head, *body])


def kobo() -> tuple[str, bytes]:
    """Codes of the questions in groups, values as codes, several choices split again, system columns."""
    words = {
        "1": "rat_khong_hai_long",
        "2": "khong_hai_long",
        "3": "binh_thuong",
        "4": "hai_long",
        "5": "rat_hai_long",
        "K": "98",
        "": "",
    }
    choices = {"Đất đai": "dat_dai", "Hộ tịch": "ho_tich", "Khác": "khac"}
    head = ["start", "end", "deviceid", "gioi_tinh", "nhom_tuoi", "xa_phuong", "thon_to_dan_pho", "linh_vuc", *(f"linh_vuc/{one}" for one in choices.values()), "so_cccd",
            *(f"phan_{code[0].lower()}/{code.replace('.', '_')}" for code in QUESTIONS), "_id", "_uuid", "_submission_time", "_submitted_by", "__version__", "_index"]  # fmt: skip
    body = [
        [f"{row['start'].isoformat()}.120+07:00", f"{row['end'].isoformat()}.004+07:00", f"ee.kobo:{at}", row["sex"], row["age_group"], row["commune"], row["psu"], choices[row["procedure"]],
         *(int(one == row["procedure"]) for one in choices), row["card"], *(words[row[code]] for code in QUESTIONS),
         345678900 + at, f"uuid-{at}", row["end"].isoformat(), row["mail"], "v1", at + 1]
        for at, row in enumerate(ROWS)
    ]  # fmt: skip
    return "survey.csv", _csv([head, *body])


def by_hand(rows: list[dict[str, Any]] = ROWS) -> tuple[str, bytes]:
    """Typed from messages: a title, headings over two rows, several ways to write one answer, names and telephones."""
    words = {
        "1": ["Rất không hài lòng"], "2": ["Không hài lòng", "không hài lòng"], "3": ["Bình thường"], "4": ["Hài lòng", "4. Hài lòng", "HÀI LÒNG "],
        "5": ["Rất hài lòng", "(5) Rất hài lòng"], "K": ["KB"], "": [""],
    }  # fmt: skip
    parts = {"A": "A. Chính sách", "B": "B. Dịch vụ hành chính công"}
    fixed = [
        "STT",
        "Họ tên",
        "SĐT Zalo",
        "Ngày",
        "Xã, phường",
        "Thôn, tổ dân phố",
        "Giới tính",
        "Nhóm tuổi",
        "Lĩnh vực",
    ]
    codes = list(QUESTIONS)
    top = [*fixed, *(parts[code[0]] if at == 0 or codes[at - 1][0] != code[0] else "" for at, code in enumerate(codes))]
    body = [
        [at + 1, row["name"], int(row["phone"]), row["end"].date(), row["commune"], row["psu"], row["sex"], row["age_group"], row["procedure"],
         *(words[row[code]][at % len(words[row[code]])] for code in QUESTIONS)]
        for at, row in enumerate(rows)
    ]  # fmt: skip
    n_a = sum(code[0] == "A" for code in codes)
    letters = [openpyxl.utils.get_column_letter(at + 1) for at in range(len(top))]
    merged = [
        "A1:L1",
        *(f"{one}2:{one}3" for one in letters[:9]),
        f"J2:{letters[8 + n_a]}2",
        f"{letters[9 + n_a]}2:{letters[-1]}2",
    ]
    table = [["KẾT QUẢ KHẢO SÁT QUA ZALO", *[""] * 11], top, [*[""] * 9, *QUESTIONS.values()], *body]
    return "survey.xlsx", _book("Tổng hợp Zalo", table, tuple(merged))


def ticked(rows: list[dict[str, Any]] = ROWS) -> tuple[str, bytes]:
    """Every answer in a column of its own below its question, the respondent's one marked by x."""
    labels = ["Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng", "Không biết"]
    fixed = ["STT", "Họ tên", "Xã, phường", "Thôn, tổ dân phố", "Giới tính", "Nhóm tuổi", "Lĩnh vực"]
    top = [*fixed, *(cell for name in QUESTIONS.values() for cell in (name, *[""] * 5))]
    body = [
        [at + 1, row["name"], row["commune"], row["psu"], row["sex"], row["age_group"], row["procedure"],
         *("x" if row[code] == level else "" for code in QUESTIONS for level in ("1", "2", "3", "4", "5", "K"))]
        for at, row in enumerate(rows)
    ]  # fmt: skip
    letters = [openpyxl.utils.get_column_letter(at + 1) for at in range(len(top))]
    merged = [f"{one}1:{one}2" for one in letters[:7]]
    merged += [f"{letters[at]}1:{letters[at + 5]}1" for at in range(7, len(top), 6)]
    return "survey.xlsx", _book("Phiếu giấy", [top, [*[""] * 7, *labels * len(QUESTIONS)], *body], tuple(merged))


TOOLS = {"ticked": ticked, "google": google_forms, "microsoft": microsoft_forms, "kobo": kobo, "by hand": by_hand}


@pytest.fixture
def office(project: Path) -> Path:
    (project / HOME).mkdir(parents=True)
    return project


def put(root: Path, made: tuple[str, bytes], home: str = HOME) -> str:
    (root / home).mkdir(parents=True, exist_ok=True)
    for old in (root / home).glob("survey.*"):
        old.unlink()
    (root / home / made[0]).write_bytes(made[1])
    return f"{home}/{made[0]}"


def confirm(
    root: Path,
    change: Callable[[openpyxl.Workbook], None] | None = None,
    *,
    year: int = 2024,
    unit: str = "BacKan",
    file: str = "",
) -> list[str]:
    """Let the command propose a map, do what an office does to it, and put it where it belongs."""
    said: list[str] = []
    path, place = write_form("survey_map", unit, str(year), say=said.append, file=file)
    book = openpyxl.load_workbook(root / path)
    book["Thông tin"]["B5"] = "đã xác nhận"
    if change:
        change(book)
    (root / place).parent.mkdir(parents=True, exist_ok=True)
    book.save(root / place)
    return said


def fill(sheet: str, words: dict[str, str], column: str = "", key: int = 2) -> Callable[[openpyxl.Workbook], None]:
    """Return what writes into the map: rows by the text of a column, the cell to be chosen."""

    def change(book: openpyxl.Workbook) -> None:
        at = column or {"Cột": "E", "Trả lời": "E"}[sheet]
        for row in book[sheet].iter_rows(min_row=4):
            if str(row[key - 1].value) in words:
                book[sheet][f"{at}{row[0].row}"] = words[str(row[key - 1].value)]

    return change


CHANGES = {"kobo": fill("Trả lời", {"98": "K", "dat_dai": "Đất đai", "ho_tich": "Hộ tịch", "khac": "Khác"})}


def figures(root: Path) -> pd.DataFrame:
    del root
    results = compute_results(load_inputs("BacKan", 2024)).surveyed()
    assert results is not None
    assert results.table is not None
    tables = [results.table, *(table for key, table in results.breakdowns.items())]
    return pd.concat([table.reset_index(drop=True) for table in tables], keys=["all", *results.breakdowns])


@pytest.mark.parametrize("tool", TOOLS)
def test_an_export_gives_the_figures_of_the_plain_form(office: Path, tool: str) -> None:
    put(office, plain_form())
    wanted = figures(office)
    put(office, TOOLS[tool]())
    confirm(office, CHANGES.get(tool))
    pd.testing.assert_frame_equal(figures(office), wanted)


@pytest.mark.parametrize("tool", TOOLS)
def test_nothing_that_names_a_person_gets_into_the_map_or_what_is_said_of_it(office: Path, tool: str) -> None:
    put(office, TOOLS[tool]())
    said = confirm(office)
    book = openpyxl.load_workbook(office / HOME / "survey_map.xlsx")
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    found = [text for text in (*texts, *said) if any(one in text for one in PERSONAL)]
    assert found == []


def test_a_raw_export_without_a_map_is_refused_in_one_sentence_that_names_the_command(office: Path) -> None:
    for tool in TOOLS.values():
        path = put(office, tool())
        with pytest.raises(InputError) as caught:
            load_inputs("BacKan", 2024)
        assert len(caught.value.faults) == 1
        assert f"make form KIND=survey_map PROVINCE=BacKan YEAR=2024 FILE={path}" in str(caught.value)
        assert not any(one in str(caught.value) for one in PERSONAL)


# ---- what the map may say ---------------------------------------------------------------------------------------------
def refused(match: str) -> str:
    """Return what loading refuses, which holds no one's data and is no list of hundreds of lines."""
    with pytest.raises(InputError, match=match) as caught:
        load_inputs("BacKan", 2024)
    assert len(caught.value.faults) < 5
    assert not any(one in str(caught.value) for one in PERSONAL)
    return str(caught.value)


def test_a_map_that_nobody_has_confirmed_is_not_used(office: Path) -> None:
    put(office, google_forms())
    path, place = write_form("survey_map", "BacKan", "2024", say=lambda _: None)
    (office / path).rename(office / place)
    assert "trang tính 'Thông tin', ô B5: bảng khớp chưa được xác nhận" in refused("xác nhận")


def test_two_answers_sent_to_one_point_are_refused_with_the_cell(office: Path) -> None:
    put(office, google_forms())
    confirm(office, fill("Trả lời", {"Trung lập": "4"}))
    said = refused("cùng ứng với điểm 4")
    assert re.search(
        r"survey_map\.xlsx, trang tính 'Trả lời', ô E\d+: hai câu trả lời của 'Thang 1' cùng ứng với điểm 4 \(ô kia: .*ô E\d+\)",
        said,
    )


def test_two_spellings_of_one_answer_may_have_one_point(office: Path) -> None:
    put(office, google_forms())
    confirm(
        office,
        lambda book: (fill("Trả lời", {"Trung lập": "4"})(book), fill("Trả lời", {"Trung lập": "x"}, column="F")(book)),
    )
    load_inputs("BacKan", 2024)


def test_a_question_named_by_two_columns_is_refused_with_both_cells(office: Path) -> None:
    put(office, google_forms())
    confirm(office, fill("Cột", {"Góp ý khác (nếu có)": "B1.1"}))
    said = refused("được chọn cho hai cột")
    assert re.search(
        r"trang tính 'Cột', ô E\d+: câu hỏi B1\.1 được chọn cho hai cột; chỉ giữ một cột \(cột kia ở trang tính 'Cột', ô E\d+\)",
        said,
    )


def test_an_unknown_code_is_refused_with_the_nearest(office: Path) -> None:
    put(office, google_forms())
    confirm(office, fill("Cột", {"Góp ý khác (nếu có)": "B1.11 Câu mới"}))
    assert re.search(r"ô E\d+: cách dùng 'B1\.11 Câu mới' .* có lẽ là 'B1\.1'", refused("B1.11"))


def test_what_is_not_mapped_is_counted_with_three_examples(office: Path) -> None:
    put(office, google_forms())
    confirm(office)
    odd = [row | dict.fromkeys(QUESTIONS, "4") for row in ROWS]
    name, content = google_forms(odd)
    text = content.decode()
    for at, word in enumerate(
        ("hỏi bà Nguyễn Thị Lan 0912345678", "Tạm được", "Cũng ổn", "Tàm tạm", "Chẳng biết nói sao")
    ):
        text = text.replace("Hài lòng,", f"{word},", at + 3)
    put(office, (name, text.encode()))
    said = refused("chưa có nghĩa trong bảng khớp")
    assert len(said.splitlines()) == 1
    assert re.search(
        r"\(ô [A-Z]+\d+\): \d{2,} trả lời ở 2\d cột .*, ví dụ '[^']+' \(K2\), '[^']+' \([A-Z]+\d+\), '[^']+' \([A-Z]+\d+\); lập lại",
        said,
    )


def test_a_new_column_of_next_year_s_export_is_refused_by_its_heading_only(office: Path) -> None:
    put(office, google_forms())
    confirm(office)
    name, content = google_forms()
    lines = list(csv.reader(io.StringIO(content.decode())))
    wider = [[*lines[0], "Số CCCD"], *([*line, f"0060930{at:05d}"] for at, line in enumerate(lines[1:]))]
    put(office, (name, _csv(wider)))
    said = refused("1 cột chưa có trong bảng khớp")
    assert "'Số CCCD'" in said
    assert "make form KIND=survey_map PROVINCE=BacKan YEAR=2024" in said


def test_a_column_that_looks_personal_is_never_read_whatever_the_map_says(office: Path) -> None:
    put(office, microsoft_forms())
    confirm(office, fill("Cột", {"Số điện thoại liên hệ": "Tầng mẫu"}))
    assert "cột 'Số điện thoại liên hệ' có vẻ chứa thông tin cá nhân" in refused("thông tin cá nhân")


@pytest.mark.parametrize("use", ["Mã phiếu", "Tầng mẫu", "Trọng số"])
def test_a_personal_heading_is_refused_for_any_use_with_its_cell_in_the_map(office: Path, use: str) -> None:
    name, content = google_forms()
    lines = list(csv.reader(io.StringIO(content.decode())))
    wider = [[*lines[0], "SĐT liên hệ"], *([*line, f"09{at:08d}"] for at, line in enumerate(lines[1:]))]
    put(office, (name, _csv(wider)))
    confirm(office, fill("Cột", {"SĐT liên hệ": use}))
    told = refused("thông tin cá nhân")
    assert f"cột 'SĐT liên hệ' có vẻ chứa thông tin cá nhân mà bảng khớp dùng làm '{use}'" in told
    assert "survey_map.xlsx, trang tính 'Cột', ô E" in told


@pytest.mark.parametrize(
    "heading",
    [
        "Tên chủ hộ", "Ông (bà) tên là gì?", "Tên của người làm thủ tục", "Tên anh/chị", "Tên bạn", "Tên cán bộ tiếp nhận", "Người nhập phiếu",
        "Người phỏng vấn", "Điều tra viên", "Người thu thập số liệu", "Cán bộ khảo sát",
    ],
)  # fmt: skip
def test_headings_that_ask_for_the_name_of_a_person_are_personal(heading: str) -> None:
    assert has_personal_heading(heading)


@pytest.mark.parametrize(
    "heading",
    [
        "Tên cơ quan", "Tên thủ tục", "Tên xã", "Tên xã, phường", "Tên thôn, tổ dân phố", "Tên bản", "Tên đơn vị được đánh giá", "Tên lĩnh vực",
        "Tên của cơ quan giải quyết", "Xã, phường", "Ông/Bà có hài lòng với người hướng dẫn không?",
    ],
)  # fmt: skip
def test_headings_that_name_a_thing_are_not_personal(heading: str) -> None:
    assert not has_personal_heading(heading)


def test_a_question_without_a_column_is_refused(office: Path) -> None:
    put(office, google_forms())
    confirm(office, fill("Cột", {f"Ông/Bà hài lòng thế nào về các nội dung sau? [{QUESTIONS['B1.1']}]": "Không dùng"}))
    assert "trang tính 'Cột': 1 câu hỏi của phiếu chưa có cột nào, ví dụ B1.1" in refused("B1.1")


def test_a_reversed_question_counts_one_as_five(office: Path) -> None:
    put(office, google_forms())
    confirm(office)
    before = load_inputs("BacKan", 2024).of["sipas"].survey
    confirm(
        office, fill("Cột", {f"Ông/Bà hài lòng thế nào về các nội dung sau? [{QUESTIONS['B1.1']}]": "x"}, column="G")
    )
    after = load_inputs("BacKan", 2024).of["sipas"].survey
    assert before is not None and after is not None  # noqa: PT018
    assert after.answers["B1.1"].tolist() == [6 - one if one > 0 else one for one in before.answers["B1.1"]]
    assert after.answers["B1.2"].tolist() == before.answers["B1.2"].tolist()


def test_codes_for_no_answer_mean_nothing_until_the_office_says_what(office: Path) -> None:
    put(office, kobo())
    confirm(office)
    assert "câu trả lời chưa ghi nghĩa, ví dụ '98'" in refused("98")


def test_the_map_of_an_earlier_year_is_used_and_the_unit_above_comes_last(office: Path) -> None:
    earlier = "data/offices/BacKan/2022"
    put(office, google_forms(), earlier)
    confirm(office, year=2023)
    put(office, google_forms())
    survey = load_inputs("BacKan", 2024).of["sipas"].survey
    assert survey is not None
    assert survey.export is not None
    assert (survey.export.map_unit_key, survey.export.map_year) == ("BacKan", 2022)
    book = openpyxl.load_workbook(office / earlier / "survey_map.xlsx")
    book["Thông tin"]["B5"] = "chưa xác nhận"
    book.save(office / earlier / "survey_map.xlsx")
    refused("make form KIND=survey_map")


def test_a_unit_below_reads_by_the_map_of_the_unit_above_where_it_has_none(office: Path) -> None:
    reader = Reader(office)
    units = load_units(reader)
    commune = units.resolve("HaNoi/XuanPhuong", 2026)
    put(office, google_forms(), "data/offices/HaNoi/2025")
    confirm(office, unit="HaNoi", year=2026)
    path = put(office, google_forms(), "data/offices/HaNoi/XuanPhuong/2025")
    found = find_map(reader, commune, 2025)
    assert found is not None
    assert (found.unit_key, found.year) == ("HaNoi", 2025)
    survey = load_survey(reader, "office", commune, units, 2025, "sipas_2023_illustrative")
    assert survey is not None
    assert (survey.path, len(survey.answers)) == (path, N)
    notes = [one.found_vi for one in find_survey_oddities(survey, 2025, commune.unit_key)]
    assert any("đọc theo bảng khớp của HaNoi năm 2025" in one for one in notes)


def test_a_map_of_another_unit_or_year_is_refused_with_its_cells(office: Path) -> None:
    put(office, google_forms())
    confirm(office)
    book = openpyxl.load_workbook(office / HOME / "survey_map.xlsx")
    book["Thông tin"]["B1"], book["Thông tin"]["B2"] = "Cao Bằng", 2021
    book.save(office / HOME / "survey_map.xlsx")
    said = refused("Địa phương")
    assert "survey_map.xlsx, trang tính 'Thông tin', ô B1: 'Địa phương' ghi 'Cao Bằng'" in said


@pytest.mark.usefixtures("office")
def test_a_file_outside_of_the_project_is_no_export() -> None:
    with pytest.raises(ParameterError, match="nằm ngoài thư mục dự án"):
        write_form("survey_map", "BacKan", "2024", file="../survey.csv")


def test_the_plain_form_needs_no_map_and_does_not_mind_one(office: Path) -> None:
    put(office, plain_form())
    wanted = figures(office)
    put(office, google_forms())
    confirm(office)
    put(office, plain_form())
    pd.testing.assert_frame_equal(figures(office), wanted)


def test_a_table_without_headings_is_not_told_by_its_first_response(office: Path) -> None:
    _, content = google_forms()
    put(office, ("survey.csv", content.partition(b"\n")[2]))
    with pytest.raises(InputError) as caught:
        write_form("survey_map", "BacKan", "2024", say=lambda _: None)
    assert "tiêu đề" in str(caught.value)
    assert not any(one in str(caught.value) for one in PERSONAL)


# ---- what is kept of a file that names people --------------------------------------------------------------------------
def _own_questionnaire(root: Path, home: str, unit: str) -> None:
    """Let an office make its own questionnaire of the illustrative one, and say that it is its own."""
    path, _ = write_form("framework", unit, "2024", "sipas_2023_illustrative", say=lambda _: None)
    book = openpyxl.load_workbook(root / path)
    for row in book["Thông tin"].iter_rows(min_row=1, max_row=20):
        if row[0].value == "Tên bộ tiêu chí":
            row[1].value = "Phiếu khảo sát của tỉnh Hà Tĩnh"
        if row[0].value == "Tính chất bộ tiêu chí":
            row[1].value = "của cơ quan"
    (root / home).mkdir(parents=True, exist_ok=True)
    book.save(root / home / "questionnaire.xlsx")


def _texts_below(folder: Path) -> dict[str, str]:
    """Return what stands in every file of a folder, packages opened."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes()
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                for name in package.namelist():
                    part = package.read(name)
                    found[f"{path.name}/{name}"] = part.decode("utf-8", "ignore")
        elif path.suffix == ".pdf":
            found[path.name] = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
        else:
            found[path.name] = content.decode("utf-8", "ignore")
    return found


def test_a_signed_report_on_the_office_s_own_questionnaire_keeps_nobody_s_data(project: Path) -> None:
    """From the file of a tool to the signed, stored and packed plan: no name, no number, no hash of the file."""
    home = "data/offices/HaTinh/2023"
    _own_questionnaire(project, home, "HaTinh")
    path = put(project, microsoft_forms(), home)
    said = confirm(project, unit="HaTinh")
    assert any("Họ và tên" in line for line in said)
    raw = hashlib.sha256((project / path).read_bytes()).hexdigest()
    head = (
        "plan:\n  accepted: [{check: open_figure, reason: đã thống nhất}, {check: no_solution, reason: sẽ giao sau}]\n"
        "  letterhead: {signer: Lê Văn Mẫu, number: '77', day: 5, month: 6}\n"
        f"sipas: {{framework: {home}/questionnaire.xlsx}}\n"
    )
    (project / "params/2024/HaTinh.yml").write_text(head, encoding="utf-8")
    folder = build_report("HaTinh", 2024, issue=True, say=said.append)
    pack_report("HaTinh", 2024, said.append)
    texts = _texts_below(project / "reports")
    assert {"run.json", "issued.json", "survey.csv"} <= set(texts)
    assert [name for name, text in texts.items() if any(one in text for one in (*PERSONAL, raw))] == []
    assert not any("MINH HỌA" in texts[name] for name in ("indices.html", "plan.html"))
    # what is stored reads as the plain form to the same figures
    stored = project / "reports/2024/HaTinh/issued/77/inputs" / home / "survey.csv"
    survey = load_inputs("HaTinh", 2024).of["sipas"].survey
    assert survey is not None
    again = read_survey(
        Reader(project), stored.relative_to(project).as_posix(), survey.framework.framework_id, status="office"
    )
    pd.testing.assert_frame_equal(again.answers, survey.answers)
    # nothing has changed: the report stands; another person's name changes nothing, another answer does
    record = read_record(folder)
    assert record is not None
    assert Present(project).changed_inputs(record) == []
    book = openpyxl.load_workbook(project / path)
    book.active["F2"] = "Nguyễn Văn Khác"
    book.save(project / path)
    assert Present(project).changed_inputs(record) == []
    book.active["M2"] = "4 - Hài lòng" if ROWS[0]["A1.1"] == "1" else "1 - Rất không hài lòng"
    book.save(project / path)
    assert Present(project).changed_inputs(record) == [path]


# ---- what a person should look at -------------------------------------------------------------------------------------
def found_of(
    rows: list[dict[str, Any]], office: Path, tool: Callable[[list[dict[str, Any]]], tuple[str, bytes]] = google_forms
) -> dict[str, str]:
    """Return what is found of responses, and how bad it is."""
    put(office, tool(rows))
    confirm(office)
    surveyed = compute_results(load_inputs("BacKan", 2024)).surveyed()
    assert surveyed is not None
    return {one.found_vi: one.severity for one in surveyed.oddities}


def test_a_sound_export_has_notes_on_its_reading_only(office: Path) -> None:
    found = found_of(ROWS, office)
    assert set(found.values()) == {"note"}
    assert [one for one in found if "cá nhân" in one] == ["1 cột thông tin cá nhân bị bỏ khi đọc: 'Địa chỉ email'"]


def test_a_response_that_was_sent_twice_is_counted_and_kept(office: Path) -> None:
    found = found_of([*ROWS, ROWS[3], ROWS[3] | {"end": ROWS[4]["end"]}], office)
    assert (
        found["1 phiếu trùng với một phiếu khác: cùng thời điểm và cùng mọi câu trả lời; các phiếu này vẫn được tính"]
        == "warning"
    )
    survey = load_inputs("BacKan", 2024).of["sipas"].survey
    assert survey is not None
    assert len(survey.answers) == N + 2


def test_one_answer_to_everything_is_told_above_a_share_with_what_it_assumes(office: Path) -> None:
    straight = [row | dict.fromkeys(QUESTIONS, "4") for row in ROWS[:12]]
    assert not any("chỉ chọn một mức" in one for one in found_of([*straight, *ROWS[12:]], office))
    straight += [ROWS[12] | dict.fromkeys(QUESTIONS, "5")]
    found = found_of([*straight, *ROWS[13:]], office)
    assert found["13/60 phiếu (21,7%) có từ 10 câu trả lời trở lên và chỉ chọn một mức cho mọi câu"] == "warning"


def test_days_outside_of_the_year_are_told(office: Path) -> None:
    odd = [
        ROWS[0] | {"end": dt.datetime.fromisoformat("2022-12-31 23:00")},
        ROWS[1] | {"end": dt.datetime.fromisoformat("2024-07-01 00:10")},
    ]
    assert (
        found_of([*odd, *ROWS[2:]], office)["1 phiếu ghi ngày trước 01/01/2023, 1 phiếu ghi ngày sau 30/6/2024"]
        == "warning"
    )


def test_answers_given_too_fast_or_backwards_are_told(office: Path) -> None:
    rows = [row | {"end": row["start"] + dt.timedelta(seconds=20)} for row in ROWS[:4]]
    rows += [ROWS[4] | {"end": ROWS[4]["start"] - dt.timedelta(seconds=1)}, *ROWS[5:]]
    found = found_of(rows, office, microsoft_forms)
    assert found["4/59 phiếu trả lời quá nhanh: dưới 2 giây một câu"] == "warning"
    assert found["1 phiếu kết thúc trước khi bắt đầu"] == "warning"


def test_check_data_tells_the_same(office: Path) -> None:
    put(office, google_forms([*ROWS, ROWS[3]]))
    confirm(office)
    found = [one for one in check_data("BacKan", "2024") if one.file.endswith("survey.csv")]
    assert {one.severity for one in found} == {"warning", "note"}
    assert any("1 phiếu trùng" in one.found_vi for one in found)
    assert not any(name in f"{one.found_vi} {one.hint_vi}" for one in found for name in PERSONAL)


def test_villages_that_every_commune_has_are_asked_about_where_no_commune_is_told(office: Path) -> None:
    put(office, google_forms())
    confirm(office, fill("Cột", {"3. Xã, phường nơi Ông/Bà sinh sống": "Không dùng"}))
    surveyed = compute_results(load_inputs("BacKan", 2024)).surveyed()
    assert surveyed is not None
    assert any("không có cột Xã, phường" in one.found_vi for one in surveyed.oddities)


def test_villages_are_nested_in_their_communes(office: Path) -> None:
    put(office, google_forms())
    confirm(office)
    survey = load_inputs("BacKan", 2024).of["sipas"].survey
    assert survey is not None
    assert SampleSize.of(survey.design).n_units == 12


def test_people_of_one_mind_on_one_day_are_no_duplicates_where_only_the_day_is_told(office: Path) -> None:
    rows = [row | dict.fromkeys(QUESTIONS, "4") | {"end": ROWS[0]["end"]} for row in ROWS[:20]]
    put(office, by_hand([*rows, *ROWS[20:], ROWS[30]]))
    confirm(office)
    surveyed = compute_results(load_inputs("BacKan", 2024)).surveyed()
    assert surveyed is not None
    assert [one.found_vi.partition(":")[0] for one in surveyed.oddities if "trùng với" in one.found_vi] == [
        "1 phiếu trùng với một phiếu khác"
    ]


def test_ages_in_figures_are_put_into_groups(office: Path) -> None:
    put(office, google_forms([row | {"age_group": str(18 + at)} for at, row in enumerate(ROWS)]))
    confirm(office)
    survey = load_inputs("BacKan", 2024).of["sipas"].survey
    assert survey is not None
    assert survey.design["age_group"].value_counts().to_dict() == {
        "Dưới 25": 7,
        "25 đến 34": 10,
        "35 đến 49": 15,
        "50 đến 60": 11,
        "Trên 60": 17,
    }


def test_answers_in_the_respondents_own_words_are_one_row_and_never_listed(office: Path) -> None:
    own = [
        row | {"procedure": f"tôi làm thủ tục cho mẹ lần thứ {at}", "other": ""} if at < 5 else row
        for at, row in enumerate(ROWS)
    ]
    name, content = google_forms([*own[:-1], own[-1] | {"B1.1": "4"}])
    lines = list(csv.reader(io.StringIO(content.decode())))
    lines[-1][7 + list(QUESTIONS).index("B1.1")] = "phải đi lại đến ba lần mới xong"
    put(office, (name, _csv(lines)))
    confirm(office)
    texts = {
        str(cell.value)
        for row in openpyxl.load_workbook(office / HOME / "survey_map.xlsx")["Trả lời"].iter_rows()
        for cell in row
    }
    assert not any("cho mẹ" in text or "ba lần" in text for text in texts)
    assert "ba lần" not in refused("chưa ghi nghĩa")
    # a map with faults stands in nobody's way: the form is how it is mended
    said = confirm(office, fill("Trả lời", {"(trả lời khác, không liệt kê)": "trống"}))
    assert said[0].startswith("Bảng khớp đang có còn lỗi")
    survey = load_inputs("BacKan", 2024).of["sipas"].survey
    assert survey is not None
    assert survey.answers["B1.1"].iloc[-1] == 0
    assert survey.design["procedure"].iloc[0] == ""


def test_communes_called_like_people_are_no_personal_data(office: Path) -> None:
    put(
        office,
        google_forms(
            [row | {"commune": f"Dương {'ABCDEFGHIKLMNOPQRSTUVXY'[at % 23]}{at}"} for at, row in enumerate(ROWS)]
        ),
    )
    confirm(office)
    survey = load_inputs("BacKan", 2024).of["sipas"].survey
    assert survey is not None
    assert survey.design["commune"].nunique() == N


def test_names_of_enumerators_are_no_groups_whatever_the_map_says(office: Path) -> None:
    names = ["Đặng Thu Thập", "Nguyễn Văn Bảo", "Lê Thái"]
    name, content = google_forms()
    lines = list(csv.reader(io.StringIO(content.decode())))
    wider = [[*lines[0], "Ghi nhận"], *([*line, names[at % 3]] for at, line in enumerate(lines[1:]))]
    put(office, (name, _csv(wider)))
    said = confirm(office)
    assert "'Ghi nhận'" in " ".join(said) or "Ghi nhận" in " ".join(said)
    confirm(office, fill("Cột", {"Ghi nhận": "Tầng mẫu"}))
    told = refused("có vẻ ghi tên người")
    assert "cột 'Ghi nhận' có vẻ ghi tên người mà bảng khớp dùng làm 'Tầng mẫu'" in told
    assert "'Xã …', 'Phường …'" in told
    assert not any(one in told for one in names)


@pytest.mark.parametrize(
    "names", [("Lê Đại Hành", "Trần Hưng Đạo"), ("Xã Nguyễn Văn Bảo", "Xã Đặng Thu Thập"), ("Lê Lợi", "Trần Phú")]
)
def test_communes_that_bear_the_names_of_people_are_read(office: Path, names: tuple[str, str]) -> None:
    put(office, google_forms([row | {"commune": names[at % 2]} for at, row in enumerate(ROWS)]))
    confirm(office)
    survey = load_inputs("BacKan", 2024).of["sipas"].survey
    assert survey is not None
    assert set(survey.design["commune"]) == set(names)


def test_a_question_about_telephones_is_a_question(office: Path) -> None:
    name, content = google_forms()
    old = f"[{QUESTIONS['B1.3']}]"
    put(office, (name, content.replace(old.encode(), "[Sự thuận tiện khi gọi điện thoại hỏi thủ tục]".encode())))
    said = confirm(office)
    assert "1 cột và 0 câu trả lời cần cơ quan chọn" in said[0]
    assert "điện thoại" not in " ".join(said)


def test_numbers_that_count_the_questions_of_a_form_are_no_codes() -> None:
    items = {"1": "Thái độ giao tiếp của công chức", "2": "Thời hạn giải quyết hồ sơ", "3": "Phí, lệ phí được niêm yết"}
    heads = [
        "1. Giới tính",
        "2. Nhóm tuổi",
        "3. Thái độ giao tiếp của công chức",
        "4. Thời hạn giải quyết hồ sơ",
        "5. Điều gì đó khác",
        "3",
    ]
    columns = [ExportColumn(at, head, (head,), 1, "") for at, head in enumerate(heads)]
    found = match_columns(columns, items)
    assert [one.use for one in found][:4] == ["sex", "age_group", "1", "2"]
    assert [one.certainty >= 90 for one in found] == [True, True, True, True, False, True]


# ---- the three aspects ------------------------------------------------------------------------------------------------
ASPECTS = "sipas_2023_aspects_illustrative"


def _with_aspects() -> list[dict[str, Any]]:
    channels = ["Loa truyền thanh", "Báo, đài, truyền hình", "Mạng xã hội"]
    return [
        row
        | {
            "N1": ["Không quan tâm", "Quan tâm", "Rất quan tâm"][at % 3],
            "N2": [channels[at % 3], channels[(at + 1) % 3]][: 1 + at % 2],
            "M2": ["Trực tiếp", "Trực tuyến", ""][at % 3],
        }
        for at, row in enumerate(ROWS)
    ]


def _plain_aspects(root: Path) -> None:
    rows = _with_aspects()
    head = ["Mã phiếu", *DESIGN.values(), *QUESTIONS, "N1", "N2", "M2"]
    body = [
        [f"P{at}", *(row[key] for key in (*DESIGN, *QUESTIONS)), row["N1"], "; ".join(row["N2"]), row["M2"]]
        for at, row in enumerate(rows)
    ]
    put(root, ("survey.csv", _csv([head, *body])))


def test_judgement_and_needs_have_tables_of_their_own_and_change_no_index(office: Path) -> None:
    put(office, plain_form())
    wanted = figures(office)
    (office / "params/2024/BacKan.yml").write_text(f"sipas: {{framework: {ASPECTS}}}\n", encoding="utf-8")
    _plain_aspects(office)
    pd.testing.assert_frame_equal(figures(office), wanted)
    results = compute_results(load_inputs("BacKan", 2024))
    surveyed = results.surveyed()
    assert surveyed is not None
    found = {aspect: rows.set_index(["code", "option_vi"]) for aspect, rows in choices_of(surveyed).items()}
    assert list(found) == ["judgement", "needs"]
    # by hand: of 60 each third is not interested; loudspeakers are named by every third, and second by half of the third before
    assert found["judgement"].loc[("N1", "Không quan tâm"), ["n_chosen", "share_pct", "n_answered"]].tolist() == [
        20,
        pytest.approx(100 / 3),
        60,
    ]
    assert found["judgement"].loc[("N2", "Loa truyền thanh"), ["n_chosen", "n_answered"]].tolist() == [30, 60]
    assert found["needs"].loc[("M2", "Trực tuyến"), ["n_chosen", "share_pct", "n_answered"]].tolist() == [20, 50.0, 40]
    told = [block.caption for block in surveyed_section.aspects(results).blocks]
    assert told == ["Trả lời về nhận định, đánh giá", "Trả lời về nhu cầu, mong đợi"]


def test_questions_with_options_of_an_export_give_the_shares_of_the_plain_form(office: Path) -> None:
    (office / "params/2024/BacKan.yml").write_text(f"sipas: {{framework: {ASPECTS}}}\n", encoding="utf-8")
    _plain_aspects(office)
    survey = load_inputs("BacKan", 2024).of["sipas"].survey
    assert survey is not None
    rows = _with_aspects()
    name, content = google_forms(rows)
    lines = list(csv.reader(io.StringIO(content.decode())))
    names = [
        "Mức độ quan tâm tới chính sách",
        "Các kênh thông tin về chính sách đã sử dụng (chọn nhiều)",
        "Hình thức mong muốn khi làm thủ tục",
    ]
    more = [names, *([row["N1"], ", ".join(row["N2"]), row["M2"]] for row in rows)]
    put(office, (name, _csv([[*line, *cells] for line, cells in zip(lines, more, strict=True)])))
    confirm(office, fill("Cột", {names[1]: "N2"}))
    other = load_inputs("BacKan", 2024).of["sipas"].survey
    assert other is not None
    assert other.choices.keys() == survey.choices.keys() == {"N1", "N2", "M2"}
    for code, chosen in survey.choices.items():
        pd.testing.assert_frame_equal(other.choices[code], chosen)


def test_an_answer_that_is_no_option_is_refused_with_the_options(office: Path) -> None:
    (office / "params/2024/BacKan.yml").write_text(f"sipas: {{framework: {ASPECTS}}}\n", encoding="utf-8")
    _plain_aspects(office)
    path = office / HOME / "survey.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Rất quan tâm", "Tò mò", 1), encoding="utf-8")
    with pytest.raises(
        InputError,
        match=r"ô AG4\): trả lời 'Tò mò' của câu N1; chọn một: Không quan tâm; Ít quan tâm; Quan tâm; Rất quan tâm",
    ):
        load_inputs("BacKan", 2024)


def test_the_form_of_a_questionnaire_with_options_reads_back(office: Path) -> None:
    path, place = write_form("survey", "BacKan", "2024", ASPECTS, say=lambda _: None)
    book = openpyxl.load_workbook(office / path)
    sheet = book["Phiếu trả lời"]
    headings = {str(cell.value).split()[0].rstrip(":"): cell.column for cell in sheet[3]}
    for row in range(4, 14):
        sheet.cell(row, 1, f"P{row}")
        for code in QUESTIONS:
            sheet.cell(row, headings[code], 4)
        sheet.cell(row, headings["N2"], "1;3")
    book.save(office / place)
    survey = load_inputs("BacKan", 2024).of["sipas"].survey
    assert survey is not None
    assert survey.choices["N2"].sum().to_dict() == {
        "Loa truyền thanh": 10,
        "Báo, đài, truyền hình": 0,
        "Mạng xã hội": 10,
        "Cổng thông tin điện tử": 0,
        "Cán bộ thôn, tổ dân phố": 0,
        "Khác": 0,
    }


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("N1,N,item,Mức độ quan tâm tới chính sách,,,,illustrative,Minh họa: câu chữ của dự án,,single", "N1,N,item,Mức độ quan tâm tới chính sách,,,,illustrative,Minh họa: câu chữ của dự án,,", "kiểu trả lời phải là chọn một hoặc chọn nhiều"),
        ("Không quan tâm;Ít quan tâm;Quan tâm;Rất quan tâm", "Quan tâm;Quan tâm", "mã N1 cần từ hai lựa chọn khác nhau trở lên"),
        ('A,,content,"Xây dựng, tổ chức thực hiện chính sách",,,,illustrative,Tên thành phần như đã công bố,satisfaction', 'A,,content,"Xây dựng, tổ chức thực hiện chính sách",,,,illustrative,Tên thành phần như đã công bố,judgement', "mã A1.1 thuộc nhận định, đánh giá"),
    ],
)  # fmt: skip
def test_a_questionnaire_whose_aspects_and_answers_do_not_fit_is_refused(
    project: Path, old: str, new: str, words: str
) -> None:
    path = project / f"data/frameworks/{ASPECTS}/criteria.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=words):
        load_framework(Reader(project), ASPECTS)


def test_the_first_response_is_never_taken_for_a_heading(office: Path) -> None:
    """Headings that repeat, and answers that nobody knows: only that they come again tells them from headings."""
    head = [*QUESTIONS, "Ý kiến", "Ý kiến"]
    body = [
        [*(f"mức {row[code]}" for code in QUESTIONS), f"tốt {at % 5} lần", f"tạm {at % 5} lần"]
        for at, row in enumerate(ROWS)
    ]
    put(office, ("survey.csv", _csv([head, *body])))
    confirm(office)
    book = openpyxl.load_workbook(office / HOME / "survey_map.xlsx")
    assert [cell.value for cell in book["Cột"]["B"][3:]] == head


def test_names_in_place_of_numbers_are_refused_without_being_told(office: Path) -> None:
    name, content = plain_form()
    lines = list(csv.reader(io.StringIO(content.decode())))
    put(office, (name, _csv([lines[0], *([NAMES[at % 6], *line[1:]] for at, line in enumerate(lines[1:]))])))
    assert "cột Mã phiếu: cột chứa thông tin cá nhân" in refused("thông tin cá nhân")


def test_a_table_like_the_form_with_many_faults_is_refused_in_one_sentence(office: Path) -> None:
    name, content = plain_form()
    put(office, (name, re.sub(rb",4(?=,)", b",Kha", content)))
    said = refused("chỗ không theo mẫu phiếu")
    assert len(said.splitlines()) == 1
    assert said.count("trả lời 'Kha'") == 3
    assert "make form KIND=survey_map" in said


def test_two_marks_for_one_question_are_refused(office: Path) -> None:
    name, content = ticked()
    put(office, (name, content))
    confirm(office)
    book = openpyxl.load_workbook(io.BytesIO(content))
    for at in range(8, 14):
        book.active.cell(3, at, "x")
    out = io.BytesIO()
    book.save(out)
    put(office, (name, out.getvalue()))
    assert "ô H3: 1 trả lời ở 1 cột chưa có nghĩa" in refused("chưa có nghĩa")
