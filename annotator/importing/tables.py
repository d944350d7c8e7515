"""Articles from tables: a row an article, its text in one column; CSV, TSV, JSON, Parquet and what `datasets` saved."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from annotator.errors import AnnotatorError, need
from annotator.formats import NotTaken
from annotator.formats.parsing import LIMIT, article_id, objects, read_text
from annotator.journal.records import Fields
from annotator.model import Meta
from annotator.text.sanitize import one_line, plural

TEXT, ID = "text", "id"
_DELIMITERS = ",;\t"
_SHARD = "data-00000-of-00001"
"""How `datasets` calls the only file of a part."""
_OF_SPANS = frozenset({"start", "end", "label", "labels"})
_META = frozenset(Meta.__struct_fields__)


class TableColumns(NamedTuple):
    """Where in a table things are; `None` for the usual names, `text` and `id`."""

    text: str | None = None
    id: str | None = None


class TableArticle(NamedTuple):
    """An article of a table: its name, its text, and the rest of its row."""

    name: str
    text: str
    meta: dict[str, Any]


def articles_in(path: Path, columns: TableColumns) -> tuple[list[TableArticle], list[str]]:
    """The articles of a table, and sentences on rows that are none.

    Raises:
        AnnotatorError: if it cannot be read, or lacks a column that was named.
    """
    left: list[NotTaken] = []
    found: list[TableArticle] = []
    empty, of_spans = 0, list[str]()
    text_column, id_column = columns.text or TEXT, columns.id or ID
    for number, row in enumerate(_rows(path, left), 1):
        of_spans += [name for name in row if name in _OF_SPANS and name not in of_spans]
        if number == 1:  # lines of JSON need not have the same fields; without a text they are counted
            _refuse_missing(path, row, columns)
        text = row.get(text_column)
        if not isinstance(text, str) or not text.strip():
            empty += 1
            continue
        rest = {name: value for name, value in row.items() if name not in {text_column, id_column}}
        found.append(TableArticle(_name(path, row.get(id_column), number), text, _meta(rest)))
    told = [f"{plural(empty, 'row')} of {one_line(path.name)} without a text left out"] if empty else []
    if of_spans:
        told.append(
            f"{one_line(path.name)}: of {', '.join(of_spans)} no spans are made: kept in the articles' .meta.json; a table of "
            "spans has the columns article, start, end, label"
        )
    return found, [*told, *(f"{one.where}: {one.why} (left)" for one in left)]


def columns_of(path: Path) -> list[str]:
    """The names of a table's columns; none if it is no table."""
    try:
        return [*map(str, next(_rows(path, []), {}))]
    except AnnotatorError:
        return []


def is_table(path: Path) -> bool:
    """Whether a file is a table of articles by the names of its columns, and none of spans, well made or not."""
    names = {name.lower() for name in columns_of(path)}
    return TEXT in names and not {"article", "label"} <= names


def _refuse_missing(path: Path, row: Fields, columns: TableColumns) -> None:
    option = "--text-column" if (columns.text or TEXT) not in row else "--id-column"
    name = (columns.text or TEXT) if option == "--text-column" else columns.id
    if name is not None and name not in row:
        there = ", ".join(one_line(str(column), 40) for column in row)
        raise AnnotatorError(
            f"{one_line(str(path))}: has no column {one_line(name, 40)!r}; it has {there}: name one with {option}"
        )


def _name(path: Path, identity: Any, number: int) -> str:
    """An article's name: its id in the table, behind the file's name where that is only a number."""
    stem = path.parent.name if path.stem == _SHARD else path.stem
    if isinstance(identity, str) and identity and not identity.isdigit():
        return article_id(identity)
    return article_id(f"{stem}-{identity if isinstance(identity, int) or identity else number}")


def _meta(rest: Fields) -> dict[str, Any]:
    """What the rest of a row says: what metadata has names for as text, all else as it is."""
    found: dict[str, Any] = {}
    for name, value in rest.items():
        if value is None or value == "" or isinstance(value, bytes):
            continue
        if name == "authors":
            found[name] = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        elif name in _META or not isinstance(value, str | int | float | bool | list | dict):
            found[name] = str(value)
        else:
            found[name] = value
    return found


def _rows(path: Path, left: list[NotTaken]) -> Iterator[Fields]:
    suffix = path.suffix.lower()
    if suffix in {".parquet", ".arrow"}:
        yield from _columnar(path, suffix)
    elif suffix in {".csv", ".tsv"}:
        yield from _separated(path, left)
    else:
        yield from (row for _, row in objects(path, left))


def _separated(path: Path, left: list[NotTaken]) -> Iterator[Fields]:
    csv.field_size_limit(min(LIMIT, 2**31 - 1))
    text = read_text(path)
    first = text.partition("\n")[0]
    sign = "\t" if path.suffix.lower() == ".tsv" else max(_DELIMITERS, key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    try:
        header = [cell.strip() for cell in next(rows, [])]
        for cells in rows:
            if len(cells) == len(header):
                yield dict(zip(header, cells, strict=True))
            elif cells:
                where = f"{one_line(path.name)}, line {rows.line_num}"
                left.append(NotTaken(where, None, f"has {len(cells)} cells for {len(header)} columns"))
    except csv.Error as error:
        raise AnnotatorError(
            f"{one_line(str(path))}: line {rows.line_num} is not CSV ({error}): correct the file"
        ) from None


def _columnar(path: Path, suffix: str) -> Iterator[Fields]:
    arrow = need("pyarrow", "parquet", f"importing {one_line(path.name)}")
    try:
        if suffix == ".parquet":
            batches = need("pyarrow.parquet", "parquet", "importing Parquet").ParquetFile(path).iter_batches(1024)
        else:
            batches = arrow.ipc.open_stream(arrow.memory_map(str(path)))
        for batch in batches:
            yield from batch.to_pylist()
    except (arrow.ArrowException, OSError) as error:
        raise AnnotatorError(
            f"{one_line(str(path))}: cannot be read ({one_line(str(error), 100)}): correct the file"
        ) from None
