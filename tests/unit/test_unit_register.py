"""One register: provinces, districts, 3,321 communes, and the agencies that exist in places."""

import csv
import datetime as dt
import io
import unicodedata
from pathlib import Path

import pandas as pd
import pytest
from cchc.errors import ParameterError, UnknownNameError
from cchc.reference_schemas import Units
from cchc.sources.coverage import read_register
from cchc.sources.param_files import resolve_target
from cchc.sources.reader import Reader
from cchc.sources.reference import AGENCIES, COMMUNES, UNITS, load_agencies, load_units
from cchc.sources.root import find_root
from cchc.sources.unit_checks import PROVINCES, find_wrong_units
from cchc.unit_register import UnitRegister
from cchc.units import KINDS, UNIT_KINDS

ROOT = find_root()
with (ROOT / COMMUNES).open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))
PAIRS = [
    ("ThaiNguyen", "Văn Lang", "02143", "Văn Lăng", "05665"),
    ("HaiPhong", "Cẩm Giang", "10888", "Cẩm Giàng", "10903"),
    ("ThanhHoa", "Đồng Tiến", "15724", "Đông Tiến", "15853"),
    ("QuangNgai", "Sơn Hà", "21289", "Sơn Hạ", "21292"),
    ("QuangNgai", "Ba Tơ", "21484", "Ba Tô", "21523"),
    ("DongNai", "Lộc Thạnh", "25280", "Lộc Thành", "25294"),
    ("TayNinh", "Tân Thành", "25534", "Tân Thạnh", "27826"),
    ("HoChiMinh", "Thanh An", "25807", "Thạnh An", "27676"),
    ("DongThap", "Mỹ Tho", "28261", "Mỹ Thọ", "30076"),
    ("DongThap", "Tân Thành", "29938", "Tân Thạnh", "30157"),
]


def _bare(name: str) -> str:
    split = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return "".join(one for one in split if not unicodedata.combining(one)).replace(" ", "")


@pytest.fixture(scope="module")
def register() -> UnitRegister:
    return read_register(ROOT)


def test_there_are_3321_communes_in_34_provinces(register: UnitRegister) -> None:
    communes = register.of_kind("commune", 2026)
    words = [one.name_full_vi.removesuffix(f" {one.name_vi}") for one in communes]
    assert (len(communes), words.count("xã"), words.count("phường"), words.count("đặc khu")) == (3321, 2621, 687, 13)
    assert {one.parent_key for one in communes} == {one.unit_key for one in register.of_kind("province", 2026)}
    assert register.of_kind("commune", 2025) == ()


@pytest.mark.whole
def test_every_commune_is_found_by_its_key_and_by_its_names_with_its_province(register: UnitRegister) -> None:
    provinces = {one.unit_key: one for one in register.of_kind("province", 2026)}
    asked = [
        (name, row["unit_key"])
        for row in ROWS
        for full in [provinces[row["parent_key"]].name_full_vi]
        for name in (
            row["unit_key"],
            f"{full}/{row['name_full_vi']}",
            f"{row['name_full_vi']}, {full}",
            f"{row['name_full_vi']} {full}".upper(),
        )
    ]
    wrong = [name for name, key in asked if register.resolve(name, 2026).unit_key != key]
    assert wrong == []


@pytest.mark.parametrize(("province", "name", "code", "other", "other_code"), PAIRS)
def test_communes_that_differ_only_by_accents_carry_their_codes(
    register: UnitRegister, province: str, name: str, code: str, other: str, other_code: str
) -> None:
    bare = _bare(name)
    keys = [f"{province}/{bare}-{one}" for one in (code, other_code)]
    for asked in (f"{province}/{bare}", f"{province}/{bare.lower()}"):
        with pytest.raises(UnknownNameError, match=f"{keys[0]} .*{keys[1]} .*hãy dùng một mã") as refused:
            register.resolve(asked, 2026)
        assert name in str(refused.value)
        assert other in str(refused.value)
    for key, spelt in zip(keys, (name, other), strict=True):
        assert register.resolve(key, 2026).name_vi == spelt
        full = register.resolve(key, 2026).name_full_vi
        # "Thanh An" is also how "Thạnh An" is written without accents: only with its kind is it sure
        asked = full if spelt == "Thanh An" else spelt
        assert register.resolve(f"{province}/{asked}", 2026).unit_key == key
    assert register.get(f"{province}/{bare}", 2026) is None


