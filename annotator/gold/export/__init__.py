"""The formats that a dataset can be written in, one module each, imported only when its format is asked for."""

from __future__ import annotations

import importlib
from typing import NamedTuple, Protocol

from annotator.gold.dataset import Dataset

FORMATS = ("jsonl",)
"""The formats' names; each has a module of that name here, with a function `write` that is a `Writer`."""


class Exported(NamedTuple):
    """The files of an export, and what they do not say."""

    files: dict[str, bytes]
    """By name, relative to the folder of the dataset."""
    not_held: dict[str, int]
    """What the format could not hold: a phrase (`attributes`, `nested spans`) and how many were lost."""


class Writer(Protocol):
    """Turns a dataset into files of one format."""

    def __call__(self, dataset: Dataset, *, with_text: bool) -> Exported:
        """The files; without `with_text` none of them holds any of the articles' text."""


def writer(name: str) -> Writer:
    """The writer of one of `FORMATS`."""
    write: Writer = importlib.import_module(f"annotator.gold.export.{name}").write
    return write
