"""Where things are: finds the project's folder, opens its articles and journals."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, count
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import orjson

from annotator.errors import AnnotatorError
from annotator.journal import storage
from annotator.journal.copies import copies_of, first_flat_owners, is_of_gold
from annotator.journal.journal import Journal
from annotator.journal.snapshots import Snapshots
from annotator.model import GOLD, Article, Label, check_annotator_name
from annotator.remote import RemotePath, is_there
from annotator.rules import Ruleset
from annotator.settings import SETTINGS, Folders, Settings, read_settings
from annotator.text.load import MAX_BYTES, check_article_name, decode, load_article, load_meta, read_regular
from annotator.text.sanitize import one_line

_FOR_GIT = {
    ".gitignore": b".*.lock\n*.bak*\n.annotator-*.tmp\n",
    ".gitattributes": b"*.jsonl merge=union\narticles/*.txt -text\n",
}
"""What a new folder of annotations gets: locks and old files stay out, journals merge by themselves, texts stay as they are."""


RETEST = "retest"
"""The folder, beside the journals, of the journals of second, blind passes."""


class ArticleFile(NamedTuple):
    """An article that can be opened."""

    id: str
    path: Path


class ProjectFolder:
    """A folder of articles and the annotations of them.

    Attributes:
        root: the project's folder.
        settings: what its `annotator.toml` says.
        snapshots: the texts of the annotated articles.
        boards: the folder of everybody's groups.
        retest: whether this is of second passes alone, see `second_pass`.
    """

    retest = False

    def __init__(self, root: Path, settings: Settings | None = None) -> None:
        self.root = root
        self.settings = settings or Settings()
        self.seeds = root / self.settings.folders.seeds
        self.annotations = root / self.settings.folders.annotations
        self.boards = self.annotations / "boards"
        self.snapshots = Snapshots(self.annotations / "articles")

    @classmethod
    def find(cls, start: Path | None = None, *, exactly: bool = False) -> ProjectFolder:
        """The project of `start`: the nearest parent with `annotator.toml` or `seeds/`, else the folder itself.

        Texts in the project's folder itself are its articles, unless there is a folder for them or the settings name one.

        Args:
            start: where to look, by default the current folder.
            exactly: take `start` itself, as `--project` asks.

        Raises:
            AnnotatorError: if the folder does not exist or its settings are wrong.
        """
        here = (start or Path.cwd()).absolute()
        if not here.is_dir():
            raise AnnotatorError(f"{one_line(str(here))}: is not a folder: name the project's folder")
        root = here
        if not exactly:
            marked = (p for p in (here, *here.parents) if (p / SETTINGS).is_file() or (p / "seeds").is_dir())
            root = next(marked, here)
        settings = read_settings(root / SETTINGS)
        if settings.folders.seeds == Folders().seeds and not is_there(root / "seeds") and _has_articles(root):
            own = msgspec.structs.replace(settings.folders, seeds=".")
            settings = msgspec.structs.replace(settings, folders=own)
        return cls(root, settings)

    def second_pass(self) -> ProjectFolder:
        """The same project for second, blind passes.

        Their journals have a folder of their own, so that no command takes them for votes, and nothing of earlier work, of
        the others' or of the program's proposals is shown.
        """
        blind = msgspec.structs.replace(self.settings, suggestions=False, agreement=False, dim_unlikely=False)
        found = ProjectFolder(self.root, blind)
        found.annotations, found.snapshots, found.retest = self.annotations / RETEST, self.snapshots, True
        found.boards = found.annotations / self.boards.name
        return found

    def articles_again(self, annotator: str) -> list[ArticleFile]:
        """The articles that an annotator has marked done, in an order of their own, for a second pass.

        Raises:
            AnnotatorError: if there is none.
        """
        self.check_name(annotator)
        path = self.journal_path(annotator)
        found: list[ArticleFile] = []
        if path.is_file():
            journal = Journal.open(path, annotator, read_only=True)
            states = {article.id: journal.fold.state(article.id) for article in self.articles()}
            found = [one for one in self.articles() if (state := states[one.id]) is not None and state.state == "done"]
            journal.close()
        if not found:
            raise AnnotatorError(
                f"{one_line(str(path))}: {annotator} has marked no article done here: a retest is a second pass over those "
                "that one has done"
            )
        return in_own_order(found, f"{RETEST} {annotator}")

    def labels(self) -> dict[str, Label]:
        """The project's labels by name, in the order of the settings."""
        return {label.name: label for label in self.settings.labels}

    def rules(self) -> Ruleset:
        """The rules about spans that hold in the project."""
        return Ruleset(self.settings.rules, self.labels())

    @property
    def place_for_articles(self) -> str:
        """Where to put texts that are to be articles, in words: the project's folder, as long as it has none for them."""
        if self.settings.folders.seeds == Folders().seeds and not is_there(self.seeds):
            return f"{one_line(str(self.root))}, or into {self.settings.folders.seeds}/ there"
        return one_line(str(self.seeds))

    def articles(self) -> list[ArticleFile]:
        """The project's articles: every `.txt` in the seeds folder, by name."""
        return articles_in(self.seeds) if self.seeds.is_dir() else []

    def article(self, name: str) -> ArticleFile:
        """The article of this id.

        Raises:
            AnnotatorError: if there is none.
        """
        for found in self.articles():
            if found.id == name:
                return found
        raise AnnotatorError(f"{one_line(name, 60)}: there is no such article in {one_line(str(self.seeds))}")

    def articles_gone(self, annotated: Iterable[str]) -> list[ArticleFile]:
        """Of the ids of annotated articles, those that have no file in the seeds folder any more, by name."""
        found = (ArticleFile(identity, self.seeds / f"{identity}.txt") for identity in sorted(annotated))
        return [article for article in found if not article.path.exists()]

    def load(self, article: ArticleFile) -> Article:
        """The article's text; `AnnotatorError` if it cannot be one. What cannot be read beside it is only noted."""
        return load_article(article.path, self.settings.limits.article_bytes)

    def loaded(self) -> Iterator[tuple[ArticleFile, Article | str]]:
        """Every article with its text; or why it cannot be opened, a sentence that begins with the file's name."""
        there: dict[str, ArticleFile] = {}
        for article in self.articles():
            other = there.setdefault(article.id, article)
            if other is not article:
                yield article, f"{one_line(str(article.path))}: has the name of {one_line(other.path.name)}: rename one"
                continue
            try:
                yield article, self.load(article)
            except AnnotatorError as error:
                yield article, str(error)

    def events(self) -> dict[str, str]:
        """By article, what it reports on, as far as that is known."""
        found: dict[str, str] = {}
        for article in self.articles():
            with contextlib.suppress(AnnotatorError):
                if (event := load_meta(article.path).event) is not None:
                    found[article.id] = event
        return found

    def language(self, article: str) -> str | None:
        """The code of an article's language, if its `.meta.json` says it."""
        with contextlib.suppress(AnnotatorError):
            return load_meta(self.seeds / f"{article}.txt").language
        return None

    def text(self, sha256: str, article: str) -> str | None:
        """The text that spans with this hash belong to: from the snapshots, else from the seeds if unchanged."""
        text = self.snapshots.text(sha256, self.settings.limits.article_bytes)
        return self.unchanged_text(sha256, article) if text is None else text

    def unchanged_text(self, sha256: str, article: str) -> str | None:
        """The text of an article's file, if that has this hash."""
        path = self.seeds / f"{article}.txt"
        with contextlib.suppress(AnnotatorError):
            data = read_regular(path, self.settings.limits.article_bytes) if path.is_file() else b""
            if hashlib.sha256(data).hexdigest() == sha256:
                return decode(data, f"{article}.txt")[0]
        return None

    def journal_path(self, annotator: str) -> Path:
        """Where the annotator's journal is or will be."""
        return self.annotations / f"{annotator}.jsonl"

    def journals(self) -> list[Path]:
        """The journals in the annotations folder with their copies, by name; gold and copies of it are left out."""
        if not self.annotations.is_dir():
            return []
        return sorted(p for p in self.annotations.glob("*.jsonl") if not (p.name.startswith(".") or is_of_gold(p)))

    def group_files(self) -> list[Path]:
        """Everybody's files of groups with their copies, by name."""
        return sorted(p for p in self.boards.glob("*.jsonl") if not p.name.startswith("."))

    def files_or_journals(self, files: Sequence[Path] = ()) -> list[Path]:
        """The files named, or every journal of the project but gold.

        Raises:
            AnnotatorError: if a folder is named; or if none is named and the project has none.
        """
        self.check_files(files)
        second = [path for path in files if path.absolute().parent == (self.annotations / RETEST).absolute()]
        if second and len(second) < len(files):
            raise AnnotatorError(
                f"{one_line(str(second[0]))}: is a second pass, which is no vote: leave it out; `annotator agreement --retest` "
                "says how far annotators agree with themselves"
            )
        found = list(files) or self.journals()
        if not found:
            raise AnnotatorError(
                f"{one_line(str(self.annotations))}: holds no journal yet: annotate first, or name files"
            )
        return found

    def check_files(self, files: Iterable[Path]) -> None:
        """Refuse a folder where a file is meant, and the name of an annotator where their journal is.

        Raises:
            AnnotatorError: naming it.
        """
        for path in files:
            refuse_folders([path])
            journal = self.journal_path(path.stem)
            if not is_there(path) and journal.is_file():
                shown = os.path.relpath(journal)
                raise AnnotatorError(f"{one_line(str(path))}: there is no such file: did you mean {one_line(shown)}?")

    def golds(self) -> list[Path]:
        """Gold's journal with its copies, as far as they are there."""
        gold = self.journal_path(GOLD)
        return [*([gold] if gold.is_file() else []), *copies_of(gold, GOLD)]

    def merged_among_journals(self) -> Iterator[tuple[Path, str]]:
        """Files of flat spans in the annotations folder that are no annotator's own, with what to do, in a sentence.

        That is gold, and what repeats spans of somebody whose journal is there too, as what merge wrote does.
        """
        journals = self.journals()
        stems = {path.stem for path in journals}
        for path in [*journals, *self.golds()]:
            names = first_flat_owners(path)
            if names and (is_of_gold(path) or not stems.isdisjoint({*names} - {path.stem})):
                yield path, f"holds flat spans, as merge writes them, and no annotator's work: {self.move_out(path)}"

    def move_out(self, path: Path) -> str:
        """What to type so that a file of merged spans is out of the annotations folder, and nothing written over."""
        stem = "merged" if path.stem == GOLD else path.stem
        names = chain([f"{stem}.jsonl"], (f"{stem}-{number}.jsonl" for number in count(2)))
        taken = {other.name for other in self.annotations.glob("*.jsonl") if other != path}
        free = next(name for name in names if not (name in taken or (self.annotations.parent / name).exists()))
        one, other = (shlex.quote(os.path.relpath(place)) for place in (path, self.annotations.parent / free))
        return f"move it away (mv {one_line(one, 400)} {one_line(other, 400)}); it can be exported by its name"

    def check_name(self, annotator: str) -> str:
        """The name, if an annotator of this project can have it.

        Raises:
            AnnotatorError: saying why not.
        """
        check_annotator_name(annotator)
        for other in (*self.journals(), *self.group_files()):
            if other.stem != annotator and other.stem.casefold() == annotator.casefold():
                raise AnnotatorError(
                    f"there is an annotator {other.stem!r} already, whose file some systems cannot tell from "
                    f"{annotator!r}: use --as {other.stem}, or another name"
                )
        return annotator

    def open_journal(
        self, annotator: str, *, read_only: bool = False, progress: Callable[[int], None] | None = None
    ) -> Journal:
        """The journal of an annotator, opened for writing where possible; `progress` as `Journal.open` has it.

        Raises:
            AnnotatorError: if the name cannot be an annotator's, or the file cannot be read.
        """
        self.check_name(annotator)
        if not read_only:
            self.begin_writing()
        return Journal.open(self.journal_path(annotator), annotator, read_only=read_only, progress=progress)

    def open_gold(
        self, decider: str, *, read_only: bool = False, progress: Callable[[int], None] | None = None
    ) -> Journal:
        """The journal of gold, to which a decider adds; see `open_journal`."""
        check_annotator_name(decider)
        if not read_only:
            self.begin_writing()
        return Journal.open(self.journal_path(GOLD), decider, read_only=read_only, progress=progress)

    def begin_writing(self) -> None:
        """Have the folder of annotations, for somebody who is about to write there.

        Raises:
            AnnotatorError: if a link leads out of the project.
        """
        self._refuse_links_outside()
        self._begin_annotations()

    def _refuse_links_outside(self) -> None:
        """A folder got from others must not make this program write elsewhere."""
        for folder in (self.annotations, self.snapshots.folder, self.boards):
            if not folder.resolve().is_relative_to(self.root.resolve()):
                raise AnnotatorError(
                    f"{one_line(str(folder))}: is a link that leads out of the project: put the folder itself there"
                )

    def _begin_annotations(self) -> None:
        """Make the folder of annotations, if there is none, with what git should know of it; without that it works too.

        What is missing in a folder without a journal is added: there a run was cut off.
        """
        with contextlib.suppress(OSError):
            if any(self.annotations.glob("*.jsonl")):
                return
            storage.make_folder(self.annotations)
            for name, content in _FOR_GIT.items():
                with contextlib.suppress(FileExistsError):
                    storage.new_file(self.annotations / name, content)

    def guideline_file(self) -> Path | None:
        """The file of the project's guideline; `None` if it has none of its own.

        Raises:
            AnnotatorError: if the settings name one that is not there.
        """
        path = self.root / self.settings.guideline
        if path.is_file():
            return path
        if self.settings.guideline != Settings().guideline:
            name = one_line(self.settings.guideline, 80)
            raise AnnotatorError(f"{SETTINGS}: guideline: there is no file {name}: write it, or correct the name")
        return None

    def guideline(self) -> str | None:
        """The text of the project's guideline, see `guideline_file`."""
        path = self.guideline_file()
        return None if path is None else read_regular(path, MAX_BYTES).decode("utf-8", "replace")

    def missing(self) -> dict[str, str]:
        """By setting, what is to be said of those that name a file or a folder that is not there."""
        found = {}
        try:
            self.guideline_file()
        except AnnotatorError as error:
            found["guideline"] = str(error)
        seeds = self.settings.folders.seeds
        if seeds != Folders().seeds and not self.seeds.is_dir():
            name = one_line(seeds, 80)
            found["folders.seeds"] = (
                f"{SETTINGS}: folders.seeds: there is no folder {name}: make it, or correct the name"
            )
        return found


