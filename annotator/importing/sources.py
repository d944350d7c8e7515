"""Takes in sources: finds which files of which formats they are, puts articles into the seeds, spans into journals."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from annotator.engine import Step
from annotator.errors import AnnotatorError
from annotator.formats import NotTaken, Source, format_named, reader
from annotator.garbage import no_cycles_expected
from annotator.importing import articles
from annotator.importing.align import ImportedWork, ImportOptions, Intake
from annotator.importing.articles import NewArticle
from annotator.importing.find_article import Library
from annotator.importing.journals import Added, add
from annotator.importing.sniff import TABLES, files_in, format_of, of_single_files
from annotator.importing.tables import TableColumns
from annotator.journal import storage
from annotator.journal.records import Fields
from annotator.listener import NOBODY, Listener, sizes_of
from annotator.merge import to_jsonl
from annotator.model import check_annotator_name
from annotator.project import ProjectFolder
from annotator.text.load import META_SUFFIX, meta_path, read_regular
from annotator.text.sanitize import one_line, plural

_TABLE = "is a table or annotations: name it alone, or with --text-column the column of tables that holds articles"


@dataclass(frozen=True)
class Imported:
    """What came of sources."""

    intake: Intake
    """What was taken and what was left out."""
    articles: Sequence[Fields] = ()
    """`{"article", "sha256", "new"}` of each article that is in the seeds now."""
    added: Sequence[Added] = ()
    """By journal."""
    told: Sequence[str] = ()
    """Sentences on what of the articles' sources is not in them."""

    def to_dict(self) -> dict[str, Any]:
        """Everything as dicts, lists, strings and numbers."""
        intake = self.intake
        return {
            "documents": intake.documents,
            "articles": list(self.articles),
            "annotators": [journal._asdict() for journal in self.added],
            "doubles": intake.doubles,
            "told": dict(intake.told),
            "of_documents": dict(intake.of_documents),
            "united": intake.united,
            "gold_left": {"documents": intake.gold_documents, "spans": intake.gold.total(), "of": dict(intake.gold)},
            "trimmed": intake.trimmed,
            "incomplete": intake.incomplete,
            "left_out": [left._asdict() for left in intake.left],
        }

    def to_jsonl(self) -> bytes:
        """The spans that were taken, a flat one a line."""
        return to_jsonl(self.flat_spans())

    def flat_spans(self) -> Iterator[Fields]:
        """The spans that were taken, flat."""
        for (annotator, article, sha256), work in self.intake.works.items():
            for span in work.spans.values():
                yield {
                    "article": article,
                    "sha256": sha256,
                    "start": span.start,
                    "end": span.end,
                    "label": span.label,
                    "text": work.article.text[span.start : span.end],
                    "annotators": [annotator],
                    "origin": "imported",
                    "attributes": span.attributes,
                    "note": span.note,
                }


@no_cycles_expected()
def take_in(
    project: ProjectFolder,
    found: Found,
    choice: ImportOptions,
    *,
    into_journals: bool = True,
    listener: Listener = NOBODY,
) -> Imported:
    """Take in files.

    Args:
        project: where articles and journals are; no file of an article is ever replaced.
        found: the files, as `files_of` finds them.
        choice: what of them, and whose.
        into_journals: whether anything is written; else spans are only taken.
        listener: hears how far the work is.

    Raises:
        AnnotatorError: if a file of annotations, or the only one of articles, cannot be read, or a journal not written to;
            for an article where nothing is written.
    """
    files, left = found.files, list(found.left)
    columns = TableColumns(choice.text_column, choice.id_column)
    if not into_journals and (article := next((path for path, kind in files if kind in articles.FORMATS), None)):
        raise AnnotatorError(f"{one_line(str(article))}: is an article, which goes to the seeds folder: leave -o out")
    texts = [(path, kind) for path, kind in files if kind in articles.FORMATS]
    news, told = _read_articles(project, texts, columns, left, listener)
    told += found.told
    seeds = {file.id.casefold(): file.path for file in project.articles()}
    made = _put_all(project, news, seeds, left, listener)
    intake = Intake(Library(project), choice)
    intake.left += left
    others = [(path, kind) for path, kind in files if kind not in articles.FORMATS]
    sizes = sizes_of([path for path, _ in others])
    with listener.progress("reading annotations", sum(sizes)) as step:
        for (path, kind), size in zip(others, sizes, strict=True):
            intake.take(_read(path, kind, choice))
            if step is not None:
                step(size)
    intake.refuse_nobody()
    for annotator, _, _ in intake.works:
        check_annotator_name(annotator)
    if not into_journals:
        return Imported(intake)
    fresh = [NewArticle(article.id, article.text.encode(), {}) for article in intake.new.values()]
    made += _put_all(project, fresh, seeds, intake.left, listener)
    works = len(intake.works)
    with listener.progress("writing annotations", works) as step:
        added = _write(project, intake, step)
    return Imported(intake, [about for about in made if about is not None], added, told)


