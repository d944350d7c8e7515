"""From documents as other programs give them to spans of articles: checked one by one, nothing moved in silence."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from annotator.errors import AnnotatorError
from annotator.formats import Discontinuous, NotTaken, Source, SourceDocument, SourceSpan
from annotator.formats.parsing import annotator_name, is_curated
from annotator.formats.views import WORDS, Unit, Utf16
from annotator.importing.find_article import Library, Match, Unknown
from annotator.model import GOLD, Article
from annotator.text.sanitize import one_line, plural

_Work = tuple[str, str, str]
"""An annotator, an article and its sha256."""
_LONGEST_LABEL = 200
_NAMED = 10
"""People who are named in a sentence."""


class FittedSpan(NamedTuple):
    """A span that fits its article."""

    start: int
    end: int
    label: str
    attributes: dict[str, str]
    note: str | None
    trimmed: bool = False
    """Whether the source's had white space at an edge that the article does not have there."""


class ImportedWork(NamedTuple):
    """What one annotator gave in one article."""

    article: Article
    spans: dict[tuple[int, int, str], FittedSpan]
    finished: bool
    """Whether the annotator was through with it, and all of it was taken."""


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
    layers: tuple[str, ...] = ()
    """Layers to take beside the usual ones, `TYPE` or `TYPE:FEATURE`."""
    discontinuous: Discontinuous = "omit"
    text_column: str | None = None
    """The column of a table that holds the articles' text, if it is not called so."""
    id_column: str | None = None
    """The column of a table that holds the articles' names, if it is not `id`."""


class _Giver(NamedTuple):
    """Whose work a document or span is: as the source has it, and here."""

    said: str | None
    here: str | None
    """`None` for curated work, which is no annotator's."""


