"""The front door: what a script, a notebook, the command line and the screens call. Returns values, raises `AnnotatorError`.

Nothing here prints, asks or exits. Offsets are code points, half-open; paths may be strings.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from annotator.engine import THIS_MACHINE, Engine
from annotator.errors import AnnotatorError
from annotator.journal.copies import original_stem
from annotator.journal.earlier import earlier
from annotator.journal.records import Fields, is_flat
from annotator.listener import NOBODY, HearsProgress, Listener, reading, sizes_of
from annotator.merged_spans import MergedSpans, place_for_merged, same_file
from annotator.model import GOLD, Article, FlatSpan, Label, Span, check_annotator_name
from annotator.project import ArticleFile, ProjectFolder, refuse_folders
from annotator.remote import place
from annotator.span_index import order
from annotator.text.sanitize import one_line

if TYPE_CHECKING:
    from annotator.adjudication.adjudicator import Adjudication
    from annotator.boards.group import Group
    from annotator.boards.group_session import GroupSession
    from annotator.boards.joint_groups import JointGroup
    from annotator.book.book import Book
    from annotator.export.assembly import Export
    from annotator.formats import Discontinuous
    from annotator.formats.views import Unit
    from annotator.importing.sources import Imported
    from annotator.journal.fold import Fold
    from annotator.journal.tidy import TidyResult
    from annotator.merge import Keep
    from annotator.progress import ProjectStatus
    from annotator.project_check import CheckReport
    from annotator.project_session import ProjectSession
    from annotator.report.boards import Boards
    from annotator.report.group_report import GroupReport
    from annotator.report.notebook import AccuracyResult, AgreementResult, ConsistencyResult
    from annotator.report.project_boards import BoardKind
    from annotator.search.searcher import SearchResult
    from annotator.span_diff import SpanDiff
    from annotator.spans import GivenSpans, Spans
    from annotator.suggest.learned import Learned, Trainer
    from annotator.suggest.second_look import SecondOffer

AnyPath = str | Path
AnyPaths = AnyPath | Sequence[AnyPath]
"""One file or several."""
Wanted = str | Iterable[str] | None
"""One name, several, or all."""


def open(folder: AnyPath = ".", *, exactly: bool = False) -> Project:  # noqa: A001
    """Open a project.

    Args:
        folder: where to look: its nearest parent that has `annotator.toml` or `seeds/`, else the folder itself. Where there
            is no `seeds/`, texts in the project's folder itself are its articles.
        exactly: take the folder itself.

    Raises:
        AnnotatorError: if there is no such folder, or its settings are wrong.
    """
    return Project(ProjectFolder.find(place(folder), exactly=exactly))


class Project:
    """A project: articles, everybody's spans, and what can be made of them.

    Attributes:
        folder: where everything is, with the settings.
    """

    def __init__(self, folder: ProjectFolder) -> None:
        self.folder = folder

    def __repr__(self) -> str:
        return f"Project({str(self.folder.root)!r})"

    @property
    def articles(self) -> list[ArticleFile]:
        """The articles in the seeds folder, by id, each with `id` and `path`."""
        return self.folder.articles()

    def article(self, name: str) -> Article:
        """An article's text (`text`, `length`, `sha256`) and what is known of it (`meta`), by its id.

        Raises:
            AnnotatorError: if there is none, or its file is no text.
        """
        return self.folder.load(self.folder.article(name))

    @property
    def annotators(self) -> list[str]:
        """Who has a journal, by name."""
        return sorted({original_stem(path.stem) for path in self.folder.journals()})

    @property
    def labels(self) -> dict[str, Label]:
        """The project's labels by name, in the order of the settings."""
        return self.folder.labels()

    def status(self, *, listener: Listener = NOBODY) -> ProjectStatus:
        """Who has done what: `articles`, `annotators`, `finished_by` and `gold`; seconds of work, spans by label.

        Args:
            listener: hears which lines were passed over, and how far reading is.

        Raises:
            AnnotatorError: if a journal cannot be read.
        """
        from annotator.journal.columns import read_columns
        from annotator.progress import project_status

        journals = self.folder.journals()
        with reading(journals, listener) as step:
            columns = read_columns(journals, step)
        listener.read([*journals, *self.folder.golds()], columns.problems)
        return project_status(self.folder, columns, listener)

    def check(
        self,
        files: AnyPaths = (),
        *,
        wrong_keys: Iterable[tuple[str | None, str]] = (),
        listener: Listener = NOBODY,
    ) -> CheckReport:
        """Look at every record and offset; change nothing.

        Args:
            files: journals, files of flat spans or of groups; without any all that the project holds.
            wrong_keys: actions with what is wrong with the keys that the settings give them, which only a screen knows.
            listener: hears how far the work is.

        Raises:
            AnnotatorError: if there is nothing to check, or a file is not there.
        """
        from annotator.project_check import check_project

        return check_project(self.folder, _paths(files), wrong_keys, listener)

    @staticmethod
    def tidy(file: AnyPath, *, listener: Listener = NOBODY) -> TidyResult:
        """Fold a journal or a file of groups in place, wherever it is; the old file is kept whole beside it.

        Args:
            file: the file.
            listener: hears how far the work is.

        Raises:
            AnnotatorError: if it is no journal, is being written to, or cannot be written; then it is as it was.
        """
        from annotator.boards.group import parse_group
        from annotator.boards.group_file import holds_groups
        from annotator.journal.tidy import PASSES, tidy

        path = Path(file)
        with listener.progress("folding", PASSES * sum(sizes_of([path]))) as step:
            if holds_groups(path):
                return tidy(path, parse_group, step)._replace(of="group")
            return tidy(path, progress=step)

    def spans(self, *, annotator: Wanted = None, label: Wanted = None, article: Wanted = None) -> Spans[Span]:
        """The spans in the project's journals, by article and in reading order; deleted ones are not among them.

        Args:
            annotator: whose; `gold` for adjudicated ones, which are in nobody's else.
            label: of which labels.
            article: of which articles.

        Raises:
            AnnotatorError: if nobody has such a name, a journal cannot be read, or it holds flat spans (see `merge`).
        """
        from annotator.journal.columns import read_columns
        from annotator.span_lines import record_of
        from annotator.spans import Spans

        wanted, labels, articles = _wanted(annotator), _wanted(label), _wanted(article)
        with_gold = wanted is not None and GOLD in wanted
        columns = read_columns([*self.folder.journals(), *(self.folder.golds() if with_gold else ())])
        names = sorted(columns.annotators)
        for name in sorted((wanted or set()) - {*names}):
            raise AnnotatorError(f"{one_line(name, 60)}: has no journal here: {', '.join(names) or 'nobody has one'}")
        for name in sorted(labels or ()):
            _one_of("label", name, dict.fromkeys([*self.labels, *sorted(columns.labels_given())]))
        lines = sorted(columns.lines_of(wanted, labels, articles), key=lambda one: one[0])
        found = [(name, _span(record_of(line), name)) for name, line in lines]
        # Gold's spans, which have the names of those who decided, before an annotator's own.
        found.sort(key=lambda one: (one[1].article, *order(one[1])[:3], one[1].annotator, one[0], one[1].id))
        return Spans(span for _, span in found)

    def search(
        self,
        words: str = "",
        *,
        regex: bool = False,
        label: Wanted = None,
        attributes: Mapping[str, str] | None = None,
        note: str | None = None,
        annotator: Wanted = None,
        state: Wanted = None,
        article: Wanted = None,
        event: Wanted = None,
        listener: Listener = NOBODY,
    ) -> SearchResult:
        """Find words in all articles, and spans in everybody's journals; every filter must be met.

        Args:
            words: a capital letter makes case matter, straight marks find curly ones. Without any, spans are found.
            regex: the words are a regular expression, matched line by line.
            label: only spans of these labels, or words in them.
            attributes: by name, words of the value; empty for any value.
            note: words of a span's note; empty for any note.
            annotator: whose spans, `gold` for adjudicated ones; with `state` as the only other filter, whose state.
            state: only articles that are `open`, `started`, `done` or `skipped`.
            article: only these articles; `*` and `?` stand for letters.
            event: only articles on these events; `*` and `?` stand for letters.
            listener: hears which lines were passed over, and how far it is.

        Raises:
            AnnotatorError: if nothing is asked for, the pattern is none or takes too long, there is no such label, state or
                annotator, or a journal cannot be read.
        """
        from annotator.search.query import Query
        from annotator.search.searcher import Searcher, search_all

        query = Query(
            words,
            regex,
            tuple(sorted(_wanted(label) or ())),
            tuple((attributes or {}).items()),
            note,
            tuple(sorted(_wanted(annotator) or ())),
            tuple(sorted(_wanted(state) or ())),
            tuple(sorted(_wanted(article) or ())),
            tuple(sorted(_wanted(event) or ())),
        )
        searcher = Searcher(self.folder)
        files = searcher.journals(gold=GOLD in query.annotators)
        with reading(files, listener) as step:
            table = searcher.table(gold=GOLD in query.annotators, progress=step)
        listener.read(files, table.problems)
        articles = len(searcher.texts.files)
        with listener.progress("searching", articles) as step:
            return search_all(searcher, query, step)

    def agreement(
        self,
        files: AnyPaths = (),
        *,
        label: Wanted = None,
        article: Wanted = None,
        iou: float = 0.5,
        resamples: int = 10_000,
        seed: int = 0,
        gamma: bool = False,
        gamma_weights: tuple[float, float] = (1.0, 1.0),
        baseline: AnyPaths = (),
        plan: float | None = None,
        before_suggestions: bool = False,
        at: str | None = None,
        drift: bool = False,
        origins: bool = False,
        methods: bool = False,
        listener: Listener = NOBODY,
        engine: Engine = THIS_MACHINE,
    ) -> AgreementResult:
        """How far the annotators agree over the articles that two or more have marked done.

        Args:
            files: journals or files of flat spans; without any every journal of the project but gold.
            label: only spans of these labels.
            article: only these articles.
            iou: the least intersection over union of a relaxed match, above 0 and at most 1.
            resamples: how many draws say how far the lowest and the highest differ by chance; 0 for no intervals.
            seed: of these draws.
            gamma: measure gamma too, which takes seconds to minutes.
            gamma_weights: its α and β, of positions and of labels: above 0 and from 0, at most 100.
            baseline: files of another run, for `less_baseline`; taken as they are now.
            plan: say how many articles it takes until intervals are ± this, above 0 and at most 0.5.
            before_suggestions: take everybody's independent version: second looks are as if they had never been.
            at: take what stood at this time (ISO 8601); a date alone is the end of that day.
            drift: say what changes from week to week, and between the halves of each one's work.
            origins: say how agreement goes with where spans came from and what they are like.
            methods: say how it was measured, on what, in sentences that a paper can take over.
            listener: hears which lines were passed over, and how far the work is.
            engine: who does the work, such as `annotator.cluster.dask_engine` gives; nothing else depends on it.

        Raises:
            AnnotatorError: if there is nothing to compare, or a file cannot be read; if gamma is asked for and scipy is
                not installed.
        """
        from annotator.project_agreement import Chosen, agreement_of, settings_of, weights_of

        settings = settings_of(iou, resamples, seed)
        weights = weights_of(*gamma_weights) if gamma else None
        state = earlier(at, before_suggestions=before_suggestions)
        return agreement_of(
            self.folder,
            self.folder.files_or_journals(_paths(files)),
            Chosen(_names(label), _names(article), settings, state),
            weights=weights,
            baseline=_paths(baseline),
            plan=plan,
            drift=drift,
            origins=origins,
            methods=methods,
            listener=listener,
            engine=engine,
        )

    def consistency(
        self,
        *,
        label: Wanted = None,
        article: Wanted = None,
        iou: float = 0.5,
        resamples: int = 10_000,
        before_suggestions: bool = False,
        at: str | None = None,
        listener: Listener = NOBODY,
    ) -> ConsistencyResult:
        """How far annotators agree with themselves: their journals against those of second, blind passes.

        Args:
            label: only spans of these labels.
            article: only these articles.
            iou: see `agreement`, as for all that follow.
            resamples: 0 for no intervals.
            before_suggestions: of the first pass and of the second.
            at: of both.
            listener: hears of the work.

        Raises:
            AnnotatorError: if nobody has made a second pass.
        """
        from annotator.project_agreement import Chosen, consistency_of, settings_of

        state = earlier(at, before_suggestions=before_suggestions)
        chosen = Chosen(_names(label), _names(article), settings_of(iou, resamples, 0), state)
        return consistency_of(self.folder, chosen, listener)

    def accuracy(
        self,
        files: AnyPaths = (),
        *,
        against: AnyPath | None = None,
        complete: bool = False,
        label: Wanted = None,
        article: Wanted = None,
        iou: float = 0.5,
        resamples: int = 10_000,
        seed: int = 0,
        before_suggestions: bool = False,
        at: str | None = None,
        plan: float | None = None,
        listener: Listener = NOBODY,
    ) -> AccuracyResult:
        """Precision, recall and F1 of each annotator, or of a model's predictions, against gold.

        Args:
            files: journals or files of flat spans; without any every journal of the project but gold.
            against: the file that is right; by default the project's gold.
            complete: files of flat spans, which do not say what was finished, cover all articles of gold.
            label: see `agreement`, as for all that follow.
            article: only these articles.
            iou: the least intersection over union.
            resamples: how many draws say how far two differ by chance; 0 for no intervals and no tests.
            seed: of these draws.
            before_suggestions: see `agreement`, as for `at`; gold is taken of the same state.
            at: see `agreement`.
            plan: say how many articles of gold it takes until intervals are ± this, above 0 and at most 0.5.
            listener: hears of the work.

        Raises:
            AnnotatorError: if gold has no finished article, or nobody has annotated one of them.
        """
        from annotator.project_agreement import Chosen, accuracy_of, settings_of

        gold = self.folder.journal_path(GOLD) if against is None else Path(against)
        state = earlier(at, before_suggestions=before_suggestions)
        chosen = Chosen(_names(label), _names(article), settings_of(iou, resamples, seed), state)
        return accuracy_of(self.folder, _paths(files), gold, chosen, complete=complete, plan=plan, listener=listener)

    def boards(
        self,
        files: AnyPaths = (),
        *,
        kind: BoardKind | None = None,
        event: Wanted = None,
        min_outlets: int = 2,
        listener: Listener = NOBODY,
        engine: Engine = THIS_MACHINE,
    ) -> Boards:
        """What articles have in common: the same quotation and the same quantity, as offers and as it was decided.

        Args:
            files: journals, files of flat spans or gold; without any gold, where there is some, else every journal. In
                articles where nobody tagged a quotation, those that marks show are taken, and so are numbers.
            kind: `quotes` or `numbers` alone; without it both.
            event: only articles on these events; letter case does not count.
            min_outlets: offers of fewer outlets are left out.
            listener: hears which lines were passed over, and how far the work is.
            engine: see `agreement`.

        Raises:
            AnnotatorError: if a file cannot be read, or no article is on such an event.
        """
        from annotator.report.project_boards import project_boards

        paths = _paths(files)
        self.folder.check_files(paths)
        return project_boards(self.folder, paths, kind, _names(event), min_outlets, listener, engine)

    def merge(
        self,
        files: AnyPaths = (),
        *,
        keep: Keep = "all",
        listener: Listener = NOBODY,
        engine: Engine = THIS_MACHINE,
    ) -> MergedSpans:
        """Join annotators' spans into flat spans with votes.

        Args:
            files: journals or files of flat spans; without any every journal of the project but gold.
            keep: `all`, `majority`, `unanimous`, or the least number of votes.
            listener: hears which lines were passed over, and how far the work is.
            engine: see `agreement`.

        Raises:
            AnnotatorError: if a file cannot be read, or there is none.
        """
        if not (isinstance(keep, int) and keep > 0):
            _one_of("keep", str(keep), ("all", "majority", "unanimous", "a number of votes"))
        return MergedSpans(self.folder, self.folder.files_or_journals(_paths(files)), keep, listener, engine)

    def export(
        self,
        format: str,  # noqa: A002
        out: AnyPath,
        *,
        source: AnyPath | MergedSpans | None = None,
        split: str | None = None,
        by: Literal["event", "article"] = "event",
        seed: int = 0,
        with_text: bool = False,
        alone: bool = False,
        pseudonyms: bool = False,
        min_annotators: int = 1,
        listener: Listener = NOBODY,
        engine: Engine = THIS_MACHINE,
    ) -> Export:
        """Write a dataset with its card; what came of it is in `card`, `problems` and `sentences()`.

        Args:
            format: such as `jsonl`, `spacy` or `parquet`; see `docs/formats.md`.
            out: the dataset's folder; nothing in it is written over that no export wrote.
            source: what `merge` gave, a journal or a file of flat spans; by default the project's gold.
            split: percentages, `80/20` (train, test) or `80/10/10` (train, validation, test).
            by: what is never parted.
            seed: another seed, another split.
            with_text: include the articles' text, which some formats cannot do without.
            alone: of gold its own records alone, not the journals.
            pseudonyms: `annotator-1`, `annotator-2` … for the annotators' names.
            min_annotators: only articles that so many annotators finished.
            listener: hears which lines were passed over, and how far reading is.
            engine: see `agreement`.

        Raises:
            AnnotatorError: if nothing is finished, or what is asked for cannot be done.
        """
        from annotator.export.assembly import Export
        from annotator.export.card import ExportSettings
        from annotator.formats import EXPORT_FORMATS

        _one_of("format", format, EXPORT_FORMATS)
        _one_of("by", by, ("event", "article"))
        settings = ExportSettings(format, place(out), split, by, seed, with_text, alone, pseudonyms, min_annotators)
        with _file_of(source) as file:
            self.folder.check_files([] if file is None else [file])
            export = Export(self.folder, settings, file, listener, engine)
            listener.read(export.files, export.problems)
            export.write()
        return export

    def book(
        self,
        out: AnyPath,
        *,
        source: AnyPath | MergedSpans | None = None,
        with_text: bool = False,
        alone: bool = False,
        min_annotators: int = 1,
        listener: Listener = NOBODY,
    ) -> Book:
        """Write a dataset as static pages for readers; what came of it is in `card`, `problems` and `sentences()`.

        The pages show articles with their spans, labels, boards, the guideline, agreement and the card.

        Args:
            out: the book's folder; nothing in it is written over that no book wrote.
            source: what `merge` gave, a journal or a file of flat spans; by default the project's gold.
            with_text: show the articles' text; otherwise pages say where spans lie, and what annotators wrote of them.
            alone: of gold its own records alone, not the journals.
            min_annotators: only articles that so many annotators finished.
            listener: hears which lines were passed over, and how far the work is.

        Raises:
            AnnotatorError: if nothing is finished, or what is asked for cannot be done.
        """
        from annotator.book.book import NAME, Book
        from annotator.export.card import ExportSettings

        settings = ExportSettings(NAME, Path(out), with_text=with_text, alone=alone, min_annotators=min_annotators)
        with _file_of(source) as file:
            # What cannot be read of the source is told with the book's own reading of it.
            boards = self.boards([] if file is None else [file], listener=HearsProgress(listener))
            book = Book(self.folder, settings, file, boards, listener)
            listener.read(book.files, book.problems)
            book.write()
        return book

    def import_files(
        self,
        sources: AnyPaths,
        *,
        format: str | None = None,  # noqa: A002
        annotator: str | None = None,
        only: str | None = None,
        done: bool = False,
        unit: Unit | None = None,
        layer: Wanted = None,
        discontinuous: Discontinuous = "omit",
        text_column: str | None = None,
        id_column: str | None = None,
        into_journals: bool = True,
        listener: Listener = NOBODY,
    ) -> Imported:
        """Take in articles, and other tools' annotations; the same file twice adds nothing.

        Args:
            sources: files or folders.
            format: of all of them; by default told from each.
            annotator: whose journal the spans go to, whatever the source says.
            only: take only what this annotator of the source gave.
            done: every document counts as finished.
            unit: what the source's offsets count, if not what its format does.
            layer: layers of UIMA to take beside the usual ones, `TYPE` or `TYPE:FEATURE`, whose value is the label.
            discontinuous: what becomes of spans in several pieces: `omit` them, take the `hull`, or the `pieces`.
            text_column: the column of a table that holds the articles' text; by default `text`.
            id_column: the column of a table that holds the articles' names; by default `id`, if there is one.
            into_journals: write what is taken; otherwise `flat_spans()` of the result has it, and no articles are taken.
            listener: hears how far the work is.

        Raises:
            AnnotatorError: if a source cannot be read, or a journal not written to.
        """
        from annotator.formats import DISCONTINUOUS, IMPORT_FORMATS
        from annotator.importing import articles
        from annotator.importing.align import ImportOptions
        from annotator.importing.sources import files_of, take_in

        _one_of("format", format, (*articles.FORMATS, *IMPORT_FORMATS))
        _one_of("unit", unit, ("code-points", "utf-16"))
        if annotator is not None:
            check_annotator_name(annotator)
        _one_of("discontinuous", discontinuous, DISCONTINUOUS)
        files = files_of(_paths(sources), format, text_column)
        layers = tuple(_names(layer))
        choice = ImportOptions(annotator, only, done, unit, layers, discontinuous, text_column, id_column)
        return take_in(self.folder, files, choice, into_journals=into_journals, listener=listener)

    def session(self, annotator: str, *, read_only: bool = False) -> ProjectSession:
        """Begin to tag as somebody; `with` closes the journal at the end.

        Raises:
            AnnotatorError: if the name cannot be an annotator's, or the journal cannot be read.
        """
        from annotator.project_session import ProjectSession

        return ProjectSession(self.folder, annotator, read_only=read_only)

    def groups(self, *, annotator: Wanted = None, kind: Wanted = None, article: Wanted = None) -> list[Group]:
        """Everybody's groups that stand, each with whose it is (`annotator`), by when they were made.

        Args:
            annotator: whose.
            kind: `quotation`, `quantity` or `attribution`.
            article: only those with a member in one of these.

        Raises:
            AnnotatorError: if a file of groups cannot be read.
        """
        from annotator.boards.group_file import read_group_files

        wanted, kinds, articles = _wanted(annotator), _wanted(kind), _wanted(article)
        folds = read_group_files(self.folder.group_files()).folds
        found = [group for name, fold in folds.items() if wanted is None or name in wanted for group in fold.groups()]
        return [
            group
            for group in sorted(found, key=lambda group: (group.id, group.annotator))
            if (kinds is None or group.kind in kinds)
            and (articles is None or any(member.article in articles for member in group.members))
        ]

    def joint_groups(self, *, listener: Listener = NOBODY) -> list[JointGroup]:
        """What everybody's groups say together: `by` whom each member is, and the `conflicts` of those who differ.

        Members stand where they are in the present texts, as far as they are surely found there.

        Args:
            listener: hears which lines were passed over.

        Raises:
            AnnotatorError: if a file of groups cannot be read.
        """
        from annotator.boards.anchors import Anchors
        from annotator.boards.group_file import read_group_files
        from annotator.boards.joint_groups import joint_groups

        read = read_group_files(self.folder.group_files())
        listener.read((), read.problems)
        return joint_groups(read.folds, Anchors(self.folder))

    def group_agreement(self, files: AnyPaths = (), *, listener: Listener = NOBODY) -> GroupReport:
        """How far the annotators agree about groups: F1 of the pairs of members in one group, and where they differ.

        Args:
            files: files of groups; without any all of the project.
            listener: hears which lines were passed over.

        Raises:
            AnnotatorError: if nobody has decided on a group, or a file cannot be read.
        """
        from annotator.boards.anchors import Anchors
        from annotator.boards.group_agreement import group_agreement
        from annotator.boards.group_file import read_group_files
        from annotator.report.group_report import GroupReport

        paths = _paths(files)
        refuse_folders(paths)
        read = read_group_files(paths or self.folder.group_files())
        listener.read((), read.problems)
        if not read.folds:
            where = one_line(str(paths[0] if paths else self.folder.boards))
            raise AnnotatorError(f"{where}: holds no group yet: decide on groups first, or name files of groups")
        return GroupReport(group_agreement(read.folds, self.folder.events(), Anchors(self.folder)))

    def group_session(self, annotator: str, *, read_only: bool = False) -> GroupSession:
        """Begin to decide on groups as somebody; `with` closes the file at the end.

        Raises:
            AnnotatorError: if the name cannot be an annotator's, or the file of groups cannot be read.
        """
        from annotator.boards.group_session import GroupSession

        return GroupSession(self.folder, annotator, read_only=read_only)

    def learned(self, annotator: str) -> dict[str, Learned]:
        """What can be learned of each label from an annotator's finished articles, with how good it is: `figures`.

        Labels of which nothing can be learned are left out; of those that take no object, without the extra `train`, it is nothing.

        Raises:
            AnnotatorError: if nobody has such a name, the journal cannot be read, or the project forbids suggestions.
        """
        trainer, fold = self._trainer(annotator)
        from annotator.suggest.finished import finished_articles

        return trainer.learn(finished_articles(fold))

    def second_look(self, annotator: str, article: str) -> list[SecondOffer]:
        """What a second look at a finished article offers its annotator, learned from their other articles; nothing is written.

        Raises:
            AnnotatorError: see `learned`; and if the article is not finished, or its text is nowhere.
        """
        from annotator.suggest.finished import finished_article, finished_articles
        from annotator.suggest.second_look import offers

        trainer, fold = self._trainer(annotator)
        state = fold.state(article)
        shown = one_line(article, 60)
        if state is None or state.state != "done":
            raise AnnotatorError(f"{shown}: {annotator} has not marked it done: a second look is for finished articles")
        text = self.folder.text(state.sha256, article)
        if text is None:
            raise AnnotatorError(f"{shown}: its text is neither in the seeds nor among the snapshots: put it back")
        learned = trainer.learn(finished_articles(fold, but=article))
        return offers(text, finished_article(fold, article, state.sha256), learned, trainer)

    def _trainer(self, annotator: str) -> tuple[Trainer, Fold]:
        from annotator.suggest.learned import Trainer

        if not self.folder.settings.suggestions:
            raise AnnotatorError("suggestions are forbidden in this project (annotator.toml: suggestions = false)")
        if annotator not in self.annotators:
            raise AnnotatorError(
                f"{one_line(annotator, 60)}: has no journal here: {', '.join(self.annotators) or 'nobody has one'}"
            )
        fold = self.folder.open_journal(annotator, read_only=True).fold
        return Trainer(
            self.labels, self.folder.text, dates=self.folder.settings.dates, language_of=self.folder.language
        ), fold

    @contextmanager
    def adjudication(
        self,
        decider: str,
        files: AnyPaths = (),
        *,
        rule: Keep | None = None,
        without: Collection[str] = (),
        read_only: bool = False,
    ) -> Iterator[Adjudication]:
        """Decide on what annotators differ about; `with` closes gold's journal at the end.

        Args:
            decider: who decides.
            files: what is decided on; without any every journal of the project.
            rule: how many must agree for a span to be taken without a decision; by default as before, at first all.
            without: annotators who are not missed though decisions rest on spans of theirs.
            read_only: look, but change nothing.

        Raises:
            AnnotatorError: if gold's journal cannot be opened.
        """
        from annotator.adjudication.gold import adjudication_of, read_annotators

        cut = read_annotators(self.folder, self.folder.files_or_journals(_paths(files)))
        found = adjudication_of(self.folder, cut, decider, rule, read_only=read_only, without=without)
        try:
            found.begin()
            yield found
        finally:
            found.session.close()


