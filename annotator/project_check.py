"""Looks at all that a project holds: its articles, journals, gold and snapshots, each record and offset. Changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, TypeVar

from annotator.boards.group_check import verify_groups
from annotator.boards.group_file import holds_groups, read_group_files
from annotator.engine import THIS_MACHINE, Step
from annotator.errors import AnnotatorError
from annotator.garbage import no_cycles_expected
from annotator.journal.check import (
    CheckedFile,
    CheckFinding,
    FileCheck,
    FileRuleFinding,
    Severity,
    TextSources,
    verify_snapshot,
)
from annotator.journal.check_texts import ARTICLES, TextFindings, check_texts, file_check
from annotator.journal.columns import read_columns
from annotator.journal.copies import copies_among, is_of_gold
from annotator.listener import NOBODY, Listener, sizes_of
from annotator.model import GOLD, Article
from annotator.project import ArticleFile, ProjectFolder
from annotator.remote import is_there
from annotator.rules import Ruleset
from annotator.settings import SETTINGS
from annotator.text.load import MAX_BYTES, load_meta, meta_path, read_regular
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
    articles: int
    """The project's articles; 0 where files are named."""
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
    findings = [*_settings(project, wrong_keys, {} if files else project.missing())]
    paths = list(files) or _all_files(project)
    of_groups = {path for path in paths if holds_groups(path)} if files else {*project.group_files()}
    # A second pass is no copy of the first: its spans count for nothing.
    counted = [path for path in paths if path not in {*of_groups, *([] if files else project.second_pass().journals())}]
    articles = _Articles(project, named_alone=bool(files))
    size = sum(sizes_of(paths))
    with listener.progress("checking", 2 * size) as step, no_cycles_expected():
        journals = dict.fromkeys(path for path in paths if path not in of_groups)
        verdicts = dict(zip(journals, _verify(list(journals), articles, project, step), strict=True))
        for path in of_groups:
            verdicts[path] = verify_groups(path, articles.sources)
            if step is not None:
                step(2 * sum(sizes_of([path])))
    findings += sorted(articles.wrong)
    if not paths and not findings and not articles.own:
        project.files_or_journals()  # says that there are none
    merged = {path.absolute(): why for path, why in project.merged_among_journals()}
    for path in dict.fromkeys(paths):
        if path.absolute() in merged:
            findings.append((path, CheckFinding(1, "warning", "merged", merged[path.absolute()])))
        findings += [(path, finding) for finding in verdicts[path].findings]
    hashes = {sha256 for verdict in verdicts.values() for sha256 in verdict.hashes}
    findings += _snapshots(project, hashes if files else None)
    errors = sum(finding.severity == "error" for _, finding in findings)
    folded = _after_folding(counted)
    return CheckReport(
        [FileFinding(str(path), *finding) for path, finding in findings],
        [broken for path in journals for broken in verdicts[path].broken],
        errors,
        len(findings) - errors,
        sum(verdict.records for verdict in verdicts.values()),
        sum(verdicts[path].spans for path in counted) if folded is None else folded,
        sum(len(fold.groups()) for fold in read_group_files([*of_groups]).folds.values()),
        [str(path) for path in paths],
        sum(map(len, articles.own.values())),
        folded is not None,
    )


def _settings(
    project: ProjectFolder, wrong_keys: Iterable[tuple[str | None, str]], missing: Mapping[str, str]
) -> Iterator[tuple[Path, CheckFinding]]:
    """What is wrong with the keys, and what is named and not there."""
    path = project.root / SETTINGS
    keys = (("keys", "keys", name, message) for name, message in wrong_keys)
    named = (("missing", *setting.rpartition(".")[::2], message) for setting, message in missing.items())
    for kind, table, name, message in (*keys, *named):
        sentence = message.removeprefix(f"{SETTINGS}: ")
        yield path, CheckFinding(_line_of(path, table, name), "error", kind, sentence)


def _line_of(path: Path, table: str, name: str | None) -> int:
    """The line of the settings that gives a name of a table its value, else the one where the table begins, else the first."""
    lines = read_regular(path, MAX_BYTES).decode("utf-8", "replace").splitlines() if is_there(path) else []
    begin = next((i for i, line in enumerate(lines, 1) if line.strip().startswith(f"[{table}]")), 0)
    below = enumerate(lines[begin:], begin + 1)
    return next((i for i, line in below if line.partition("=")[0].strip().strip("\"'") == name), begin or 1)


def _all_files(project: ProjectFolder) -> list[Path]:
    """Every journal, gold and file of groups, with copies, and second passes."""
    return [*project.journals(), *project.golds(), *project.group_files(), *project.second_pass().journals()]


def _after_folding(paths: Sequence[Path]) -> int | None:
    """How many spans count where copies of journals are among the files; `None` if none are, or they cannot be read."""
    if not copies_among(paths):
        return None
    try:
        return len(read_columns(paths).spans.place)
    except AnnotatorError:
        return None


_Thing = TypeVar("_Thing")
_Result = TypeVar("_Result")


class _Checked(NamedTuple):
    """What is found in some articles."""

    in_files: list[TextFindings]
    present: dict[str, str | None]
    """By article, the sha256 of its file; `None` if there is none that can be read."""
    wrong: list[tuple[Path, CheckFinding]]
    """Articles that cannot be opened, and what is beside articles but cannot be read."""