def test_only_these_pairs_carry_codes() -> None:
    assert {row["unit_key"] for row in ROWS if "-" in row["unit_key"]} == {
        f"{province}/{_bare(name)}-{code}" for province, *rest in PAIRS for name, code in (rest[:2], rest[2:])
    }


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("HaNoi/XuanPhuong", "HaNoi/XuanPhuong"),
        ("hà nội / phường xuân phương", "HaNoi/XuanPhuong"),
        ("TP. Hà Nội/xuan phuong", "HaNoi/XuanPhuong"),
        ("phường Xuân Phương", "HaNoi/XuanPhuong"),
        ("Văn Lăng", "ThaiNguyen/VanLang-05665"),
        ("đặc khu Phú Quốc", "AnGiang/PhuQuoc"),
        ("DakLak/Ea H'leo", "DakLak/EaHleo"),
        ("1 Bảo Lộc", "LamDong/1BaoLoc"),
        ("Văn Miếu – Quốc Tử Giám", "HaNoi/VanMieuQuocTuGiam"),
        ("TuyenQuang/SNV", "TuyenQuang/SNV"),
        ("Tuyên Quang/Sở Nội vụ", "TuyenQuang/SNV"),
        ("Sở Nội vụ tỉnh Tuyên Quang", "TuyenQuang/SNV"),
        ("sở nội vụ Tuyên Quang", "TuyenQuang/SNV"),
        ("Thanh tra tỉnh Tuyên Quang", "TuyenQuang/TTT"),
        ("Thanh tra thành phố Hà Nội", "HaNoi/TTT"),
        ("Sở KH&CN thành phố Huế", "Hue/SKHCN"),
        ("Sở Quy hoạch - Kiến trúc Thành phố Hồ Chí Minh", "HoChiMinh/SQHKT"),
        ("Thái Nguyên", "ThaiNguyen"),
    ],
)
def test_forms_of_a_name_below_a_province(register: UnitRegister, name: str, key: str) -> None:
    assert register.resolve(name, 2026).unit_key == key


@pytest.mark.parametrize(
    ("name", "year", "sentence"),
    [
        (
            "Tân Thành",
            2026,
            r"chỉ 9 đơn vị của các tỉnh khác nhau: CaMau/TanThanh .*và 6 đơn vị khác; hãy ghi kèm tỉnh",
        ),
        ("HaNoi/XuanPhuong", 2025, r"phường Xuân Phương không tồn tại trong năm 2025.*thành lập ngày 01/07/2025"),
        ("HaNoi/XuanPhong", 2026, r"Hà Nội không có đơn vị nào tên 'XuanPhong'; gần nhất: HaNoi/XuanPhuong"),
        ("BinhDuong/ThuDauMot", 2026, r"hãy dùng PROVINCE=HoChiMinh\. Đơn vị cấp xã cùng tên: HoChiMinh/ThuDauMot"),
        ("huyện Bắc Sơnn", 2026, r"gần nhất: LangSon/BacSon[^(]*\([^)]*\)[^(]*\([^)]*\)[^(]*\([^)]*\)\.$"),
        ("phường Xuân Phươn", 2026, r"gần nhất: HaNoi/XuanPhuong"),
        ("HaNọi/XuanPhuong", 2026, r"Không có tỉnh, thành phố nào tên 'HaNọi'; gần nhất: .*HaNoi"),
        ("HoanKiem", 2026, r"quận Hoàn Kiếm không tồn tại.*cấp xã cùng tên: HaNoi/HoanKiem"),
        ("BacKan", 2026, r"PROVINCE=ThaiNguyen\. Đơn vị cấp xã cùng tên: ThaiNguyen/BacKan"),
        ("TuyenQuang/SKHDT", 2026, r"28/02/2025 và đã hợp nhất vào Sở Tài chính tỉnh Tuyên Quang.*TuyenQuang/STC"),
        ("BacKan/SKHDT", 2026, r"PROVINCE=ThaiNguyen/STC"),
        ("HaGiang/SNV", 2026, r"Sở Nội vụ tỉnh Hà Giang.*30/06/2025.*PROVINCE=TuyenQuang/SNV"),
        ("BacKan/YenThinh", 2026, r"Bắc Kạn không tồn tại trong năm 2026"),
        ("Sở Nội vụ", 2026, r"nhiều địa phương có: hãy ghi kèm địa phương, như <Mã địa phương>/SNV"),
        ("HoChiMinh/Thanh An", 2026, r"ThanhAn-25807 \(xã Thanh An\), HoChiMinh/ThanhAn-27676 \(xã Thạnh An\)"),
        ("TuyenQuang/SQHKT", 2026, r"Tuyên Quang không có đơn vị nào tên 'SQHKT'"),
        ("TuyenQuang/CA_tinh", 2026, r"không có đơn vị nào tên 'CA_tinh'"),
        ("HaNoi/XuanPhuong/PKT_xa", 2026, r"tên chỉ có hai phần"),
        ("KrongNo/PNV", 2026, r"Phòng Nội vụ huyện Krông Nô.*30/06/2025"),
    ],
)
def test_what_is_not_one_unit_of_the_year_is_refused(
    register: UnitRegister, name: str, year: int, sentence: str
) -> None:
    with pytest.raises(UnknownNameError, match=sentence):
        register.resolve(name, year)


