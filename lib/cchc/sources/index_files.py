"""Definitions of indices from ``data/indices``, and which of their editions hold in a year."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from cchc.errors import Fault, InputError
from cchc.indices_defined import Index, IndexRegister
from cchc.sources.param_checks import explain
from cchc.sources.reader import Reader
from cchc.sources.yaml_files import load_yaml

FOLDER = "data/indices"
_ORDER = "order"


def load_indices(reader: Reader, keys: Sequence[str] | None = None) -> IndexRegister:
    """Read the definitions of indices.

    Parameters
    ----------
    reader : Reader
        Records the files.
    keys : sequence of str or None
        Which, in the order in which documents tell them; None: all.

    Returns
    -------
    IndexRegister
        In the order of ``keys``, or that the files give (``order``), those without one last, by key.

    Raises
    ------
    InputError
        With every fault: file, key, what was found, what is allowed; two files with one abbreviation.
    """
    found: list[tuple[int, Index]] = []
    others: dict[str, str] = {}
    faults = []
    for path in reader.find(FOLDER, "*.yml"):
        if keys is not None and path.stem not in keys:
            others[path.stem] = _short_of(reader, path)
            continue
        name = f"{FOLDER}/{path.name}"
        content = reader.read_yaml(name, status="text", title_vi=f"Định nghĩa chỉ số {path.stem}")
        order = content.pop(_ORDER, 1000)
        try:
            found.append((int(order), Index.model_validate(content | {"key": path.stem})))
        except ValidationError as error:
            for one in error.errors():
                place = [str(part) for part in one["loc"]]
                faults.append(Fault(name, f"khóa '{'.'.join(place)}'", *explain(one, place, Index)))
        except (TypeError, ValueError):
            faults.append(Fault(name, f"khóa '{_ORDER}'", f"giá trị {order!r}", "cần một số nguyên"))
    if not found and not faults:
        faults.append(Fault(FOLDER, "", "chưa có định nghĩa chỉ số nào", "mỗi chỉ số cần một tệp <mã>.yml"))
    for at, (_, index) in enumerate(found):
        same = next((one for _, one in found[:at] if one.short == index.short), None)
        if same is not None:
            said = f"viết tắt '{index.short}' đã là của {same.key}"
            faults.append(Fault(f"{FOLDER}/{index.key}.yml", "khóa 'short_key'", said, "chọn chữ khác"))
    if faults:
        raise InputError(faults)
    if keys is not None:
        return IndexRegister(sorted((one for _, one in found), key=lambda one: keys.index(one.key)), others)
    return IndexRegister(one for _, one in sorted(found, key=lambda pair: (pair[0], pair[1].key)))


def _short_of(reader: Reader, path: Path) -> str:
    """Return the abbreviation of an index that a report is not of: its definition is no input."""
    content = load_yaml(f"{FOLDER}/{path.name}", reader.consult(path))
    return str((content.get("short_key") if isinstance(content, dict) else None) or path.stem)
