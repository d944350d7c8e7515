"""The front door: what a script, a notebook, the command line and the screens call. Returns values, raises `AnnotatorError`.

Nothing here prints, asks or exits. Offsets are code points, half-open; paths may be strings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

from annotator.errors import AnnotatorError
from annotator.journal.copies import original_stem
from annotator.journal.records import Fields, Problem, flat_span, is_flat, parse_json
from annotator.journal.storage import read_journal_bytes, write_files
from annotator.model import GOLD, Article, FlatSpan, Label, Span, check_annotator_name
from annotator.project import ArticleFile, ProjectFolder, refuse_folders
from annotator.session import Outcome, Session
from annotator.span_index import order
from annotator.spans import GivenSpans, Spans, table_of_spans
from annotator.text.sanitize import one_line

if TYPE_CHECKING:
    from annotator.adjudication.adjudicator import Adjudication
    from annotator.agreement.accuracy import Against
    from annotator.agreement.intervals import Difference
    from annotator.agreement.result import AgreementSettings, Analysis
    from annotator.agreement.table import Sources, Table
    from annotator.export.assembly import Export
    from annotator.importing.sources import Imported
    from annotator.merge import Keep
    from annotator.progress import ProjectStatus
    from annotator.project_check import CheckReport
    from annotator.report.notebook import AgreementResult
    from annotator.search.searcher import SearchResult

AnyPath = str | Path
AnyPaths = AnyPath | Sequence[AnyPath]
"""One file or several."""
_OP_KEY = re.compile(rb'"op"\s*:')
Wanted = str | Iterable[str] | None
"""One name, several, or all."""


def open(folder: AnyPath = ".", *, exactly: bool = False) -> Project:  # noqa: A001
    """Open a project.

    Args:
        folder: where to look: its nearest parent that has `annotator.toml` or `seeds/`, else the folder itself.
        exactly: take the folder itself.

    Raises:
        AnnotatorError: if there is no such folder, or its settings are wrong.
    """
    return Project(ProjectFolder.find(Path(folder), exactly=exactly))


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
        for found in self.articles:
            if found.id == name:
                return self.folder.load(found)
        raise AnnotatorError(f"{one_line(name, 60)}: there is no such article in {one_line(str(self.folder.seeds))}")

    @property
    def annotators(self) -> list[str]:
        """Who has a journal, by name."""
        return sorted({original_stem(path.stem) for path in self.folder.journals()})

    @property
    def labels(self) -> dict[str, Label]:
        """The project's labels by name, in the order of the settings."""
        return self.folder.labels()

    def status(self) -> ProjectStatus:
        """Who has done what: `articles`, `annotators`, `finished_by` and `gold`; seconds of work, spans by label.

        Raises:
            AnnotatorError: if a journal cannot be read.
        """
        from annotator.journal.columns import read_columns
        from annotator.progress import project_status

        return project_status(self.folder, read_columns(self.folder.journals()))

    def check(self, files: AnyPaths = ()) -> CheckReport:
        """Look at every record and offset; change nothing. Keys in the settings are for the screen to check.

        Args:
            files: journals or files of flat spans; without any all that the project holds.

        Raises:
            AnnotatorError: if there is nothing to check, or a file is not there.
        """
        from annotator.project_check import check_project

        return check_project(self.folder, _paths(files))

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
        from annotator.merge import record_of

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
        progress: Callable[[int], None] | None = None,
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
            progress: told how many articles were searched so far.

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
        return search_all(Searcher(self.folder), query, progress)

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
        baseline: AnyPaths = (),
    ) -> AgreementResult:
        """How far the annotators agree over the articles that two or more have marked done.

        Args:
            files: journals or files of flat spans; without any every journal of the project but gold.
            label: only spans of these labels.
            article: only these articles.
            iou: the least intersection over union of a relaxed match, above 0 and at most 1.
            resamples: how often articles are resampled where intervals need it; 0 for no intervals.
            seed: of the resampling.
            gamma: measure gamma too, which takes seconds to minutes.
            baseline: files of another run, for `less_baseline`.

        Raises:
            AnnotatorError: if there is nothing to compare, or a file cannot be read.
        """
        from annotator.agreement.table import choose, read_table, refuse_foreign

        settings = _settings(iou, resamples, seed)
        labels, articles = sorted(_wanted(label) or ()), sorted(_wanted(article) or ())
        paths = self.folder.files_or_journals(_paths(files))
        read = read_table(paths, list(self.labels))
        refuse_foreign(read.sources, paths)
        table = choose(read.table, labels, articles)
        found = _analysed(table, settings, gamma, self.folder, read.sources)
        if baseline:
            found.less_baseline, _ = less_baseline(self.folder, _paths(baseline), found.analysis, labels, articles)
        return found

    def accuracy(
        self,
        files: AnyPaths = (),
        *,
        against: AnyPath | None = None,
        iou: float = 0.5,
        resamples: int = 10_000,
    ) -> Against:
        """Precision, recall and F1 of each annotator, or of a model's predictions, against gold.

        Args:
            files: journals or files of flat spans; without any every journal of the project but gold.
            against: the file that is right; by default the project's gold.
            iou: see `agreement`.
            resamples: see `agreement`.

        Raises:
            AnnotatorError: if gold has no finished article, or nobody has annotated one of them.
        """
        from annotator.agreement.accuracy import analyse_against
        from annotator.agreement.table import read_table, refuse_foreign

        gold = self.folder.journal_path(GOLD) if against is None else Path(against)
        paths = files_to_score(self.folder, _paths(files), gold)
        read = read_table(paths, list(self.labels), gold=gold)
        refuse_foreign(read.sources, [*paths, gold])
        return analyse_against(read.table, _settings(iou, resamples, 0), sources=read.sources)

    def merge(self, files: AnyPaths = (), *, keep: Keep = "all") -> MergedSpans:
        """Join annotators' spans into flat spans with votes.

        Args:
            files: journals or files of flat spans; without any every journal of the project but gold.
            keep: `all`, `majority`, `unanimous`, or the least number of votes.

        Raises:
            AnnotatorError: if a file cannot be read, or there is none.
        """
        return MergedSpans(self.folder, self.folder.files_or_journals(_paths(files)), keep)

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

        Raises:
            AnnotatorError: if nothing is finished, or what is asked for cannot be done.
        """
        import tempfile

        from annotator.export.assembly import Export, ExportSettings
        from annotator.formats import EXPORT_FORMATS

        _one_of("format", format, EXPORT_FORMATS)
        _one_of("by", by, ("event", "article"))
        settings = ExportSettings(format, Path(out), split, by, seed, with_text, alone, pseudonyms)
        if not isinstance(source, MergedSpans):
            export = Export(self.folder, settings, None if source is None else Path(source))
            export.write()
            return export
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "merged.jsonl"
            file.write_bytes(source.to_jsonl())
            export = Export(self.folder, settings, file)
            export.write()
        return export

    def import_files(
        self,
        sources: AnyPaths,
        *,
        format: str | None = None,  # noqa: A002
        annotator: str | None = None,
        only: str | None = None,
        done: bool = False,
        unit: Literal["code-points", "utf-16"] | None = None,
    ) -> Imported:
        """Take in articles, and other tools' annotations; the same file twice adds nothing.

        Args:
            sources: files or folders.
            format: of all of them; by default told from each.
            annotator: whose journal the spans go to, whatever the source says.
            only: take only what this annotator of the source gave.
            done: every document counts as finished.
            unit: what the source's offsets count, if not what its format does.

        Raises:
            AnnotatorError: if a source cannot be read, or a journal not written to.
        """
        from annotator.formats import IMPORT_FORMATS
        from annotator.importing import articles
        from annotator.importing.align import ImportOptions
        from annotator.importing.sources import files_of, take_in

        _one_of("format", format, (*articles.FORMATS, *IMPORT_FORMATS))
        _one_of("unit", unit, ("code-points", "utf-16"))
        if annotator is not None:
            check_annotator_name(annotator)
        return take_in(self.folder, files_of(_paths(sources), format), ImportOptions(annotator, only, done, unit))

    def session(self, annotator: str, *, read_only: bool = False) -> ProjectSession:
        """Begin to tag as somebody; `with` closes the journal at the end.

        Raises:
            AnnotatorError: if the name cannot be an annotator's, or the journal cannot be read.
        """
        return ProjectSession(self, annotator, read_only=read_only)

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
            found.session.journal.close()


class ProjectSession(Session):
    """A session of one annotator in a project, for scripts: articles by their ids, and an error where nothing is saved."""

    def __init__(self, project: Project, annotator: str, *, read_only: bool = False) -> None:
        folder = project.folder
        journal = folder.open_journal(annotator, read_only=read_only)
        super().__init__(journal, folder.snapshots, folder.settings.limits.article_bytes, folder.rules())
        self._project = project

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def open(self, article: Article | str) -> None:
        """Turn to an article, by its id or as it was loaded.

        Raises:
            AnnotatorError: if there is no such article.
        """
        super().open(self._project.article(article) if isinstance(article, str) else article)

    def tag(self, ranges: Sequence[tuple[int, int]], label: str, **more: Any) -> Outcome:
        """Give ranges `(start, end)` a label of the project's, in one step for undo; `attributes` may be given too.

        Raises:
            AnnotatorError: if there is no such label, or a range does not lie inside the article.
        """
        if label not in self._project.labels:
            raise AnnotatorError(
                f"{one_line(label, 40)!r} is no label of the project: {', '.join(self._project.labels)}"
            )
        return super().tag(ranges, label, **more)

    def close(self) -> None:
        """Note the time spent and let go of the journal.

        Raises:
            AnnotatorError: if something could not be saved.
        """
        failure = self.leave() or (self.save_again() if self.journal.unsaved else None)
        lines = self.journal.unsaved
        self.journal.close()
        if failure and lines:
            raise AnnotatorError(f"{one_line(str(self.journal.path))}: {failure}")


class MergedSpans:
    """Annotators' spans joined, with votes.

    Attributes:
        keep: how many votes a span needs.
        annotators: everybody whom a record names, by name.
        conflicts: where they differ: `kind`, `article`, `sha256`, and `spans`, `versions` or `values`.
        left_out: spans without enough votes.
        unfinished: spans left out because their annotator has not finished the article, by `(annotator, article)`.
    """

    def __init__(self, folder: ProjectFolder, files: Sequence[Path], keep: Keep = "all") -> None:
        from annotator.merge import FileMerge

        if not (isinstance(keep, int) and keep > 0):
            _one_of("keep", str(keep), ("all", "majority", "unanimous", "a number of votes"))
        merging = FileMerge(files)
        found: list[bytes] = []
        self._lines = list(merging.lines(keep, found.append))
        self._folder, self._files, self.keep = folder, files, keep
        self.annotators: list[str] = merging.annotators
        self.conflicts: list[Fields] = [parse_json(line) for part in found for line in part.splitlines()]
        self.left_out: int = merging.joined - merging.written
        self.unfinished: dict[tuple[str, str], int] = merging.left_out.unfinished

    @property
    def spans(self) -> Spans[FlatSpan]:
        """The spans that were kept, by article and in reading order."""
        return Spans(flat_span(parse_json(line)) for part in self._lines for line in part.splitlines())

    def to_jsonl(self) -> bytes:
        """What `annotator merge` writes: a flat span a line."""
        return b"".join(self._lines)

    def write(self, path: AnyPath) -> None:
        """Write the spans that were kept, as `annotator merge -o` does.

        Raises:
            AnnotatorError: if the file is one that was merged, a journal, or anything that no merge wrote.
        """
        refuse_other_than_merged(Path(path), self._files, self._folder)
        write_files({Path(path): self.to_jsonl()})

    def __repr__(self) -> str:
        count = sum(part.count(b"\n") for part in self._lines)
        return f"MergedSpans({count} of {', '.join(self.annotators)}, {len(self.conflicts)} conflicts)"


def agreement(
    spans: Mapping[str, GivenSpans],
    *,
    lengths: Mapping[str, int] | None = None,
    iou: float = 0.5,
    resamples: int = 10_000,
    seed: int = 0,
    gamma: bool = False,
) -> AgreementResult:
    """How far annotators agree whose spans are at hand; no project is needed.

    Args:
        spans: by annotator: `Span`s, mappings with `article`, `start`, `end`, `label`, tuples of these four, or a table of
            pandas, polars or pyarrow with such columns.
        lengths: code points of each article that all of them have annotated. Without it, somebody has annotated the
            articles in which they have a span, and an article ends with its last span, which alpha depends on.
        iou: the least intersection over union of a relaxed match, above 0 and at most 1.
        resamples: how often articles are resampled where intervals need it; 0 for no intervals.
        seed: of the resampling.
        gamma: measure gamma too, which takes seconds to minutes.

    Raises:
        AnnotatorError: naming the span that is none; or if there is nothing to compare.
    """
    from annotator.agreement.table import Sources

    settings = _settings(iou, resamples, seed)
    return _analysed(table_of_spans(spans, lengths), settings, gamma, None, Sources(nameable=False))


def files_to_score(project: ProjectFolder, files: Sequence[Path], gold: Path) -> list[Path]:
    """The files that are scored against gold: those named, or every journal of the project but gold.

    Raises:
        AnnotatorError: if a folder is named, or gold is among the files.
    """
    refuse_folders([gold])
    same = gold.absolute()
    if any(path.absolute() == same for path in files):
        raise AnnotatorError(f"{gold} cannot be scored against itself: leave it out of the FILEs")
    return [path for path in project.files_or_journals(files) if path.absolute() != same]


def less_baseline(
    project: ProjectFolder, files: Sequence[Path], analysis: Analysis, labels: Sequence[str], articles: Sequence[str]
) -> tuple[Difference, Mapping[Path, Sequence[Problem]]]:
    """An analysis less that of the baseline's files, of the same labels and articles; and their lines passed over.

    Raises:
        AnnotatorError: if a file cannot be read, or there is nothing to compare in them.
    """
    from annotator.agreement.accuracy import compare
    from annotator.agreement.measures import count
    from annotator.agreement.table import check, choose, read_table, refuse_foreign

    refuse_folders(files)
    read = read_table(files, list(project.labels()))
    refuse_foreign(read.sources, files)
    table = choose(read.table, labels, articles)
    check(table, read.sources, "the baseline: ")
    return compare(analysis.sums, count(table, analysis.settings.iou), analysis.settings), read.problems


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths are of one file, be it there or not."""
    try:
        return one.samefile(other)
    except OSError:
        return one.absolute() == other.absolute()