def agreement(
    spans: Mapping[str, GivenSpans],
    *,
    lengths: Mapping[str, int] | None = None,
    iou: float = 0.5,
    resamples: int = 10_000,
    seed: int = 0,
    gamma: bool = False,
    gamma_weights: tuple[float, float] = (1.0, 1.0),
) -> AgreementResult:
    """How far annotators agree whose spans are at hand; no project is needed.

    Args:
        spans: by annotator: `Span`s, mappings with `article`, `start`, `end`, `label`, tuples of these four, or a table of
            pandas, polars or pyarrow with such columns.
        lengths: code points of each article that all of them have annotated. Without it, somebody has annotated the
            articles in which they have a span, and an article ends with its last span, which alpha depends on.
        iou: the least intersection over union of a relaxed match, above 0 and at most 1.
        resamples: how many draws say how far the lowest and the highest differ by chance; 0 for no intervals.
        seed: of these draws.
        gamma: measure gamma too, which takes seconds to minutes.
        gamma_weights: its α and β, of positions and of labels.

    Raises:
        AnnotatorError: naming the span that is none; or if there is nothing to compare.
    """
    from annotator.agreement.table import Sources
    from annotator.project_agreement import result_of, settings_of, weights_of
    from annotator.spans import table_of_spans

    settings = settings_of(iou, resamples, seed)
    weights = weights_of(*gamma_weights) if gamma else None
    return result_of(table_of_spans(spans, lengths), settings, weights, None, Sources(nameable=False))


