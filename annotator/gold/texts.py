"""The texts and metadata of the articles that are exported; folders are looked through once, not once an article."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from annotator.dataset.dataset import Entry
from annotator.model import AnnotatorError, Meta
from annotator.project import ArticleFile, Project
from annotator.text.load import load_meta, meta_path
from annotator.text.sanitize import one_line


class Texts:
    """What a project has of articles."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._seeds, self._kept = _names(project.seeds), _names(project.snapshots.folder)

    def text(self, article: str, sha256: str | None) -> str | None:
        """The text of an article with this hash; `None` if the project does not have it."""
        return self._project.text(sha256, article) if sha256 is not None and self._may_have(article, sha256) else None

    def present(self, article: str) -> str | None:
        """The sha256 of the article's file as it is now; `None` if there is none.

        Raises:
            AnnotatorError: if it cannot be read.
        """
        path = self._path(article)
        return self._project.load(ArticleFile(article, path)).sha256 if path.is_file() else None

    def edited(self, entries: Iterable[Entry]) -> list[str]:
        """The articles of which no entry is of the file as it is now, by name; those without a file left out.

        Raises:
            AnnotatorError: if a file cannot be read.
        """
        versions: dict[str, set[str | None]] = {}
        for entry in entries:
            versions.setdefault(entry.id, set()).add(entry.sha256)
        found = []
        for article, known in sorted(versions.items()):
            path = self._path(article)
            if None not in known and path.is_file() and _sha256(path) not in known:
                found.append(article)
        return found

    def meta(self, article: str) -> Meta:
        """What stands beside the article's file.

        Raises:
            AnnotatorError: if it is there but cannot be read, or says something else than it may.
        """
        path = self._path(article)
        return load_meta(path) if meta_path(path).name.casefold() in self._seeds else _NOTHING

    def _may_have(self, article: str, sha256: str) -> bool:
        return f"{article}.txt".casefold() in self._seeds or f"{sha256}.txt" in self._kept

    def _path(self, article: str) -> Path:
        return self._project.seeds / f"{article}.txt"


_NOTHING = Meta()


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from error


def _names(folder: Path) -> set[str]:
    """What a folder holds, in small letters, as some systems do not tell large ones from them; nothing if there is none."""
    try:
        return {path.name.casefold() for path in folder.iterdir()}
    except (FileNotFoundError, NotADirectoryError):
        return set()
    except OSError as error:
        raise _unreadable(folder, error) from error


def _unreadable(path: Path, error: OSError) -> AnnotatorError:
    return AnnotatorError(f"{one_line(str(path))}: cannot be read ({error.strerror}): check the disk and its rights")