class Intake:
    """What sources add up to."""

    def __init__(self, library: Library, options: ImportOptions) -> None:
        self.works: dict[_Work, ImportedWork] = {}
        """By annotator, article and sha256."""
        self.new: dict[str, Article] = {}
        """Articles that the project does not have yet."""
        self.left: list[NotTaken] = []
        self.told: Counter[str] = Counter()
        """Sentences on whole sources, with how many sources each is true of."""
        self.of_documents: Counter[str] = Counter()
        """What was done to documents, with how many."""
        self.documents = 0
        self.gold: Counter[str] = Counter()
        """Spans left that are curated, and so no annotator's, by who the source says gave them."""
        self.gold_documents = 0
        self.doubles = 0
        self.trimmed = 0
        """Spans with white space at an edge that the article does not have there."""
        self._library = library
        self._options = options
        self._people: dict[str, bool] = {}
        """Whom the sources name, with whether `only` asks for them."""
        self._givers: dict[_Work, dict[str | None, set[str]]] = {}
        """Of each work the documents by who gave them."""
        self._incomplete: set[_Work] = set()
        self._only_curated = False
        """Whether the source at hand names no annotator beside curators."""

    def take(self, given: Source) -> None:
        """Take in all documents of a source.

        Raises:
            AnnotatorError: if it does not say who annotated, and the user neither.
        """
        documents = list(given.documents)
        named = {one.annotator for one in documents} | {
            name for one in documents for span in one.spans for name in span.annotators
        }
        self._only_curated = all(is_curated(name) for name in named if name is not None)
        for document in documents:
            if document.annotator is None or self._asked(document.annotator):
                self.documents += 1
                self._document(document, self._options.unit or given.unit, whole=not given.left)
        self.left += given.left
        self.told.update(given.told)

    def refuse_nobody(self) -> None:
        """Refuse sources in which nobody is whom `only` asks for.

        Raises:
            AnnotatorError: naming who is there.
        """
        only = self._options.only
        if only is not None and not any(self._people.values()):
            there = ", ".join(one_line(name, 60) for name in sorted(self._people)[:_NAMED])
            more = f" and {len(self._people) - _NAMED} more" if len(self._people) > _NAMED else ""
            who = f"it names {there}{more}" if there else "it names nobody: leave --only out, and add --as NAME"
            raise AnnotatorError(f"--only {one_line(only, 60)}: nobody is called so in what is imported; {who}")

    @property
    def united(self) -> list[str]:
        """Sentences on whose work was put together in one journal."""
        found: Counter[str] = Counter()
        for (name, *_), givers in self._givers.items():
            people = ", ".join(one_line(who or "somebody not named", 60) for who in sorted(givers, key=str))
            if len(givers) > 1:
                found[f"the work of {people} is united in the journal of {name} (--only WHO takes one's)"] += 1
            elif any(len(documents) > 1 for documents in givers.values()):
                found[f"several documents of one text are united in the journal of {name}"] += 1
        return [f"in {plural(count, 'article')} {what}" for what, count in sorted(found.items())]

    @property
    def incomplete(self) -> int:
        """Of how many articles something was left out, so that they do not count as done, by annotators."""
        return len(self._incomplete & self.works.keys())

    def _document(self, document: SourceDocument, unit: Unit, *, whole: bool) -> None:
        match = self._library.match(document)
        if isinstance(match, Unknown):
            left = [_not_taken(document, number, match.why) for number in range(1, len(document.spans) + 1)]
            self.left += left or [NotTaken(document.where, None, match.why)]
            return
        article = match.article
        if self._library.is_new(article):
            self.new[article.id] = article
        if match.aligned is not None:
            self.of_documents["whose text differs from the article's in white space: offsets carried over"] += 1
        text = article.text if document.text is None else document.text
        counting = Utf16(text) if self._counts_units(document, text, unit) else None
        done = self._options.done and whole
        whose = self._giver(document, document.annotator) if document.annotator or self._options.name else None
        if whose is not None:
            self.gold_documents += whose.here is None
            self._work(whose, document, article, finished=document.finished or done)
        elif not document.spans and (document.finished or self._options.done):
            self.of_documents["finished without a span, and nobody's name: add --as NAME to mark its article done"] += 1
        if document.incomplete:
            self._lacks(whose, article)
        for number, span in enumerate(document.spans, 1):
            said: list[str | None] = [name for name in span.annotators if self._asked(name)]
            if document.annotator is None and self._options.only is not None and not said:
                continue
            found = _fitting(span, article, text, match, counting, self._options.discontinuous)
            if isinstance(found, str):
                self.left.append(_not_taken(document, number, found))
                for name in said or [document.annotator]:
                    self._lacks(self._giver(document, name) if name or self._options.name else None, article)
                continue
            givers = {self._giver(document, name) for name in said or [document.annotator]}
            for giver in sorted(givers, key=str):
                self._give(giver, document, found, article, done=done)

    def _give(
        self, giver: _Giver, document: SourceDocument, found: list[FittedSpan], article: Article, *, done: bool
    ) -> None:
        work = self._work(giver, document, article, finished=done)
        if work is None:
            self.gold[giver.said or GOLD] += len(found)
            return
        for span in found:
            key = span.start, span.end, span.label
            self.doubles += key in work.spans
            self.trimmed += span.trimmed
            work.spans.setdefault(key, span)

    def _asked(self, name: str) -> bool:
        """Whether somebody's work is to be taken, whom a source names; who is named is remembered."""
        only = self._options.only
        asked = only is None or only in {name, annotator_name(name)} or (only.casefold() == GOLD and is_curated(name))
        self._people[name] = asked
        return asked

    def _giver(self, document: SourceDocument, name: str | None) -> _Giver:
        known = annotator_name(name or "")
        asked = self._options.name is not None and (self._options.only is not None or self._only_curated)
        if is_curated(name or "") and not asked:
            return _Giver(name, None)
        here = self._options.name or known
        if not here:
            raise AnnotatorError(f"{document.where}: does not say who annotated: add --as NAME")
        return _Giver(name, here)

    def _work(
        self, giver: _Giver, document: SourceDocument, article: Article, *, finished: bool
    ) -> ImportedWork | None:
        """What a giver has in an article so far; `None` if that is nobody's."""
        if giver.here is None:
            return None
        key = giver.here, article.id, article.sha256
        before = self.works.get(key, ImportedWork(article, {}, finished=False))
        done = (finished or before.finished) and key not in self._incomplete
        self.works[key] = work = before._replace(article=article, finished=done)
        self._givers.setdefault(key, {}).setdefault(giver.said, set()).add(document.where)
        return work

    def _lacks(self, giver: _Giver | None, article: Article) -> None:
        """Something of an annotator's work in an article was left out, so that it is not known to be done."""
        if giver is not None and giver.here is not None:
            key = giver.here, article.id, article.sha256
            self._incomplete.add(key)
            if key in self.works:
                self.works[key] = self.works[key]._replace(finished=False)

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