def _read_articles(
    project: ProjectFolder,
    files: Sequence[tuple[Path, str]],
    columns: TableColumns,
    left: list[NotTaken],
    listener: Listener,
) -> tuple[list[NewArticle], list[str]]:
    """The articles that files hold, and what is to be told of them; of several files, those that cannot be read are left."""
    news: list[NewArticle] = []
    told: list[str] = []
    sizes = sizes_of([path for path, _ in files])
    with listener.progress("reading articles", sum(sizes)) as step:
        for (path, kind), size in zip(files, sizes, strict=True):
            try:
                found, sentences = articles.read(path, kind, project.settings.limits.article_bytes, columns)
            except AnnotatorError as error:
                if len(files) == 1 and not left:
                    raise
                left.append(_left(path, error))
                found, sentences = [], []
            news += found
            told += sentences
            if step is not None:
                step(size)
    return news, told


def _put_all(
    project: ProjectFolder, news: Sequence[NewArticle], seeds: dict[str, Path], left: list[NotTaken], listener: Listener
) -> list[dict[str, Any] | None]:
    """Add articles, see `_put`."""
    found = []
    with listener.progress("adding articles", len(news)) as step, storage.undone_when_stopped():
        for article in news:
            found.append(_put(project, article, seeds, left))
            if step is not None:
                step(1)
    return found


def _left(path: Path, error: AnnotatorError) -> NotTaken:
    shown, name = one_line(str(path)), one_line(path.name)
    return NotTaken(shown, None, str(error).removeprefix(f"{shown}: ").removeprefix(f"{name}: "))


class Found(NamedTuple):
    """What sources are."""

    files: list[tuple[Path, str]]
    """With their formats."""
    left: list[NotTaken]
    """Files that are not taken in."""
    told: list[str]
    """Sentences on those of kinds that hold no articles."""


def _articles_in(folder: Path, text_column: str | None) -> Found:
    """The files of articles in a folder itself; of one that `datasets` wrote the tables in the folders of its parts too."""
    saved = any((folder / name).is_file() for name in ("dataset_dict.json", "dataset_info.json", "state.json"))
    files = sorted(folder.rglob("*.arrow") if saved else folder.iterdir())
    found = Found([], [], [])
    others: Counter[str] = Counter()
    for file in files:
        suffix = file.suffix.lower()
        kind = "table" if text_column is not None and suffix in TABLES else articles.SUFFIXES.get(suffix)
        if not file.is_file() or file.name.startswith((".", "cache-")) or file.name.endswith(META_SUFFIX):
            continue
        if kind is not None:
            found.files.append((file, kind))
        elif saved:
            continue
        elif suffix in articles.NOT_READ:
            found.left.append(NotTaken(one_line(str(file)), None, articles.not_read(suffix)))
        elif suffix in TABLES:
            found.left.append(NotTaken(one_line(str(file)), None, _TABLE))
        else:
            others[suffix or "without an ending"] += 1
    if others:
        kinds = ", ".join(one_line(kind, 20) for kind in sorted(others))
        found.told.append(f"{one_line(str(folder))}: {plural(others.total(), 'other file')} ({kinds}) not looked at")
    return found


def _read(path: Path, kind: str, choice: ImportOptions) -> Source:
    if not choice.layers:
        return reader(kind)(path)
    if not format_named(kind).layers:
        raise AnnotatorError(
            f"--layer: {one_line(str(path))} is read as {kind}, which has no layers: leave --layer out"
        )
    return reader(kind)(path, layers=choice.layers)


