"""Spans as numpy columns: who finished which article, and what they tagged there; and what files say of themselves.

It holds no measure. Everything after it counts over arrays.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from annotator.engine import THIS_MACHINE, Engine
from annotator.errors import AnnotatorError
from annotator.journal.columns import Columns, Small, differs, read_columns, small, sort_order
from annotator.journal.earlier import Earlier
from annotator.journal.records import Problem
from annotator.model import GOLD
from annotator.text.sanitize import one_line, plural

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

_AT_ONCE = 2**17
"""Spans."""
_TEXTS = 2**12
"""Texts in memory at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The spans of finished articles, sorted by article, label, start, end, annotator; each `(…, label)` once.

    Attributes:
        articles: ids, sorted; `annotators`: names, sorted; `labels`: names, in the order of reports.
        done: `(articles, annotators)`, who has annotated what.
        lengths: `(articles,)`, code points.
        guessed: `(articles,)`, where no record gave the length, so that the last span's end stands for it.
        article, label, start, end, annotator: `(spans,)`, codes and code point offsets, of a type that hardly holds
            them: products want a larger one.
        source: `(spans,)`, where in `texts` the span's own text is found.
        texts: the spans' own texts, by source.
        apart: articles left out because their annotators worked on different texts.
        hashes: the sha256 of each article's text, by article code; `None` where no file says it.
    """

    articles: tuple[str, ...]
    annotators: tuple[str, ...]
    labels: tuple[str, ...]
    done: Bools
    lengths: Ints
    guessed: Bools
    article: Small
    label: Small
    start: Small
    end: Small
    annotator: Small
    source: Small
    texts: SpanTexts
    apart: tuple[str, ...] = ()
    hashes: tuple[str | None, ...] = ()

    @property
    def finishers(self) -> Ints:
        """How many annotated each article, `(articles,)`."""
        count: Ints = self.done.sum(axis=1, dtype=np.int64)
        return count

    def text(self, span: int) -> str | None:
        """The text of a span by its row; `None` if its file did not hold it."""
        return self.texts.many(self.source[span : span + 1])[0]

    def parts(self) -> Iterator[slice]:
        """All rows in stretches of whole articles, of a size that arrays of all kinds can be made of."""
        begin = 0
        while begin < len(self.article):
            last = self.article[min(begin + _AT_ONCE, len(self.article)) - 1]
            end = int(np.searchsorted(self.article, last, side="right"))
            yield slice(begin, end)
            begin = end

    def spans_by(self) -> Ints:
        """How many spans each annotator has of each label, `(annotators, labels)`."""
        shape = len(self.annotators), len(self.labels)
        return tally(self.annotator.astype(np.int64) * shape[1] + self.label, shape)

    def only_articles(self, keep: Bools) -> Table:
        """The same table without the articles where `keep`, `(articles,)`, is false."""
        if keep.all():
            return self
        rows = keep[self.article]
        codes = np.cumsum(keep) - 1
        return replace(
            self._rows(rows),
            articles=tuple(name for name, kept in zip(self.articles, keep.tolist(), strict=True) if kept),
            done=self.done[keep],
            hashes=tuple(sha256 for sha256, kept in zip(self.hashes, keep.tolist(), strict=True) if kept),
            lengths=self.lengths[keep],
            guessed=self.guessed[keep],
            article=codes[self.article[rows]],
        )

    def some(self, articles: range) -> Table:
        """The same table of some articles in a row, and without texts."""
        low, high = np.searchsorted(self.article, (articles.start, articles.stop)).tolist()
        own = slice(articles.start, articles.stop)
        return replace(
            self._rows(slice(low, high)),
            articles=self.articles[own],
            done=self.done[own],
            hashes=self.hashes[own],
            lengths=self.lengths[own],
            guessed=self.guessed[own],
            article=self.article[low:high] - articles.start,
            texts=NoTexts(),
            apart=(),
        )

    def only_labels(self, names: Iterable[str]) -> Table:
        """The same table with the spans of these labels alone; who finished what stays."""
        wanted = set(names)
        keep = np.array([name in wanted for name in self.labels], dtype=np.bool_)
        rows = keep[self.label]
        codes = np.cumsum(keep) - 1
        return replace(
            self._rows(rows),
            labels=tuple(name for name in self.labels if name in wanted),
            label=codes[self.label[rows]],
        )

    def only_annotators(self, codes: Sequence[int]) -> Table:
        """The same table with these annotators alone, in this order, and the articles that one of them finished."""
        place = np.full(len(self.annotators), -1, dtype=np.int64)
        place[list(codes)] = np.arange(len(codes))
        kept = self._rows(place[self.annotator] >= 0)
        who = place[kept.annotator]
        order = sort_order((kept.article, kept.label, kept.start, kept.end, who))
        table = replace(
            replace(kept, annotator=who)._rows(order),
            annotators=tuple(self.annotators[code] for code in codes),
            done=self.done[:, list(codes)],
        )
        return table.only_articles(table.finishers > 0)

    def chosen(self, labels: Sequence[str], articles: Sequence[str]) -> Table:
        """The same table of those of these labels and articles that it has; of all where none is named."""
        table = self.only_labels(labels) if labels else self
        if not articles:
            return table
        return table.only_articles(np.array([name in set(articles) for name in table.articles], dtype=np.bool_))

    def shared(self) -> Table:
        """The same table with the articles alone that two or more have annotated."""
        return self.only_articles(self.finishers >= 2)

    def _rows(self, rows: Bools | Ints | slice) -> Table:
        columns = ("article", "label", "start", "end", "annotator", "source")
        return replace(self, **{name: getattr(self, name)[rows] for name in columns})


class SpanTexts(ABC):
    """The spans' own texts, by their sources; they are read when they are asked for."""

    @abstractmethod
    def many(self, sources: Small) -> list[str | None]:
        """The text of each source, `(spans,)`; `None` where its file does not hold it."""

    def cuts(self, sources: Small, size: Small, last: Bools) -> tuple[Ints, list[str]]:
        """The first code points of each text, or the `last` ones; `size`, `(spans,)`, says how many.

        Returns:
            `(spans,)`, places in the list; −1 where there is no text. And what was found, each once.
        """
        found: list[str | None] = [None] * len(sources)
        once: dict[str, str] = {}
        order = np.argsort(sources, kind="stable")
        for rows in (order[begin : begin + _TEXTS] for begin in range(0, len(order), _TEXTS)):
            wanted, again = np.unique(sources[rows], return_inverse=True)
            texts = self.many(wanted)
            about = (rows.tolist(), again.tolist(), size[rows].tolist(), last[rows].tolist())
            for row, place, count, ends in zip(*about, strict=True):
                if (text := texts[place]) is not None:
                    text = text[-count:] if ends else text[:count]
                    found[row] = once.setdefault(text, text)
        known: dict[str, int] = {}
        codes = [-1 if text is None else known.setdefault(text, len(known)) for text in found]
        return np.array(codes, dtype=np.int64), list(known)


