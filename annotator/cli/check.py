"""`annotator check`: looks at every record and offset, and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import click

from annotator.cli.common import (
    FILES,
    JSON,
    OK,
    WRONG,
    Context,
    pass_context,
    print_json,
    report_copies,
    say,
    write_stdout,
)
from annotator.errors import AnnotatorError
from annotator.journal.check import Finding, Texts, Verdict, verify, verify_snapshot
from annotator.journal.copies import copies_among, is_of_gold
from annotator.journal.fold import read_corpus
from annotator.journal.journal import read_journal_bytes
from annotator.journal.records import no_cycles_expected
from annotator.model import GOLD
from annotator.project import SETTINGS, ArticleFile, Project
from annotator.text.load import MAX_BYTES, read_regular
from annotator.text.sanitize import one_line, plural


@click.command()
@FILES
@JSON
@pass_context
def command(context: Context, files: Sequence[Path], as_json: bool) -> int:
    """Check every record and offset; change nothing.

    Without FILE: every article and journal of the project, gold, all snapshots of articles, and the keys that the
    settings give. What is wrong is told as FILE:LINE: sentence on stdout. Exit 1 if anything is wrong; warnings alone do not count.
    """
    project = context.project
    findings = [] if files else [*_keys(project), *_articles(project)]
    paths = list(files) or _all_files(context, needed=not findings)
    texts = _texts(project)
    with no_cycles_expected():
        verdicts = {path: _verify(path, texts, project) for path in paths}
    findings += [(path, finding) for path, verdict in verdicts.items() for finding in verdict.findings]
    hashes = {sha256 for verdict in verdicts.values() for sha256 in verdict.hashes}
    findings += _snapshots(project, None if not files else hashes)
    errors = sum(finding.severity == "error" for _, finding in findings)
    records = sum(verdict.records for verdict in verdicts.values())
    folded = _after_folding(paths)
    spans = sum(verdict.spans for verdict in verdicts.values()) if folded is None else folded
    if as_json:
        shown = [{"file": str(path), **finding._asdict()} for path, finding in findings]
        counts = {"errors": errors, "warnings": len(findings) - errors, "records": records, "spans": spans}
        print_json({"findings": shown, **counts, "files": [str(path) for path in paths]})
    else:
        marks = {"warning": "warning: "}
        lines = [
            f"{one_line(str(path))}:{finding.line}: {marks.get(finding.severity, '')}{one_line(finding.message)}\n"
            for path, finding in findings
        ]
        write_stdout("".join(lines).encode())
    say(
        f"annotator: {plural(len(paths), 'file')}, {plural(records, 'record')}, {plural(spans, 'span')}"
        f"{'' if folded is None else ' after folding'}: {errors} wrong, {len(findings) - errors} to look at"
    )
    report_copies(paths)
    return WRONG if errors else OK


def _all_files(context: Context, *, needed: bool) -> list[Path]:
    """Every journal, and gold with its copies; having none at all is an error where some are `needed`."""
    journals, golds = context.project.journals(), context.project.golds()
    return [*(journals or ([] if golds or not needed else context.files_or_journals(()))), *golds]


def _after_folding(paths: Sequence[Path]) -> int | None:
    """How many spans stand where copies of journals are among the files; `None` if none are, or they cannot be read."""
    if not copies_among(paths):
        return None
    try:
        corpus = read_corpus(paths)
    except AnnotatorError:
        return None
    return sum(len(spans) for work in corpus.works.values() for spans in work.spans.values())


def _verify(path: Path, texts: Texts, project: Project) -> Verdict:
    data = read_journal_bytes(path)
    if data is None:
        raise AnnotatorError(f"{one_line(str(path))}: there is no such file: name a journal or a file of flat spans")
    return verify(data, GOLD if is_of_gold(path) else path.stem, texts, project.labels())


def _texts(project: Project) -> Texts:
    """The project's texts; each article is read once."""

    @cache
    def current(article: str) -> tuple[str, str] | None:
        path = project.seeds / f"{article}.txt"
        if not path.is_file():
            return None
        try:
            loaded = project.load(ArticleFile(article, path))
        except AnnotatorError:
            return None
        return loaded.sha256, loaded.text

    return Texts(by_hash=project.text, current=current)


def _keys(project: Project) -> Iterator[tuple[Path, Finding]]:
    """Keys in the settings with which a screen would not open."""
    path = project.root / SETTINGS
    if not path.is_file():
        return
    from annotator.tui.actions import wrong_keys  # loads colours and the like, and no screen

    for name, message in wrong_keys(project.settings.labels, project.settings.keys):
        sentence = message.removeprefix(f"{SETTINGS}: ")
        yield path, Finding(_line_of(path, name), "error", "keys", sentence)


def _line_of(path: Path, name: str | None) -> int:
    """The line of the settings that gives an action its keys, else the one where keys begin to be given, else the first."""
    lines = read_regular(path, MAX_BYTES).decode("utf-8", "replace").splitlines()
    table = next((i for i, line in enumerate(lines, 1) if line.strip().startswith("[keys]")), 1)
    below = enumerate(lines[table:], table + 1)
    return next((i for i, line in below if line.partition("=")[0].strip().strip("\"'") == name), table)


def _articles(project: Project) -> Iterator[tuple[Path, Finding]]:
    """Articles that cannot be opened, and what is beside articles but cannot be read."""
    unreadable = [(article.path, message) for article, message in project.unreadable()]
    for path, message in sorted([*unreadable, *project.unreadable_meta()]):
        yield path, Finding(1, "error", "article", message.removeprefix(f"{one_line(str(path))}: "))


def _snapshots(project: Project, hashes: set[str] | None) -> Iterator[tuple[Path, Finding]]:
    """Snapshots whose content is not what their name says: of these hashes, or all."""
    folder = project.snapshots.folder
    for path in sorted(folder.glob("*.txt")):
        if path.name.startswith(".") or (hashes is not None and path.stem not in hashes):
            continue
        try:
            finding = verify_snapshot(path.name, read_regular(path, project.settings.limits.article_bytes))
        except AnnotatorError as error:
            finding = Finding(1, "error", "snapshot", str(error))
        if finding is not None:
            yield path, finding
