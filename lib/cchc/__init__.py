"""Indices of Vietnamese public administration to weaknesses and an official improvement plan.

The public words of the package: ``load_inputs``, ``compute_results``, ``build_plan``; what notebooks show stands in
``cchc.reporting.sections``.
"""

from importlib.metadata import version as _version

__version__ = _version("cchc")

from cchc.analysis.results import Results, compute_results
from cchc.planning.plan import Plan, build_plan
from cchc.reporting.ipython import register as _register
from cchc.sources.report_inputs import ReportInputs, load_inputs

_register()

__all__ = ["Plan", "ReportInputs", "Results", "build_plan", "compute_results", "load_inputs"]
