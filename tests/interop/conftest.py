"""Tests that need other projects' packages: collected only where these are, which is what `make interop` sees to.

A test module stands in `NEEDED` with the packages that it imports. Elsewhere pytest does not collect it; asked for this
folder alone it then says that it found no tests, and fails.
"""

from __future__ import annotations

import importlib
import warnings
from importlib.util import find_spec
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NEEDED = {
    "test_interop_agreement.py": (
        "bratiaa",
        "krippendorff",
        "nervaluate",
        "pygamma_agreement",
        "sklearn.metrics",
        "statsmodels.stats.inter_rater",
    ),
    "test_interop_cards.py": ("cassis", "pyarrow", "spacy"),
    "test_interop_cluster.py": ("distributed", "fsspec", "s3fs", "moto.server"),
    "test_interop_frames.py": ("pandas", "polars", "pyarrow", "spacy"),
    "test_interop_spacy.py": ("spacy",),
    "test_interop_tables.py": ("datasets", "mlcroissant", "pandas", "pyarrow"),
    "test_interop_tools.py": ("bratsubset", "pandas", "rdflib", "spacy"),
    "test_interop_training.py": ("pycrfsuite", "spacy"),
    "test_interop_webanno.py": ("cassis",),
}


def _there(package: str) -> bool:
    return find_spec(package.partition(".")[0]) is not None


collect_ignore = [name for name, packages in NEEDED.items() if not all(map(_there, packages))]


def _load(packages: tuple[str, ...]) -> None:
    """Import packages once without their warnings, which are not this project's and would be errors here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for package in packages:
            importlib.import_module(package)


for _name, _packages in NEEDED.items():
    if _name not in collect_ignore:
        _load(_packages)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Warnings out of other projects fail none of these tests."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.filterwarnings("ignore"))
