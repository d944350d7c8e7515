"""The book of a dataset: which pages it has, and their writing with the card, all in place at once."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from annotator.agreement.result import AgreementSettings, Analysis, analyse
from annotator.book import label_pages, search_index
from annotator.book.article_page import article_page
from annotator.book.board_pages import BOARDS, BookBoards
from annotator.book.contents import BookContents, read_contents
from annotator.book.frame import SEARCHING_POLICY, Frame, Way, own_file
from annotator.book.index_pages import FRONT, LABELS, OUTLETS, index_pages, labels_page
from annotator.book.look import Labels
from annotator.book.markdown import prose
from annotator.dataset.dataset import FileContents
from annotator.dataset.document import Documents
from annotator.export.assembly import Export, with_groups
from annotator.export.card import ExportSettings, Provenance, build, languages, to_markdown
from annotator.export.dataset_folder import need_texts
from annotator.formats import Exported, Format
from annotator.guideline import meanings, without_passages
from annotator.listener import NOBODY, Listener
from annotator.project import ProjectFolder
from annotator.report import html as report
from annotator.report.boards import Boards
from annotator.report.layers import LANES
from annotator.report.markup import Html

FORMAT = Format("`start` and `end` of each span, on the pages of articles and labels", groups=True)
NAME = "book"
"""What the card calls the format."""
GUIDELINE, AGREEMENT, CARD, SEARCH = "guideline.html", "agreement.html", "card.html", "search.html"
FRAME_STYLE, STYLE, AGREEMENT_STYLE, SCRIPT = "frame.css", "book.css", "agreement.css", "search.js"

Pages = dict[str, Callable[[], bytes | Iterable[bytes]]]
"""What makes each file, by its name from the book's folder."""


