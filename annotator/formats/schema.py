"""The columns of the tables that exports are made of, named and typed once for every format that declares its types."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import orjson

from annotator.dataset.dataset import WHOLE, Dataset, SpanLines
from annotator.dataset.document import Document, Documents
from annotator.journal.records import Fields

ColumnKind = Literal["text", "texts", "integer", "attributes", "spans"]
"""`texts` is a list of strings, `attributes` a string or null for each of its columns, `spans` a list of rows of them."""


JSON_LINES = "application/jsonlines"


class Column(NamedTuple):
    """One column of a table."""

    name: str
    kind: ColumnKind
    about: str
    columns: tuple[Column, ...] = ()
    """What is within each of its values."""
    within: str = ""
    """The column of objects that this one is a field of, if the file nests it in one."""


class TableFile(NamedTuple):
    """A file that holds one row of these columns after another."""

    file: str
    name: str
    media_type: str
    columns: tuple[Column, ...]


_ARTICLE = (
    Column("id", "text", "The article's name."),
    Column("sha256", "text", "SHA-256 of the bytes of the article's file; with the id it tells versions apart."),
    Column("length", "integer", "The article's length in Unicode code points."),
)
_TEXT = Column("text", "text", "The article's text, as it stands in its file, a byte order mark left out.")
_META = (
    Column("title", "text", "The article's title."),
    Column("source", "text", "Who published it."),
    Column("url", "text", "Where it stood."),
    Column("authors", "texts", "Who wrote it."),
    Column("published", "text", "When it was published, as its metadata says it."),
    Column("language", "text", "The language of the text, a code."),
    Column("event", "text", "What it reports on; articles of one event are kept in one part."),
    Column("more", "text", "Other metadata of the article, a JSON object."),
)
_KEY = (
    Column("article", "text", "The id of the article."),
    Column("sha256", "text", "SHA-256 of the bytes of the article's file."),
)
_RANGE = (
    Column("start", "integer", "Where the span begins, in Unicode code points from the beginning of the text."),
    Column("end", "integer", "Where it ends, exclusive."),
    Column("label", "text", "What was tagged."),
)
_WORDING = Column("text", "text", "The text of the span.")
_VOTES = (
    Column("annotators", "texts", "Who gave the span."),
    Column("support", "integer", "How many gave it; 0 where its boundaries or its label are an adjudicator's own."),
    Column("of", "integer", "How many annotators finished the article."),
    Column("origin", "text", "How it came about."),
)
_ATTRIBUTES = Column("attributes", "attributes", "What was noted of it by name, as the speaker of a quotation.")
_NOTE = Column("note", "text", "What an annotator wrote about it.")
_GROUPS = Column("groups", "texts", "The ids of the groups in groups.jsonl that it is in.")


def article_columns(*, with_text: bool) -> tuple[Column, ...]:
    """The columns of a table of articles."""
    return (*_ARTICLE, *([_TEXT] if with_text else []), *_META)


def nested_article_columns(*, with_text: bool) -> tuple[Column, ...]:
    """The columns of a table of articles that keeps their metadata in a column `meta` of objects."""
    meta = (column._replace(within="meta") for column in _META if column.name != "more")
    return (*_ARTICLE, *([_TEXT] if with_text else []), *meta)


def span_columns(names: Iterable[str], *, with_text: bool, groups: bool = False) -> tuple[Column, ...]:
    """The columns of a table of spans.

    Args:
        names: of the attributes; without any there is no column for them.
        with_text: whether the spans' text is a column.
        groups: whether the dataset has groups.
    """
    attributes = tuple(Column(name, "text", _ATTRIBUTES.about) for name in names)
    noted = [_ATTRIBUTES._replace(columns=attributes)] if attributes else []
    return (*_KEY, *_RANGE, *([_WORDING] if with_text else []), *_VOTES, *noted, _NOTE, *([_GROUPS] if groups else []))


def spans_column(names: Iterable[str], *, with_text: bool, groups: bool = False) -> Column:
    """The column of an article's spans, each a row of the columns of a table of spans but for what names the article."""
    columns = span_columns(names, with_text=with_text, groups=groups)[len(_KEY) :]
    return Column("spans", "spans", "The spans of the article in reading order.", columns)


def attribute_names(dataset: Dataset) -> list[str]:
    """The names that the attributes of the dataset's spans have, sorted."""
    return sorted({name for document in dataset.documents for name in names_in(document.spans)})


def has_groups(dataset: Dataset) -> bool:
    """Whether spans say in which groups they are."""
    return dataset.contents.groups is not None


def names_in(spans: Sequence[Fields]) -> Collection[str]:
    """The names that the attributes of spans have."""
    return (
        spans.attributes
        if isinstance(spans, SpanLines)
        else {name for span in spans for name in span["attributes"] or ()}
    )


def article_row(document: Document) -> dict[str, Any]:
    """The values of an article's columns, by name; that of `spans` is not among them."""
    more = document.meta.more
    return {
        **document.meta.fields(),
        "id": document.id,
        "sha256": document.sha256,
        "length": document.length,
        "text": document.text,
        "more": orjson.dumps(more).decode() if more else None,
    }


def span_row(document: Document, span: Fields) -> dict[str, Any]:
    """The values of a span's columns, by name."""
    about = {"article": document.id, "sha256": document.sha256, "text": span_text(document, span)}
    return {**span, **about, "attributes": span["attributes"] or {}}


def span_text(document: Document, span: Fields) -> str | None:
    """The text that a span covers, from the article if it is at hand."""
    if document.text is not None:
        return document.text[span["start"] : span["end"]]
    wording: str | None = span["text"]
    return wording


def configuration(name: str, files: Mapping[str, str], **options: Any) -> dict[str, Any]:
    """A configuration in the head of a card, from its files by part, as `datasets.load_dataset` reads it.

    A dataset that is not split is all `train`. `options` go to the reader that `datasets` has for such files.
    """
    splits = [{"split": "train" if part == WHOLE else part, "path": path} for part, path in files.items()]
    return {"config_name": name, "data_files": splits, **options}


def a_file_a_part(
    dataset: Dataset, suffix: str, types: Mapping[str, str] | None = None, *, with_spans: bool = False
) -> list[dict[str, Any]]:
    """The configuration of a dataset with a file for each part.

    Args:
        dataset: what was written.
        suffix: of the files.
        types: of the columns where the files do not tell; `json` for what may differ from row to row.
        with_spans: whether parts without a span are left out, as `datasets` refuses files without a row.
    """
    parts = [part for part, documents in dataset.parts.items() if not with_spans or labels_in(documents)]
    typed = {"features": [{"name": name, "dtype": kind} for name, kind in types.items()]} if types else {}
    return [configuration("default", {part: f"{part}{suffix}" for part in parts}, **typed)] if parts else []


def labels_in(documents: Documents) -> list[str]:
    """The labels of documents that were read, sorted."""
    return sorted({label for entry in documents.entries for label in entry.labels})
