"""What the commands publish, as far as it is known before anything heavy is imported: places, parameters, where the rest is told.

A product's own module declares how it loads and computes, its notebooks, its extra files and its sentences: it has
``load``, which takes the parameters by name, and ``build_from``, which publishes what was loaded.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from cchc.paths import REPORTS, report_folder
from cchc.sources.coverage import read_register
from cchc.sources.plan_years import check_year
from cchc.sources.root import find_root

if TYPE_CHECKING:
    from cchc.reporting.footing import Traced

Say = Callable[[str], None]
#: Product → its module in ``cchc.run``, and its place below the unit's folder, filled with its parameters.
_KNOWN = {
    "report": ("pipeline", ""),
    "national": ("national_product", ""),
    "campaign": ("campaign_product", "campaign"),
    "self_scoring": ("self_scoring_product", "self_scoring"),
    "progress": ("progress_product", "progress/{at}"),
    "cascade": ("cascade", "cascade"),
}

#: Products that may be asked for without a day: all that is there counts.
_AT_IS_OPTIONAL = ("campaign",)
#: Products of what a year has yielded: results are those of the units at its end, which may be others than at its beginning.
_AT_THE_END = {"self_scoring"}

#: Stands for the key of a unit where a product is of the whole country.
_COUNTRY = "_national"


class Wanted(Protocol):
    """What is asked for: a ``Job`` of many reports, or the ``Order`` of one command."""

    @property
    def product(self) -> str: ...  # noqa: D102 -- see Order
    @property
    def parameters(self) -> dict[str, Any]: ...  # noqa: D102
    @property
    def root(self) -> str: ...  # noqa: D102
    @property
    def is_forced(self) -> bool: ...  # noqa: D102


@dataclass(frozen=True)
class Order:
    """One product that somebody asked for by name.

    Attributes
    ----------
    product : str
        Which, by the name of its command.
    parameters : dict
        Of the product and its notebooks, in the form in which ``run.json`` keeps them.
    root : str
        Folder of the project.
    is_forced : bool
        Build it even if nothing has changed.
    """

    product: str
    parameters: dict[str, Any]
    root: str
    is_forced: bool = False


def order(product: str, words: Mapping[str, str | int | bool], *, is_forced: bool = False) -> Order:
    """Bring what a user typed into the form in which products know their parameters.

    Parameters
    ----------
    product : str
        Which.
    words : mapping
        ``province`` (key, name or alias), ``year``, ``issue``, ``at``, ``period``: those that the product has.
    is_forced : bool
        Build it even if nothing has changed.

    Returns
    -------
    Order
        Whose place is known.

    Raises
    ------
    CchcError
        If a word is not known, or is none of its kind.
    """
    root, parameters = find_root(), dict(words) | ({"at": words.get("at", "")} if product in _AT_IS_OPTIONAL else {})
    at, period = parameters.get("at"), parameters.get("period")
    if period is not None:
        from cchc.sources.progress_inputs import check_period  # noqa: PLC0415 -- heavy

        parameters["period"] = check_period(str(period))
    is_dated = at is not None and (product not in _AT_IS_OPTIONAL or bool(str(at).strip()))
    if is_dated and not str(at).strip():
        _parse_day(str(at), 0)  # says that it is missing before anything else is asked
    parameters["year"] = year = check_year(parameters["year"])
    if "province" in parameters:
        parameters["province"] = (
            read_register(root).resolve(str(parameters["province"]), year + (product in _AT_THE_END)).unit_key
        )
    if at is not None:
        parameters["at"] = _parse_day(str(at), year) if is_dated else ""
    return Order(product, parameters, str(root), is_forced)


def _parse_day(at: str, year: int) -> str:
    from cchc.sources.progress_inputs import parse_at  # noqa: PLC0415 -- heavy

    return parse_at(at, year).isoformat()


def report_parameters(unit_key: str, year: int, *, is_issue: bool) -> dict[str, Any]:
    """Return the parameters of a report."""
    return {"province": unit_key, "year": year, "issue": is_issue}


def product_folder(product: str, parameters: Mapping[str, Any], root: Path) -> Path:
    """Return where a product with these parameters stands."""
    home = report_folder(root, str(parameters.get("province", _COUNTRY)), int(parameters["year"]))
    return home / _KNOWN[product][1].format(**parameters)


def folder_of(wanted: Wanted) -> Path:
    """Return where it stands, or is to stand."""
    return product_folder(wanted.product, wanted.parameters, Path(wanted.root))


def load(wanted: Wanted) -> Traced:
    """Read and check everything that it rests on.

    Raises
    ------
    CchcError
        A sentence that says what is wrong and where.
    """
    _put_right(wanted)
    inputs: Traced = _module(wanted.product).load(**wanted.parameters)
    return inputs


def _put_right(wanted: Wanted) -> None:
    """Bring back what a killed run has set aside, signed plans among it, before anything is read."""
    from cchc.run.staging import locked, work_folder  # noqa: PLC0415 -- heavy

    folder, root = folder_of(wanted), Path(wanted.root)
    if (root / REPORTS).is_dir() and work_folder(folder, root).is_dir():
        with locked(folder, root):
            pass


def build(wanted: Wanted, inputs: Traced, say: Say) -> Path:
    """Publish it from what was loaded.

    Raises
    ------
    CchcError
        A sentence that says what is wrong and where; the folder is as it was before.
    """
    folder: Path = _module(wanted.product).build_from(inputs, Path(wanted.root), say)
    return folder


def _module(product: str) -> Any:
    return importlib.import_module(f"cchc.run.{_KNOWN[product][0]}")
