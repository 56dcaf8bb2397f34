"""A list of criteria whose tree only its numbering tells: understood, shown, and read only after somebody has looked."""

from pathlib import Path

import openpyxl
import pytest
from cchc.errors import InputError
from cchc.run.cli import main
from cchc.run.forms import write_form
from cchc.sources.code_trees import derive_tree
from cchc.sources.framework_files import load_framework, load_numbered
from cchc.sources.framework_sheets import INFO_ROWS, UnplacedError
from cchc.sources.reader import Reader

PLACE = "data/offices/BacKan/2024/framework.xlsx"
INFO = {
    "title_vi": "Bộ tiêu chí của tỉnh",
    "year_from": 2024,
    "year_to": 2025,
    "admin_level": "tỉnh",
    "stated_total": 10,
}
ROMAN = [("I", "Chỉ đạo", None), ("1", "Kế hoạch", None), ("1.1", "Ban hành", 2), ("1.2", "Kết quả", 3), ("II", "Thể chế", None), ("1", "Rà soát", None), ("a)", "Văn bản", 1), ("b)", "Xử lý", 4)]  # fmt: skip


def _list(
    project: Path,
    rows: list[tuple[str, str, float | None]],
    headings: tuple[str, ...] = ("STT", "Nội dung", "Điểm chuẩn"),
) -> Path:
    book = openpyxl.Workbook()
    info = book.active
    assert info is not None
    info.title = "Thông tin"
    for row in INFO_ROWS:
        info.append([row.label, INFO.get(row.key)])
    sheet = book.create_sheet("Bộ tiêu chí")
    sheet.append(list(headings))
    for one in rows:
        sheet.append(list(one))
    path = project / PLACE
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (["1", "1.1", "1.1.1", "2"], [("1", "", 1), ("1.1", "1", 2), ("1.1.1", "1.1", 3), ("2", "", 1)]),
        (
            ["I.", "1.", "II.", "2.", "2.1"],
            [("I", "", 1), ("1", "I", 2), ("II", "", 1), ("2", "II", 2), ("2.1", "2", 3)],
        ),
        (
            ["A", "1", "B", "1", "a"],
            [("A", "", 1), ("A.1", "A", 2), ("B", "", 1), ("B.1", "B", 2), ("B.1.a", "B.1", 3)],
        ),
        (["I", "a", "b"], [("I", "", 1), ("I.a", "I", 2), ("I.b", "I", 2)]),
    ],
)
def test_numbering_of_every_usual_kind_is_understood(written: list[str], expected: list[tuple[str, str, int]]) -> None:
    found = derive_tree(written)
    assert [(one.code, one.parent_code, one.depth) for one in found] == expected
    assert not any(one.fault for one in found)


@pytest.mark.parametrize(
    ("written", "fault"),
    [(["1", "3.1"], "chưa có dòng mang mã 3"), (["a"], "chưa có dòng mang số"), (["1", "1"], "mã này đã có"), (["1", "Mục 2"], "không phải số La Mã")],
)  # fmt: skip
def test_a_row_that_has_no_place_is_told(written: list[str], fault: str) -> None:
    assert fault in derive_tree(written)[-1].fault


def test_nothing_rests_on_a_tree_that_nobody_has_seen(project: Path) -> None:
    _list(project, ROMAN)
    with pytest.raises(
        UnplacedError,
        match=r"chưa có cột Mã cha, Loại; lập tệp có mã cha bằng make form KIND=framework FRAMEWORK=data/offices/BacKan",
    ):
        load_framework(Reader(project), PLACE)


def test_the_form_shows_the_tree_with_its_maxima_and_reads_back(project: Path) -> None:
    _list(project, ROMAN)
    told: list[str] = []
    path, _ = write_form("framework", "BacKan", "2025", PLACE, told.append)
    assert "2 lĩnh vực, 4 tiêu chí được chấm" in told[0]
    assert "  I Chỉ đạo – lĩnh vực, 5,00 điểm" in told
    assert "      I.1.1 Ban hành – tiêu chí thành phần, 2,00 điểm" in told
    (project / PLACE).write_bytes((project / path).read_bytes())
    framework = load_framework(Reader(project), PLACE)
    assert [(one.code, one.parent_code, one.max_score) for one in framework.nodes] == [
        ("I", "", 5.0), ("I.1", "I", 5.0), ("I.1.1", "I.1", 2.0), ("I.1.2", "I.1", 3.0),
        ("II", "", 5.0), ("II.1", "II", 5.0), ("II.1.a", "II.1", 1.0), ("II.1.b", "II.1", 4.0),
    ]  # fmt: skip


def test_rows_without_a_place_are_refused_with_their_cells(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _list(project, [("1", "Chỉ đạo", 5), ("1.1", "Kế hoạch", None), ("3.1", "Rà soát", 2)])
    with pytest.raises(InputError) as error:
        load_numbered(Reader(project), PLACE)
    assert "ô A4: mã '3.1' không xếp được vào cây: chưa có dòng mang mã 3 ở trên" in str(error.value)
    assert "ô C3: chưa có điểm tối đa của mã 1.1" in str(error.value)
    for key, value in {"KIND": "framework", "PROVINCE": "BacKan", "YEAR": "2025", "FRAMEWORK": PLACE}.items():
        monkeypatch.setenv(key, value)
    assert main(["form"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_list_that_names_parents_is_read_by_them(project: Path) -> None:
    _list(project, [("1", "Chỉ đạo", 5)], ("STT", "Nội dung", "Điểm"))
    with pytest.raises(InputError, match="không thấy cột"):
        load_framework(Reader(project), PLACE)