class NoTexts(SpanTexts):
    """No text of any span."""

    def many(self, sources: Small) -> list[str | None]:
        """See `SpanTexts`."""
        return [None] * len(sources)


class ListedTexts(SpanTexts):
    """Texts at hand; a source is a place in the list."""

    def __init__(self, texts: list[str | None]) -> None:
        self._texts = texts

    def many(self, sources: Small) -> list[str | None]:
        """See `SpanTexts`."""
        return [self._texts[source] for source in sources.tolist()]


def tally(codes: Ints, shape: tuple[int, ...], weights: Ints | None = None) -> Ints:
    """How often (or with what sum of weights) each flat code occurs, as an array of `shape`.

    Sums are exact below 2⁵³.
    """
    size = int(np.prod(shape, dtype=np.int64))
    return np.bincount(codes, weights, minlength=size).astype(np.int64).reshape(shape)


def choose(table: Table, labels: Sequence[str], articles: Sequence[str]) -> Table:
    """The table of these labels and articles alone; of all where none is named.

    Raises:
        AnnotatorError: for a label or article that is not there.
    """
    for wanted, there, what in ((labels, table.labels, "label"), (articles, table.articles, "article")):
        for name in wanted:
            if name in table.apart and what == "article":
                raise AnnotatorError(f"the annotators of {one_line(name, 60)} worked on different texts of it")
            if name not in there:
                known = ", ".join(one_line(known, 40) for known in there[:8]) or "none"
                more = ", …" if len(there) > 8 else ""
                raise AnnotatorError(
                    f"no {what} {one_line(name, 60)!r} was annotated in these files: choose among {known}{more}"
                )
    if labels:
        table = table.only_labels(labels)
    if articles:
        table = table.only_articles(np.array([a in set(articles) for a in table.articles], dtype=np.bool_))
    return table


