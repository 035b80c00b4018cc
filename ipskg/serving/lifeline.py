"""Processes that end with the one that started them, also where that one is killed and can tidy up nothing."""

from __future__ import annotations

import os
import sys

# Linux keeps the promise over exec, so that what runs in the end has the same process id. A function between fork and
# exec (`preexec_fn`) would do without the detour, but is not safe in a process that has threads.
_TIED = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
if os.getppid() == int(sys.argv[1]):  # else it has ended meanwhile
    os.execv(sys.argv[2], sys.argv[2:])
"""


def tied(*command: str) -> tuple[str, ...]:
    """Give a command, its program as a path, that ends with the thread that starts it; on Linux only, else as it is."""
    if sys.platform != "linux":
        return command
    return (sys.executable, "-I", "-S", "-c", _TIED, str(os.getpid()), *command)
