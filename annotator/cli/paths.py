"""How a path on the command line is read: a file or folder of this machine, or an address that fsspec knows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from annotator.remote import place


class _PathType(click.ParamType[Any]):
    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        return place(value)


PATH = _PathType()

__all__ = ["PATH"]
