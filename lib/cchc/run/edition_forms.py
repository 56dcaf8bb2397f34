"""``make form KIND=edition_map``: which criterion of the earlier edition became which of the present one."""

from __future__ import annotations

from collections.abc import Callable

from cchc.analysis.edition_matching import propose_pairs
from cchc.editions import find_map
from cchc.errors import ParameterError
from cchc.frameworks import Framework
from cchc.reporting.forms.edition_form import EditionForm, count_pairs, render_edition_map
from cchc.reporting.sentences import sentence
from cchc.run.solution_forms import file_stem, own_framework
from cchc.sources.edition_maps import BECAME, STEM, load_edition_maps
from cchc.sources.framework_files import load_for_names
from cchc.sources.reader import Reader
from cchc.sources.reference import load_abbreviations
from cchc.unit_register import UnitRegister
from cchc.units import Unit


def find_two_editions(
    reader: Reader, unit: Unit, units: UnitRegister, year: int, earlier_id: str, later_id: str
) -> tuple[Framework, Framework]:
    """Find the framework of the year before and that of a result year, or those that were named.

    Raises
    ------
    MissingDataError
        If one of them is not known.
    ParameterError
        If they are the same.
    """
    later = own_framework(reader, unit, units, year, later_id)
    earlier = load_for_names(reader, earlier_id) if earlier_id else own_framework(reader, unit, units, year - 1)
    if earlier.framework_id == later.framework_id:
        raise ParameterError(
            f"Năm {year - 1} và năm {year} dùng cùng một bộ tiêu chí ({later.framework_id}), không có gì để đối chiếu;"
            " bộ khác của năm trước thì chọn bằng FRAMEWORK=<thư mục hoặc đường dẫn framework.xlsx>."
        )
    return earlier, later


def edition_form(
    reader: Reader,
    unit: Unit,
    units: UnitRegister,
    year: int,
    earlier_id: str,
    later_id: str,
    place: str,
    say: Callable[[str], None],
) -> bytes:
    """Write the form.

    Parameters
    ----------
    reader, unit, units, year, earlier_id, later_id
        As for ``find_two_editions``.
    place : str
        Where the filled-in file belongs.
    say : callable
        Takes the line that counts the proposals.

    Returns
    -------
    bytes
        .xlsx.
    """
    earlier, later = find_two_editions(reader, unit, units, year, earlier_id, later_id)
    pairs = propose_pairs(earlier, later, load_abbreviations(reader))
    say(sentence("editions_counted", count_pairs(pairs), BECAME))
    decided = find_map(earlier.framework_id, later.framework_id, load_edition_maps(reader, unit, units, year))
    return render_edition_map(EditionForm(unit.form_name, year, place, earlier, later, pairs, decided))


def edition_stem(reader: Reader, unit: Unit, units: UnitRegister, year: int, later_id: str) -> str:
    """Return what the filled-in file is called: that of frameworks of the units below names the later one."""
    return file_stem(STEM, own_framework(reader, unit, units, year, later_id), unit)