def all_of_gold(table: Table, sources: Sources) -> tuple[Table, Sources]:
    """The same where those of whom there are only flat spans have annotated every article that gold has finished."""
    done = table.done.copy()
    if GOLD in table.annotators:
        of_gold = done[:, table.annotators.index(GOLD)].copy()
        for code, name in enumerate(table.annotators):
            if name in sources.flat and name != GOLD:
                done[:, code] |= of_gold
    return replace(table, done=done), replace(sources, flat=(), unnamed=0)


class TaggedColumns(NamedTuple):
    """Columns as they were gathered, one entry a span; codes are places in lists of names."""

    annotator: Small
    article: Small
    label: Small
    start: Small
    end: Small
    version: Small
    """Which text of the article, by any code; −1 if that is not known."""
    source: Ints


class Names(NamedTuple):
    """The names that codes stand for, each list in any order."""

    annotators: Sequence[str]
    articles: Sequence[str]
    labels: Sequence[str]
    versions: Sequence[str] = ()
    """Each the sha256 of a text."""


class Finished(NamedTuple):
    """What annotators say of articles, one entry for each that is done."""

    annotator: Small
    article: Ints
    version: Ints


def assemble(
    names: Names,
    labels: Sequence[str],
    spans: TaggedColumns,
    done: Bools,
    finished: Finished,
    lengths: Ints,
    texts: SpanTexts,
) -> Table:
    """The table of all that counts.

    Only articles that an annotator has annotated count; one that is done and holds no span counts as "found nothing".
    An article whose annotators worked on different texts (by `version`) has offsets that cannot be compared, and is
    left out (`apart`).

    Args:
        names: what the codes stand for.
        labels: label names that come first, in this order, even without spans; others follow by name.
        spans: of all annotators and articles, each maybe more than once.
        done: `(articles, annotators)`, who has annotated what.
        finished: the versions that were done, with and without spans.
        lengths: `(articles,)`, code points; 0 if not known.
        texts: where the spans' sources lead.
    """
    order = [*labels, *sorted({names.labels[code] for code in np.unique(spans.label).tolist()} - set(labels))]
    place = {label: code for code, label in enumerate(order)}
    recode = np.array([place.get(label, 0) for label in names.labels], dtype=np.int32)
    article_order, who_order = np.argsort(np.array(names.articles)), np.argsort(np.array(names.annotators))
    article_code, who_code = (np.argsort(order).astype(np.int32) for order in (article_order, who_order))
    counted = done[spans.article, spans.annotator]
    least, most = _versions(spans, counted, finished, len(names.articles))
    apart = (most > least)[article_order]
    hashes = tuple(names.versions[code] if code >= 0 else None for code in most[article_order].tolist())
    done, lengths = done[article_order][:, who_order], lengths[article_order]
    if not counted.all():
        spans = TaggedColumns._make(column[counted] for column in spans)
    codes = [
        article_code[spans.article],
        recode[spans.label] if len(recode) else spans.label,
        spans.start,
        spans.end,
        who_code[spans.annotator],
    ]
    rows = _sorted_once(codes)
    article, label, start, end, annotator = (small(codes.pop(0)[rows]) for _ in range(5))
    last = np.zeros(len(lengths), dtype=np.int64)
    np.maximum.at(last, article, end)
    table = Table(
        articles=tuple(names.articles[code] for code in article_order.tolist()),
        annotators=tuple(names.annotators[code] for code in who_order.tolist()),
        labels=tuple(order),
        done=done,
        lengths=np.maximum(lengths, last),
        guessed=lengths < np.maximum(last, 1),
        article=article,
        label=label,
        start=start,
        end=end,
        annotator=annotator,
        source=small(spans.source[rows]),
        texts=texts,
        hashes=hashes,
    )
    keep = ~(apart & (table.finishers >= 2)) & (table.finishers > 0)
    gone = ~keep & (table.finishers > 0)
    left_out = tuple(table.articles[code] for code in np.flatnonzero(gone).tolist())
    return replace(table.only_articles(keep), apart=left_out)


def _versions(spans: TaggedColumns, counted: Bools, finished: Finished, articles: int) -> tuple[Ints, Ints]:
    """The lowest and the highest code of the versions of each article that count, `(articles,)`; −1 highest if none."""
    least = np.full(articles, np.iinfo(np.int64).max)
    most = np.full(articles, -1)
    worked_on = ((spans.version[counted], spans.article[counted]), (finished.version, finished.article))
    for version, article in worked_on:
        known = version >= 0
        np.minimum.at(least, article[known], version[known])
        np.maximum.at(most, article[known], version[known])
    return least, most