def in_own_order(articles: Iterable[ArticleFile], seed: str) -> list[ArticleFile]:
    """Articles in an order that depends on the seed, such as an annotator's name, alone; another article moves none of them."""
    return sorted(articles, key=lambda one: hashlib.sha256(f"{seed}\0{one.id}".encode()).digest())


def default_guideline() -> str:
    """The guideline that comes with the program, for projects that have none of their own."""
    return (Path(__file__).parent / "guidelines.md").read_text("utf-8")


def refuse_folders(files: Iterable[Path]) -> None:
    """Refuse a folder where a file is meant.

    Raises:
        AnnotatorError: naming it.
    """
    for path in files:
        if path.is_dir():
            shown = one_line(str(path))
            raise AnnotatorError(f"{shown}: is a folder: name the files in it, such as {shown.rstrip('/')}/*.jsonl")


def articles_in(folder: Path) -> list[ArticleFile]:
    """Every `.txt` of a folder, by name; hidden files are left out."""
    return [
        ArticleFile(name[: -len(_ENDING)], folder / name) for name in sorted(filter(_is_of_article, _names(folder)))
    ]


def _names(folder: Path) -> list[str]:
    if isinstance(folder, RemotePath):
        return [path.name for path in folder.iterdir()]
    with os.scandir(folder) as entries:
        return [entry.name for entry in entries]


