"""``make lab``: JupyterLab in Vietnamese, rooted at the project, opening its start page."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from cchc.run.environ import environment_with
from cchc.sources.root import find_root

START_PAGE = "notebooks/bat_dau.ipynb"
_HERE = Path(__file__).parent


def lab_environment() -> dict[str, str]:
    """Return the variables by which JupyterLab finds what this project sets and adds; what a user has set there stays behind it.

    Nothing is written to the environment or the user's home: settings that a user has chosen for JupyterLab stay the last word.
    """
    folders = {"JUPYTER_CONFIG_PATH": _HERE / "config", "JUPYTER_PATH": _HERE / "data"}
    return {name: os.pathsep.join(filter(None, (str(own), os.environ.get(name, "")))) for name, own in folders.items()}


def lab_arguments(root: Path, more: Sequence[str] = ()) -> list[str]:
    """Return the command line of JupyterLab.

    Parameters
    ----------
    root : pathlib.Path
        Folder of the project: what is above it cannot be reached.
    more : sequence of str
        Options of JupyterLab itself, such as ``--no-browser`` and ``--port=8890``.
    """
    return [
        f"--ServerApp.root_dir={root}",
        f"--LabApp.default_url=/lab/tree/{START_PAGE}",
        *more,
    ]


def start_lab(more: Sequence[str] = ()) -> int:
    """Run JupyterLab until it is stopped.

    Parameters
    ----------
    more : sequence of str
        See ``lab_arguments``.

    Returns
    -------
    int
        Exit code.
    """
    from jupyterlab.labapp import LabApp  # noqa: PLC0415 -- heavy

    root = find_root()
    with environment_with(**lab_environment()):
        LabApp.launch_instance(lab_arguments(root, more))
    return 0
