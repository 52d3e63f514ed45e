"""Functions compiled to machine code, once a machine."""

from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from numba import config, njit
from platformdirs import user_cache_dir

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def compiled(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """Compile a function when it is first called, and keep the result for later processes.

    It is kept in the user's cache folder, or in $NUMBA_CACHE_DIR: never beside the package's code.
    """
    # Read when a function is decorated, so that what others compile goes where it went.
    settings = vars(config)
    before = settings["CACHE_DIR"]
    settings["CACHE_DIR"] = before or str(Path(user_cache_dir("bugmark")) / "numba")
    try:
        made: Callable[_Arguments, _Result] = njit(cache=True, nogil=True)(function)
    finally:
        settings["CACHE_DIR"] = before
    return made