_ENDING = ".txt"


def _is_of_article(name: str) -> bool:
    return name.lower().endswith(_ENDING) and not name.startswith(".")


def _has_articles(folder: Path) -> bool:
    with contextlib.suppress(OSError):  # a folder that cannot be listed
        return any(map(_is_of_article, _names(folder)))
    return False


def articles_named(paths: Sequence[Path], known: Sequence[ArticleFile] = ()) -> list[ArticleFile]:
    """The articles that a command line names: files as they are, folders for all they hold, known ones by their ids.

    Raises:
        AnnotatorError: for what is neither, a folder without articles, or two articles of one name.
    """
    by_name = {article.id: article for article in known}
    found: list[ArticleFile] = []
    for path in paths:
        shown = one_line(str(path))
        if path.is_dir():
            inside = articles_in(path)
            if not inside:
                raise AnnotatorError(f"{shown}: holds no .txt file: name a folder of articles")
            found += inside
        elif path.exists():
            found.append(ArticleFile(path.stem, path))
        elif str(path) in by_name:
            found.append(by_name[str(path)])
        else:
            raise AnnotatorError(
                f"{shown}: there is no such file or folder, and no article of that id: name an article or a folder of articles"
            )
    by_id: dict[str, ArticleFile] = {}
    for article in found:
        check_article_name(article.path)
        other = by_id.setdefault(article.id, article)
        if not same_place(other.path, article.path):
            raise AnnotatorError(
                f"{one_line(str(other.path))} and {one_line(str(article.path))} have one name, so their spans "
                "could not be told apart: rename one"
            )
    # However it was named: an article of the project is one and the same everywhere.
    return [
        there if (there := by_name.get(one.id)) is not None and same_place(there.path, one.path) else one
        for one in by_id.values()
    ]


