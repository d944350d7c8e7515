"""Spans as a list that other tables can be made of, and spans from elsewhere as the table that agreement counts."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from annotator.errors import AnnotatorError
from annotator.journal.records import flat_span
from annotator.model import ANNOTATOR_NAME, NAME_RULE, FlatSpan, Span
from annotator.text.sanitize import one_line

if TYPE_CHECKING:
    from annotator.agreement.table import Table

AnySpan = TypeVar("AnySpan", Span, FlatSpan)

GivenSpans = Iterable[Any]
"""Spans from elsewhere: `Span`, `FlatSpan`, mappings with `article`, `start`, `end` and `label`, tuples of these four in
that order, or a table of pandas, polars or pyarrow with columns of these names."""

_PLACE = ("article", "start", "end", "label")
_ALSO = ("sha256", "text")


class Spans(list[AnySpan]):
    """Spans in reading order by article. A list; as a table it has a row a span and a column a field."""

    def columns(self) -> dict[str, list[Any]]:
        """The fields that all spans of this kind have, by name, each with a value a span."""
        of = type(self[0]) if self else Span
        return {
            name: [getattr(span, name) for span in self] for name in of.__struct_fields__ if name not in {"v", "more"}
        }

    def to_pandas(self) -> Any:
        """A `pandas.DataFrame`.

        Raises:
            AnnotatorError: if pandas is not installed.
        """
        return _library("pandas", "to_pandas").DataFrame(self.columns())

    def to_polars(self) -> Any:
        """A `polars.DataFrame`; attributes are lists of `{"key", "value"}`.

        Raises:
            AnnotatorError: if polars is not installed.
        """
        polars = _library("polars", "to_polars")
        pairs = polars.List(polars.Struct({"key": polars.String, "value": polars.String}))
        columns = self.columns()
        columns["attributes"] = [[{"key": k, "value": v} for k, v in one.items()] for one in columns["attributes"]]
        kinds = dict.fromkeys(("start", "end", "rev", "support", "of"), polars.Int64) | {"attributes": pairs}
        lists = {"annotators": polars.List(polars.String)}
        schema = {name: (kinds | lists).get(name, polars.String) for name in columns}
        return polars.DataFrame(columns, schema=schema)

    def to_arrow(self) -> Any:
        """A `pyarrow.Table`; attributes are a map of strings.

        Raises:
            AnnotatorError: if pyarrow is not installed.
        """
        arrow = _library("pyarrow", "to_arrow")
        kinds = {name: arrow.int64() for name in ("start", "end", "rev", "support", "of")}
        kinds |= {"attributes": arrow.map_(arrow.string(), arrow.string()), "annotators": arrow.list_(arrow.string())}
        columns = self.columns()
        columns["attributes"] = [list(one.items()) for one in columns["attributes"]]
        return arrow.table({n: arrow.array(v, kinds.get(n, arrow.string())) for n, v in columns.items()})


def _library(name: str, what: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise AnnotatorError(f"{what}: needs {name}, which is not installed: pip install {name}") from error


def table_of_spans(
    given: Mapping[str, GivenSpans], lengths: Mapping[str, int] | None = None, labels: Iterable[str] = ()
) -> Table:
    """The table of spans that come from nowhere in particular.

    Args:
        given: by annotator.
        lengths: code points of each article that everybody has annotated, so that one without a span counts as "found
            nothing"; by default whoever has a span in an article has annotated it.
        labels: label names that come first, in this order, even without spans.

    Raises:
        AnnotatorError: naming the annotator and the span that is none.
    """
    import numpy as np

    from annotator.agreement.table import Finished, ListedTexts, Names, assemble
    from annotator.agreement.table import TaggedColumns as Columns

    names = sorted(given)
    spans = [(who, span) for who, name in enumerate(names) for span in _flat(name, given[name])]
    if lengths is not None:
        for who, span in spans:
            _refuse_beyond(names[who], span, lengths)
    articles = sorted({span.article for _, span in spans} | set(lengths or ()))
    known = sorted({span.label for _, span in spans})
    versions = sorted({span.sha256 for _, span in spans} - {None}, key=str)
    article_code = {name: i for i, name in enumerate(articles)}
    label_code = {name: i for i, name in enumerate(known)}
    version_code = {None: -1, **{name: i for i, name in enumerate(versions)}}
    rows = [
        (who, article_code[s.article], label_code[s.label], s.start, s.end, version_code[s.sha256], i)
        for i, (who, s) in enumerate(spans)
    ]
    columns = Columns(*np.array(rows, dtype=np.int64).reshape(-1, 7).T)
    done = np.zeros((len(articles), len(names)), dtype=np.bool_)
    if lengths is None:
        done[columns.article, columns.annotator] = True
    else:
        done[[article_code[name] for name in lengths]] = True
    none = np.zeros(0, dtype=np.int64)
    return assemble(
        Names(names, articles, known, [str(version) for version in versions]),
        list(labels),
        columns,
        done,
        Finished(none, none, none),
        np.array([(lengths or {}).get(name, 0) for name in articles], dtype=np.int64),
        ListedTexts([span.text for _, span in spans]),
    )


def _refuse_beyond(annotator: str, span: FlatSpan, lengths: Mapping[str, int]) -> None:
    """Refuse a span that ends behind its article.

    Raises:
        AnnotatorError: if it does, or its article has no length.
    """
    if span.end > lengths.get(span.article, 0):
        has = f"has {lengths[span.article]} characters" if span.article in lengths else "is none of those with a length"
        raise AnnotatorError(f"{annotator}: the span {span.start}–{span.end} is of {span.article}, which {has}")


def _flat(annotator: str, spans: GivenSpans) -> Iterator[FlatSpan]:
    if not ANNOTATOR_NAME.fullmatch(annotator):
        raise AnnotatorError(f"{one_line(annotator, 40)!r} is no name: {NAME_RULE}")
    rows = _rows(spans)
    if not isinstance(rows, Iterable):
        raise AnnotatorError(f"{annotator}: {one_line(repr(spans), 40)} is no list of spans and no table")
    for number, span in enumerate(rows, 1):
        try:
            yield flat_span({name: value for name, value in _fields(span).items() if value is not None})
        except ValueError as error:
            raise AnnotatorError(f"{annotator}, span {number}: {error}") from None


def _rows(spans: Any) -> object:
    """The rows of a table of pandas, polars or pyarrow; anything else as it is."""
    if hasattr(spans, "iterrows"):
        return spans.to_dict("records")
    if hasattr(spans, "iter_rows"):
        return spans.iter_rows(named=True)
    return spans.to_pylist() if hasattr(spans, "to_pylist") else spans


def _fields(span: Any) -> dict[str, Any]:
    """What agreement needs of a span; `ValueError` with a sentence if it is of no kind that is known."""
    if isinstance(span, Span | FlatSpan):
        return {name: getattr(span, name) for name in (*_PLACE, *_ALSO)}
    if isinstance(span, Mapping):
        # An empty cell of a table is NaN, which is no string and does not equal itself.
        return {name: value for name in (*_PLACE, *_ALSO) if name in span and (value := span[name]) == value}
    if isinstance(span, tuple) and len(span) == len(_PLACE):
        return dict(zip(_PLACE, span, strict=True))
    raise ValueError(f"is {one_line(repr(span), 40)}: give (article, start, end, label), a mapping or a Span")
