"""The formats that a dataset can be written in, one module each, imported only when its format is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from annotator.gold.dataset import Dataset
from annotator.gold.export.columns import Table
from annotator.model import AnnotatorError

FORMATS = (
    "jsonl", "huggingface", "parquet", "spacy", "webanno",
    "conll", "prodigy", "doccano", "label-studio", "brat", "w3c", "csv",
)  # fmt: skip
"""The formats' names; each has a module of that name here (`_` for `-`), with a function `write` that is a `Writer`."""

NEED_TEXT = frozenset({"spacy", "webanno", "conll", "prodigy", "doccano", "label-studio", "brat"})
"""The formats that cannot be written without the articles' text."""


class Exported(NamedTuple):
    """The files of an export, and what they do not say."""

    files: dict[str, bytes]
    """By name, relative to the folder of the dataset."""
    not_held: dict[str, int]
    """What the format could not hold: a phrase (`attributes`, `nested spans`) and how many were lost."""
    tables: tuple[Table, ...] = ()
    """The files that are tables, for the description in Croissant; without one none is written."""
    head: Mapping[str, Any] = {}
    """More for the YAML head of README.md."""
    told: tuple[str, ...] = ()
    """Sentences on what was written otherwise than it stands in the dataset, for the card's limits."""


class Writer(Protocol):
    """Turns a dataset into files of one format."""

    def __call__(self, dataset: Dataset, *, with_text: bool) -> Exported:
        """The files; without `with_text` none of them holds any of the articles' text."""


def writer(name: str) -> Writer:
    """The writer of one of `FORMATS`."""
    write: Writer = importlib.import_module(f"annotator.gold.export.{name.replace('-', '_')}").write
    return write


def need_text(name: str, *, with_text: bool) -> None:
    """Refuse to write a format without the text that it is made of.

    Raises:
        AnnotatorError: naming the option.
    """
    if name in NEED_TEXT and not with_text:
        raise AnnotatorError(
            f"--to {name}: such files hold the articles' text: add --with-text if you may pass it on, or choose "
            "--to jsonl, which does without"
        )
