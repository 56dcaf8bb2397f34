"""What is wrong in the registers of units, as far as one table can be held against another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from cchc.errors import Fault
from cchc.sources.reference import AGENCIES, COMMUNES, UNITS
from cchc.units import kind_of, unit_from_row, without_accents

PROVINCES = "data/reference/provinces_2025.csv"
#: Word for the kind of a commune → column of ``PROVINCES`` that counts them.
_COUNTS = {"xã": "n_xa", "phường": "n_phuong", "đặc khu": "n_dac_khu"}


def find_wrong_units(tables: Mapping[str, pd.DataFrame]) -> list[Fault]:
    """Find what is wrong in the registers of places and agencies.

    Parameters
    ----------
    tables : mapping
        Path → table, valid by its own schema; what could not be read is left out.

    Returns
    -------
    list of Fault
        With lines.
    """
    faults: list[Fault] = []
    if UNITS in tables:
        faults += _wrong_places(tables[UNITS])
    if COMMUNES in tables and UNITS in tables:
        faults += _wrong_communes(tables[COMMUNES], tables[UNITS])
        if PROVINCES in tables:
            faults += _wrong_counts(tables[COMMUNES], tables[PROVINCES])
    if AGENCIES in tables and COMMUNES in tables:
        faults += _wrong_agencies(
            tables[AGENCIES], set(tables[COMMUNES]["unit_key"]) | set(tables.get(UNITS, {}).get("unit_key", ()))
        )
    return faults


def _wrong_places(places: pd.DataFrame) -> Iterator[Fault]:
    for at in places.index[~places["unit_kind"].isin(("country", "province", "district"))]:
        found = f"'{places['unit_key'][at]}' là {places['unit_kind'][at]}"
        yield Fault(UNITS, f"dòng {at + 2}, cột unit_kind", found, f"tệp này ghi tỉnh, huyện; cấp xã ở {COMMUNES}")


def _wrong_communes(communes: pd.DataFrame, places: pd.DataFrame) -> Iterator[Fault]:
    provinces = set(places.loc[places["unit_kind"] == "province", "unit_key"])
    bare = communes["parent_key"] + "/" + communes["name_vi"].map(without_accents)
    is_shared = bare.duplicated(keep=False)
    for at, row in communes.iterrows():
        unit, line = unit_from_row(row), f"dòng {int(at) + 2}"
        if unit.unit_kind != "commune" or unit.parent_key not in provinces:
            yield Fault(
                COMMUNES,
                line,
                f"'{unit.unit_key}' không phải đơn vị cấp xã của một tỉnh",
                "cần unit_kind commune và parent_key là mã tỉnh",
            )
            continue
        code = f"-{unit.unit_code}" if is_shared[at] else ""
        if not (
            unit.unit_key.startswith(f"{unit.parent_key}/")
            and unit.own_key.casefold() == without_accents(unit.name_vi) + code
        ):
            yield Fault(
                COMMUNES,
                f"{line}, cột unit_key",
                f"mã '{unit.unit_key}' không theo tên '{unit.name_vi}'",
                "cần mã tỉnh, dấu /, tên không dấu, thêm -mã số nếu trùng khi bỏ dấu",
            )
        if kind_of(unit) not in _COUNTS or unit.name_full_vi != f"{kind_of(unit)} {unit.name_vi}":
            yield Fault(
                COMMUNES,
                f"{line}, cột name_full_vi",
                f"'{unit.name_full_vi}' không khớp tên '{unit.name_vi}'",
                f"cần {', '.join(_COUNTS)} và tên",
            )
    keys = list(communes["unit_key"])
    if keys != sorted(keys):
        at = next(at for at in range(1, len(keys)) if keys[at] < keys[at - 1])
        yield Fault(COMMUNES, f"dòng {at + 2}", "các dòng không theo thứ tự của unit_key", "sắp xếp lại theo unit_key")


def _wrong_counts(communes: pd.DataFrame, provinces: pd.DataFrame) -> Iterator[Fault]:
    existing = communes[communes["valid_to"] == ""]
    words = existing["name_full_vi"].str.extract(f"^({'|'.join(_COUNTS)}) ", expand=False)
    counts = existing.groupby(["parent_key", words]).size()
    for at, row in provinces.iterrows():
        for word, column in _COUNTS.items():
            n_found = int(counts.get((row["unit_key"], word), 0))
            if n_found != row[column]:
                found = f"{row['unit_key']} có {row[column]} {word}, {COMMUNES} có {n_found}"
                yield Fault(PROVINCES, f"dòng {int(at) + 2}, cột {column}", found, "sửa một trong hai tệp")


def _wrong_agencies(agencies: pd.DataFrame, keys: set[str]) -> Iterator[Fault]:
    for at, cell in agencies["exists_in"].items():
        unknown = [
            one
            for one in cell.split(";")
            if one and one not in {*_COUNTS, "some"} and one.removeprefix("-") not in keys
        ]
        if unknown:
            allowed = f"dùng some, {', '.join(_COUNTS)}, mã đơn vị, hoặc mã có dấu - ở trước"
            yield Fault(AGENCIES, f"dòng {int(at) + 2}, cột exists_in", f"không hiểu '{unknown[0]}'", allowed)