def diff(a: AnyPath, b: AnyPath, *, articles: Collection[str] = (), listener: Listener = NOBODY) -> SpanDiff:
    """What b has otherwise than a: spans added, gone, moved, relabelled.

    Args:
        a: a journal or a file of flat spans; `FILE@TIME` or `FILE@before-suggestions` for an earlier state of a journal; or
            such a state alone, of the other's file.
        b: likewise.
        articles: the only ones that are compared; all, if none is named.
        listener: hears which lines were passed over, and how far reading is.

    Raises:
        AnnotatorError: if a file cannot be read, or an earlier state is asked of flat spans.
    """
    from annotator.span_diff import diff, span_files

    sides = span_files(str(a), str(b))
    found, problems = diff(*sides, listener, articles)
    listener.read([], problems)
    return found


def prepare_page(path: Path | None) -> None:
    """Make sure that a page of the report can be made, and be written to `path` if there is one.

    Raises:
        AnnotatorError: if matplotlib is not installed, or the file is something else than such a page.
    """
    from annotator.report.html import require_library
    from annotator.report.notebook import refuse_other_than_page

    if path is not None:
        refuse_other_than_page(path)
    require_library()


def prepare_boards_page(path: Path | None) -> None:
    """Make sure that a page of boards can be written to `path`, if there is one.

    Raises:
        AnnotatorError: if the file is something else than such a page.
    """
    from annotator.report.boards_page import GENERATOR
    from annotator.report.notebook import refuse_other_than_page

    if path is not None:
        refuse_other_than_page(path, GENERATOR)


