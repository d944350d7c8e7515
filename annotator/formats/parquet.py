"""Parquet: a table of articles and one of spans for each part, one row a span. Needs the extra `parquet`.

Offsets are code points. Holds everything, and `datasets.load_dataset` opens it too.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any

from annotator.dataset.dataset import WHOLE, Content, Dataset, FileContents
from annotator.dataset.document import Documents
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
_GROUP = 2**20
"""Rows of a group of rows in a file."""
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
) -> Callable[[], Iterator[bytes]]:
    """What makes a file with these rows; see `columns_to_parquet`.

    Args:
        columns: of the rows.
        rows: gives the values by column; what a row lacks is null, what it has beside them is left out.
        what: what needs the package, as the user asked for it.

    Raises:
        AnnotatorError: if pyarrow is not installed.
    """

    def values() -> Iterator[dict[str, list[Any]]]:
        left = iter(rows())
        while some := list(islice(left, _AT_ONCE)):
            yield {column.name: [row.get(column.name) for row in some] for column in columns}

    return columns_to_parquet(columns, values, what)


def columns_to_parquet(
    columns: tuple[Column, ...], values: Callable[[], Iterator[dict[str, list[Any]]]], what: str
) -> Callable[[], Iterator[bytes]]:
    """What makes a file, its types declared, each column with its meaning in the metadata; some rows are held at a time.

    Args:
        columns: of the table.
        values: gives those of some rows by column, again and again.
        what: what needs the package, as the user asked for it.

    Raises:
        AnnotatorError: if pyarrow is not installed.
    """
    arrow, parquet = need("pyarrow", "parquet", what), need("pyarrow.parquet", "parquet", what)
    schema = arrow.schema([_field(arrow, column) for column in columns], metadata=_ABOUT)

    def groups() -> Iterator[Any]:
        """Tables of as many rows as a group of a file has, and one of those that are left, or of none."""
        held, count, written = [schema.empty_table()], 0, 0
        for some in values():
            table = arrow.Table.from_pydict(some, schema=schema)
            while count + table.num_rows > _GROUP:
                held.append(table.slice(0, _GROUP - count))
                table = table.slice(_GROUP - count)
                yield arrow.concat_tables(held).combine_chunks()
                held, count, written = [], 0, written + 1
            held.append(table)
            count += table.num_rows
        if count or not written:
            yield arrow.concat_tables(held).combine_chunks()

    def make() -> Iterator[bytes]:
        with parquet.ParquetWriter(drained := _Drained(), schema, compression="zstd") as out:
            for table in groups():
                out.write_table(table)
                yield drained.given()
        yield drained.given()

    return make


class _Drained(io.RawIOBase):
    """What is written, until it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self._end = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        self._end += len(self._parts[-1])
        return len(self._parts[-1])

    def tell(self) -> int:
        return self._end

    def given(self) -> bytes:
        """What was written since this was asked for."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


def _field(arrow: Any, column: Column) -> Any:
    kind = {
        "text": arrow.string(),
        "integer": arrow.int64(),
        "texts": arrow.list_(arrow.string()),
        "attributes": arrow.struct([(inner.name, arrow.string()) for inner in column.columns]),
        "spans": arrow.list_(arrow.struct([_field(arrow, inner) for inner in column.columns])),
    }
    return arrow.field(column.name, kind[column.kind], metadata={"about": column.about})