def refuse_other_than_merged(path: Path, inputs: Sequence[Path], project: ProjectFolder) -> None:
    """Refuse to write over an input, a journal, or anything that no merge wrote.

    Raises:
        AnnotatorError: saying why, and what to do.
    """
    shown = one_line(str(path))
    if any(same_file(path, file) for file in inputs):
        raise AnnotatorError(f"{shown}: is one of the files to merge: choose another place")
    if path.suffix == ".jsonl" and path.stem != GOLD and same_file(path.parent, project.annotations):
        raise AnnotatorError(f"{shown}: would be taken for an annotator's journal there: choose another folder")
    if not path.parent.is_dir():
        raise AnnotatorError(
            f"{shown}: there is no folder {one_line(str(path.parent))}: make it first, or name another place"
        )
    data = read_journal_bytes(path) or b""
    try:
        journal_like = filter(_OP_KEY.search, data.split(b"\n")) if _OP_KEY.search(data) else ()
        lines = [parse_json(line) for line in (data.lstrip().split(b"\n", 1)[0], *journal_like) if line.strip()]
    except ValueError:
        lines = [{}]
    if any(
        not is_flat(fields) and not ("kind" in fields and fields.keys().isdisjoint({"op", "v"})) for fields in lines
    ):
        raise AnnotatorError(f"{shown}: exists and is not what merge writes: choose another place, or move it away")


