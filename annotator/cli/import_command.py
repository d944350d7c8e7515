"""`annotator import`: articles, and other tools' annotations of them."""

from __future__ import annotations

import contextlib
import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import click
import orjson

from annotator.cli.common import (
    JSON,
    OK,
    STDOUT,
    WRONG,
    Context,
    pass_context,
    print_json,
    say,
    write_output,
)
from annotator.errors import AnnotatorError
from annotator.formats import IMPORT_FORMATS, Left, reader
from annotator.formats.views import Unit
from annotator.importing import articles
from annotator.importing.align import Choice, Settled, Work
from annotator.importing.articles import NewArticle
from annotator.importing.find_article import Library
from annotator.importing.sniff import files_in, format_of, of_single_files
from annotator.importing.write import Added, add
from annotator.journal import storage
from annotator.merge import plural, to_jsonl
from annotator.model import GOLD, check_annotator_name
from annotator.project import SETTINGS, Project
from annotator.text.load import meta_path, read_regular
from annotator.text.sanitize import one_line

_ALL = (*articles.FORMATS, *IMPORT_FORMATS)
_LABELS = 5
"""Labels that are named in a sentence."""
_SHOWN = 20
"""Lines about what was left out on stderr; `--json` has them all."""


@click.command(name="import")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SOURCE...")
@click.option(
    "--from",
    "kind",
    type=click.Choice(_ALL),
    metavar="FORMAT",
    help=f"{', '.join(_ALL)}; by default told from the file.",
)
@click.option("--as", "name", metavar="NAME", help="Whose journal the spans go to, whatever the source says.")
@click.option("--only", metavar="WHO", help="Take only what this annotator of the source gave.")
@click.option("--done", is_flag=True, help="Every document counts as finished.")
@click.option(
    "--unit", type=click.Choice(["code-points", "utf-16"]), help="How the source counts, if not as its format does."
)
@click.option(
    "-o",
    "out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write flat spans there (- is stdout), and nothing else.",
)
@JSON
@pass_context
def command(
    context: Context,
    sources: Sequence[Path],
    kind: str | None,
    name: str | None,
    only: str | None,
    done: bool,
    unit: str | None,
    out: Path | None,
    as_json: bool,
) -> int:
    """Take in articles, and other tools' annotations.

    Texts and web pages become articles in the seeds folder, where nothing is ever replaced. Annotations are appended to
    the journals of those who made them; taking in the same file twice adds nothing.
    """
    if as_json and out == STDOUT:
        raise click.UsageError("only one of -o and --json can go to stdout: name a file for -o")
    if name is not None:
        check_annotator_name(name)
    project = context.project
    files = _files(sources, kind)
    texts = [(path, kind) for path, kind in files if kind in articles.FORMATS]
    if texts and out is not None:
        raise click.UsageError("-o: articles go to the seeds folder: leave -o out")
    left: list[Left] = []
    news = [articles.read(path, kind, project.settings.limits.article_bytes) for path, kind in texts]
    seeds = {file.id.casefold(): file.path for file in project.articles()}
    made = [_put(project, article, seeds, left) for article in news]
    settled = Settled(Library(project), Choice(name, only, done, cast("Unit | None", unit)))
    settled.left += left
    for path, kind in files:
        if kind not in articles.FORMATS:
            settled.take(reader(kind)(path))
    for annotator, _, _ in settled.works:
        check_annotator_name(annotator)
    if out is not None:
        return _convert(settled, project, out, as_json=as_json)
    fresh = [NewArticle(article.id, article.text.encode(), {}, []) for article in settled.new.values()]
    made += [_put(project, article, seeds, settled.left) for article in fresh]
    added = _write(project, settled)
    there = [about for about in made if about is not None]
    _narrate(settled, project, there, added, [told for article in news for told in article.told])
    if as_json:
        print_json(_report(settled, there, added))
    return WRONG if settled.left else OK


def _files(sources: Sequence[Path], asked: str | None) -> list[tuple[Path, str]]:
    """The sources with their formats; folders of articles as the files in them."""
    found: list[tuple[Path, str]] = []
    for source in sources:
        if not source.exists():
            raise AnnotatorError(f"{one_line(str(source))}: there is no such file or folder: name what to import")
        kind = asked or format_of(source)
        if source.is_dir() and of_single_files(kind):
            found += [(file, kind) for file in files_in(source, kind)]
            continue
        if not source.is_dir() or kind not in articles.FORMATS:
            found.append((source, kind))
            continue
        before = len(found)
        inside = [file for file in sorted(source.iterdir()) if file.is_file() and not file.name.startswith(".")]
        found += [
            (file, articles.SUFFIXES[file.suffix.lower()])
            for file in inside
            if file.suffix.lower() in articles.SUFFIXES
        ]
        if len(found) == before:
            raise AnnotatorError(
                f"{one_line(str(source))}: holds no text and no web page itself: name a folder that does"
            )
    return found


