"""Everything the national overview rests on, read and checked before anything is computed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cchc.analysis_params import Uncertainty
from cchc.errors import InputError, MissingDataError
from cchc.provenance import InputFile
from cchc.sources.param_files import load_defaults
from cchc.sources.published import (
    as_units,
    check_papi_structure,
    read_aggregates,
    read_papi_structure,
    read_published,
    read_sources,
    read_withheld,
)
from cchc.sources.reader import Reader
from cchc.sources.reference import load_regions, load_tiles, load_units
from cchc.sources.root import find_root
from cchc.sources.version import find_code
from cchc.sources.years import check_year
from cchc.unit_register import UnitRegister
from cchc.units import COUNTRY_KEY, Unit


@dataclass(frozen=True)
class NationalInputs:
    """What was read for the provinces of one plan year.

    Attributes
    ----------
    year, result_year : int
        Year of the plans and of the results (the year before).
    units : UnitRegister
        For names.
    provinces : tuple of Unit
        Those whose results of the year are announced: 63, from the results of 2025 on 34.
    par_published, sipas_published, papi, papi_structure : pandas.DataFrame
        As in ``ReportInputs``, of all provinces and years.
    aggregates : pandas.DataFrame
        ``schemas.Aggregates`` of the result year.
    papi_withheld : frozenset of str
        Provinces whose PAPI, or a part of it, was withheld.
    uncertainty : Uncertainty
        Of ``params/defaults.yml``.
    regions : dict of str to str
        Unit key → region.
    tiles : pandas.DataFrame
        ``reference_schemas.TileGrid`` of the result year.
    sources : pandas.DataFrame
        ``schemas.Sources``.
    files : tuple of InputFile
        Every file read.
    code : str
        Version of the project's code and data.
    """

    year: int
    result_year: int
    units: UnitRegister
    provinces: tuple[Unit, ...]
    par_published: pd.DataFrame
    sipas_published: pd.DataFrame
    papi: pd.DataFrame
    papi_structure: pd.DataFrame
    aggregates: pd.DataFrame
    papi_withheld: frozenset[str]
    uncertainty: Uncertainty
    regions: dict[str, str]
    tiles: pd.DataFrame
    sources: pd.DataFrame
    files: tuple[InputFile, ...]
    code: str

    @property
    def subject(self) -> str:
        """What the report is of, for its footing."""
        return f"toàn quốc, năm kế hoạch {self.year}"

    @property
    def is_issue(self) -> bool:
        """Whether this is a copy to be signed: an overview never is."""
        return False

    @property
    def has_illustrative(self) -> bool:
        """Whether any figure is illustrative."""
        return any(one.status == "illustrative" for one in self.files)


def load_national(year: str | int) -> NationalInputs:
    """Read and check everything for the overview of a year.

    Parameters
    ----------
    year : str or int
        Year of the plans; the results are those of the year before.

    Returns
    -------
    NationalInputs
        Complete and checked.

    Raises
    ------
    CchcError
        A sentence that says what is wrong and where: see ``errors``.
    """
    reader = Reader(find_root())
    year = check_year(year)
    units = load_units(reader)
    par_published, sipas_published, papi = read_published(reader)
    structure = read_papi_structure(reader)
    result_year = year - 1
    if faults := check_papi_structure(papi[papi["year"] <= result_year], structure):
        raise InputError(faults)
    par_published, sipas_published = as_units(par_published, units), as_units(sipas_published, units)
    papi = as_units(papi, units, "province")
    provinces = units.of_kind("province", year)
    keys = {one.unit_key for one in provinces}
    known = {
        int(one)
        for table in (par_published, sipas_published, papi)
        for one in table.loc[table["unit_key"].isin(keys), "year"]
    }
    if result_year not in known:
        have = ", ".join(str(one + 1) for one in sorted(known))
        raise MissingDataError(
            f"Dữ liệu của chương trình chưa có kết quả năm {result_year} của tỉnh, thành phố nào; các năm kế hoạch có số liệu: {have}."
            " Số đã công bố được thêm vào data/published (par_index.csv, sipas.csv, papi.csv, nguồn ở sources.csv); xem mục 5b của docs/huong_dan.md."
        )
    return NationalInputs(
        year=year,
        result_year=result_year,
        units=units,
        provinces=provinces,
        par_published=par_published[par_published["unit_key"].isin(keys | {COUNTRY_KEY})],
        sipas_published=sipas_published[sipas_published["unit_key"].isin(keys | {COUNTRY_KEY})],
        papi=papi,
        papi_structure=structure,
        aggregates=read_aggregates(reader, result_year),
        papi_withheld=read_withheld(reader, result_year),
        uncertainty=load_defaults(reader).uncertainty,
        regions=load_regions(reader, result_year),
        tiles=load_tiles(reader, result_year),
        sources=read_sources(reader),
        files=reader.used,
        code=find_code(reader.root),
    )
