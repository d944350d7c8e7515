"""The agreement that a card tells: how far the dataset's annotators agreed on its articles, before anything was merged."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from annotator.agreement.reading import table_of
from annotator.agreement.result import Settings, analyse
from annotator.dataset.collect import only_by
from annotator.journal.columns import Columns

STABLE = 20
"""Articles below which an interval from resampling them is unstable."""

_NAMES = {
    "f1": "pairwise span F1, strict (equal start, end and label)",
    "relaxed_f1": "pairwise span F1, relaxed (same label, intersection over union at least 0.5)",
    "alpha": "unitizing alpha (Krippendorff et al. 2016; chance-corrected)",
}


def agreement(journals: Columns, annotators: Collection[str], articles: Collection[str]) -> dict[str, Any] | None:
    """The headline measures over the articles that two or more of the annotators finished; `None` if there is none.

    Args:
        journals: the annotators' own journals.
        annotators: the names that count.
        articles: the ids that count.
    """
    table = table_of(only_by(journals, set(annotators)))
    wanted = set(articles)
    table = table.only_articles(np.array([article in wanted for article in table.articles], dtype=np.bool_)).shared()
    if not table.articles:
        return None
    settings = Settings()
    overall = analyse(table, settings).overall
    busy = np.flatnonzero(table.done.any(axis=0))
    return {
        "annotators": [table.annotators[who] for who in busy],
        "articles": len(table.articles),
        "stable": len(table.articles) >= STABLE,
        "resamples": settings.resamples,
        "seed": settings.seed,
        "measures": [
            {"measure": measure, "name": name, **overall[measure]._asdict()} for measure, name in _NAMES.items()
        ],
    }