def _sorted_once(columns: Sequence[Small]) -> Ints:
    """The order that sorts by the columns, with equal rows once."""
    order = sort_order(columns)
    first = np.zeros(len(order), dtype=np.bool_)
    first[:1] = True
    for column in columns:
        first[1:] |= differs(column[order])
    return order if first.all() else order[first]


_NAMED = 8


class AnnotatorProgress(NamedTuple):
    """How far an annotator is, as the files say."""

    name: str
    done: int
    """Articles finished."""
    begun: int
    """Articles with a span or a mark, not finished."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The files.

    Attributes:
        people: everybody whom a record names, by name.
        empty: files without any line.
        problems: lines passed over, by file.
        flat: annotators known from flat spans alone, which say of no article that it is done.
        unnamed: articles with flat spans that more annotators finished than are named.
        nameable: whether the person who asked can name other files.
        state: the earlier state that was folded to, in words; empty for the present one.
        taken_out: what that state leaves out, as a sentence, where the words do not say it.
    """

    people: tuple[AnnotatorProgress, ...] = ()
    empty: tuple[Path, ...] = ()
    problems: dict[Path, list[Problem]] = field(default_factory=dict)
    flat: tuple[str, ...] = ()
    unnamed: int = 0
    nameable: bool = True
    state: str = ""
    taken_out: str = ""


class _LineOf(msgspec.Struct, gc=False):
    of: int | None = None


def sources_of(columns: Columns) -> Sources:
    """What columns say of the files that they were read from."""
    done = columns.done()
    here = np.zeros_like(done)
    here[columns.spans.article, columns.spans.annotator] = True
    here[columns.state_articles(), columns.state_owners] = True
    people = [
        AnnotatorProgress(name, int(done[:, who].sum()), int((here[:, who] & ~done[:, who]).sum()))
        for who, name in enumerate(columns.annotators)
    ]
    tells = np.zeros(len(columns.annotators), dtype=np.bool_)
    tells[columns.state_owners] = True
    flat = np.unique(columns.spans.annotator[columns.flat_from :])
    flat = flat[~tells[flat]]
    return Sources(
        tuple(sorted(people)),
        tuple(path for path in columns.files.paths if path.is_file() and not path.stat().st_size),
        columns.problems,
        tuple(sorted(columns.annotators[who] for who in flat.tolist())),
        _unnamed(columns, done.sum(axis=1)) if len(flat) else 0,
    )


def _unnamed(columns: Columns, finishers: Ints) -> int:
    """In how many articles the first flat line gives more finishers than are named in all of them."""
    article, place = (column[columns.flat_from :] for column in (columns.spans.article, columns.spans.place))
    _, first = np.unique(article, return_index=True)
    first = first[np.argsort(place[first], kind="stable")]
    decode = msgspec.json.Decoder(_LineOf).decode
    lines = columns.files.lines(place[first].tolist())
    told = [0 if raw is None else decode(raw).of or 0 for raw in lines]
    return int((np.array(told, dtype=np.int64) > finishers[article[first]]).sum())


def refuse_foreign(sources: Sources, paths: Sequence[Path]) -> None:
    """Refuse a file of which no line could be read.

    Raises:
        AnnotatorError: naming the first such file.
    """
    for path in paths:
        problems = sources.problems.get(path, [])
        if problems and _has_no_other_line(path, len(problems)):
            shown, first = one_line(str(path)), problems[0]
            raise AnnotatorError(
                f"{shown}: no line of it is a record (line {first.line}: {first.message}): name a journal or a file of "
                f"flat spans; work of other tools comes in with `annotator import {shown}`"
            )


def _has_no_other_line(path: Path, count: int) -> bool:
    try:
        with path.open("rb") as file:
            return sum(1 for _ in islice((line for line in file if not line.isspace()), count + 1)) <= count
    except OSError:
        return False