def _analysed(
    table: Table, settings: AgreementSettings, gamma: bool, folder: ProjectFolder | None, sources: Sources
) -> AgreementResult:
    from annotator.agreement.gamma import gamma as gamma_of
    from annotator.agreement.result import analyse
    from annotator.report.notebook import AgreementResult

    analysis = analyse(table, settings, sources=sources)
    found = gamma_of(analysis.sums.table, settings.seed) if gamma else None
    if folder is None:
        return AgreementResult(analysis, {}, lambda *_: None, found)
    return AgreementResult(analysis, folder.labels(), folder.text, found)


def _settings(iou: float, resamples: int, seed: int) -> AgreementSettings:
    from annotator.agreement.result import AgreementSettings
    from annotator.report.notebook import threshold

    if not 0 < iou <= 1:
        raise AnnotatorError(f"iou: {iou!r}: give a number above 0, at most 1")
    if resamples < 0 or seed < 0:
        raise AnnotatorError("resamples and seed: give whole numbers from 0")
    return AgreementSettings(threshold(iou), resamples, seed)


def _paths(given: AnyPaths) -> list[Path]:
    return [Path(given)] if isinstance(given, str | Path) else [Path(path) for path in given]


def _one_of(what: str, given: str | None, known: Iterable[str]) -> None:
    known = list(known)
    if given is not None and given not in known:
        raise AnnotatorError(f"{what}: {one_line(str(given), 40)!r} is none of {', '.join(known)}")


def _wanted(given: Wanted) -> set[str] | None:
    return None if given is None else {given} if isinstance(given, str) else set(given)


def _span(record: Fields, annotator: str) -> Span:
    if is_flat(record):
        raise AnnotatorError(f"{annotator}: has flat spans in a file: ask project.merge for its spans")
    return Span.from_fields(record)


__all__ = [
    "AnnotatorError",
    "FlatSpan",
    "MergedSpans",
    "Project",
    "ProjectSession",
    "Span",
    "Spans",
    "agreement",
    "open",
]
