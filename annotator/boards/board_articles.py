"""The articles that boards are made of, one at a time, with the spans that somebody gave them: of journals, flat spans or gold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from copy import copy
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from annotator.adjudication.gold import gold_content
from annotator.engine import THIS_MACHINE, Engine, Step
from annotator.errors import AnnotatorError
from annotator.journal.columns import read_columns
from annotator.journal.copies import is_of_gold
from annotator.journal.records import Fields, Problem
from annotator.listener import NOBODY, Listener, reading
from annotator.model import GOLD, Meta, ObjectKind
from annotator.project import ArticleFile, ProjectFolder
from annotator.span_lines import record_of
from annotator.text.load import load_meta
from annotator.text.sanitize import one_line, plural

_NOTHING: Mapping[str, str] = {}
DEFAULT_LABELS: dict[ObjectKind, str] = {"quotation": "quote", "number": "number"}


_NAMED = 8
_WORTH, _AT_ONCE = 400, 100
"""Articles that are worth a second process, and of a part of what each makes."""
_NO_EVENT = 'no article says which event it is on: write "event": "…" into its .meta.json'


class TaggedSpan(NamedTuple):
    """A span by one annotator or in gold."""

    start: int
    end: int
    label: str
    sha256: str | None
    text: str | None
    """Of a flat span that does not say which text it is of."""
    attributes: Mapping[str, str]


class BoardArticle(NamedTuple):
    """One article, in the version that its spans are of."""

    id: str
    sha256: str
    text: str
    meta: Meta
    spans: Sequence[TaggedSpan] = ()
    """Of all annotators; each fits the text."""


Made = TypeVar("Made")


class _Turn(NamedTuple, Generic[Made]):
    """What came of one article."""

    id: str
    event: str | None
    made: Made | None
    """`None` where it could not be read, or is not wanted."""
    elsewhere: int
    unreadable: str


class BoardArticles:
    """The articles of a project with spans of some labels.

    Args:
        folder: the project.
        files: journals, flat spans or gold; without any gold, where there is some, else all journals.
        kind: spans of labels that take such an object are wanted.
        events: articles on these events alone, without letter case; all without any.
        listener: hears of the reading.
        engine: who reads.

    Attributes:
        problems: lines passed over, by file.
        labels: whose spans are wanted; the first is for what nobody tagged.
        elsewhere: how many spans are of texts that are not read, once all were read.
        unreadable: why articles could not be read, by id, once all were read.

    Raises:
        AnnotatorError: if a file cannot be read.
    """

    def __init__(
        self,
        folder: ProjectFolder,
        files: Sequence[Path],
        kind: ObjectKind,
        events: Collection[str] = (),
        listener: Listener = NOBODY,
        engine: Engine = THIS_MACHINE,
    ) -> None:
        self._engine = engine
        self._folder, self._events = folder, {event_of(event) for event in events}
        default = DEFAULT_LABELS[kind]
        named = [label.name for label in folder.labels().values() if label.object == kind]
        self.labels = list(dict.fromkeys([*named, default]))
        self.elsewhere = 0
        self.unreadable: dict[str, str] = {}
        self.problems: dict[Path, list[Problem]] = {}
        self._spans: dict[str, list[TaggedSpan]] = {}
        for span in self._read(list(files) or folder.golds() or folder.journals(), listener):
            sha256 = span.get("sha256")
            text = None if sha256 else span.get("text")
            tagged = TaggedSpan(
                span["start"], span["end"], span["label"], sha256, text, span.get("attributes") or _NOTHING
            )
            self._spans.setdefault(span["article"], []).append(tagged)
        known = {file.id: file for file in folder.articles()}
        gone = (ArticleFile(name, folder.seeds / f"{name}.txt") for name in self._spans if name not in known)
        self.files = sorted([*known.values(), *gone])

    def _read(self, paths: Sequence[Path], listener: Listener) -> Iterator[Fields]:
        """The spans of the wanted labels: of gold what was agreed on and decided, of other files what is in them."""
        gold = self._folder.journal_path(GOLD)
        decided = next((path for path in paths if path.absolute() == gold.absolute()), None)
        others = list(paths)
        if decided is not None:
            content = gold_content(
                self._folder, decided, read_columns(self._folder.journals(), engine=self._engine), alone=False
            )
            if content is not None:
                others = [path for path in paths if not is_of_gold(path)]
                self.problems.update(content.problems)
                yield from (span for span in content.spans if span["label"] in self.labels)
        with reading(others, listener) as progress:
            columns = read_columns(others, progress, engine=self._engine)
        self.problems.update(columns.problems)
        for _, line in columns.lines_of(None, self.labels, None):
            yield record_of(line)

    def notes(self) -> list[str]:
        """What was left out, in sentences, once all were read."""
        found = [f"not read: {why}" for why in self.unreadable.values()]
        if self.elsewhere:
            found.append(f"{plural(self.elsewhere, 'span')} of earlier texts left out: the screen moves them (key M)")
        return found

    def __len__(self) -> int:
        return len(self.files)

    def each(self, make: Callable[[BoardArticle], Made], step: Step | None = None) -> Iterator[Made]:
        """What is made of each article when its turn comes.

        Args:
            make: a function of a module, so that other processes have it too.
            step: told of each article.

        Raises:
            AnnotatorError: at the end, if no article is on the events that are wanted.
        """
        on: set[str] = set()
        found = False
        shares = self._engine.shares([1] * len(self.files), _WORTH, _AT_ONCE)
        parts = [self._some(share) for share in shares]
        for turn in self._engine.map(_turns, make, parts, [len(share) for share in shares], step):
            on |= {turn.event} if turn.event else set()
            self.elsewhere += turn.elsewhere
            if turn.unreadable:
                self.unreadable[turn.id] = turn.unreadable
            if turn.made is not None:
                found = True
                yield turn.made
        if self._events and not found:
            named = ", ".join(one_line(event, 40) for event in sorted(on)[:_NAMED])
            raise AnnotatorError(f"no article is on this event; events are named {named}" if on else _NO_EVENT)

    def turn(self, file: ArticleFile, make: Callable[[BoardArticle], Made]) -> _Turn[Made]:
        """What comes of one of the files."""
        before = self.elsewhere
        try:
            article = self._article(file)
        except AnnotatorError as error:
            return _Turn(file.id, None, None, 0, str(error))
        event = None if article is None else article.meta.event
        wanted = article is not None and (not self._events or event_of(event) in self._events)
        made = make(article) if article is not None and wanted else None
        return _Turn(file.id, event, made, self.elsewhere - before, "")

    def _some(self, share: range) -> BoardArticles:
        """Some of the files by themselves, with no more than they need."""
        part = copy(self)
        part.files = self.files[share.start : share.stop]
        part._spans = {file.id: self._spans[file.id] for file in part.files if file.id in self._spans}
        part._engine, part.problems, part.unreadable = THIS_MACHINE, {}, {}
        return part

    def version(self, article: str, sha256: str) -> BoardArticle | None:
        """An article in one version, with its spans; `None` if that text is not at hand."""
        text = self._folder.text(sha256, article)
        if text is None:
            return None
        meta = Meta()
        with suppress(AnnotatorError):
            meta = load_meta(self._folder.seeds / f"{article}.txt")
        fitting = [span for span in self._spans.get(article, ()) if _fits(span, sha256, text)]
        return BoardArticle(article, sha256, text, meta, fitting)

    def _article(self, file: ArticleFile) -> BoardArticle | None:
        """An article as its file is now, or, if no span is of that, as most of its spans have it."""
        spans = self._spans.get(file.id, [])
        versions = Counter(span.sha256 for span in spans if span.sha256)
        loaded = self._folder.load(file) if file.path.exists() else None
        if loaded is not None and (loaded.sha256 in versions or not versions):
            sha256, text, meta = loaded.sha256, loaded.text, loaded.meta
        else:
            found = next(
                (one for one, _ in versions.most_common() if self._folder.text(one, file.id) is not None), None
            )
            if found is None:
                self.elsewhere += len(spans)
                return None if loaded is None else BoardArticle(file.id, loaded.sha256, loaded.text, loaded.meta)
            sha256, text = found, self._folder.text(found, file.id) or ""
            meta = load_meta(file.path) if loaded is None else loaded.meta
        fitting = [span for span in spans if _fits(span, sha256, text)]
        self.elsewhere += len(spans) - len(fitting)
        return BoardArticle(file.id, sha256, text, meta, fitting)


def event_of(event: str | None) -> str | None:
    """What an article reports on, as events are compared: letter case and white space do not count."""
    return " ".join((event or "").casefold().split()) or None


def _fits(span: TaggedSpan, sha256: str, text: str) -> bool:
    wording = text[span.start : span.end]
    return span.sha256 in {None, sha256} and bool(wording) and span.text in {None, wording}


def _turns(make: Callable[[BoardArticle], Made], articles: BoardArticles, step: Step | None) -> Iterator[_Turn[Made]]:
    for file in articles.files:
        if step is not None:
            step(1)
        yield articles.turn(file, make)