class Book(Export):
    """A dataset that was read, and can be written as a book."""

    _begin = f"open {FRONT}"

    def __init__(
        self,
        project: ProjectFolder,
        settings: ExportSettings,
        source: Path | None = None,
        boards: Boards | None = None,
        listener: Listener = NOBODY,
    ) -> None:
        """Read what the book is of; see `Export`.

        Args:
            project: where texts, guideline and journals are.
            settings: what is asked for.
            source: a journal or a file of flat spans; by default gold.
            boards: what the articles have in common.
            listener: hears how far the work is.
        """
        self._boards = boards
        self._without_charts = False
        super().__init__(project, settings, source, listener)

    def _asked_format(self, settings: ExportSettings) -> Format:
        return FORMAT

    def _command(self, source: str) -> str:
        return " ".join(["annotator book", source, *self._settings.options])

    def write(self) -> None:
        """Read the articles and write the pages; see `Export.write`."""
        with ExitStack() as self._open:
            super().write()

    def sentences(self) -> Iterator[str]:
        """What came of it, once it is written."""
        yield from super().sentences()
        if self._without_charts:
            yield "the page of agreement has no charts: these need matplotlib, which the extra html brings"

    def _read_all(self, documents: Documents) -> None:
        """Nothing yet: what pages are made of is taken from every document when it is read."""

    def _exported(self, provenance: Provenance) -> Exported:
        documents = self._dataset.documents
        known = self._project.labels()
        count = len(documents)
        with self._listener.progress("reading articles", count) as step:
            contents = read_contents(documents, list(known), with_text=self._settings.with_text, step=step)
        self._open.callback(contents.spool.close)
        if self._settings.with_text:
            need_texts(documents)
        labels = Labels(contents.labels, known)
        files = label_pages.label_files(contents.articles, labels)
        boards = None if self._boards is None else BookBoards(self._boards, contents)
        ways = [Way("Articles", FRONT), Way("Outlets", OUTLETS), Way("Labels", LABELS)]
        if boards is not None and boards.rows:
            ways.append(Way("Boards", BOARDS))
        ways.append(Way("Guideline", GUIDELINE))
        if self._compared is not None:
            ways.append(Way("Agreement", AGREEMENT))
        frame = Frame([*ways, Way("Card", CARD)], "Annotated articles")
        pages: Pages = {
            **self._articles(frame, contents, labels, files, boards),
            **({} if boards is None else boards.pages(frame)),
            **self._lists(frame, contents, labels, files, provenance),
            **self._prose(frame, provenance),
            **self._search(frame, contents),
            FRAME_STYLE: lambda: own_file(FRAME_STYLE).encode(),
            STYLE: lambda: (own_file(STYLE) + labels.style() + _lanes()).encode(),
        }
        if self._compared is not None:
            pages |= self._agreement_pages(frame, analyse(self._compared, AgreementSettings()))
        exported = Exported(FileContents({name: partial(_parts, make) for name, make in pages.items()}))
        return with_groups(exported, self._dataset, provenance)

    def _articles(
        self,
        frame: Frame,
        contents: BookContents,
        labels: Labels,
        files: dict[int, str],
        boards: BookBoards | None,
    ) -> Pages:
        """The pages of articles, then those of labels."""

        def group_link(group: str) -> str | None:
            return None if boards is None else boards.link(group)

        def write(number: int) -> bytes:
            article = contents.articles[number]
            return article_page(frame, contents, labels, article, files, group_link)

        pages: Pages = {article.file: partial(write, article.number) for article in contents.articles}
        for place, file in files.items():
            pages |= label_pages.label_pages(frame, contents, labels, place, file)
        return pages

    def _lists(
        self, frame: Frame, contents: BookContents, labels: Labels, files: dict[int, str], provenance: Provenance
    ) -> Pages:
        """The lists of articles and labels, of which the first is the front page."""
        totals = {place: sum(article.count(place) for article in contents.articles) for place in files}
        front = {
            "articles": len(contents.articles),
            "spans": sum(article.spans for article in contents.articles),
            "events": len({article.event for article in contents.articles} - {""}),
            "outlets": len({article.outlet for article in contents.articles} - {""}),
            "annotators": self._dataset.contents.annotators,
            "labels": [(place, totals[place], file) for place, file in files.items()],
            "agreement": provenance.agreement,
            "with_text": self._settings.with_text,
            "licence": provenance.earlier.get("licence"),
        }
        about = meanings(provenance.rules, labels.names)
        return {
            **index_pages(frame, contents.articles, labels, "event", front),
            **index_pages(frame, contents.articles, labels, "outlet", {}),
            LABELS: partial(labels_page, frame, contents.articles, labels, files, about),
        }

    def _prose(self, frame: Frame, provenance: Provenance) -> Pages:
        """The guideline and the card."""

        def guideline() -> bytes:
            rules = provenance.rules if self._settings.with_text else without_passages(provenance.rules)
            text = prose(rules)
            return frame.page("prose.html.jinja", GUIDELINE, GUIDELINE, "Guideline", text=text, file=None)

        def card() -> bytes:
            made = build(self._dataset, provenance, {}, {})
            words = to_markdown(made, FORMAT, languages(self._dataset)).decode()
            text = prose(re.sub(r"\A---\n.*?\n---\n", "", words, flags=re.DOTALL))
            return frame.page("prose.html.jinja", CARD, CARD, "Card", text=text, file="card.json")

        return {GUIDELINE: guideline, CARD: card}

    def _search(self, frame: Frame, contents: BookContents) -> Pages:
        """The search page, and the files that its script loads."""
        shards = contents.words.shards()
        said = [
            (article.file, article.title, article.outlet, article.published, article.event)
            for article in contents.articles
        ]
        manifest = search_index.as_json(search_index.manifest(shards, len(said))).decode()
        pages: Pages = {
            SEARCH: partial(
                frame.page,
                "search.html.jinja",
                SEARCH,
                SEARCH,
                "Search",
                policy=SEARCHING_POLICY,
                manifest=Html(manifest),
                with_text=self._settings.with_text,
                script=SCRIPT,
            ),
            SCRIPT: lambda: own_file(SCRIPT).encode(),
        }
        for name, some in search_index.article_files(said).items():
            pages[name] = partial(search_index.script, Path(name).stem, some)
        for number, words in enumerate(shards):
            stem = f"words-{number}"
            pages[f"search/{stem}.js"] = partial(contents.words.words_file, stem, words)
        return pages

    def _agreement_pages(self, frame: Frame, analysis: Analysis) -> Pages:
        """The agreement report, as `annotator agreement --html` lays it out, within the book's frame."""
        known, with_text = self._project.labels(), self._settings.with_text
        with_charts = importlib.util.find_spec("matplotlib") is not None
        self._without_charts = not with_charts
        shown = analysis if with_text else analysis.without_texts()

        def text_of(sha256: str, article: str) -> str | None:
            return self._project.text(sha256, article) if with_text else None

        def page() -> bytes:
            absent = "is not in the project" if with_text else "is not in this book"
            content = report.content(shown, known, text_of, with_charts=with_charts, absent=absent)
            title = content.pop("title")
            return frame.page("agreement.html.jinja", AGREEMENT, AGREEMENT, title, **content, style=AGREEMENT_STYLE)

        return {AGREEMENT: page, AGREEMENT_STYLE: lambda: report.style(shown, known).encode()}


def _parts(make: Callable[[], bytes | Iterable[bytes]]) -> Iterable[bytes]:
    made = make()
    return [made] if isinstance(made, bytes) else made


def _lanes() -> str:
    """How far below the text the line of each lane is."""
    return "".join(f".n{lane}{{padding-bottom:{2 + 4 * lane}px}}\n" for lane in range(LANES))
