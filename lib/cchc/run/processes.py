"""Processes that must not outlive what started them."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys

import psutil

_PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int) -> None:
    """Let the system kill this process when the one that started it dies, however it dies (Linux; else nothing).

    Parameters
    ----------
    parent : int
        Its process number: if it is already gone, this process ends at once.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def kill_below(process: int) -> None:
    """Kill everything that a process has started, in whatever group or session."""
    with contextlib.suppress(psutil.Error):
        for one in psutil.Process(process).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                one.kill()
