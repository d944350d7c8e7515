"""An analysis as a value for scripts and notebooks: measures as attributes, disagreements as lists, a page, a dict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from annotator.agreement.accuracy import Against
from annotator.agreement.consistency import Consistency
from annotator.agreement.gamma import Gamma, refusal
from annotator.agreement.intervals import Difference, Estimate, Scores
from annotator.agreement.pairing import BOUNDARY, KIND_NAMES, Kind
from annotator.agreement.result import Analysis
from annotator.agreement.table import Ints
from annotator.errors import AnnotatorError
from annotator.journal.storage import write_files
from annotator.model import FlatSpan, Label
from annotator.report.accuracy_page import accuracy_page
from annotator.report.accuracy_text import render_accuracy
from annotator.report.article_versions import TextOf
from annotator.report.extras import Extra, extra_lines, retested
from annotator.report.html import GENERATOR, page
from annotator.report.json import NONE, against_structure, difference_structure, gamma_structure, structure
from annotator.report.text import models_sentences, render, render_gamma
from annotator.report.wording import interval, notes_on_work, number, some
from annotator.text.sanitize import one_line

_SUFFIXES = frozenset({".html", ".htm"})
_HEAD = 1000
"""Bytes of a page in which its maker is named."""


class Measures(Mapping[str, Estimate]):
    """The measures of something, by name or as attributes: `found.f1.low` is `found["f1"].low`.

    A value is `None` where it is undefined; so are `low` and `high` (of the 95 % interval) where none was asked for.
    """

    def __init__(self, scores: Scores) -> None:
        self._scores = scores

    def __getitem__(self, name: str) -> Estimate:
        return self._scores[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._scores)

    def __len__(self) -> int:
        return len(self._scores)

    def __getattr__(self, name: str) -> Estimate:
        try:
            return self.__dict__["_scores"][name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(name) from None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={number(one.value)}' for name, one in self.items())})"


class Confusion(NamedTuple):
    """How often one annotator's label met another's."""

    labels: list[str]
    """The last is `none`: no span there."""
    counts: Ints
    """`(labels, labels)`: the label of the annotator who is first by name, by the other's; over all pairs."""


class Disagreement(NamedTuple):
    """Two annotators' work on one span, where it is not equal."""

    kind: str
    """`label`, `start`, `end`, `both`, `space or punctuation`, `split or merged`, `label and boundary` or `missing`."""
    article: str
    left: FlatSpan | None
    """The span of the annotator who is first by name; `None` if it is missing there."""
    right: FlatSpan | None
    annotators: tuple[str, str]
    """The left one and the right one."""