@pytest.mark.parametrize(
    ("key", "year", "kind", "parent"),
    [
        ("VietNam", 2026, "country", ""),
        ("TuyenQuang", 2026, "province", ""),
        ("KrongNo", 2024, "district", "DakNong"),
        ("HaNoi/XuanPhuong", 2026, "commune", "HaNoi"),
        ("TuyenQuang/SNV", 2026, "department", "TuyenQuang"),
        ("TuyenQuang/DPTTH", 2025, "public_service_unit", "TuyenQuang"),
    ],
)
def test_units_of_all_six_kinds_have_keys(register: UnitRegister, key: str, year: int, kind: str, parent: str) -> None:
    found = register.resolve(key, year)
    assert (found.unit_key, found.kind.key, found.parent_key) == (key, kind, parent)
    assert register.get(key, year) == found
    assert register.every(key)[-1] == found
    assert set(UNIT_KINDS) == set(KINDS)


def test_a_department_exists_while_its_agency_and_its_province_do(register: UnitRegister) -> None:
    old, new = (register.resolve("TuyenQuang/SNV", year) for year in (2025, 2026))
    assert (old.valid_to, new.valid_from, new.valid_to) == (dt.date(2025, 6, 30), dt.date(2025, 7, 1), dt.date.max)
    assert register.resolve("HaGiang/SNV", 2025).successor_key == "TuyenQuang/SNV"
    assert register.resolve("TuyenQuang/STTTT", 2025).valid_to == dt.date(2025, 2, 28)
    assert register.resolve("DongThap/SNNMT", 2026).name_full_vi == "Sở Nông nghiệp và Môi trường tỉnh Đồng Tháp"


def test_no_agency_of_a_province_bears_the_name_of_one_of_its_communes(register: UnitRegister) -> None:
    for province in register.of_kind("province", 2026):
        for kind in ("department", "public_service_unit"):
            own_key, year = ("SNV", 2026) if kind == "department" else ("DPTTH", 2025)
            sample = register.resolve(f"{province.unit_key}/{own_key}", year)
            for one in register.field_of(sample, year):
                assert register.resolve(one.unit_key, year) == one
                assert not any(row["unit_key"] == one.unit_key for row in ROWS)


def test_a_field_is_what_is_ranked_together(register: UnitRegister) -> None:
    def size(name: str, year: int) -> int:
        unit = register.resolve(name, year)
        field = register.field_of(unit, year)
        assert unit in field
        return len(field)

    assert (size("HaNoi", 2025), size("HaNoi", 2026), size("HaNoi/XuanPhuong", 2026)) == (63, 34, 126)
    assert size("TuyenQuang/SNV", 2026) == size("HaNoi/SNV", 2026) - 1  # Sở Quy hoạch - Kiến trúc


def test_the_merger_is_told_by_the_register(register: UnitRegister) -> None:
    assert register.merger_year == 2025
    assert UnitRegister(one for one in register.units if one.unit_kind == "district").merger_year == dt.MAXYEAR


def test_a_city_is_told_by_its_full_name(register: UnitRegister) -> None:
    cities = {one.unit_key for one in register.of_kind("province", 2026) if one.is_city}
    assert cities == {"HaNoi", "HaiPhong", "Hue", "DaNang", "HoChiMinh", "CanTho"}
    assert load_agencies(Reader(ROOT), register.resolve("HoChiMinh", 2026)).get("TTT").name_vi == "Thanh tra thành phố"


def test_both_ways_of_reading_give_the_same_register(register: UnitRegister) -> None:
    checked = load_units(Reader(ROOT))
    assert checked.units == register.units
    for key in ("HaNoi/XuanPhuong", "TuyenQuang/SNV", "ThaiNguyen/VanLang-05665"):
        assert checked.every(key) == register.every(key)


def test_a_name_of_a_province_reads_no_commune_and_a_commune_rests_on_its_row() -> None:
    reader = Reader(ROOT)
    units = load_units(reader)
    units.resolve("Bắc Kạn", 2024)
    units.resolve("KrongNo", 2024)
    assert [one.path for one in reader.used] == [UNITS]
    units.resolve("Sở Nội vụ tỉnh Tuyên Quang", 2026)
    assert [one.path for one in reader.used] == [AGENCIES, UNITS]
    units.resolve("Hà Nội/Xuân Phương", 2026)
    units.resolve("HaNoi/XuanPhuong", 2026)

    other = Reader(ROOT)
    load_units(other).resolve("HaNoi/XuanPhuong", 2026)
    rows = {one.rows_sha256 for reads in (reader, other) for one in reads.used if one.path == COMMUNES}
    assert len(rows) == 1
    assert rows != {""}


