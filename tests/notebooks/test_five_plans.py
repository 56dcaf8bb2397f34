"""The five real plans: what each must carry stands in the document that is built (checklists in docs/methodology.md)."""

from __future__ import annotations

import functools
from itertools import pairwise

import cchc
import pytest
from cchc.planning.plan import Plan
from cchc.reporting.blocks import AnnexStart, Block, Heading, Letterhead, Paragraph, Signature, Table
from cchc.reporting.document import flatten
from cchc.reporting.formats import format_cell
from cchc.reporting.sections import plan

SECTIONS = ("opening", "purpose", "goals", "solutions", "organisation", "closing")


@functools.cache
def _built(unit: str, year: int) -> tuple[Plan, tuple[Block, ...]]:
    built = cchc.build_plan(cchc.compute_results(cchc.load_inputs(unit, year)))
    told = [
        plan.letterhead(built),
        *(plan.text(built, name) for name in SECTIONS),
        plan.signature(built),
        plan.annexes(built),
    ]
    return built, tuple(flatten(told))


def _lines(unit: str, year: int) -> list[str]:
    lines: list[str] = []
    for block in _built(unit, year)[1]:
        if isinstance(block, Letterhead):
            lines += [block.agency.replace("\u00a0", " "), block.number, block.place_date, block.type_vi, block.subject]
        elif isinstance(block, Heading | Paragraph):
            lines.append(block.text)
        elif isinstance(block, Signature):
            lines += [*block.recipients, *block.authority, block.signer]
        elif isinstance(block, AnnexStart):
            lines += [block.label, block.title]
        elif isinstance(block, Table):
            lines += [
                " | ".join(
                    format_cell(cell, column.kind) for cell, column in zip(row.cells, block.columns, strict=True)
                )
                for row in block.rows
            ]
    return lines