class AgreementResult(Measures):
    """How far annotators agree.

    Its own measures are those over all labels. `by_label`, `by_pair` and `by_annotator` have the same of parts;
    what each means is in `docs/agreement.md`.

    Attributes:
        analysis: all that was counted, for those who want the integers.
        annotators: who has annotated a shared article, by name.
        articles: ids of the shared articles.
        gamma: if it was asked for.
        less_baseline: this run less a baseline, if there is one.
        extras: what else was asked for.
    """

    def __init__(
        self,
        analysis: Analysis,
        labels: Mapping[str, Label],
        text_of: TextOf,
        gamma: Gamma | None = None,
        less_baseline: Difference | None = None,
        extras: Sequence[Extra] = (),
    ) -> None:
        super().__init__(analysis.overall)
        self.analysis, self.gamma, self.less_baseline, self.extras = analysis, gamma, less_baseline, list(extras)
        self._labels, self._text_of = labels, text_of
        self._table = table = analysis.sums.table
        self.annotators = [table.annotators[who] for who in np.flatnonzero(table.done.any(axis=0)).tolist()]
        self.articles = list(table.articles)

    @property
    def by_label(self) -> dict[str, Measures]:
        """By label name."""
        return {name: Measures(self.analysis.labels[code]) for code, name in enumerate(self._table.labels)}

    @property
    def by_pair(self) -> dict[tuple[str, str], Measures]:
        """By the names of every two annotators who share an article, in order."""
        names = self._table.annotators
        return {(names[pair.left], names[pair.right]): Measures(pair.scores) for pair in self.analysis.pairs}

    @property
    def by_annotator(self) -> dict[str, Measures]:
        """Each annotator against all others; empty where there is one pair alone."""
        return {self._table.annotators[one.who]: Measures(one.scores) for one in self.analysis.annotators}

    @property
    def confusion(self) -> Confusion:
        """Labels by labels, over all pairs of annotators."""
        counts: Ints = self.analysis.confusion.sum(axis=0)
        return Confusion([*self._table.labels, NONE], counts)

    @property
    def notes(self) -> list[str]:
        """What the reader of the numbers should know about how they came about; not which lines were passed over."""
        return [*notes_on_work(self.analysis), *self.notes_on_gamma]

    @property
    def notes_on_gamma(self) -> list[str]:
        """Why it is not measured, if it is not."""
        if self.gamma is None or not self.gamma.refused:
            return []
        return [f"gamma of {some(list(self.gamma.refused))} is not measured: {refusal(self.gamma)}"]

    def disagreements(self, kind: str | None = None) -> list[Disagreement]:
        """Every pair of spans that is matched and not equal, and every span that the other annotator lacks.

        Args:
            kind: only of this kind, see `Disagreement`; `boundary` for all whose label is the same and whose range is not.

        Raises:
            AnnotatorError: if there is no such kind.
        """
        wanted = {name: [code] for code, name in KIND_NAMES.items() if code != Kind.AGREE} | {"boundary": [*BOUNDARY]}
        if kind is not None and kind not in wanted:
            raise AnnotatorError(f"no disagreement is of the kind {one_line(kind, 40)!r}: {', '.join(wanted)}")
        found, where = self.analysis.differences, self.analysis.sums.where
        codes = {int(code) for code in KIND_NAMES} if kind is None else {int(code) for code in wanted[kind]}
        matched = zip(found.one, found.other, found.kind, found.cell, strict=True)
        rows = [(int(cell), Kind(int(what)), int(one), int(other)) for one, other, what, cell in matched]
        for row, cell in zip(found.lone.tolist(), found.lone_cell.tolist(), strict=True):
            left = self._table.annotator[row] == where.left[cell]
            rows.append((cell, Kind.MISSING, row if left else -1, -1 if left else row))
        return [self._disagreement(*row) for row in sorted(rows, key=self._place) if row[1] in codes]

    def _place(self, row: tuple[int, Kind, int, int]) -> tuple[int, int, int]:
        first = row[2] if row[2] >= 0 else row[3]
        return int(self._table.article[first]), int(self._table.start[first]), row[0]

    def _disagreement(self, cell: int, kind: Kind, left: int, right: int) -> Disagreement:
        where, names = self.analysis.sums.where, self._table.annotators
        pair = names[int(where.left[cell])], names[int(where.right[cell])]
        article = self._table.articles[int(where.article[cell])]
        return Disagreement(KIND_NAMES[kind], article, self._span(left), self._span(right), pair)

    def _span(self, row: int) -> FlatSpan | None:
        if row < 0:
            return None
        table = self._table
        article = int(table.article[row])
        return FlatSpan(
            article=table.articles[article],
            sha256=table.hashes[article] if table.hashes else None,
            start=int(table.start[row]),
            end=int(table.end[row]),
            label=table.labels[int(table.label[row])],
            text=table.text(row),
            annotators=[table.annotators[int(table.annotator[row])]],
        )

    def to_dict(self) -> dict[str, Any]:
        """What `annotator agreement --json` prints; `docs/agreement.md` lists its fields."""
        found = structure(self.analysis)
        if self.gamma is not None:
            found["gamma"] = gamma_structure(self.gamma, self._table)
        if self.less_baseline is not None:
            found["less_baseline"] = difference_structure(self.less_baseline)
        return found | {part.name: part.structure for part in self.extras}

    def to_text(self) -> str:
        """What `annotator agreement` prints."""
        text = render(self.analysis)
        if self.gamma is not None:
            text += "\n" + render_gamma(self.gamma, self._table)
        if self.less_baseline is not None:
            sentences = models_sentences(self.less_baseline, "this run", "the baseline")
            text += "\n" + "\n".join(["LESS THE BASELINE", *sentences]) + "\n"
        return text + "".join("\n" + "\n".join(extra_lines(part)) + "\n" for part in self.extras)

    def page(self) -> str:
        """The report as an HTML page with charts.

        Raises:
            AnnotatorError: if matplotlib is not installed.
        """
        return page(self.analysis, self._labels, self._text_of, self.gamma, self.less_baseline, self.extras)

    def to_html(self, path: str | Path) -> None:
        """Write the page, replaced whole.

        Raises:
            AnnotatorError: if the file is something else than such a page, or cannot be written; if matplotlib is not
                installed.
        """
        refuse_other_than_page(Path(path))
        write_files({Path(path): self.page().encode()})

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name.replace('_', ' '))}</th>" for name in self)
        rows = [("all labels", Measures(self.analysis.overall)), *self.by_label.items()]
        body = "".join(
            f"<tr><th>{escape(one_line(name))}</th>"
            + "".join(f"<td>{escape(interval(e))}</td>" for e in found.values())
            + "</tr>"
            for name, found in rows
        )
        about = f"{escape(', '.join(map(one_line, self.annotators)))}; {len(self.articles)} shared articles"
        return f"<table><caption>Agreement of {about}</caption><tr><th></th>{head}</tr>{body}</table>"


