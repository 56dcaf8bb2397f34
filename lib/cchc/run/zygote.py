"""Imported once by the process from which workers are forked: everything a report needs is then already there."""

from __future__ import annotations

import contextlib
import os

from cchc.run.jobs import WARM_VARIABLE
from cchc.run.preload import preload
from cchc.sources.root import find_root
from cchc.sources.version import find_code


def warm(unit_key: str, year: str) -> None:
    """Read, compute and word one report; whatever is wrong with it is said by the worker that builds it."""
    from cchc.analysis.results import compute_results  # noqa: PLC0415 -- after preload
    from cchc.planning.plan_building import build_plan  # noqa: PLC0415
    from cchc.reporting.sections.plan import try_out  # noqa: PLC0415
    from cchc.sources.report_inputs import load_inputs  # noqa: PLC0415

    results = compute_results(load_inputs(unit_key, year))
    try_out(build_plan(results))


with contextlib.suppress(Exception):
    find_code(find_root())  # of the files that are imported now, not of what is saved over them later
preload()
import cchc.run.pipeline  # noqa: E402, F401 -- matplotlib is to be set up first

with contextlib.suppress(Exception):
    warm(*os.environ[WARM_VARIABLE].split(":"))
