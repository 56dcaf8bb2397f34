"""Definitions of indices from ``data/indices``, and which of their editions hold in a year."""

from __future__ import annotations

from pydantic import ValidationError

from cchc.errors import Fault, InputError
from cchc.indices_defined import Index, IndexRegister
from cchc.sources.param_checks import explain
from cchc.sources.reader import Reader

FOLDER = "data/indices"
_ORDER = "order"


def load_indices(reader: Reader) -> IndexRegister:
    """Read every definition of an index.

    Parameters
    ----------
    reader : Reader
        Records the files.

    Returns
    -------
    IndexRegister
        In the order that the files give (``order``), those without one last, by key.

    Raises
    ------
    InputError
        With every fault: file, key, what was found, what is allowed; two files with one abbreviation.
    """
    found: list[tuple[int, Index]] = []
    faults = []
    for path in reader.find(FOLDER, "*.yml"):
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
    return IndexRegister(one for _, one in sorted(found, key=lambda pair: (pair[0], pair[1].key)))