def boards_page(boards: Boards) -> str:
    """Boards as an HTML page that needs no other file and runs nothing."""
    from annotator.report.boards_page import boards_page

    return boards_page(boards)


@contextmanager
def _file_of(source: AnyPath | MergedSpans | None) -> Iterator[Path | None]:
    """The file that a dataset is made of."""
    import tempfile

    if not isinstance(source, MergedSpans):
        yield None if source is None else place(source)
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "merged.jsonl"
        file.write_bytes(source.to_jsonl())
        yield file


def _paths(given: AnyPaths) -> list[Path]:
    return [place(given)] if isinstance(given, str | Path) else [place(path) for path in given]


def _one_of(what: str, given: str | None, known: Iterable[str]) -> None:
    known = list(known)
    if given is not None and given not in known:
        raise AnnotatorError(f"{what}: {one_line(str(given), 40)!r} is none of {', '.join(known)}")


def _wanted(given: Wanted) -> set[str] | None:
    return None if given is None else set(_names(given))


def _names(given: Wanted) -> list[str]:
    return [] if given is None else [given] if isinstance(given, str) else list(given)


def _span(record: Fields, annotator: str) -> Span:
    if is_flat(record):
        raise AnnotatorError(f"{annotator}: has flat spans in a file: ask project.merge for its spans")
    return Span.from_fields(record)


__all__ = [
    "AnnotatorError", "FlatSpan", "Listener", "MergedSpans", "Project", "Span", "agreement", "boards_page", "diff", "open", "place_for_merged",
    "prepare_boards_page", "prepare_page", "same_file",
]  # fmt: skip
