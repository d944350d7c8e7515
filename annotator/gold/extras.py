"""Packages that only some formats need: imported when such a format is asked for, or one sentence that names the extra."""

from __future__ import annotations

import importlib
from typing import Any

from annotator.model import AnnotatorError


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
            f"{what}: needs the extra {extra!r} ({error.name} is not installed): in the folder that annotator was "
            f"installed from, pip install '.[{extra}]'"
        ) from error