def check(table: Table, sources: Sources | None = None, of: str = "") -> None:
    """Refuse a table in which there is nothing to compare.

    Args:
        table: what is to be compared.
        sources: the files that it was read from, if they are known.
        of: what it is of, if not of the run itself, such as `the baseline: `.

    Raises:
        AnnotatorError: saying who was read, and what to do.
    """
    sources = sources or Sources()
    read = _read(sources)
    done = table.done.sum(axis=0).tolist()
    busy = [one_line(name, 40) for name, count in zip(table.annotators, done, strict=True) if count]
    imported = ", or for imported work without such marks import it again with `annotator import --done`"
    if not busy:
        raise AnnotatorError(
            f"{of}nobody has finished an article here{read}: mark articles done (key d){imported}, and ask again"
        )
    if len(busy) == 1:
        others = [person for person in sources.people if one_line(person.name, 40) != busy[0]]
        more = "name the others' files too" if sources.nameable else "have somebody else annotate the same articles"
        todo = f"have the others mark theirs done (key d){imported}" if others else more
        raise AnnotatorError(f"{of}only {busy[0]} has finished articles here{read}: agreement needs two: {todo}")
    if not (table.finishers >= 2).any():
        apart = " (those that two finished have differing texts)" if table.apart else ""
        raise AnnotatorError(
            f"{of}no article was finished by two annotators{apart}{read}: have two people finish the same ones"
        )


def _read(sources: Sources) -> str:
    """` (kim 3 articles done; lee none done, 2 begun; mo.jsonl is empty)`."""
    told = [
        f"{one_line(person.name, 40)}: {plural(person.done, 'article')} done"
        + f", {person.begun} begun" * (person.begun > 0)
        for person in sources.people[:_NAMED]
    ]
    if len(sources.people) > _NAMED:
        told.append(f"and {len(sources.people) - _NAMED} more people")
    told += [f"{one_line(path.name, 60)} is empty" for path in sources.empty[:_NAMED]]
    return f" ({'; '.join(told)})" if told else ""


class TableRead(NamedTuple):
    """What was read."""

    table: Table
    problems: dict[Path, list[Problem]]
    """Lines passed over, by file."""
    sources: Sources
    """What the files say of themselves."""
    columns: Columns
    """What else they hold."""


def read_table(
    paths: Iterable[Path],
    labels: Sequence[str] = (),
    progress: Callable[[int], None] | None = None,
    gold: Path | None = None,
    earlier: Earlier | None = None,
    engine: Engine = THIS_MACHINE,
) -> TableRead:
    """Fold journals and flat span files, in any order and number, into one table.

    Args:
        paths: the files.
        labels: label names that come first, in this order, even without spans; others follow by name.
        progress: told how many bytes were read.
        gold: a further file, whose records are all of one party named `GOLD`, whoever wrote them.
        earlier: the state to fold to; by default that of now.
        engine: who reads.

    Raises:
        AnnotatorError: see `read_columns`.
    """
    columns = read_columns(paths, progress, gold, earlier, engine)
    sources = sources_of(columns)
    if earlier is not None:
        taken_out = earlier.taken_out(columns.suggested()) if earlier.independent else ""
        sources = replace(sources, state=earlier.told, taken_out=taken_out)
    return TableRead(table_of(columns, labels), columns.problems, sources, columns)


def table_of(columns: Columns, labels: Sequence[str] = ()) -> Table:
    """The table of all that counts in columns; see `read_table`."""
    states, rows = columns.states, columns.spans
    spans = TaggedColumns(
        rows.annotator, rows.article, rows.label, rows.start, rows.end, rows.version, np.arange(len(rows.place))
    )
    articles, versions = columns.state_articles(), columns.state_versions()
    lengths = np.zeros(len(columns.articles), dtype=np.int64)
    np.maximum.at(lengths, articles, np.array([state.length for state in states], dtype=np.int64))
    ended = np.array([state.state == "done" for state in states], dtype=np.bool_)
    finished = Finished(columns.state_owners[ended], articles[ended], versions[ended])
    known = Names(columns.annotators, columns.articles, columns.labels, columns.versions)
    return assemble(known, labels, spans, columns.done(), finished, lengths, _LineTexts(columns))


class _LineText(msgspec.Struct, gc=False):
    text: str | None = None


class _LineTexts(SpanTexts):
    """The texts of spans, by their rows in the columns, read again from their lines."""

    def __init__(self, columns: Columns) -> None:
        self._files, self._place = columns.files, columns.spans.place
        self._decode = msgspec.json.Decoder(_LineText).decode

    def many(self, sources: Small) -> list[str | None]:
        """See `SpanTexts`."""
        places = self._place[sources]
        order = np.argsort(places, kind="stable")
        lines = self._files.lines(places[order].tolist())
        found: list[str | None] = [None] * len(lines)
        for place, raw in zip(order.tolist(), lines, strict=True):
            found[place] = None if raw is None else self._decode(raw).text
        return found