def _put(project: Project, article: NewArticle, seeds: dict[str, Path], left: list[Left]) -> dict[str, Any] | None:
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
    if there != path or path.exists():
        if there == path and read_regular(path, project.settings.limits.article_bytes) == article.data:
            return about
        left.append(Left(article.name, None, f"{one_line(there.name)} is there with another text: rename one of them"))
        return None
    if project.seeds.is_symlink():
        raise AnnotatorError(f"{one_line(str(project.seeds))}: is a link: put the folder itself there")
    try:
        storage.make_folder(project.seeds)
        storage.new_file(path, article.data)
        if article.meta and not meta_path(path).exists():
            storage.new_file(
                meta_path(path), orjson.dumps(article.meta, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
            )
    except OSError as error:
        raise AnnotatorError(
            f"{one_line(str(path))}: cannot be written ({error.strerror}): look at the folder"
        ) from error
    return {**about, "new": True}


def _write(project: Project, settled: Settled) -> list[Added]:
    """Append to the journals, all of which can be written to before the first is."""
    by_annotator: dict[str, list[Work]] = {}
    for (annotator, _, _), work in settled.works.items():
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
            for work in settled.works.values():
                project.snapshots.keep(work.article)
        except OSError as error:
            raise AnnotatorError(
                f"{one_line(str(project.snapshots.folder))}: cannot be written ({error.strerror}): look at the folder"
            ) from error
        return [add(journal, by_annotator[journal.annotator]) for journal in journals]


def _convert(settled: Settled, project: Project, out: Path, *, as_json: bool) -> int:
    """Write flat spans instead of journals."""
    lines = []
    for (annotator, article, sha256), work in settled.works.items():
        for span in work.spans.values():
            text = work.article.text[span.start : span.end]
            about = {
                "article": article,
                "sha256": sha256,
                "start": span.start,
                "end": span.end,
                "label": span.label,
                "text": text,
            }
            noted = {"origin": "imported", "attributes": span.attributes, "note": span.note}
            lines.append({**about, "annotators": [annotator], **noted})
    if out != STDOUT and not out.parent.is_dir():
        raise AnnotatorError(f"{one_line(str(out))}: there is no such folder: make it first, or name another place")
    if out != STDOUT and out.exists():
        raise AnnotatorError(f"{one_line(str(out))}: is there already: choose another place, or move it away")
    write_output(out, to_jsonl(lines))
    _narrate(settled, project, [], [], [])
    say(f"annotator: {plural(len(lines), 'flat span')} written to {'stdout' if out == STDOUT else out}")
    if as_json:
        print_json(_report(settled, [], []))
    return WRONG if settled.left else OK


def _narrate(
    settled: Settled,
    project: Project,
    made: Sequence[dict[str, Any]],
    added: Sequence[Added],
    told: Sequence[str],
) -> None:
    for sentence in told:
        say(f"annotator: {sentence}")
    for article in made:
        what = "added to the seeds" if article["new"] else "is there already"
        say(f"annotator: {article['article']}: {what} (sha256 {article['sha256']})")
    for sentence, count in settled.told.items():
        say(f"annotator: {sentence}" if count == 1 else f"annotator: in each of {count} files: {sentence}")
    for what, count in settled.of_documents.items():
        say(f"annotator: {plural(count, 'document')} {what}")
    if settled.gold_documents or settled.gold_spans:
        of = f" of {plural(settled.gold_documents, 'document')}" if settled.gold_documents else ""
        say(
            f"annotator: {plural(settled.gold_spans, 'span')}{of} left, as gold is no annotator's: take it with "
            f"--only {GOLD} --as NAME"
        )
    _narrate_labels(settled, project)
    if settled.doubles:
        say(f"annotator: {plural(settled.doubles, 'span')} left that the source gives twice")
    for left in settled.left[:_SHOWN]:
        number = "" if left.number is None else f", span {left.number}"
        say(f"annotator: {left.where}{number}: {left.why} (left out)")
    if len(settled.left) > _SHOWN:
        say(f"annotator: {len(settled.left) - _SHOWN} more left out: --json lists them all")
    for journal in added:
        there = f", {journal.there} there before" if journal.there else ""
        say(
            f"annotator: {journal.annotator}: {plural(journal.spans, 'span')} added{there}; "
            f"{plural(journal.done, 'article')} marked done"
        )


def _narrate_labels(settled: Settled, project: Project) -> None:
    """Tell of labels that are taken in, but have no key and no colour in the project."""
    known = project.labels()
    counts = Counter(label for work in settled.works.values() for *_, label in work.spans if label not in known)
    if counts:
        shown = ", ".join(f"{one_line(label, 40)} ({count:,})" for label, count in sorted(counts.items())[:_LABELS])
        more = f" and {len(counts) - _LABELS} more" if len(counts) > _LABELS else ""
        say(
            f"annotator: {plural(counts.total(), 'span')} with labels that the project lacks: {shown}{more}: they are kept; "
            f"to give such labels too, add [[labels]] with name and key to {SETTINGS} (and those of the four that stay)"
        )


def _report(settled: Settled, made: Sequence[dict[str, Any]], added: Sequence[Added]) -> dict[str, Any]:
    return {
        "documents": settled.documents,
        "articles": list(made),
        "annotators": [journal._asdict() for journal in added],
        "doubles": settled.doubles,
        "told": dict(settled.told),
        "of_documents": dict(settled.of_documents),
        "gold_left": {"documents": settled.gold_documents, "spans": settled.gold_spans},
        "left_out": [left._asdict() for left in settled.left],
    }
