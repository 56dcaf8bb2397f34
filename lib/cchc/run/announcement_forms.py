"""``make form KIND=result`` and ``KIND=field``: forms for what was announced of a unit, or of all provinces."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from cchc.errors import ParameterError
from cchc.indices_defined import Index, IndexRegister
from cchc.paths import forms_folder, office_folder
from cchc.reporting.forms.result_form import render_field, render_result
from cchc.run.staging import put_file
from cchc.sources.announced_forms import FIELD, RESULT, form_stem
from cchc.sources.announced_values import largest_field, parts_of
from cchc.sources.index_files import load_indices
from cchc.sources.plan_years import check_year
from cchc.sources.reader import Reader
from cchc.sources.reference import load_units
from cchc.unit_register import UnitRegister
from cchc.units import COUNTRY_KEY, NATIONAL_KIND, Unit


def _named(register: IndexRegister, key: str, able: list[str], whose: str, year: int) -> Index:
    """Return the index that a form is of.

    Raises
    ------
    ParameterError
        If none is named, or it does not exist for the unit.
    """
    if not key:
        raise ParameterError(f"Cần INDEX=<mã chỉ số>; {whose} có: {', '.join(able)}.")
    index = register[key]
    if key not in able:
        raise ParameterError(
            f"{index.name_vi} không có cho {whose} với kết quả năm {year}; được dùng: {', '.join(able)}."
        )
    return index


def _of_unit(reader: Reader, unit: Unit, year: int, key: str) -> Index:
    register = load_indices(reader)
    able = [one.key for one in register.of_unit(unit.unit_kind, year)]
    return _named(register, key, able, unit.name_full_vi, year)


def result_stem(reader: Reader, unit: Unit, year: int, key: str) -> str:
    """Return the name of the form of an index, without its suffix; errors as for ``result_form``."""
    return form_stem(RESULT, _of_unit(reader, unit, year, key))


def result_form(reader: Reader, unit: Unit, units: UnitRegister, year: int, key: str, place: str) -> bytes:
    """Render the form for what was announced of a unit.

    Parameters
    ----------
    reader : Reader
        Finds the edition.
    unit, units : Unit, UnitRegister
        Whose, and every unit.
    year : int
        Result year.
    key : str
        Of the index.
    place : str
        Where the filled-in file belongs.

    Returns
    -------
    bytes
        .xlsx.

    Raises
    ------
    ParameterError
        If no index is named, or it does not exist for the unit.
    UnknownNameError
        If there is no such index.
    """
    index = _of_unit(reader, unit, year, key)
    parts = parts_of(reader, index, unit.unit_kind, (unit.unit_key, unit.parent_key, COUNTRY_KEY), year)
    n_most = largest_field(unit, units, year)
    return render_result(index, parts, unit_name=unit.form_name, year=year, place=place, n_most=n_most)


def write_field(reader: Reader, province: str, year: str, key: str, say: Callable[[str], None]) -> tuple[Path, str]:
    """Write the form for all provinces; returns and errors as ``forms.write_form``."""
    if province.strip() not in {"", COUNTRY_KEY}:
        raise ParameterError(
            f"KIND={FIELD} là bảng của cả nước: bỏ PROVINCE. Kết quả của riêng một đơn vị: KIND={RESULT}."
        )
    result_year = check_year(year) - 1
    register = load_indices(reader)
    able = [one.key for one in register.of_unit(NATIONAL_KIND, result_year)]
    index = _named(register, key, able, "các tỉnh, thành phố", result_year)
    units = load_units(reader).of_kind(NATIONAL_KIND, result_year + 1)
    stem = form_stem(FIELD, index)
    place = f"{office_folder(COUNTRY_KEY, result_year)}/{stem}.xlsx"
    parts = parts_of(reader, index, NATIONAL_KIND, (COUNTRY_KEY,), result_year)
    frame = pd.DataFrame({"name_vi": [one.name_vi for one in units]})
    path = forms_folder(reader.root, COUNTRY_KEY, result_year) / f"{stem}.xlsx"
    put_file(path, render_field(index, parts, frame, year=result_year, place=place), reader.root, say)
    return path.relative_to(reader.root), place
