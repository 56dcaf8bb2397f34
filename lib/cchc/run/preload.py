"""What a process does once before it is forked: imports, fonts, templates; never a thread, never a call of typst."""

from __future__ import annotations

import functools
import importlib
import importlib.util
import os
import sys

#: One thread each: workers are processes, and sums come out the same on every machine.
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
#: Charts of a cell go into its outputs, wherever it runs.
INLINE = "module://matplotlib_inline.backend_inline"
#: Never ``matplotlib_inline.backend_inline``: imported before there is a shell, it loses every figure without a word.
_MODULES = (
    "ipykernel.inprocess.blocking",
    "ipykernel.inprocess.ipkernel",
    "ipykernel.inprocess.manager",
    "nbclient.client",
    "cchc.planning.plan_building",
    "cchc.reporting.charts",
    "cchc.reporting.ipython",
    "cchc.sources.report_inputs",
)


def set_libraries() -> None:
    """Keep numerical libraries from starting threads and matplotlib from reading the user's settings; before their import."""
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")
    os.environ.update(matplotlib_settings())


def matplotlib_settings() -> dict[str, str]:
    """Return what makes matplotlib start as it is delivered, whatever matplotlibrc this user has."""
    spec = importlib.util.find_spec("matplotlib")
    places = spec.submodule_search_locations if spec else None
    return {"MATPLOTLIBRC": os.path.join(places[0], "mpl-data", "matplotlibrc")} if places else {}  # noqa: PTH118


@functools.cache
def preload() -> None:
    """Import what notebooks need and draw one small chart, so that a fork of this process starts at once."""
    set_libraries()
    _without_debugger()
    for name in _MODULES:
        importlib.import_module(name)
    from cchc.reporting.charts import bars, to_block  # noqa: PLC0415
    from cchc.reporting.html import render_fragment  # noqa: PLC0415

    render_fragment(to_block(bars(["Ả"], [1.0]), alt=""))
    for module in list(sys.modules.values()):
        hasattr(module, "__file__")  # the kernel asks all of them; lazy ones load now, not in every fork


def _without_debugger() -> None:
    """Import the kernel without its debugger: nobody steps through a report, and it costs a tenth of a second."""
    known = sys.modules.get("debugpy")
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    try:
        importlib.import_module("ipykernel.debugger")
    finally:
        del sys.modules["debugpy"]
        if known is not None:
            sys.modules["debugpy"] = known
