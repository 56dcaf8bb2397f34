"""Responses as survey tools hand them out: read by a confirmed map to what the plain form gives, without anybody's name."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from cchc.analysis.results import compute_results
from cchc.errors import InputError
from cchc.run.forms import write_form
from cchc.sources.framework_files import load_framework
from cchc.sources.reader import Reader
from cchc.sources.report_inputs import load_inputs

HOME = "data/offices/BacKan/2023"
NAMES = ["Nguyễn Thị Lan", "Trần Văn An", "Lò Thị Mai", "Hoàng Văn Páo", "Giàng A Chía", "Lý Thị Hoa"]
WORDS = {"1": "Rất không hài lòng", "2": "Không hài lòng", "3": "Trung lập", "4": "Hài lòng", "5": "Rất hài lòng"}
PERSONAL = ("Nguyễn", "Trần Văn", "Giàng", "@", "09123", "0060930", "góp ý của tôi")
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


def microsoft_forms() -> tuple[str, bytes]:
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
        for at, row in enumerate(ROWS)
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


def by_hand() -> tuple[str, bytes]:
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
        for at, row in enumerate(ROWS)
    ]  # fmt: skip
    n_a = sum(code[0] == "A" for code in codes)
    letters = [openpyxl.utils.get_column_letter(at + 1) for at in range(len(top))]
    merged = [
        "A1:L1",
        *(f"{one}2:{one}3" for one in letters[:9]),
        f"J2:{letters[8 + n_a]}2",
        f"{letters[9 + n_a]}2:{letters[-1]}2",
    ]
    rows = [["KẾT QUẢ KHẢO SÁT QUA ZALO", *[""] * 11], top, [*[""] * 9, *QUESTIONS.values()], *body]
    return "survey.xlsx", _book("Tổng hợp Zalo", rows, tuple(merged))


TOOLS = {"google": google_forms, "microsoft": microsoft_forms, "kobo": kobo, "by hand": by_hand}


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