def test_a_change_of_another_commune_leaves_the_rows_that_a_report_rests_on(tmp_path: Path) -> None:
    for name in (UNITS, COMMUNES, AGENCIES):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())

    def rests_on() -> tuple[str, str]:
        reader = Reader(tmp_path)
        load_units(reader).resolve("HaNoi/XuanPhuong", 2026)
        used = {one.path: one for one in reader.used}
        return used[COMMUNES].sha256, used[COMMUNES].rows_sha256

    before = rests_on()
    text = (tmp_path / COMMUNES).read_text(encoding="utf-8")
    (tmp_path / COMMUNES).write_text(text.replace("xã An Biên,", "xã  An Biên,"), encoding="utf-8")
    after = rests_on()
    assert before[0] != after[0]
    assert before[1] == after[1]


def test_the_country_has_no_report_and_is_told_which_kinds_have() -> None:
    with pytest.raises(ParameterError) as refused:
        resolve_target(Reader(ROOT), "VietNam", 2026)
    kinds = "cấp tỉnh, cấp huyện, cấp xã, sở, ban, ngành, phòng và đơn vị sự nghiệp."
    assert str(refused.value).endswith(f"mới lập báo cáo, kế hoạch cho {kinds}")


@pytest.mark.parametrize("name", ["TuyenQuang/SNV", "Sở Nội vụ tỉnh Tuyên Quang", "tuyên quang/sở nội vụ"])
def test_a_department_is_found_by_path_and_by_name(name: str) -> None:
    unit, _, _ = resolve_target(Reader(ROOT), name, 2026)
    assert (unit.unit_key, unit.unit_kind) == ("TuyenQuang/SNV", "department")


def test_headings_of_earlier_versions_are_read(tmp_path: Path) -> None:
    text = (ROOT / UNITS).read_text(encoding="utf-8")
    old = text.replace("unit_key", "locality_key", 1).replace("unit_code", "locality_code", 1)
    old = old.replace("unit_kind", "admin_level", 1)
    path = tmp_path / UNITS
    path.parent.mkdir(parents=True)
    path.write_text(old, encoding="utf-8")
    assert load_units(Reader(tmp_path)).units == load_units(Reader(ROOT)).units
    assert read_register(tmp_path).units == read_register(ROOT).units


def _tables() -> dict[str, pd.DataFrame]:
    reader, found = Reader(ROOT), {}
    from cchc import schemas

    for one in schemas.RESOURCES:
        if f"data/{one.path}" in {UNITS, COMMUNES, AGENCIES, PROVINCES}:
            found[f"data/{one.path}"] = reader.read_table(f"data/{one.path}", one.schema, status="text", title_vi="")
    return found


def test_the_registers_are_as_they_should_be() -> None:
    assert find_wrong_units(_tables()) == []


@pytest.mark.parametrize(
    ("path", "column", "value", "sentence"),
    [
        (COMMUNES, "name_vi", "An Bien Khac", "không theo tên"),
        (COMMUNES, "unit_key", "AnGiang/AnBienKhac", "không theo tên"),
        (COMMUNES, "name_full_vi", "thôn An Biên", "không khớp tên"),
        (COMMUNES, "name_full_vi", "phường An Biên", "AnGiang có 14 phường, .* có 15"),
        (COMMUNES, "parent_key", "KrongNo", "không phải đơn vị cấp xã của một tỉnh"),
        (COMMUNES, "unit_key", "ZZ/AnBien", "không theo thứ tự"),
        (COMMUNES, "valid_to", "2026-01-01", "có 84"),
        (UNITS, "unit_kind", "commune", "cấp xã ở data/reference/communes.csv"),
        (AGENCIES, "exists_in", "HaNoi;Nowhere", "không hiểu 'Nowhere'"),
    ],
)
def test_a_wrong_register_is_told_with_its_line(path: str, column: str, value: str, sentence: str) -> None:
    tables = _tables()
    tables[path] = tables[path].assign(**{column: [value, *tables[path][column][1:]]})
    faults = "\n".join(str(one) for one in find_wrong_units(tables))
    assert pd.Series([faults]).str.contains(sentence).all(), faults
    assert f"Tệp {path}, dòng 2" in faults or PROVINCES in faults or "dòng 3" in faults


def test_the_table_of_communes_is_sorted_and_valid_by_its_schema() -> None:
    keys = [row["unit_key"] for row in ROWS]
    assert keys == sorted(keys)
    text = io.StringIO((ROOT / COMMUNES).read_text(encoding="utf-8"))
    Units.validate(pd.read_csv(text, dtype=str, keep_default_na=False))
