"""Votes by token as a table: a row a token, a column of votes a label. Needs the extra `parquet`.

What `soft` is as JSON lines; offsets are code points.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from annotator.dataset.dataset import Dataset, FileContents
from annotator.dataset.document import Document
from annotator.formats import Exported, Format
from annotator.formats.parquet import MEDIA_TYPE, columns_to_parquet
from annotator.formats.schema import Column, TableFile, a_file_a_part
from annotator.formats.soft import TOLD, TokenVotes, all_labels, not_held, voted

FORMAT = Format("the columns `start` and `end` of each token", noted=False, extra="parquet")
_ABOUT = (
    Column("article", "text", "The id of the article."),
    Column("sha256", "text", "SHA-256 of the bytes of the article's file."),
    Column("token", "integer", "The number of the token in the article, from 0."),
    Column("start", "integer", "Where the token begins, in Unicode code points from the beginning of the text."),
    Column("end", "integer", "Where it ends, exclusive."),
)
_WORDING = Column("text", "text", "The token.")
_OF = Column("of", "integer", "How many annotators finished the article: as many votes there could be.")


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<part>.parquet` for each part of the dataset."""
    labels, annotators = all_labels(dataset), dataset.contents.annotators
    columns = (
        *_ABOUT,
        *([_WORDING] if with_text else []),
        _OF,
        *(Column(f"votes.{label}", "integer", "How many of them tagged the token with the label.") for label in labels),
        *(
            Column(f"chosen.{label}", "integer", "1 where a span of the dataset of the label lies on it.")
            for label in labels
        ),
    )
    counted = {f"{part}.parquet": Counter[str]() for part in dataset.parts}
    files = {
        name: columns_to_parquet(
            columns,
            partial(_columns, partial(voted, documents, labels, counted[name], annotators), labels),
            "--to soft-parquet",
        )
        for name, documents in zip(counted, dataset.parts.values(), strict=True)
    }
    tables = tuple(TableFile(f"{part}.parquet", part, MEDIA_TYPE, columns) for part in dataset.parts)
    return Exported(
        FileContents(files),
        lambda: not_held(dataset, counted),
        tables=lambda: tables,
        configs=lambda: a_file_a_part(dataset, ".parquet"),
        sentences=lambda: TOLD,
    )


def _columns(votes: Callable[[], Iterator[tuple[Document, TokenVotes]]], labels: list[str]) -> Iterator[dict[str, Any]]:
    """The columns of each article's tokens."""
    for document, found in votes():
        count, text = len(found.ranges), document.text or ""
        start, end = found.ranges[:, 0], found.ranges[:, 1]
        yield {
            "article": [document.id] * count,
            "sha256": [document.sha256] * count,
            "token": np.arange(count),
            "start": start,
            "end": end,
            "text": [text[low:high] for low, high in found.ranges.tolist()],
            "of": np.full(count, found.of),
            **{f"votes.{label}": found.votes[label] for label in labels},
            **{f"chosen.{label}": found.chosen[label] for label in labels},
        }
