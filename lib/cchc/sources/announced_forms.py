"""Forms for what was announced: where they lie, what they say of themselves, and the source that they name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from cchc.dates import print_day, read_day
from cchc.errors import Fault, InputError
from cchc.indices_defined import Index
from cchc.paths import office_folder, office_home
from cchc.sources.grids import SUFFIXES, Grid, find_sheet, open_grids
from cchc.sources.info_rows import INFO_SHEET, InfoRow, find_value, read_info
from cchc.sources.reader import Reader

RESULT, FIELD = "result", "field"
SHEET = "Kết quả"
#: How far a source is to be trusted → how the form says it.
SOURCE_KINDS = {"official": "văn bản, trang của cơ quan công bố", "press": "báo chí, trang khác nêu lại"}
INFO_ROWS = (
    InfoRow("unit", "Địa phương"),
    InfoRow("year", "Năm kết quả", kind="year"),
    InfoRow("index", "Mã chỉ số"),
    InfoRow("number", "Số, ký hiệu văn bản", is_required=False),
    InfoRow("date", "Ngày văn bản", is_required=False),
    InfoRow("issuer", "Cơ quan công bố", is_required=False),
    InfoRow("url", "Đường dẫn", is_required=False),
    InfoRow("certainty", "Loại nguồn", allowed=SOURCE_KINDS),
)
GROUP_ROW = InfoRow("group", "Nhóm xếp loại", is_required=False)
MEAN_ROW = InfoRow("mean", "Trung bình chung", kind="number", is_required=False)
AGGREGATE_COLUMNS = ["index", "year", "area", "statistic", "group_vi", "value", "source_key"]


@dataclass(frozen=True)
class AnnouncedForm:
    """A filled-in form.

    Attributes
    ----------
    path : str
        The file.
    index, unit_key, year : str, str, int
        What it tells of; ``VietNam`` where it tells of all units.
    rows : pandas.DataFrame
        As ``announced.SCHEMAS`` says for the kind of index.
    source : dict
        A row of ``schemas.Sources``.
    aggregates : pandas.DataFrame
        ``schemas.Aggregates``: group and mean that were announced.
    """

    path: str
    index: str
    unit_key: str
    year: int
    rows: pd.DataFrame
    source: Mapping[str, str]
    aggregates: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=AGGREGATE_COLUMNS))


def form_stem(kind: str, index: Index) -> str:
    """Return the name of a form, without its suffix: ``result_dti``, ``field_dti``."""
    return f"{kind}_{index.key}"


def find_forms(reader: Reader, index: Index, kind: str, unit_key: str) -> list[tuple[str, int]]:
    """Find the filled-in forms of an index in the folders of a unit: path and result year, earliest first."""
    found = reader.find(office_home(unit_key), f"[12][0-9][0-9][0-9]/{form_stem(kind, index)}.*")
    named = [(one.relative_to(reader.root).as_posix(), int(one.parent.name)) for one in found if one.suffix in SUFFIXES]
    years = [year for _, year in named]
    for path, year in named:
        if years.count(year) > 1:
            raise InputError([Fault(path, "", f"có hai tệp {form_stem(kind, index)} năm {year}", "chỉ giữ một tệp")])
    return sorted(named, key=lambda one: one[1])


def find_unused(reader: Reader, keys: Iterable[str], unit_key: str, year: int) -> dict[str, str]:
    """Find what was entered of indices that a report is not of: key of the index → file."""
    stems = {f"{RESULT}_{key}": key for key in keys}
    found = reader.find(office_folder(unit_key, year), f"{RESULT}_*.*")
    return {stems[one.stem]: one.relative_to(reader.root).as_posix() for one in found if one.stem in stems}


def open_form(reader: Reader, path: str, index: Index) -> tuple[Grid, Grid, dict[str, Any], list[Fault]]:
    """Open a form: its information sheet, the sheet of figures, what the first says, and what is wrong with it."""
    content = reader.read_bytes(path, status="published", title_vi=f"{index.name_vi} đã công bố, cơ quan nhập")
    grids = open_grids(content, path)
    about = find_sheet(grids, INFO_SHEET)
    extra = (MEAN_ROW, GROUP_ROW)
    info, faults = read_info(about, (*INFO_ROWS, *extra))
    if str(info.get("index", index.key)) != index.key:
        found = f"'Mã chỉ số' ghi '{info['index']}'"
        faults.append(Fault(path, find_value(about, "Mã chỉ số"), found, f"tệp này mang tên của chỉ số {index.key}"))
    faults += _check_source(path, about, info)
    return about, find_sheet(grids, SHEET), info, faults


def _check_source(path: str, about: Grid, info: dict[str, Any]) -> list[Fault]:
    """Refuse figures without a source: an official one has a number and a date, another a link at least."""
    faults = []
    if "date" in info:
        day = read_day(str(info["date"]))
        if day is None:
            found = f"'Ngày văn bản' ghi '{info['date']}'"
            faults.append(
                Fault(path, find_value(about, "Ngày văn bản"), found, "cần một ngày có thật, ví dụ 28/03/2025")
            )
        elif day.year < info.get("year", day.year):
            found = f"'Ngày văn bản' ghi '{info['date']}', trước năm kết quả {info['year']}"
            faults.append(Fault(path, find_value(about, "Ngày văn bản"), found, "cần ngày của văn bản công bố"))
        else:
            info["date"] = day
    if not (info.get("number") and info.get("date")) and not info.get("url"):
        faults.append(
            Fault(
                path,
                find_value(about, "Số, ký hiệu văn bản"),
                "chưa ghi nguồn của số liệu",
                "ghi số, ký hiệu và ngày văn bản công bố, hoặc đường dẫn",
            )
        )
    url = str(info.get("url") or "")
    if url and not re.fullmatch(r"https?://\S+", url):
        faults.append(
            Fault(path, find_value(about, "Đường dẫn"), f"'Đường dẫn' ghi '{url}'", "cần địa chỉ bắt đầu bằng http")
        )
    return faults


def source_of(info: Mapping[str, Any], key: str, index: Index, year: int) -> dict[str, str]:
    """Return a form's source as a row of ``schemas.Sources``."""
    day = info.get("date")
    named = [str(info["number"])] if info.get("number") else []
    if isinstance(day, dt.date):
        named.append(f"ngày {print_day(day)}")
    title = " ".join(named) or str(info.get("issuer") or index.owner_of(year))
    if named:
        title += f" ({info.get('issuer') or index.owner_of(year)}): {index.name_vi} năm {year}"
    else:
        title += f": {index.name_vi} năm {year}"
    return {
        "source_key": key,
        "title": title,
        "url": str(info.get("url") or ""),
        "certainty": str(info.get("certainty", "press")),
    }


def slug(text: str) -> str:
    """Return a text as it may stand in the key of a source."""
    return re.sub(r"[^a-z0-9]+", "_", text.casefold())
