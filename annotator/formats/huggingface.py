"""A folder that `datasets.load_dataset` opens: one row an article with its spans. Needs the extra `parquet`.

Offsets are code points. Holds everything. The rows are Parquet: of JSON lines, `datasets` would take a column in which
every value looks like a date for dates, whatever is declared, and change `2026-11-22` to `2026-11-22 00:00:00`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from annotator.dataset.dataset import Dataset, FileContents
from annotator.dataset.document import Documents
from annotator.formats import Exported, Format
from annotator.formats.parquet import MEDIA_TYPE, to_parquet
from annotator.formats.schema import (
    TableFile,
    a_file_a_part,
    article_columns,
    article_row,
    attribute_names,
    has_groups,
    span_row,
    spans_column,
)

FORMAT = Format("`start` and `end` of each of an article's `spans`", extra="parquet", groups=True)


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<part>.parquet` for each part of the dataset, and what the card's head says of them."""
    spans = spans_column(attribute_names(dataset), with_text=with_text, groups=has_groups(dataset))
    articles = (*article_columns(with_text=with_text), spans)
    files = {
        f"{part}.parquet": to_parquet(articles, partial(_rows, documents), "--to huggingface")
        for part, documents in dataset.parts.items()
    }
    tables = tuple(TableFile(f"{part}.parquet", part, MEDIA_TYPE, articles) for part in dataset.parts)
    return Exported(FileContents(files), tables=lambda: tables, configs=lambda: a_file_a_part(dataset, ".parquet"))


def _rows(documents: Documents) -> Iterator[dict[str, Any]]:
    for document in documents:
        yield {**article_row(document), "spans": [span_row(document, span) for span in document.spans]}
