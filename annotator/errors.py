"""The one kind of error that a user is shown; apart from the models, so that failing does not load them."""

from __future__ import annotations

import importlib
from typing import Any


class AnnotatorError(Exception):
    """Something the user can mend: the message says what happened, where, and what to do."""


def how_to_install(extra: str) -> str:
    """What to type for an extra. `-e` keeps the installation of a clone one that follows its files."""
    return f"in the folder that annotator was installed from, pip install -e '.[{extra}]'"


def need(module: str, extra: str, what: str) -> Any:
    """A module of a package that is not installed with the program itself.

    Args:
        module: its name.
        extra: the extra that brings it.
        what: what needs it, as the user asked for it (`--to parquet`).

    Raises:
        AnnotatorError: if the package is not installed; it names the extra.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise AnnotatorError(
            f"{what}: needs the extra {extra!r} ({error.name} is not installed): {how_to_install(extra)}"
        ) from error