def files_of(sources: Sequence[Path], asked: str | None, text_column: str | None = None) -> Found:
    """The files that sources are; folders of articles as the files in them.

    Of several sources those of no format that is known are left out.

    Args:
        sources: files and folders.
        asked: the format of all of them; `None` to tell it from each.
        text_column: see `format_of`.

    Raises:
        AnnotatorError: if one is not there, or none of a format that is known.
    """
    found = Found([], [], [])
    first: AnnotatorError | None = None
    for source in sources:
        if not source.exists():
            raise AnnotatorError(f"{one_line(str(source))}: there is no such file or folder: name what to import")
    for source in sources:
        if source.is_dir():
            _refuse_links(source)
        try:
            one = _files_of(source, asked, text_column)
        except AnnotatorError as error:
            first, one = first or error, Found([], [_left(source, error)], [])
        found.files.extend(one.files)
        found.left.extend(one.left)
        found.told.extend(one.told)
    if first is not None and not found.files:
        raise first
    return found


def _files_of(source: Path, asked: str | None, text_column: str | None) -> Found:
    kind = asked or format_of(source, text_column)
    if source.is_dir() and of_single_files(kind):
        return Found([(file, kind) for file in files_in(source, kind)], [], [])
    if not source.is_dir() or kind not in articles.FORMATS:
        return Found([(source, kind)], [], [])
    found = _articles_in(source, text_column)
    if not found.files:
        raise AnnotatorError(
            f"{one_line(str(source))}: holds no text, web page or table itself: name a folder that does"
        )
    return found


def _refuse_links(folder: Path) -> None:
    """Refuse a folder in which something leads out of it, or to another of its files.

    Raises:
        AnnotatorError: naming the first link.
    """
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() and not path.name.startswith("."):
            raise AnnotatorError(
                f"{one_line(str(path))}: is a link, which may lead anywhere: name what it leads to, or take it out of the folder"
            )


def _put(
    project: ProjectFolder, article: NewArticle, seeds: dict[str, Path], left: list[NotTaken]
) -> dict[str, Any] | None:
    """Add an article to the seeds, unless it is there; `None`, and a word in `left`, if another is.

    Args:
        project: whose seeds.
        article: what to add.
        seeds: the files that are there, by their articles' names in small letters; extended.
        left: what was left out; extended.
    """
    path = project.seeds / f"{article.name}.txt"
    about = {"article": article.name, "sha256": hashlib.sha256(article.data).hexdigest(), "new": False}
    there = seeds.setdefault(article.name.casefold(), path)
    known = there != path or path.exists()
    if known and (there != path or read_regular(path, project.settings.limits.article_bytes) != article.data):
        left.append(
            NotTaken(article.name, None, f"{one_line(there.name)} is there with another text: rename one of them")
        )
        return None
    if project.seeds != project.root and project.seeds.is_symlink():
        raise AnnotatorError(f"{one_line(str(project.seeds))}: is a link: put the folder itself there")
    try:
        storage.make_folder(project.seeds)
        if article.meta and not os.path.lexists(meta_path(path)):  # also beside a text that a run cut off left
            storage.new_file(
                meta_path(path), orjson.dumps(article.meta, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
            )
        if not known:
            storage.new_file(path, article.data)
    except OSError as error:
        raise AnnotatorError(
            f"{one_line(str(path))}: cannot be written ({error.strerror}): look at the folder"
        ) from error
    return {**about, "new": not known}


def _write(project: ProjectFolder, intake: Intake, step: Step | None) -> list[Added]:
    """Append to the journals, all of which can be written to before the first is."""
    by_annotator: dict[str, list[ImportedWork]] = {}
    for (annotator, _, _), work in intake.works.items():
        by_annotator.setdefault(annotator, []).append(work)
    with contextlib.ExitStack() as stack:
        journals = []
        for annotator in sorted(by_annotator):
            journal = project.open_journal(annotator)
            stack.callback(journal.close)
            if journal.read_only is not None:
                raise AnnotatorError(f"no annotation was imported: {journal.read_only}")
            journals.append(journal)
        try:
            for work in intake.works.values():
                project.snapshots.keep(work.article)
                if step is not None:
                    step(1)
        except OSError as error:
            raise AnnotatorError(
                f"{one_line(str(project.snapshots.folder))}: cannot be written ({error.strerror}): look at the folder"
            ) from error
        return [add(journal, by_annotator[journal.annotator]) for journal in journals]
