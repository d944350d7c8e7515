"""Parquet: a table of articles and one of spans for each part, one row a span. Needs the extra `parquet`.

Offsets are code points. Holds everything, and `datasets.load_dataset` opens it too.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any

from annotator.dataset.dataset import WHOLE, Content, Dataset, Documents, FileContents
from annotator.errors import need
from annotator.formats import Exported, Format
from annotator.formats.schema import (
    Column,
    TableFile,
    article_columns,
    article_row,
    attribute_names,
    configuration,
    has_groups,
    labels_in,
    span_columns,
    span_row,
)

FORMAT = Format("the columns `start` and `end` of the spans", extra="parquet", groups=True)
MEDIA_TYPE = "application/x-parquet"
_AT_ONCE = 2**13
"""Rows that are made at once; then they are columns, which take less memory."""
_ABOUT = {
    "annotator.offsets": "start and end are Unicode code points into the text, half-open [start, end)",
    "annotator.text": "the article's file as UTF-8, no line end translated, a byte order mark left out",
}


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`articles.parquet` and `spans.parquet`, for each part of the dataset."""
    articles = article_columns(with_text=with_text)
    spans = span_columns(attribute_names(dataset), with_text=with_text, groups=has_groups(dataset))
    files: dict[str, Content] = {}
    tables = []
    by_config: dict[str, dict[str, str]] = {"spans": {}, "articles": {}}
    for part, documents in dataset.parts.items():
        for name, columns, rows_of in (("spans", spans, _spans), ("articles", articles, _articles)):
            stem = name if part == WHOLE else f"{part}-{name}"
            files[f"{stem}.parquet"] = to_parquet(columns, partial(rows_of, documents), "--to parquet")
            tables.append(TableFile(f"{stem}.parquet", stem, MEDIA_TYPE, columns))
            by_config[name][part] = f"{stem}.parquet"

    def configs() -> list[dict[str, Any]]:
        """The table of spans first, of the parts that have any: `datasets` refuses files without a row."""
        with_rows = {part: path for part, path in by_config["spans"].items() if labels_in(dataset.parts[part])}
        spans = [configuration("spans", with_rows, default=True)] if with_rows else []
        return [*spans, configuration("articles", by_config["articles"])]

    return Exported(FileContents(files), tables=lambda: tuple(tables), configs=configs)


def _spans(documents: Documents) -> Iterator[dict[str, Any]]:
    return (span_row(document, span) for document in documents for span in document.spans)


def _articles(documents: Documents) -> Iterator[dict[str, Any]]:
    return map(article_row, documents)


def to_parquet(
    columns: tuple[Column, ...], rows: Callable[[], Iterable[dict[str, Any]]], what: str
) -> Callable[[], list[bytes]]:
    """What makes a file with these rows, its types declared, each column with its meaning in the metadata.

    Args:
        columns: of the rows.
        rows: gives the values by column; what a row lacks is null, what it has beside them is left out.
        what: what needs the package, as the user asked for it.

    Raises:
        AnnotatorError: if pyarrow is not installed.
    """
    arrow, parquet = need("pyarrow", "parquet", what), need("pyarrow.parquet", "parquet", what)
    schema = arrow.schema([_field(arrow, column) for column in columns], metadata=_ABOUT)

    def make() -> list[bytes]:
        left, parts = iter(rows()), [arrow.Table.from_pylist([], schema=schema)]
        while some := list(islice(left, _AT_ONCE)):
            parts.append(arrow.Table.from_pylist(some, schema=schema))
        sink = io.BytesIO()
        parquet.write_table(arrow.concat_tables(parts).combine_chunks(), sink, compression="zstd")
        return [sink.getvalue()]

    return make


def _field(arrow: Any, column: Column) -> Any:
    kind = {
        "text": arrow.string(),
        "integer": arrow.int64(),
        "texts": arrow.list_(arrow.string()),
        "attributes": arrow.struct([(inner.name, arrow.string()) for inner in column.columns]),
        "spans": arrow.list_(arrow.struct([_field(arrow, inner) for inner in column.columns])),
    }
    return arrow.field(column.name, kind[column.kind], metadata={"about": column.about})
