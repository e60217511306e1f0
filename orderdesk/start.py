"""How one process of the program starts another."""

from __future__ import annotations

import sys


def module_command(module: str, *arguments: str) -> list[str]:
    """The command line of a module of this program, in the Python that runs now.

    Without -P the folder in which somebody happens to stand would come first on the import path: another version of the
    program there, or any file with a module's name, would run instead.
    """
    return [sys.executable, "-P", "-m", module, *arguments]
