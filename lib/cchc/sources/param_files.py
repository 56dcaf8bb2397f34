"""Which report is wanted, and what ``params/`` chooses for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cchc.errors import Fault, InputError, ParameterError, check_given, suggest
from cchc.indices_defined import IndexRegister
from cchc.params import ReportParams
from cchc.paths import office_params, office_texts, params_file
from cchc.sources.announced import read_published
from cchc.sources.announced_forms import RESULT, find_forms
from cchc.sources.approved import find_approved
from cchc.sources.index_files import load_indices
from cchc.sources.office_files import find_file
from cchc.sources.param_checks import build_params
from cchc.sources.param_indices import DEFAULTS, INDICES, named_indices, refuse_other_kinds
from cchc.sources.plan_years import check_year
from cchc.sources.reader import Reader
from cchc.sources.reference import load_units
from cchc.sources.yaml_files import load_yaml
from cchc.texts import SectionTexts
from cchc.unit_register import UnitRegister
from cchc.units import KINDS, Unit

PRESETS = "params/presets"
#: Before a level in ``presets``: the preset of a merged unit whose plan rests on its old ones.
MERGED = "merged_"


def resolve_target(reader: Reader, province: str, year: str | int) -> tuple[Unit, int, UnitRegister]:
    """Find out which report is wanted.

    Parameters
    ----------
    reader : Reader
        Records the register.
    province : str
        Key, name or alias of the unit.
    year : str or int
        Year of the plan.

    Returns
    -------
    (Unit, int, UnitRegister)
        The unit as it exists in the year.

    Raises
    ------
    ParameterError
        If one of the two is missing, the year is not a year, or no reports are made for units of that kind yet.
    UnknownNameError
        If the unit is not known in that year.
    """
    check_given(str(province), str(year))
    number = check_year(year)
    units = load_units(reader)
    unit = units.resolve(str(province), number)
    if not unit.kind.has_reports:
        *first, last = (one.title_vi for one in KINDS.values() if one.has_reports)
        able = f"{', '.join(first)} và {last}"
        raise ParameterError(
            f"{unit.name_full_vi[0].upper()}{unit.name_full_vi[1:]} ({unit.unit_key}) thuộc loại {unit.kind.title_vi}; chương trình mới lập báo cáo,"
            f" kế hoạch cho {able}."
        )
    return unit, number, units


def chosen_params(reader: Reader, unit_key: str, year: int) -> str:
    """Return the file of a unit's parameters, relative to the project: the office's own, or the one that came with the program."""
    own = office_params(unit_key, year)
    return own if reader.exists(own) else params_file(unit_key, year)


def _above(reader: Reader, unit: Unit, year: int) -> tuple[str, dict[str, Any]]:
    """Read what the file of the unit above says for all units of this kind below it (``below``); its path is empty where it says nothing."""
    path = chosen_params(reader, unit.parent_key, year) if unit.parent_key else ""
    if not path or not reader.exists(path):
        return "", {}
    content = load_yaml(path, reader.consult(reader.root / path))
    below = content.get("below") if isinstance(content, dict) else None
    found = below.get(unit.unit_kind) if isinstance(below, dict) else None
    if not isinstance(found, dict):
        return "", {}
    reader.rest_on_part(path, found, status="text", title_vi="Tham số của cấp trên")
    return path, found


def _chosen(reader: Reader, unit: Unit, year: int) -> tuple[dict[str, Any], dict[str, Any], str]:
    """Read what defaults and the unit's file say, and return both with the path of the latter."""
    own_file = chosen_params(reader, unit.unit_key, year)
    defaults = reader.read_yaml(DEFAULTS, status="text", title_vi="Tham số chung")
    own = (
        reader.read_yaml(own_file, status="text", title_vi="Tham số của địa phương") if reader.exists(own_file) else {}
    )
    return defaults, own, own_file


def read_choices(reader: Reader, unit: Unit, year: int) -> dict[str, str]:
    """Return which files may be read (``inputs``), as defaults and the unit's file say it; what is wrong there ``load_params`` tells."""
    found: dict[str, str] = {}
    defaults, own, _ = _chosen(reader, unit, year)
    for layer in (defaults, _above(reader, unit, year)[1], own):
        given = layer.get("inputs")
        found |= given if isinstance(given, dict) else {}
    return found


def load_params(reader: Reader, unit: Unit, year: int, *, is_merged: bool = False) -> ReportParams:
    """Read ``params/defaults.yml``, the preset, what the unit above says of those below, and the unit's file; later ones win.

    The preset is that of the unit's kind, or another one where nothing of the result year is known of the unit itself.

    Parameters
    ----------
    reader : Reader
        Records the files.
    unit : Unit
        Whose plan.
    year : int
        Of the plan.
    is_merged : bool
        Whether the plan rests on the results of old units: there may be a preset for that (``MERGED``).

    Raises
    ------
    InputError
        With every fault, or if there is no such preset.
    """
    defaults, own, own_file = _chosen(reader, unit, year)
    above_file, above = _above(reader, unit, year)
    layers = [(DEFAULTS, defaults), *([(above_file, above)] if above_file else []), (own_file, own)]
    named = [(path, one["preset"]) for path, one in reversed(layers) if one.get("preset")]
    holder, chosen = named[0] if named else (DEFAULTS, None)
    if chosen is None:
        presets, others = (defaults.get(key) for key in ("presets", "presets_without_results"))
        if isinstance(presets, dict):
            chosen = (presets.get(f"{MERGED}{unit.unit_kind}") if is_merged else None) or presets.get(unit.unit_kind)
        if (
            isinstance(others, dict)
            and unit.unit_kind in others
            and not has_results(reader, unit, year - 1, read_choices(reader, unit, year).get("score_sheet", "office"))
        ):
            chosen = others[unit.unit_kind]
        others = defaults.get("presets_of_indices")
        if isinstance(others, dict) and unit.unit_kind in others and _are_other_indices(defaults, layers):
            chosen = others[unit.unit_kind]
    if chosen is not None:
        path = f"{PRESETS}/{chosen}.yml"
        if not reader.exists(path):
            known = sorted(one.stem for one in (reader.root / PRESETS).glob("*.yml"))
            near = suggest(str(chosen), known)
            allowed = f"có lẽ là '{near[0]}'" if near else f"các mẫu hiện có: {', '.join(known)}"
            raise InputError([Fault(holder, "khóa 'preset'", f"không có mẫu '{chosen}' trong {PRESETS}", allowed)])
        preset = reader.read_yaml(path, status="text", title_vi="Mẫu kế hoạch")
        levels = preset.get("levels")
        if isinstance(levels, list) and unit.unit_kind not in levels:
            found = f"mẫu '{chosen}' dùng cho {_titles(levels)}, không dùng cho {unit.name_full_vi}"
            raise InputError([Fault(holder, "khóa 'preset'", found, "chọn mẫu của loại đơn vị này, hoặc bỏ khóa")])
        layers.insert(1, (path, preset))
    return build_params(*layers)


