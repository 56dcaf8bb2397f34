"""Which engine runs notebooks, and what it says: known before papermill, which imports the engine itself."""

from __future__ import annotations

import os
import sys

import psutil

from cchc.errors import ParameterError

#: In a notebook's metadata: files of the project that its cells have read, besides the library's.
OPENED = "cchc_opened"
FORK, KERNEL = "cchc_fork", "nbclient"
ENGINES = {"fork": FORK, "kernel": KERNEL}


def chosen_engine() -> str:
    """Return papermill's name of the engine: ``ENGINE=fork`` or ``kernel`` in the environment, else what is safe.

    Raises
    ------
    ParameterError
        If the choice is unknown or cannot be had here.
    """
    choice = os.environ.get("ENGINE", "").strip()
    if choice not in {"", *ENGINES}:
        raise ParameterError(f"ENGINE='{choice}' không hợp lệ; chỉ dùng fork hoặc kernel, hoặc bỏ trống.")
    if choice == "fork" and sys.platform != "linux":
        raise ParameterError("ENGINE=fork chỉ dùng được trên Linux; hãy bỏ trống ENGINE.")
    if choice:
        return ENGINES[choice]
    return FORK if sys.platform == "linux" and is_fork_safe() else KERNEL


def is_fork_safe() -> bool:
    """Tell whether this process may be forked.

    A thread that holds a lock while its process is forked leaves the lock closed for ever: JupyterLab, dask, and those of
    libraries in C or Rust, of which Python knows nothing and the system does.
    """
    typst = sys.modules.get("cchc.reporting.typst")
    return int(psutil.Process().num_threads()) == 1 and not (typst and typst.has_run())


class SlowCellError(TimeoutError):
    """A cell takes too long; ``index`` is its place in the notebook that papermill runs."""

    def __init__(self, index: int) -> None:
        self.index = index
        super().__init__(index)
