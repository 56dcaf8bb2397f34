"""Names find their unit in a given year."""

import unicodedata

import pytest
from cchc.errors import UnknownNameError
from cchc.sources.reader import Reader
from cchc.sources.reference import load_units
from cchc.sources.root import find_root
from cchc.unit_register import UnitRegister


@pytest.fixture(scope="module")
def register() -> UnitRegister:
    return load_units(Reader(find_root()))


@pytest.mark.parametrize(
    "name",
    [
        "BacKan",
        "bac-kan",
        "Bắc Kạn",
        "bắc kạn",
        "tỉnh Bắc Kạn",
        "BẮC KẠN",
        " Bắc  Kạn ",
        unicodedata.normalize("NFD", "Bắc Kạn"),
    ],
)
def test_forms_of_one_name_are_the_same(register: UnitRegister, name: str) -> None:
    assert register.resolve(name, 2024).unit_key == "BacKan"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Hoà Bình", "HoaBinh"),
        ("Hòa Bình", "HoaBinh"),
        ("Đắc Lắc", "DakLak"),
        ("TP.HCM", "HoChiMinh"),
        ("Thanh Hoá", "ThanhHoa"),
    ],
)
def test_tone_placement_and_aliases_do_not_matter(register: UnitRegister, name: str, key: str) -> None:
    assert register.resolve(name, 2024).unit_key == key


def test_a_merged_province_names_its_successor(register: UnitRegister) -> None:
    with pytest.raises(
        UnknownNameError, match=r"Bắc Kạn không tồn tại trong năm 2026.*Thái Nguyên.*PROVINCE=ThaiNguyen"
    ):
        register.resolve("BacKan", 2026)


def test_the_same_key_means_the_new_unit_after_the_merger(register: UnitRegister) -> None:
    old, new = register.resolve("ThaiNguyen", 2025), register.resolve("ThaiNguyen", 2026)
    assert (old.valid_to.year, new.valid_from.year) == (2025, 2025)
    assert old != new


def test_misspelt_names_are_refused_with_the_nearest(register: UnitRegister) -> None:
    with pytest.raises(UnknownNameError, match=r"BacKn.*BacKan \(Bắc Kạn\)"):
        register.resolve("BacKn", 2024)


def test_accents_are_never_stripped(register: UnitRegister) -> None:
    with pytest.raises(UnknownNameError):
        register.resolve("Bác Kân", 2024)


def test_there_are_63_provinces_and_then_34(register: UnitRegister) -> None:
    assert len(register.of_kind("province", 2025)) == 63
    assert len(register.of_kind("province", 2026)) == 34


def test_every_old_province_has_a_successor_that_exists(register: UnitRegister) -> None:
    for old in register.of_kind("province", 2025):
        assert register.get(old.successor_key, 2026) is not None, old


@pytest.mark.parametrize(
    ("name", "parent"),
    [("Krông Nô", "DakNong"), ("Bác Ái", "NinhThuan"), ("Bắc Ái", "NinhThuan"), ("huyện Hương Sơn", "HaTinh")],
)
def test_districts_of_the_seeds_resolve(register: UnitRegister, name: str, parent: str) -> None:
    found = register.resolve(name, 2024)
    assert (found.admin_level, found.parent_key) == ("district", parent)


def test_no_name_means_two_units_of_one_year(register: UnitRegister) -> None:
    for year in (2024, 2026):
        for unit in register.of_kind("province", year):
            for name in unit.names():
                assert register.resolve(name, year) == unit, name
