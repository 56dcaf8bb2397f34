"""Registers, frameworks and catalogues under ``data/``."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from cchc import schemas
from cchc.agencies import Agency, AgencyRegister, for_unit
from cchc.errors import Fault, InputError, UnknownNameError, suggest
from cchc.frameworks import Framework, Node
from cchc.localities import Locality, LocalityRegister
from cchc.sources.reader import Reader

LOCALITIES = "data/reference/localities.csv"
AGENCIES = "data/reference/agencies.csv"
SOLUTIONS = "data/solutions/catalogue.csv"


def _day(text: str, otherwise: dt.date) -> dt.date:
    return dt.date.fromisoformat(text) if text else otherwise


def load_localities(reader: Reader) -> LocalityRegister:
    """Read the register of localities.

    Parameters
    ----------
    reader : Reader
        Records the file.

    Returns
    -------
    LocalityRegister
        Every unit of every vintage.
    """
    table = reader.read_table(LOCALITIES, schemas.Localities, status="text", title_vi="Danh mục địa phương")
    return LocalityRegister(
        Locality(
            locality_key=row.locality_key,
            locality_code=row.locality_code,
            name_vi=row.name_vi,
            name_full_vi=row.name_full_vi,
            admin_level=row.admin_level,
            parent_key=row.parent_key,
            valid_from=_day(row.valid_from, dt.date.min),
            valid_to=_day(row.valid_to, dt.date.max),
            successor_key=row.successor_key,
            aliases=tuple(alias for alias in row.aliases.split(";") if alias),
        )
        for row in table.itertuples()
    )


def load_agencies(reader: Reader, *, is_city: bool = False) -> AgencyRegister:
    """Read the register of agencies, named for a province or for a centrally-run city."""
    table = reader.read_table(AGENCIES, schemas.Agencies, status="text", title_vi="Danh mục cơ quan")
    return AgencyRegister(
        Agency(
            agency_key=row.agency_key,
            name_vi=for_unit(row.name_vi, is_city=is_city),
            short_vi=for_unit(row.short_vi, is_city=is_city),
            valid_from=_day(row.valid_from, dt.date.min),
            valid_to=_day(row.valid_to, dt.date.max),
            successor_key=row.successor_key,
        )
        for row in table.itertuples()
    )


def load_framework(reader: Reader, framework_id: str) -> Framework:
    """Read one edition of a framework.

    Parameters
    ----------
    reader : Reader
        Records the files.
    framework_id : str
        Folder under ``data/frameworks`` with ``framework.yml`` and ``criteria.csv``.

    Returns
    -------
    Framework
        As it stands, with its inconsistencies; ask ``faults()``.

    Raises
    ------
    InputError
        If a file is missing or breaks its schema.
    """
    folder = f"data/frameworks/{framework_id}"
    if not reader.exists(f"{folder}/framework.yml"):
        known = sorted(path.parent.name for path in (reader.root / "data/frameworks").glob("*/framework.yml"))
        near = suggest(framework_id, known) or known
        raise UnknownNameError(
            f"Không có bộ tiêu chí '{framework_id}' trong data/frameworks; gần nhất: {', '.join(near)}."
        )
    meta = reader.read_yaml(f"{folder}/framework.yml", status="text", title_vi=f"Bộ tiêu chí {framework_id}")
    missing = [key for key in ("title_vi", "decision", "years", "status", "stated_total") if key not in meta]
    if missing:
        raise InputError(
            [
                Fault(f"{folder}/framework.yml", f"khóa '{key}'", "thiếu khóa này", "hãy thêm khóa và giá trị")
                for key in missing
            ]
        )
    status = str(meta["status"])
    kept = "illustrative" if status == "illustrative" else "official"
    table = reader.read_table(
        f"{folder}/criteria.csv",
        schemas.Criteria,
        status=kept,
        title_vi=str(meta["title_vi"]),
    )
    return Framework(
        framework_id=framework_id,
        title_vi=str(meta["title_vi"]),
        decision=str(meta["decision"]),
        years=(int(meta["years"][0]), int(meta["years"][1])),
        status=status,
        stated_total=meta["stated_total"],
        nodes=tuple(
            Node(
                code=row.code,
                parent_code=row.parent_code,
                node_kind=row.node_kind,
                name_vi=row.name_vi,
                max_score=None if pd.isna(row.max_score) else float(row.max_score),
                method=row.method,
            )
            for row in table.itertuples()
        ),
    )


def load_solutions(reader: Reader) -> pd.DataFrame:
    """Read the catalogue of solutions (``schemas.Solutions``)."""
    return reader.read_table(SOLUTIONS, schemas.Solutions, status="text", title_vi="Danh mục giải pháp (gợi ý)")