def same_place(one: Path, other: Path) -> bool:
    """Whether two paths lead to one place by their names alone."""
    return os.path.normpath(one.absolute()) == os.path.normpath(other.absolute())


class Memory:
    """What the program remembers of this user between runs, in one small file; losing it loses only convenience."""

    def __init__(self, path: Path | None = None) -> None:
        if path is None:
            from platformdirs import user_state_path

            path = Path(os.environ.get("ANNOTATOR_STATE", user_state_path("annotator", appauthor=False)))
        self.folder = path
        self._path = path / "memory.json"

    def _read(self) -> dict[str, Any]:
        try:
            values = orjson.loads(self._path.read_bytes())
        except (OSError, ValueError):
            return {}
        return values if isinstance(values, dict) else {}

    def get(self, project: ProjectFolder, key: str) -> Any:
        """What was remembered of a project under `key`; `None` if nothing was."""
        values = self._read().get(_memory_of(project))
        return values.get(key) if isinstance(values, dict) else None

    def put(self, project: ProjectFolder, key: str, value: Any) -> None:
        """Remember; where that is impossible, go on without."""
        values = self._read()
        of_project = values.setdefault(_memory_of(project), {})
        if not isinstance(of_project, dict) or of_project.get(key) == value:
            return
        of_project[key] = value
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            storage.replace_file(self._path, orjson.dumps(values, option=orjson.OPT_INDENT_2))


def _memory_of(project: ProjectFolder) -> str:
    """Under what a project is remembered; second passes have their own places."""
    return f"{project.root} {RETEST}" if project.retest else str(project.root)
