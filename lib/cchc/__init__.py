"""Indices of Vietnamese public administration to weaknesses and an official improvement plan.

The public words of the package: ``load_inputs``, ``compute_results``, ``build_plan`` of one unit, ``load_national``,
``compute_national`` of all provinces, ``load_campaign``, ``build_campaign``, ``compute_campaign`` of a scoring campaign
over the units below, ``load_self_scoring``, ``build_self_scoring``, ``compute_self_scoring`` of a unit that scores itself,
``load_progress``, ``compute_progress`` of a plan in its year; what notebooks show stands in
``cchc.reporting.sections``. An analyst's own cells have ``table``, ``figure``, ``say``, ``answers``, ``columns``;
``units``, ``years``, ``start``, ``preview`` are for the one who works in JupyterLab.
They are imported when first used, so that a wrong command is answered at once.
"""

import importlib as _importlib
import sys as _sys
import types as _types
import typing as _typing
from importlib.metadata import version as _version

if _typing.TYPE_CHECKING:
    from cchc.analysis.campaign_results import CampaignResults, compute_campaign
    from cchc.analysis.national_results import NationalResults, compute_national
    from cchc.analysis.respondents import answers
    from cchc.analysis.results import Results, compute_results
    from cchc.analysis.self_scoring import SelfScoringResults, compute_self_scoring
    from cchc.planning.campaign_steps import CampaignPlan, build_campaign
    from cchc.planning.plan import Plan
    from cchc.planning.plan_building import build_plan
    from cchc.planning.plan_progress import Progress, compute_progress
    from cchc.planning.self_scoring_plan import SelfScoringPlan, build_self_scoring
    from cchc.reporting.own import columns, table
    from cchc.reporting.own_figures import figure
    from cchc.reporting.own_words import say
    from cchc.run.desk import preview, start, units, years
    from cchc.sources.campaign_inputs import CampaignInputs
    from cchc.sources.campaign_loading import load_campaign
    from cchc.sources.inputs import ReportInputs
    from cchc.sources.national_inputs import NationalInputs, load_national
    from cchc.sources.progress_inputs import ProgressInputs, load_progress
    from cchc.sources.report_inputs import load_inputs
    from cchc.sources.self_scoring_inputs import SelfScoringInputs, load_self_scoring

__version__ = _version("cchc")
__all__ = [
    "CampaignInputs", "CampaignPlan", "CampaignResults", "NationalInputs", "NationalResults", "Plan", "Progress",
    "ProgressInputs", "ReportInputs", "Results", "SelfScoringInputs", "SelfScoringPlan", "SelfScoringResults",
    "answers", "build_campaign", "build_plan", "build_self_scoring", "columns", "compute_campaign", "compute_national",
    "compute_progress", "compute_results", "compute_self_scoring", "figure", "load_campaign", "load_inputs",
    "load_national", "load_progress", "load_self_scoring", "preview", "say", "start", "table", "units", "years",
]  # fmt: skip

_HOMES = {
    "CampaignInputs": "sources.campaign_inputs",
    "CampaignPlan": "planning.campaign_steps",
    "CampaignResults": "analysis.campaign_results",
    "build_campaign": "planning.campaign_steps",
    "compute_campaign": "analysis.campaign_results",
    "load_campaign": "sources.campaign_loading",
    "NationalInputs": "sources.national_inputs",
    "NationalResults": "analysis.national_results",
    "compute_national": "analysis.national_results",
    "load_national": "sources.national_inputs",
    "Plan": "planning.plan",
    "Progress": "planning.plan_progress",
    "ProgressInputs": "sources.progress_inputs",
    "compute_progress": "planning.plan_progress",
    "load_progress": "sources.progress_inputs",
    "ReportInputs": "sources.inputs",
    "Results": "analysis.results",
    "build_plan": "planning.plan_building",
    "compute_results": "analysis.results",
    "load_inputs": "sources.report_inputs",
    "SelfScoringInputs": "sources.self_scoring_inputs",
    "SelfScoringPlan": "planning.self_scoring_plan",
    "SelfScoringResults": "analysis.self_scoring",
    "build_self_scoring": "planning.self_scoring_plan",
    "compute_self_scoring": "analysis.self_scoring",
    "load_self_scoring": "sources.self_scoring_inputs",
    "answers": "analysis.respondents",
    "columns": "reporting.own",
    "figure": "reporting.own_figures",
    "say": "reporting.own_words",
    "table": "reporting.own",
    "preview": "run.desk",
    "start": "run.desk",
    "units": "run.desk",
    "years": "run.desk",
}


class _Package(_types.ModuleType):
    """The package itself: where a public word has the name of a module inside, ``columns``, the word is what people get."""

    def __setattr__(self, name: str, value: object) -> None:
        # importing a module binds it here by its name; ``from cchc.columns import ...`` does not need that
        if not (name in _HOMES and isinstance(value, _types.ModuleType)):
            super().__setattr__(name, value)


def __getattr__(name: str) -> _typing.Any:
    if name not in _HOMES:
        msg = f"module 'cchc' has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(_importlib.import_module(f"cchc.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, *(name for name in globals() if name.startswith("__"))]


_sys.modules[__name__].__class__ = _Package
if "IPython" in _sys.modules:
    _importlib.import_module("cchc.reporting.ipython").register()
