"""The announced figures under ``data/published`` and what belongs to them."""

from __future__ import annotations

import pandas as pd

from cchc import schemas
from cchc.sources.reader import Reader


def read_published(reader: Reader) -> tuple[pd.DataFrame, ...]:
    """Read the announced figures of the three indices.

    Returns
    -------
    tuple of pandas.DataFrame
        ``schemas.ParPublished``, ``schemas.SipasPublished``, ``schemas.PapiPublished``.
    """
    return tuple(
        reader.read_table(f"data/published/{name}.csv", schema, status="published", title_vi=f"{title} đã công bố")
        for name, schema, title in (
            ("par_index", schemas.ParPublished, "PAR INDEX"),
            ("sipas", schemas.SipasPublished, "SIPAS"),
            ("papi", schemas.PapiPublished, "PAPI"),
        )
    )


def read_papi_structure(reader: Reader) -> pd.DataFrame:
    """Read the codes of PAPI and their years (``schemas.PapiStructure``)."""
    path = "data/frameworks/papi/structure.csv"
    return reader.read_table(path, schemas.PapiStructure, status="published", title_vi="Cấu trúc PAPI")


def read_sources(reader: Reader) -> pd.DataFrame:
    """Read where announced figures were found (``schemas.Sources``)."""
    path = "data/published/sources.csv"
    return reader.read_table(path, schemas.Sources, status="published", title_vi="Nguồn số liệu công bố")


def read_changes(reader: Reader) -> pd.DataFrame:
    """Read changes that were announced without the values they come from (``schemas.PublishedChanges``)."""
    path = "data/published/changes.csv"
    return reader.read_table(path, schemas.PublishedChanges, status="published", title_vi="Mức thay đổi đã công bố")
