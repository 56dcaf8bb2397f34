"""What was signed: the plans that ``ISSUE=1`` has stored in ``reports/<year>/<Unit>/issued``, one of which is in force."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cchc.dates import print_day
from cchc.errors import Fault, InputError
from cchc.params import ReportParams
from cchc.paths import ISSUED, SEAL, report_place
from cchc.sources.looked import hash_file, is_system_file
from cchc.sources.param_files import chosen_params
from cchc.sources.reader import Reader
from cchc.units import Unit

#: In the folder of an issued plan: what it is and the sha256 of every file; the plan as data.
PLAN = "plan.json"
_TITLE = "Kế hoạch đã ban hành"


@dataclass(frozen=True)
class IssuedFile:
    """A plan that was issued, as it was stored.

    Attributes
    ----------
    place : str
        Its folder, relative to the project.
    number, symbol : str
        ``123`` and ``KH-UBND``.
    day : str
        ISO date.
    replaces : str
        Number of the plan that it replaces, empty for the first.
    content : str
        ``PLAN`` as stored, JSON.
    """

    place: str
    number: str
    symbol: str
    day: str
    replaces: str
    content: str = field(repr=False)

    @property
    def name_vi(self) -> str:
        """Its number, symbol and day."""
        day = print_day(dt.date.fromisoformat(self.day))
        return f"Kế hoạch số {self.number.zfill(2)}/{self.symbol} ngày {day}"


def load_issued(reader: Reader, unit_key: str, year: int) -> IssuedFile | None:
    """Read the plan of a unit and year that is in force.

    Parameters
    ----------
    reader : Reader
        Knows the root.
    unit_key : str
        Whose.
    year : int
        Of the plan.

    Returns
    -------
    IssuedFile or None
        The one that no other replaces; None where none was issued.

    Raises
    ------
    InputError
        If a file is not as it was stored, or two plans are in force.
    """
    return find_standing(read_all(reader, f"{report_place(unit_key, year)}/{ISSUED}"))


def find_standing(found: Sequence[IssuedFile]) -> IssuedFile | None:
    """Return the plan of one place that no other replaces; None where there is none at all.

    Raises
    ------
    InputError
        If they do not replace one another.
    """
    replaced = {one.replaces for one in found}
    standing = [one for one in found if one.number not in replaced]
    if len(standing) > 1 or (found and not standing):
        home = found[0].place.rpartition("/")[0]
        names = ", ".join(one.number for one in found)
        said = f"các kế hoạch đã ban hành ({names}) không nối tiếp nhau, nên không biết kế hoạch nào đang có hiệu lực"
        raise InputError([Fault(home, "", said, "khôi phục thư mục này từ bản sao lưu")])
    return standing[0] if standing else None


def load_replaced(reader: Reader, params: ReportParams, unit: Unit, year: int) -> IssuedFile | None:
    """Read the issued plan that the parameters say is replaced; None where they name none.

    Raises
    ------
    InputError
        If it was never issued, or a file of it is not as it was stored.
    """
    number = params.plan.replaces
    if not number:
        return None
    place = f"{report_place(unit.unit_key, year)}/{ISSUED}/{number}"
    if not reader.exists(f"{place}/{SEAL}"):
        found = f"kế hoạch số {number} chưa được ban hành bằng chương trình này (không có {place}/)"
        allowed = "ghi số của kế hoạch đã lưu, hoặc bỏ khóa này và nêu văn bản bị thay thế trong plan.legal_bases"
        raise InputError([Fault(chosen_params(reader, unit.unit_key, year), "khóa 'plan.replaces'", found, allowed)])
    return read_issued(reader, place)


def read_all(reader: Reader, home: str) -> list[IssuedFile]:
    """Read all issued plans in one place.

    Raises
    ------
    InputError
        If a folder there has no seal, so that nobody knows what it is, or a file is not as it was stored.
    """
    folders = [path for path in reader.find(home, "*") if path.is_dir()]
    bare = [path for path in folders if not (path / SEAL).is_file()]
    if bare:
        place = bare[0].relative_to(reader.root).as_posix()
        found = f"thư mục trong {ISSUED}/ không có {SEAL}, nên không biết đó có phải kế hoạch đã ký"
        raise InputError([Fault(place, "", found, "khôi phục từ bản sao lưu, hoặc chuyển thư mục ra chỗ khác")])
    return [read_issued(reader, path.relative_to(reader.root).as_posix()) for path in folders]


def read_issued(reader: Reader, place: str) -> IssuedFile:
    """Read one issued plan, and see that every file of it is as it was stored.

    Raises
    ------
    InputError
        Naming the file that was changed, added to, or is gone.
    """
    seal: dict[str, Any]
    try:
        seal = json.loads(reader.read_text(f"{place}/{SEAL}", status="office", title_vi=_TITLE))
        files = dict(seal["files"])
        told = {key: str(seal[key]) for key in ("number", "symbol", "day", "replaces")}
        dt.date.fromisoformat(told["day"])
        if told["number"] != place.rpartition("/")[2]:
            raise ValueError
    except (ValueError, KeyError, TypeError):
        raise InputError([_changed(f"{place}/{SEAL}", "không đọc được")]) from None
    for name, sha256 in files.items():
        present = hash_file(reader.root / place / name)
        if present != sha256:
            said = "không còn tệp này" if present is None else "đã bị sửa sau khi ban hành"
            raise InputError([_changed(f"{place}/{name}", said)])
    home = reader.root / place
    found = [path for path in sorted(home.rglob("*")) if path.is_file() and not is_system_file(path.name)]
    added = [name for path in found if (name := path.relative_to(home).as_posix()) not in files and name != SEAL]
    if added:
        raise InputError([_changed(f"{place}/{added[0]}", "được thêm vào sau khi ban hành")])
    content = reader.read_text(f"{place}/{PLAN}", status="office", title_vi=_TITLE)
    return IssuedFile(place, **told, content=content)


def _changed(path: str, said: str) -> Fault:
    return Fault(
        path,
        "",
        said,
        "kế hoạch đã ký không được thay đổi: khôi phục thư mục từ bản sao lưu, tệp thêm vào thì chuyển ra chỗ khác",
    )
