"""Looks at all that a project holds: its articles, journals, gold and snapshots, each record and offset. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from annotator.boards.group_check import verify_groups
from annotator.boards.group_file import holds_groups, read_group_files
from annotator.engine import THIS_MACHINE
from annotator.errors import AnnotatorError
from annotator.journal.check import (
    CheckFinding,
    FileCheck,
    FileRuleFinding,
    Severity,
    TextSources,
    verify,
    verify_snapshot,
)
from annotator.journal.columns import read_columns
from annotator.journal.copies import copies_among, is_of_gold
from annotator.journal.records import no_cycles_expected
from annotator.listener import NOBODY, Listener, Step, sizes_of
from annotator.model import GOLD, Article
from annotator.project import ArticleFile, ProjectFolder
from annotator.settings import SETTINGS
from annotator.text.load import MAX_BYTES, read_regular
from annotator.text.sanitize import one_line


@dataclass(frozen=True, slots=True)
class FileFinding:
    """One thing that is wrong, or worth a look, in one line of a file."""

    file: str
    line: int
    """Counted from 1."""
    severity: Severity
    kind: str
    """One word for programs, as in `annotator.journal.check.Finding`."""
    message: str


@dataclass(frozen=True)
class CheckReport:
    """What `annotator check` tells."""

    findings: list[FileFinding]
    broken_rules: list[FileRuleFinding]
    """Rules about spans that are broken: nothing is lost by them, and `errors` and `warnings` do not count them."""
    errors: int
    warnings: int
    records: int
    """Readable lines."""
    spans: int
    """Spans that count, copies of journals folded into them."""
    groups: int
    """Groups that count."""
    files: list[str]
    """The journals, files of flat spans and files of groups that were read."""
    _folded: bool = False

    @property
    def folded(self) -> bool:
        """Whether `spans` counts those of several copies once."""
        return self._folded


def check_project(
    project: ProjectFolder,
    files: Sequence[Path] = (),
    wrong_keys: Iterable[tuple[str | None, str]] = (),
    listener: Listener = NOBODY,
) -> CheckReport:
    """Check every record and offset.

    Args:
        project: whose texts and labels.
        files: journals, files of flat spans or of groups; without any every article, journal, file of groups and snapshot of
            the project, gold, and the journals of second passes.
        wrong_keys: actions with what is wrong with the keys that the settings give them; it comes first.
        listener: hears how far the work is.

    Raises:
        AnnotatorError: if there is nothing to check, or a file is not there.
    """
    project.check_files(files)
    findings = [*_keys(project, wrong_keys), *(() if files else _articles(project))]
    paths = list(files) or _all_files(project, needed=not findings)
    of_groups = {path for path in paths if holds_groups(path)} if files else {*project.group_files()}
    # A second pass is no copy of the first: its spans count for nothing.
    counted = [path for path in paths if path not in {*of_groups, *([] if files else project.second_pass().journals())}]
    texts = _texts(project)
    with no_cycles_expected():
        sizes = sizes_of(paths)
        shares = THIS_MACHINE.shares(sizes)
        of_shares = [sum(sizes[share.start : share.stop]) for share in shares]

        def verified(_: None, share: range, step: Step | None) -> Iterator[FileCheck]:
            for path in paths[share.start : share.stop]:
                yield verify_groups(path, texts) if path in of_groups else _verify(path, texts, project, step)

        with listener.progress("checking", sum(sizes), max(of_shares, default=0) / _BYTES) as step:
            found = list(THIS_MACHINE.map(verified, None, shares, of_shares, step))
    verdicts = dict(zip(paths, found, strict=True))
    findings += [(path, finding) for path, verdict in verdicts.items() for finding in verdict.findings]
    hashes = {sha256 for verdict in verdicts.values() for sha256 in verdict.hashes}
    findings += _snapshots(project, hashes if files else None)
    errors = sum(finding.severity == "error" for _, finding in findings)
    folded = _after_folding(counted)
    return CheckReport(
        [FileFinding(str(path), *finding) for path, finding in findings],
        [broken for verdict in verdicts.values() for broken in verdict.broken],
        errors,
        len(findings) - errors,
        sum(verdict.records for verdict in verdicts.values()),
        sum(verdicts[path].spans for path in counted) if folded is None else folded,
        sum(len(fold.groups()) for fold in read_group_files([*of_groups]).folds.values()),
        [str(path) for path in paths],
        folded is not None,
    )


def _keys(project: ProjectFolder, wrong: Iterable[tuple[str | None, str]]) -> Iterator[tuple[Path, CheckFinding]]:
    path = project.root / SETTINGS
    for name, message in wrong:
        sentence = message.removeprefix(f"{SETTINGS}: ")
        yield path, CheckFinding(_line_of(path, name), "error", "keys", sentence)


def _line_of(path: Path, name: str | None) -> int:
    """The line of the settings that gives an action its keys, else the one where keys begin to be given, else the first."""
    lines = read_regular(path, MAX_BYTES).decode("utf-8", "replace").splitlines()
    table = next((i for i, line in enumerate(lines, 1) if line.strip().startswith("[keys]")), 1)
    below = enumerate(lines[table:], table + 1)
    return next((i for i, line in below if line.partition("=")[0].strip().strip("\"'") == name), table)


def _all_files(project: ProjectFolder, *, needed: bool) -> list[Path]:
    """Every journal, gold and file of groups, with copies, and second passes; it is an error to have none where `needed`."""
    journals = project.journals()
    others = [*project.golds(), *project.group_files(), *project.second_pass().journals()]
    return [*(journals or ([] if others or not needed else project.files_or_journals())), *others]


def _after_folding(paths: Sequence[Path]) -> int | None:
    """How many spans count where copies of journals are among the files; `None` if none are, or they cannot be read."""
    if not copies_among(paths):
        return None
    try:
        return len(read_columns(paths).spans.place)
    except AnnotatorError:
        return None


def _verify(path: Path, texts: TextSources, project: ProjectFolder, step: Step | None) -> FileCheck:
    stem = GOLD if is_of_gold(path) else path.stem
    return verify(path, stem, texts, project.labels(), project.rules(), step)


_BYTES = 20_000_000
"""What a slow computer checks in about a second."""
_KEPT = 2**7
"""Articles in memory: journals tell of one after the other."""


def _texts(project: ProjectFolder) -> TextSources:
    """The project's texts."""
    hashes: dict[str, str | None] = {}

    @lru_cache(_KEPT)
    def loaded(article: str) -> Article | None:
        path, found = project.seeds / f"{article}.txt", None
        if path.is_file():
            with suppress(AnnotatorError):
                found = project.load(ArticleFile(article, path))
        hashes[article] = None if found is None else found.sha256
        return found

    def present(article: str) -> str | None:
        if article not in hashes:
            loaded(article)
        return hashes[article]

    @lru_cache(_KEPT)
    def by_hash(sha256: str, article: str) -> str | None:
        found = loaded(article) if present(article) == sha256 else None
        return project.text(sha256, article) if found is None else found.text

    return TextSources(by_hash, present)


def _articles(project: ProjectFolder) -> Iterator[tuple[Path, CheckFinding]]:
    """Articles that cannot be opened, and what is beside articles but cannot be read."""
    unreadable = [(article.path, message) for article, message in project.unreadable()]
    for path, message in sorted([*unreadable, *project.unreadable_meta()]):
        yield path, CheckFinding(1, "error", "article", message.removeprefix(f"{one_line(str(path))}: "))


def _snapshots(project: ProjectFolder, hashes: set[str] | None) -> Iterator[tuple[Path, CheckFinding]]:
    """Snapshots whose content is not what their name says: of these hashes, or all."""
    folder = project.snapshots.folder
    for path in sorted(folder.glob("*.txt")):
        if path.name.startswith(".") or (hashes is not None and path.stem not in hashes):
            continue
        try:
            finding = verify_snapshot(path.name, read_regular(path, project.settings.limits.article_bytes))
        except AnnotatorError as error:
            finding = CheckFinding(1, "error", "snapshot", str(error))
        if finding is not None:
            yield path, finding