def _are_other_indices(defaults: Mapping[str, Any], layers: Sequence[tuple[str, Mapping[str, Any]]]) -> bool:
    """Tell whether files name other indices than the defaults: the kind's own preset does not speak of them."""
    named = [one[INDICES] for _, one in layers[1:] if isinstance(one.get(INDICES), list)]
    return bool(named) and set(map(str, named[-1])) != set(defaults.get(INDICES) or [])


def has_own_annexes(reader: Reader, unit: Unit, year: int) -> bool:
    """Tell whether a unit's file, or what is said of those below, lists the annexes of the plan itself."""
    layers = (_above(reader, unit, year)[1], _chosen(reader, unit, year)[1])
    return any(isinstance(plan := one.get("plan"), dict) and plan.get("annexes") for one in layers)


def load_chosen(reader: Reader, unit: Unit, year: int) -> IndexRegister:
    """Read the definitions of the indices that parameters choose for a unit and plan year; all where they choose none.

    Raises
    ------
    InputError
        If they name an index that is not there, or that the unit's own file names and that such units do not have.
    """
    defaults, own, own_file = _chosen(reader, unit, year)
    above_file, above = _above(reader, unit, year)
    layers = [(DEFAULTS, defaults), *([(above_file, above)] if above_file else []), (own_file, own)]
    keys, file = named_indices(reader, layers)
    found = load_indices(reader, keys)
    if file and file != DEFAULTS:
        refuse_other_kinds(found, unit, year - 1, file)
    return found


def _titles(levels: Iterable[str]) -> str:
    return ", ".join(KINDS[one].title_vi if one in KINDS else str(one) for one in levels)


def has_results(reader: Reader, unit: Unit, year: int, choice: str = "office") -> bool:
    """Tell whether anything of a result year is known of a unit itself: entered by its office, approved, or announced.

    ``choice`` is the parameter ``inputs.score_sheet``: whether invented results of a campaign count.
    """
    indices = load_chosen(reader, unit, year + 1).of_unit(unit.unit_kind, year)
    entered = (
        find_file(reader, "office", unit, year, one.office_file, one.name_vi) for one in indices if one.office_file
    )
    if any(entered) or find_approved(reader, choice, unit, year) is not None:
        return True
    if any(at == year for one in indices for _, at in find_forms(reader, one, RESULT, unit.unit_key)):
        return True
    told = (read_published(reader, one) for one in indices if one.is_announced(unit.unit_kind, year))
    return any(bool(((one["unit_key"] == unit.unit_key) & (one["year"] == year)).any()) for one in told)


def load_defaults(reader: Reader) -> ReportParams:
    """Read what holds for every unit alike: ``params/defaults.yml`` over the preset of provinces.

    Raises
    ------
    InputError
        With every fault.
    """
    defaults = reader.read_yaml(DEFAULTS, status="text", title_vi="Tham số chung")
    presets = defaults.get("presets")
    path = f"{PRESETS}/{presets['province']}.yml" if isinstance(presets, dict) and "province" in presets else ""
    layers = [(DEFAULTS, defaults)]
    if path and reader.exists(path):
        layers.append((path, reader.read_yaml(path, status="text", title_vi="Mẫu kế hoạch")))
    return build_params(*layers)


def load_texts(reader: Reader, folder: str, unit_key: str) -> SectionTexts:
    """Read the sections of the plan: name → Markdown template; those that the office has written itself win, one by one.

    Raises
    ------
    InputError
        If the folder has none, or one that is empty.
    """
    path = f"params/texts/{folder}"
    own = office_texts(unit_key, folder)
    places = {one.stem: f"{at}/{one.name}" for at in (path, own) for one in reader.find(at, "*.md")}
    if not places:
        known = ", ".join(sorted(one.name for one in (reader.root / "params/texts").glob("*") if one.is_dir()))
        raise InputError([Fault(path, "", "không có thư mục văn bản mẫu này", f"các thư mục hiện có: {known}")])
    texts = {
        name: reader.read_text(places[name], status="text", title_vi=f"Văn bản mẫu: {name}") for name in sorted(places)
    }
    empty = [name for name, text in texts.items() if not text.strip()]
    if empty:
        allowed = "mục không dùng thì ghi một dòng chú thích {# ... #}"
        raise InputError([Fault(places[name], "", "tệp trống", allowed) for name in empty])
    return SectionTexts(texts, places)
