"""A session for scripts: articles by their ids, and an error where nothing is saved."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from annotator.errors import AnnotatorError
from annotator.model import Article
from annotator.project import ProjectFolder
from annotator.session import Outcome, Session
from annotator.text.sanitize import one_line


class ProjectSession(Session):
    """A session of one annotator in a project; `with` closes the journal at the end."""

    def __init__(self, folder: ProjectFolder, annotator: str, *, read_only: bool = False) -> None:
        journal = folder.open_journal(annotator, read_only=read_only)
        super().__init__(journal, folder.snapshots, folder.settings.limits.article_bytes, folder.rules())
        self._folder = folder

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def open(self, article: Article | str) -> None:
        """Turn to an article, by its id or as it was loaded.

        Raises:
            AnnotatorError: if there is no such article.
        """
        super().open(self._folder.load(self._folder.article(article)) if isinstance(article, str) else article)

    def tag(self, ranges: Sequence[tuple[int, int]], label: str, **more: Any) -> Outcome:
        """Give ranges `(start, end)` a label of the project's, in one step for undo; `attributes` may be given too.

        Raises:
            AnnotatorError: if there is no such label, or a range does not lie inside the article.
        """
        known = self._folder.labels()
        if label not in known:
            raise AnnotatorError(f"{one_line(label, 40)!r} is no label of the project: {', '.join(known)}")
        return super().tag(ranges, label, **more)

    def close(self) -> None:
        """Note the time spent and let go of the journal.

        Raises:
            AnnotatorError: if something could not be saved.
        """
        failure = self.leave() or (self.save_again() if self.journal.unsaved else None)
        super().close()
        if self.journal.unsaved:
            raise AnnotatorError(f"{one_line(str(self.journal.path))}: {failure or self.journal.not_saved_because}")