#: Words of the document in their order; each stands in a line of its own or a later one.
CARRIED = {
    ("BacKan", 2024): [
        "ỦY BAN NHÂN DÂN TỈNH BẮC KẠN", "Bắc Kạn, ngày", "KẾ HOẠCH", "I. MỤC ĐÍCH, YÊU CẦU", "1. Mục đích",
        "Phấn đấu vị trí của các chỉ số năm 2024 cao hơn năm 2023", "2. Yêu cầu", "Người đứng đầu cơ quan", "II. MỤC TIÊU",
        "tiếp tục đạt điểm tối đa (chi tiết tại Phụ lục I)", "cao hơn năm 2023 (chi tiết tại Phụ lục II)",
        "cao hơn năm 2023 tối thiểu 10%", "cao hơn năm 2023 tối thiểu 0,1 điểm", "III. TỔ CHỨC THỰC HIỆN", "20/6/2024", "28/11/2024",
        "phòng chuyên môn đề cao trách nhiệm", "08 lĩnh vực", "Chủ tịch UBND tỉnh", "Phân công chủ trì",
        "Sở Nội vụ (cơ quan thường trực", "các sở, ngành liên quan", "01/12/2024",
        "Báo Bắc Kạn, Đài Phát thanh và Truyền hình Bắc Kạn", "báo chí Trung ương",
        "Cục Thuế tỉnh, Bảo hiểm xã hội tỉnh, Công an tỉnh", "Thực hiện thu ngân sách",
        "Ủy ban Mặt trận Tổ quốc Việt Nam cấp huyện, cấp xã", "Liên đoàn Lao động tỉnh", "công đoàn cơ sở", "Ban Chỉ đạo CCHC",
        "Trên đây là Kế hoạch", "Gửi bản điện tử", "Vụ CCHC - Bộ Nội vụ", "Nguyễn Đăng Bình", "Phụ lục I", "Phụ lục II", "Phụ lục III",
        "Phụ lục IV",
    ],
    ("KonTum", 2024): [
        "ỦY BAN NHÂN DÂN TỈNH KON TUM", "ngày 20 tháng 6 năm 2024", "617/QĐ-UBND", "3993/KH-UBND", "2359/CTr-UBND", "Thực hiện Nghị quyết số 11-NQ/TU",
        "86,14%, xếp thứ 43/63, tăng 12 bậc", "54,95/61,5", "9,42/10 điểm, đạt 94,15%; xếp thứ 22/63",
        "12,38/13 điểm, đạt 95,23%; xếp thứ 34/63", "9,72/10,5 điểm, đạt 92,56%", "xếp thứ 32/63", "SIPAS đạt 82,10%, xếp thứ 35/63",
        "39,96 điểm", "Kế hoạch số 3993/KH-UBND", "mỗi cán bộ, công chức, viên chức", "Quyết định số 617/QĐ-UBND", "dân chủ, trong sạch, vững mạnh",
        "V. TỔ CHỨC THỰC HIỆN", "1. Thủ trưởng các sở, ban, ngành", "cơ quan ngành dọc", "2. Chủ tịch UBND cấp huyện", "UBND cấp xã xây dựng kế hoạch",
        "3. Sở Nội vụ", "chất lượng đội ngũ cán bộ, công chức", "4. Văn phòng Ủy ban nhân dân tỉnh", "đánh giá mức độ hoàn thành nhiệm vụ",
        "6. Thanh tra tỉnh", "kiểm soát tham nhũng", "7. Phân công chủ trì", "8. Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh, các tổ chức chính trị - xã hội",
        "Luật Tiếp cận thông tin", "1029/QCPH-UBND-UBMT", "Phụ lục I",
        "2 Cải cách thể chế | 10,00 | 9,42 | 22/63 | Ưu điểm", "Thẩm định | 61,50 | 54,95", "Khảo sát hài lòng (SIPAS) | 10,00 | 8,50",
        "Trách nhiệm giải trình của chính quyền | 100,00 | 79,95 | 45/63 | Hạn chế", "Phụ lục II", "1.1 Tri thức công dân | 2,50 | 0,88",
    ],
    ("KrongNo", 2024): [
        "ỦY BAN NHÂN DÂN HUYỆN KRÔNG NÔ", "ngày 20 tháng 3 năm 2024", "151/QĐ-UBND ngày 06/02/2024", "38/QĐ-UBND ngày 04/01/2024",
        "85,96/100 điểm (tỷ lệ công bố là 85,69%", "14/14 điểm, đạt 100%", "11/11 điểm, đạt 100%", "14,591/17 điểm, đạt 85,83%",
        "7,5/7,5 điểm, đạt 100%", "7,787/11 điểm, đạt 70,79%", "10,975/11 điểm, đạt 99,77%", "10,766/15,5 điểm, đạt 69,46%",
        "9,34/12,5 điểm", "99,5", "thu hút đầu tư", "trực tiếp, toàn diện", "duy trì vị trí thứ 1/8", "trên 80% (năm 2023 đạt 78,4%",
        "V. TỔ CHỨC THỰC HIỆN", "2. Phòng Nội vụ",
        "Phòng Văn hóa và Thông tin", "Trung tâm Văn hóa - Thể thao và Truyền thông", "Thường trực Huyện ủy", "Bùi Ngọc Sơn", "Phụ lục",
    ],
    ("BacAi", 2022): [
        "ỦY BAN NHÂN DÂN HUYỆN BÁC ÁI", "08 lĩnh vực, 43 tiêu chí và 102 tiêu chí thành phần", "06 tiêu chí, 02 tiêu chí thành phần",
        "05 tiêu chí, 22 tiêu chí thành phần", "86,55/100 điểm (tăng 8,55 điểm so với năm 2020), xếp thứ 35/63 tỉnh, thành phố (tăng 25 bậc)",
        "3941/KH-UBND ngày 03/8/2021", "mục tiêu tăng 1 điểm; kết quả tăng 0,97 điểm", "mục tiêu tăng 0,1 điểm; kết quả giảm 0,7 điểm",
        "giữ điểm số và giữ thứ hạng; kết quả giảm 0,34 điểm và giảm 26 bậc", "kết quả tăng 0,15 điểm", "1. Mức độ hài lòng",
        "7. 100% cơ quan, đơn vị thuộc huyện và 9/9 xã", "III. NHIỆM VỤ, GIẢI PHÁP", "1. Công tác chỉ đạo, điều hành",
        "8. Tác động của cải cách hành chính", "IV. TỔ CHỨC THỰC HIỆN", "hằng quý, 6 tháng và năm", "Phân công chủ trì", "Chỉ tiêu 1, 2, 3", "Chỉ tiêu 4",
        "Chỉ tiêu 5, 7", "Chỉ tiêu 6", "Đảng ủy, UBND các xã", "PHÓ CHỦ TỊCH", "Cần Thị Hà", "Phụ lục",
    ],
}  # fmt: skip