def _verify(
    paths: Sequence[Path], articles: _Articles, project: ProjectFolder, step: Step | None
) -> Iterator[FileCheck]:
    """What is wrong in each of some journals and files of flat spans; the texts of an article are loaded once for all."""
    labels, rules, sizes = project.labels(), project.rules(), sizes_of(paths)

    def read(path: Path, step: Step | None) -> CheckedFile:
        return CheckedFile(path, GOLD if is_of_gold(path) else path.stem, labels, step)

    files = _in_shares(paths, sizes, read, step)
    names = sorted({*articles.own, *(article for file in files for article in file.named)})
    parts = [names[first : first + ARTICLES] for first in range(0, len(names), ARTICLES)]
    # Articles are about as long as each other, and what is said of them too.
    ends = [sum(sizes) * min(first + ARTICLES, len(names)) // len(names) for first in range(0, len(names), ARTICLES)]
    share = [end - begin for begin, end in pairwise([0, *ends])]

    def check(part: tuple[int, list[str]], step: Step | None) -> _Checked:
        found = articles.checked(part[1], files, rules)
        if step is not None:
            step(part[0])
        return found

    checked = _in_shares(list(zip(share, parts, strict=True)), share, check, step)
    for part in checked:
        articles.wrong += part.wrong
        articles.present |= part.present
    for number, file in enumerate(files):
        yield file_check(file, [part.in_files[number] for part in checked], articles.present)


def _in_shares(
    things: Sequence[_Thing], sizes: Sequence[int], work: Callable[[_Thing, Step | None], _Result], step: Step | None
) -> list[_Result]:
    """What is made of each thing, in order; `sizes` are bytes, of which the work tells."""
    shares = THIS_MACHINE.shares(sizes)

    def of_share(_: None, share: range, step: Step | None) -> Iterator[_Result]:
        return (work(things[place], step) for place in share)

    of_shares = [sum(sizes[share.start : share.stop]) for share in shares]
    return list(THIS_MACHINE.map(of_share, None, shares, of_shares, step))


class _Articles:
    """The project's articles, each loaded once while one goes through them by name.

    Args:
        project: whose.
        named_alone: leave out those that no file names.

    Attributes:
        own: those that the project holds, by id; of one id there may be several.
        present: by id the sha256 of the present file, as far as it was looked at; `None` if none can be read.
        wrong: what was found wrong.
        sources: how texts are found.
    """

    def __init__(self, project: ProjectFolder, *, named_alone: bool) -> None:
        self._project = project
        self.own: dict[str, list[ArticleFile]] = {}
        for article in () if named_alone else project.articles():
            self.own.setdefault(article.id, []).append(article)
        self.present: dict[str, str | None] = {}
        self.wrong: list[tuple[Path, CheckFinding]] = []
        self.sources = TextSources(self._by_hash, self._present)
        self._opened = lru_cache(2 * ARTICLES)(self._open)

    def checked(self, names: Sequence[str], files: Sequence[CheckedFile], rules: Ruleset) -> _Checked:
        """Look at some articles, and what files say of them."""
        in_files = check_texts(files, names, self.sources, rules)
        wrong = [one for name in names for one in self._wrong(name)]
        return _Checked(in_files, {name: self._present(name) for name in names}, wrong)

    def _open(self, article: str, name: str = "") -> Article | str:
        """An article, from the file of its id or of another name; or why it cannot be opened."""
        try:
            return self._project.load(ArticleFile(article, self._project.seeds / (name or f"{article}.txt")))
        except AnnotatorError as error:
            return str(error)

    def _present(self, article: str) -> str | None:
        if article not in self.present:
            found = self._opened(article)
            self.present[article] = None if isinstance(found, str) else found.sha256
        return self.present[article]

    def _by_hash(self, sha256: str, article: str) -> str | None:
        if self._present(article) == sha256 and not isinstance(found := self._opened(article), str):
            return found.text
        return self._project.snapshots.text(sha256, self._project.settings.limits.article_bytes)

    def _wrong(self, name: str) -> Iterator[tuple[Path, CheckFinding]]:
        """What of an id cannot be opened, and what is beside it but cannot be read."""
        for number, (_, path) in enumerate(files := self.own.get(name, [])):
            found: Article | str
            if number:
                found = f"{one_line(str(path))}: has the name of {one_line(files[0].path.name)}: rename one"
            else:
                found = self._opened(name) if path.name == f"{name}.txt" else self._open(name, path.name)
            if isinstance(found, str):
                yield path, _of_article(path, found)
            if beside := self._wrong_meta(path) if isinstance(found, str) else found.meta_missing:
                yield meta_path(path), _of_article(meta_path(path), beside)

    @staticmethod
    def _wrong_meta(path: Path) -> str:
        try:
            load_meta(path)
        except AnnotatorError as error:
            return str(error)
        return ""


def _of_article(path: Path, message: str) -> CheckFinding:
    return CheckFinding(1, "error", "article", message.removeprefix(f"{one_line(str(path))}: "))


def _snapshots(project: ProjectFolder, hashes: set[str] | None) -> Iterator[tuple[Path, CheckFinding]]:
    """Snapshots whose content is not what their name says: of these hashes, or all."""
    folder = project.snapshots.folder
    for path in sorted(folder.glob("*.txt"), key=lambda path: path.name):
        if path.name.startswith(".") or (hashes is not None and path.stem not in hashes):
            continue
        try:
            finding = verify_snapshot(path.name, read_regular(path, project.settings.limits.article_bytes))
        except AnnotatorError as error:
            finding = CheckFinding(1, "error", "snapshot", str(error))
        if finding is not None:
            yield path, finding