def _fitting(
    span: SourceSpan, article: Article, text: str, match: Match, counting: Utf16 | None, discontinuous: Discontinuous
) -> list[FittedSpan] | str:
    """The span in the article, or its pieces; or why it cannot be there."""
    if span.fault is not None:
        return span.fault
    if span.label is None or not 0 < len(span.label) <= _LONGEST_LABEL:
        return "has no label" if not span.label else f"has a label of {len(span.label)} characters"
    if any(
        "\ud800" <= c <= "\udfff"
        for c in "".join([span.label, span.note or "", *span.attributes, *span.attributes.values()])
    ):
        return "has half characters in what is noted of it"
    places = _places(span, text, counting, discontinuous)
    if isinstance(places, str):
        return places
    found = []
    for start, end in places:
        carried: tuple[int, int, bool] | None = (start, end, False)
        if match.aligned is not None:
            carried = match.aligned.range(start, end)
        if carried is None:
            return "is white space alone, in which the source's text and the article's differ"
        found.append(FittedSpan(carried[0], carried[1], span.label, dict(span.attributes), span.note, carried[2]))
    return found


def _places(
    span: SourceSpan, text: str, counting: Utf16 | None, discontinuous: Discontinuous
) -> list[tuple[int, int]] | str:
    """Where a span is in the source's text, in code points, or why it cannot be there."""
    places: list[tuple[int, int]] = []
    quoted = span.start is span.end is None and span.text
    pieces: list[tuple[int | None, int | None]] = [*sorted(span.pieces)]
    for start, end in pieces or [(span.start, span.end)]:
        place = _quoted(span, text) if quoted else _placed(start, end, text, counting)
        if isinstance(place, str):
            return place
        places.append(place)
    words = "".join(text[first:last] for first, last in places)
    if span.text and not _alike(span.text, words):
        where = ", ".join(f"{first}–{last}" for first, last in places)
        return f"is {one_line(repr(span.text), 60)} in the source, but {where} is {one_line(repr(words), 60)}"
    runs = places[:1]
    for place in places[1:]:
        if text[runs[-1][1] : place[0]].strip():
            runs.append(place)
        else:
            runs[-1] = runs[-1][0], max(runs[-1][1], place[1])
    if len(runs) == 1 or discontinuous == "pieces":
        return runs
    if discontinuous == "hull":
        return [(runs[0][0], runs[-1][1])]
    return f"is discontinuous ({len(runs)} pieces): take such spans with --discontinuous hull or pieces"


def _not_taken(document: SourceDocument, number: int, why: str) -> NotTaken:
    """Why a span, counted from 1, of a document is left out."""
    where = document.spans[number - 1].where
    return NotTaken(where, None, why) if where else NotTaken(document.where, number, why)


def _placed(start: int | None, end: int | None, text: str, counting: Utf16 | None) -> tuple[int, int] | str:
    if start is None or end is None:
        return "has no offsets"
    given = f"{start}–{end}"
    if start < 0 or end < 0:
        return f"{given} is outside the text"
    if start >= end:
        return f"{given} is {'empty' if start == end else 'backwards'}"
    if counting is not None:
        points = counting.code_points(start), counting.code_points(end)
        if points[0] is None or points[1] is None:
            return f"{given} begins or ends in the middle of a character"
        start, end = points[0], points[1]
    if end > len(text):
        return f"{given} is outside the text, which has {len(text)} characters"
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
