"""Everything the national overview rests on, read and checked before anything is computed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cchc.analysis_params import Uncertainty
from cchc.errors import InputError, MissingDataError
from cchc.indices_defined import IndexRegister
from cchc.paths import office_folder
from cchc.provenance import InputFile
from cchc.sources.announced import (
    as_units,
    check_editions,
    find_editions,
    read_aggregates,
    read_published,
    read_sources,
    read_withheld,
    surest_first,
    with_bare,
)
from cchc.sources.announced_forms import FIELD
from cchc.sources.basis import with_forms
from cchc.sources.field_forms import load_fields
from cchc.sources.index_files import load_indices
from cchc.sources.inputs import IndexInputs
from cchc.sources.looked import Looked
from cchc.sources.param_files import chosen_params, load_defaults
from cchc.sources.param_indices import DEFAULTS, named_indices
from cchc.sources.plan_years import check_year
from cchc.sources.reader import Reader
from cchc.sources.reference import load_regions, load_tiles, load_units
from cchc.sources.root import find_root
from cchc.sources.version import find_code
from cchc.unit_register import UnitRegister
from cchc.units import COUNTRY_KEY, NATIONAL_KIND, Unit


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
    indices : IndexRegister
        Every index that is defined.
    of : dict of str to IndexInputs
        Key of an index that exists for provinces → its announced figures, of all provinces and years.
    aggregates : pandas.DataFrame
        ``schemas.Aggregates`` of the result year.
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
    looked : Looked
        What was asked of the file system besides the files.
    """

    year: int
    result_year: int
    units: UnitRegister
    provinces: tuple[Unit, ...]
    indices: IndexRegister
    of: dict[str, IndexInputs]
    aggregates: pd.DataFrame
    uncertainty: Uncertainty
    regions: dict[str, str]
    tiles: pd.DataFrame
    sources: pd.DataFrame
    files: tuple[InputFile, ...]
    code: str
    looked: Looked

    @property
    def subject(self) -> str:
        """What the report is of, for its footing."""
        return f"toàn quốc, năm kế hoạch {self.year}"

    @property
    def n_next_field(self) -> int:
        """Number of provinces whose results of the year after are announced."""
        return len(self.units.of_kind(NATIONAL_KIND, self.year + 1))

    @property
    def is_last_of_field(self) -> bool:
        """Whether other units are ranked from the results of the year after on."""
        return self.n_next_field != len(self.provinces)

    @property
    def is_issue(self) -> bool:
        """Whether this is a copy to be signed: an overview never is."""
        return False

    @property
    def has_illustrative(self) -> bool:
        """Whether any figure is illustrative."""
        return any(one.status == "illustrative" for one in self.files)


def _chosen(reader: Reader, year: int) -> IndexRegister:
    """Read the indices of the overview: those of the defaults, or of its own file, and those with a table of all units."""
    defaults = reader.read_yaml(DEFAULTS, status="text", title_vi="Tham số chung")
    own = chosen_params(reader, COUNTRY_KEY, year)
    layers = [(DEFAULTS, defaults)]
    if reader.exists(own):
        layers.append((own, reader.read_yaml(own, status="text", title_vi="Tham số của tổng quan cả nước")))
    keys, file = named_indices(reader, layers)
    if keys is not None and file == DEFAULTS:
        entered = reader.find(office_folder(COUNTRY_KEY, year - 1), f"{FIELD}_*.*")
        keys += [key for one in entered if (key := one.stem.removeprefix(f"{FIELD}_")) not in keys]
    return load_indices(reader, keys)


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
    indices = _chosen(reader, year)
    result_year = year - 1
    provinces = units.of_kind(NATIONAL_KIND, year)
    keys = {one.unit_key for one in provinces}
    chosen = indices.of_unit(NATIONAL_KIND, result_year)
    forms = [form for index in chosen for form in load_fields(reader, index, units)]
    tables = with_forms({index.key: read_published(reader, index) for index in chosen}, forms)
    sources = pd.concat([read_sources(reader), pd.DataFrame([one.source for one in forms])], ignore_index=True)
    aggregates = read_aggregates(reader, result_year, [index.key for index in chosen])
    aggregates = pd.concat(
        [aggregates, *(one.aggregates for one in forms if one.year == result_year)], ignore_index=True
    )
    of: dict[str, IndexInputs] = {}
    for index in chosen:
        told = tables[index.key]
        if index.kind != "published":
            rows = as_units(told, units)
            of[index.key] = IndexInputs(
                index, rows[rows["unit_key"].isin(keys | {COUNTRY_KEY})], {}, n_field=len(provinces)
            )
            continue
        told_until = told[told["year"] <= result_year]
        years = sorted({result_year, *(int(one) for one in told_until["year"].unique())})
        editions = find_editions(reader, index, NATIONAL_KIND, (COUNTRY_KEY,), years)
        if faults := check_editions(index, told_until, editions):
            raise InputError(faults)
        editions = with_bare(editions, years)
        withheld = read_withheld(reader, result_year, [index.key] if index.may_be_withheld else [])
        of[index.key] = IndexInputs(
            index,
            surest_first(as_units(told, units, NATIONAL_KIND), sources),
            editions,
            withheld=frozenset(withheld["unit_key"]),
            n_field=len(provinces),
        )
    known = {int(one) for own in of.values() for one in own.published.loc[own.published["unit_key"].isin(keys), "year"]}
    if result_year not in known:
        have = ", ".join(str(one + 1) for one in sorted(known))
        files = ", ".join(f"{key}.csv" for key in of)
        raise MissingDataError(
            f"Dữ liệu của chương trình chưa có kết quả năm {result_year} của tỉnh, thành phố nào; các năm kế hoạch có số liệu: {have}."
            f" Số đã công bố được thêm vào data/published ({files}, nguồn ở sources.csv); xem mục 5b của docs/huong_dan.md."
        )
    return NationalInputs(
        year=year,
        result_year=result_year,
        units=units,
        provinces=provinces,
        indices=indices,
        of=of,
        aggregates=aggregates,
        uncertainty=load_defaults(reader).uncertainty,
        regions=load_regions(reader, result_year),
        tiles=load_tiles(reader, result_year),
        sources=sources,
        files=reader.used,
        code=find_code(reader.root),
        looked=reader.looked,
    )
