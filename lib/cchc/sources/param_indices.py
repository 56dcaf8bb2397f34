"""Which indices a report is of, as parameters name them, and the annexes that follow from the choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cchc.errors import Fault, InputError, suggest
from cchc.indices_defined import Index, IndexRegister
from cchc.params import ReportParams
from cchc.plan_params import AnnexParams
from cchc.sources.index_files import FOLDER, load_indices
from cchc.sources.reader import Reader
from cchc.sources.yaml_files import load_yaml
from cchc.units import LEVEL_NAMES, Unit

#: Key of the parameters under which the indices stand.
INDICES = "indices"
DEFAULTS = "params/defaults.yml"


def named_indices(reader: Reader, layers: Iterable[tuple[str, Mapping[str, Any]]]) -> tuple[list[str] | None, str]:
    """Return the keys that the last layer with ``indices`` names, and its file; None where none has them.

    Raises
    ------
    InputError
        If it is no list of known keys, each once.
    """
    file, found = next(
        ((path, one[INDICES]) for path, one in reversed(list(layers)) if one.get(INDICES) is not None), ("", None)
    )
    if found is None:
        return None, ""
    known = sorted(path.stem for path in (reader.root / FOLDER).glob("*.yml"))
    place = f"khóa '{INDICES}'"
    if not isinstance(found, list) or not found or not all(isinstance(one, str) for one in found):
        allowed = f"cần một danh sách mã chỉ số, ví dụ [{', '.join(known[:3])}]"
        raise InputError([Fault(file, place, f"giá trị {found!r}", allowed)])
    faults = []
    for at, key in enumerate(found):
        if key not in known:
            near = suggest(key, known)
            allowed = f"có lẽ là '{near[0]}'" if near else f"các chỉ số: {', '.join(known)}"
            faults.append(Fault(file, place, f"không có chỉ số '{key}' trong {FOLDER}", allowed))
        elif key in found[:at]:
            faults.append(Fault(file, place, f"'{key}' xuất hiện hai lần", "mỗi chỉ số một lần"))
    if faults:
        raise InputError(faults)
    return list(found), file


def default_keys(reader: Reader) -> list[str] | None:
    """Return the indices that hold where no unit says otherwise; None where the defaults name none."""
    defaults = load_yaml(DEFAULTS, reader.consult(reader.root / DEFAULTS))
    layers = [(DEFAULTS, defaults)] if isinstance(defaults, dict) else []
    return named_indices(reader, layers)[0]


def default_indices(reader: Reader) -> IndexRegister:
    """Read the definitions of the indices that hold where no unit says otherwise; all where the defaults name none."""
    return load_indices(reader, default_keys(reader))


def refuse_other_kinds(indices: IndexRegister, unit: Unit, year: int, file: str) -> None:
    """Refuse indices that a unit's own file names and that do not exist for such units in a result year.

    Raises
    ------
    InputError
        With the units for which they exist.
    """
    of_unit = {one.key for one in indices.of_unit(unit.unit_kind, year)}
    faults = []
    for one in indices.all:
        if one.key in of_unit:
            continue
        levels = ", ".join(dict.fromkeys(LEVEL_NAMES[level.unit_kind] for level in one.levels))
        found = f"{one.name_vi} không có cho {unit.name_full_vi} với kết quả năm {year}"
        faults.append(Fault(file, f"khóa '{INDICES}'", found, f"chỉ số này dùng cho: {levels}"))
    if faults:
        raise InputError(faults)


def fit_annexes(params: ReportParams, indices: IndexRegister) -> ReportParams:
    """Fit the annexes of a plan to the indices that it is of.

    Parameters
    ----------
    params : ReportParams
        ``annex_of_kind`` says how an annex of an index looks that the preset has none for.
    indices : IndexRegister
        Those that were chosen, in their order.

    Returns
    -------
    ReportParams
        Parts of other indices are left out, and annexes without parts; an index that stands in none gets one.
    """
    chosen = {one.short for one in indices.all}
    others = set(indices.others.values())

    def short_of(items: str) -> str:
        fitting = [one for one in (*others, *chosen) if items.startswith(f"{one}_")]
        return max(fitting, key=len, default="")

    kept = []
    for annex in params.plan.annexes:
        parts = [part for part in annex.parts if short_of(part.items) not in others]
        if parts:
            kept.append(annex.model_copy(update={"parts": parts}))
    told = {short_of(part.items) for annex in kept for part in annex.parts}
    kept += [_annex(params, one) for one in indices.all if one.short not in told and one.kind in params.annex_of_kind]
    return params.model_copy(update={"plan": params.plan.model_copy(update={"annexes": kept})})


def _annex(params: ReportParams, index: Index) -> AnnexParams:
    """Return the annex of an index after the pattern of its kind; ``{index}`` in its words is the index's name."""
    pattern = params.annex_of_kind[index.kind]
    words = {"title": pattern.title.replace("{index}", index.name_vi), "key": index.short}
    items = [one.model_copy(update={"items": f"{index.short}_{one.items.rpartition('_')[2]}"}) for one in pattern.parts]
    return pattern.model_copy(update=words | {"sheet": f"PL {index.name_vi}"[:31], "parts": items})