@pytest.mark.parametrize("key", CARRIED, ids=lambda key: f"{key[0]}-{key[1]}")
def test_a_plan_carries_what_the_real_one_carries_in_its_order(key: tuple[str, int]) -> None:
    text = "\n".join(_lines(*key))
    at, missing = 0, []
    for words in CARRIED[key]:
        found = text.find(words, at)
        if found < 0:
            missing.append(words)
        else:
            at = found
    assert missing == []


def test_the_numbers_of_headings_run_without_a_gap() -> None:
    for key in CARRIED:
        levels: dict[int, list[int]] = {3: []}
        for block in _built(*key)[1]:
            if isinstance(block, Heading) and block.level == 2:
                levels[3] = []
            elif isinstance(block, Heading) and block.level == 3:
                levels[3].append(int(block.text.partition(".")[0]))
                assert levels[3][0] == 1, (key, block.text)
                assert all(later == one + 1 for one, later in pairwise(levels[3])), (key, block.text)


def test_every_annex_has_the_columns_that_its_preset_names_in_their_order() -> None:
    for key in CARRIED:
        built, blocks = _built(*key)
        tables = [block for block in blocks if isinstance(block, Table)][-len(built.annexes) :]
        for annex, table in zip(built.annexes, tables, strict=True):
            known = sum(row.target.proposed is not None for row in annex.rows)
            is_told = known and 2 * known >= sum(row.target.is_above for row in annex.rows)
            wanted = [
                "#" if one.column == "number" else one.column
                for one in annex.params.columns
                if one.column != "proposed" or is_told
            ]
            assert [column.key for column in table.columns] == wanted


def test_the_targets_of_kon_tum_keep_strengths_and_raise_weaknesses() -> None:
    built, _ = _built("KonTum", 2024)
    papi = built.annex("papi")
    assert papi is not None
    assert len(papi.rows) == 28
    strong = papi.table[papi.table["is_strength"].eq(True)]
    assert strong["code"].tolist() == ["D1.3", "D1.4", "D6.2"]
    assert (strong["target"] == strong["score"]).all()
    weak = papi.table.drop(strong.index)
    assert weak["is_above"].all()
    assert weak["cause_vi"].notna().all()


def test_the_distance_of_krong_no_is_that_of_the_published_points() -> None:
    built, _ = _built("KrongNo", 2024)
    rank, sipas = built.aims
    assert (rank.places, rank.n_ranked, rank.target.rank) == (0, 8, 1)
    assert sipas.distance == pytest.approx(1.6)
    assert sipas.target.is_above
    assert sipas.share_in_vi == "PAR INDEX"


def test_columns_can_be_chosen_renamed_and_reordered(project) -> None:  # type: ignore[no-untyped-def]
    import yaml

    path = project / "params/2024/KrongNo.yml"
    own = yaml.safe_load(path.read_text(encoding="utf-8"))
    own["plan"]["annexes"] = [
        {
            "key": "tasks",
            "title": "Bảng việc năm {{ year }}",
            "orientation": "portrait",
            "parts": [{"items": "par_all", "heading": "Tất cả"}],
            "columns": [{"column": "task_vi", "title": "Việc phải làm", "width": 90.0}, {"column": "code"}],
        }
    ]
    path.write_text(yaml.safe_dump(own, allow_unicode=True), encoding="utf-8")
    built = cchc.build_plan(cchc.compute_results(cchc.load_inputs("KrongNo", 2024)))
    start, table = plan.annexes(built).blocks
    assert isinstance(start, AnnexStart)
    assert isinstance(table, Table)
    assert (start.title, start.is_wide) == ("BẢNG VIỆC NĂM 2024", False)
    assert [(one.key, one.title_vi, one.width) for one in table.columns] == [
        ("task_vi", "Việc phải làm", 90.0), ("code", "Mã", 12),
    ]  # fmt: skip
    assert str(table.rows[0].cells[0]).startswith("Tất cả – 09 mục, mất 13,54 điểm")
    assert len(table.rows) == 10
