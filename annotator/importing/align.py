"""From documents as other programs give them to spans of articles: checked one by one, nothing moved in silence."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from annotator.errors import AnnotatorError
from annotator.formats import NotTaken, Source, SourceDocument, SourceSpan
from annotator.formats.parsing import annotator_name
from annotator.formats.views import WORDS, Unit, Utf16
from annotator.importing.find_article import Library, Match, Unknown
from annotator.model import GOLD, Article
from annotator.text.sanitize import one_line

_LONGEST_LABEL = 200


class FittedSpan(NamedTuple):
    """A span that fits its article."""

    start: int
    end: int
    label: str
    attributes: dict[str, str]
    note: str | None


class ImportedWork(NamedTuple):
    """What one annotator gave in one article."""

    article: Article
    spans: dict[tuple[int, int, str], FittedSpan]
    finished: bool
    """Whether the annotator was through with it."""


class ImportOptions(NamedTuple):
    """What the user asked for."""

    name: str | None = None
    """Whose journal everything goes to; `None` for the annotators that the source names."""
    only: str | None = None
    """Whose work to take, as the source names them; `None` for everybody's."""
    done: bool = False
    """Whether every document counts as finished."""
    unit: Unit | None = None
    """How the source counts, if not as its format does."""


class Intake:
    """What sources add up to."""

    def __init__(self, library: Library, options: ImportOptions) -> None:
        self.works: dict[tuple[str, str, str], ImportedWork] = {}
        """By annotator, article and sha256."""
        self.new: dict[str, Article] = {}
        """Articles that the project does not have yet."""
        self.left: list[NotTaken] = []
        self.told: Counter[str] = Counter()
        """Sentences on whole sources, with how many sources each is true of."""
        self.of_documents: Counter[str] = Counter()
        """What was done to documents, with how many."""
        self.documents = 0
        self.gold_documents = self.gold_spans = 0
        """Documents and spans left, which are of gold and so no annotator's."""
        self.doubles = 0
        self._library = library
        self._options = options

    def take(self, given: Source) -> None:
        """Take in all documents of a source.

        Raises:
            AnnotatorError: if it does not say who annotated, and the user neither.
        """
        for document in given.documents:
            if self._options.only in {None, document.annotator} or document.annotator is None:
                self.documents += 1
                self._document(document, self._options.unit or given.unit)
        self.left += given.left
        self.told.update(given.told)

    def _document(self, document: SourceDocument, unit: Unit) -> None:
        match = self._library.match(document)
        if isinstance(match, Unknown):
            numbers: list[int | None] = [*range(1, len(document.spans) + 1)]
            self.left += [NotTaken(document.where, number, match.why) for number in numbers or [None]]
            return
        article = match.article
        if self._library.is_new(article):
            self.new[article.id] = article
        if match.aligned is not None:
            self.of_documents["whose text differs from the article's in white space: offsets carried over"] += 1
        text = article.text if document.text is None else document.text
        counting = Utf16(text) if self._counts_units(document, text, unit) else None
        whose = [self._who(document, document.annotator)] if document.annotator or self._options.name else []
        self.gold_documents += whose == [None]
        for name in filter(None, whose):
            self._work(name, article, finished=document.finished or self._options.done)
        if not whose and not document.spans and (document.finished or self._options.done):
            self.of_documents["finished without a span, and nobody's name: add --as NAME to mark its article done"] += 1
        for number, span in enumerate(document.spans, 1):
            only = self._options.only
            if document.annotator is None and only is not None and only not in span.annotators:
                continue
            found = _fitting(span, article, text, match, counting)
            if isinstance(found, str):
                self.left.append(NotTaken(document.where, number, found))
                continue
            self._give(document, span, found, article)

    def _give(self, document: SourceDocument, span: SourceSpan, found: FittedSpan, article: Article) -> None:
        only = self._options.only
        said = span.annotators if only is None else tuple(name for name in span.annotators if name == only)
        names = {self._who(document, name) for name in said or (document.annotator,)}
        self.gold_spans += None in names
        for name in filter(None, sorted(names, key=str)):
            work = self._work(name, article, finished=self._options.done)
            key = found.start, found.end, found.label
            self.doubles += key in work.spans
            work.spans.setdefault(key, found)

    def _who(self, document: SourceDocument, name: str | None) -> str | None:
        """The annotator's name here; `None` for what was adjudicated, which has a journal of its own."""
        if self._options.name is not None:
            return self._options.name
        known = annotator_name(name or "")
        if not known:
            raise AnnotatorError(f"{document.where}: does not say who annotated: add --as NAME")
        if known.casefold() == GOLD:
            return None
        return known

    def _work(self, name: str, article: Article, *, finished: bool) -> ImportedWork:
        key = name, article.id, article.sha256
        before = self.works.get(key, ImportedWork(article, {}, finished=False))
        self.works[key] = work = before._replace(article=article, finished=finished or before.finished)
        return work

    def _counts_units(self, document: SourceDocument, text: str, unit: Unit) -> bool:
        """Whether the offsets are UTF-16 code units: as the format has it, unless more of what is quoted says otherwise."""
        if self._options.unit is not None or text.isascii() or max(text, default="") <= "\uffff":
            return unit == "utf-16"
        counting = Utf16(text)
        points = units = 0
        for span in document.spans:
            if not span.text or span.start is None or span.end is None:
                continue
            points += _alike(span.text, text[span.start : span.end])
            start, end = counting.code_points(span.start), counting.code_points(span.end)
            units += start is not None and end is not None and _alike(span.text, text[start:end])
        if points == units:
            return unit == "utf-16"
        found = units > points
        if found != (unit == "utf-16"):
            counted = WORDS["utf-16" if found else "code-points"]
            self.of_documents[f"whose offsets count {counted}, as the quotations show"] += 1
        return found