class AccuracyResult:
    """How well annotators, or a model's predictions, do against gold.

    Attributes:
        against: all that was counted.
        scored: who was scored, the lowest strict F1 first.
        strangers: who has annotated no article of gold, by name.
        extras: what else was asked for.
    """

    def __init__(self, against: Against, labels: Mapping[str, Label], text_of: TextOf) -> None:
        self.against, self.scored, self.strangers = against, against.scored, against.strangers
        self.extras: list[Extra] = []
        self._labels, self._text_of = labels, text_of

    def to_dict(self) -> dict[str, Any]:
        """What `annotator agreement --against --json` prints."""
        return against_structure(self.against) | {part.name: part.structure for part in self.extras}

    def to_text(self) -> str:
        """What `annotator agreement --against` prints."""
        return render_accuracy(self.against, self.extras)

    def page(self) -> str:
        """The report as an HTML page with charts.

        Raises:
            AnnotatorError: if matplotlib is not installed.
        """
        return accuracy_page(self.against, self._labels, self._text_of, self.extras)

    def to_html(self, path: str | Path) -> None:
        """Write the page, replaced whole.

        Raises:
            AnnotatorError: if the file is something else than such a page, or cannot be written; if matplotlib is not
                installed.
        """
        refuse_other_than_page(Path(path))
        write_files({Path(path): self.page().encode()})


class ConsistencyResult:
    """How far annotators agree with themselves.

    Attributes:
        found: each annotator's two passes, by name.
    """

    def __init__(self, found: Sequence[Consistency]) -> None:
        self.found = list(found)
        self._part = retested(found)

    def to_dict(self) -> dict[str, Any]:
        """What `annotator agreement --retest --json` prints."""
        return {self._part.name: self._part.structure}

    def to_text(self) -> str:
        """What `annotator agreement --retest` prints."""
        return "\n".join(extra_lines(self._part)) + "\n"


def threshold(iou: float) -> Fraction:
    """The least intersection over union of a relaxed match, as what the number is written as."""
    return Fraction(str(iou)).limit_denominator(10**6)


def refuse_other_than_page(path: Path, generator: str = GENERATOR) -> None:
    """Refuse to write a page over anything else.

    Args:
        path: the file.
        generator: what every page of the kind has in its head.

    Raises:
        AnnotatorError: naming the file.
    """
    shown = one_line(str(path))
    if path.suffix.lower() not in _SUFFIXES:
        raise AnnotatorError(f"{shown}: is no name of a page: choose one that ends in .html")
    if path.is_dir():
        raise AnnotatorError(f"{shown}: is a folder: name a file in it")
    if path.exists():
        try:
            with path.open("rb") as file:
                head = file.read(_HEAD)
        except OSError as error:
            raise AnnotatorError(f"{shown}: cannot be read ({error.strerror}): choose another place") from error
        if head and generator.encode() not in head:
            raise AnnotatorError(f"{shown}: is there already, and no page of this program: choose another name")