def _fitting(span: SourceSpan, article: Article, text: str, match: Match, counting: Utf16 | None) -> FittedSpan | str:
    """The span in the article, or why it cannot be there."""
    if span.fault is not None:
        return span.fault
    if span.label is None or not 0 < len(span.label) <= _LONGEST_LABEL:
        return "has no label" if not span.label else f"has a label of {len(span.label)} characters"
    if any(
        "\ud800" <= c <= "\udfff"
        for c in "".join([span.label, span.note or "", *span.attributes, *span.attributes.values()])
    ):
        return "has half characters in what is noted of it"
    quoted = span.start is None and span.end is None and span.text
    place = _quoted(span, text) if quoted else _placed(span, text, counting)
    if isinstance(place, str):
        return place
    start, end = place
    if span.text and not _alike(span.text, text[start:end]):
        return f"is {one_line(repr(span.text), 60)} in the source, but {start}–{end} is {one_line(repr(text[start:end]), 60)}"
    if match.aligned is not None:
        carried = match.aligned.range(start, end)
        if carried is None:
            return "is white space alone, in which the source's text and the article's differ"
        start, end = carried
    return FittedSpan(start, end, span.label, dict(span.attributes), span.note)


def _placed(span: SourceSpan, text: str, counting: Utf16 | None) -> tuple[int, int] | str:
    if span.start is None or span.end is None:
        return "has no offsets"
    start, end = span.start, span.end
    if start < 0 or end < 0:
        return f"{start}–{end} is outside the text"
    if start >= end:
        return f"{start}–{end} is {'empty' if start == end else 'backwards'}"
    if counting is not None:
        points = counting.code_points(start), counting.code_points(end)
        if points[0] is None or points[1] is None:
            return f"{start}–{end} begins or ends in the middle of a character"
        start, end = points[0], points[1]
    if end > len(text):
        return f"{span.start}–{span.end} is outside the text, which has {len(text)} characters"
    return start, end


def _quoted(span: SourceSpan, text: str) -> tuple[int, int] | str:
    """Where a wording without offsets is, if what is around it leaves one place."""
    wording = span.text or ""
    before, after = span.around
    whole = before + wording + after
    start = text.find(whole)
    if start < 0 or text.find(whole, start + 1) >= 0:
        found = "stands nowhere" if start < 0 else "stands in several places"
        return f"{one_line(repr(wording), 60)} {found} in the text"
    start += len(before)
    return start, start + len(wording)


def _alike(quoted: str, text: str) -> bool:
    r"""Whether a quotation is the text but for white space; Label Studio writes a line end as `\\n`."""
    bare = _bare(text)
    return _bare(quoted) == bare or _bare(quoted.replace("\\n", "\n")) == bare


def _bare(text: str) -> str:
    return "".join(text.split())
