"""A project in a temporary folder, for the tutorial to write into; it goes when the tutorial does."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from annotator.model import AnnotatorError
from annotator.project import Memory, Project, Settings
from annotator.session import Session
from annotator.tui.tutorial.steps import TEXT


class Scratch:
    """The folder, the project in it, and a session on a journal there.

    Raises:
        AnnotatorError: if there is no place for it.
    """

    def __init__(self) -> None:
        try:
            self._folder = TemporaryDirectory(prefix="annotator-tutorial-", ignore_cleanup_errors=True)
            root = Path(self._folder.name)
            (root / "seeds").mkdir()
            shutil.copyfile(TEXT, root / "seeds" / TEXT.name)
        except OSError as error:
            raise AnnotatorError(
                f"the tutorial needs a temporary folder ({error.strerror}): set TMPDIR to one that can be written"
            ) from error
        # The default labels, and suggestions even where the project forbids them for its own articles.
        self.project = Project(root, Settings(pause_minutes=0))
        self.memory = Memory(root / "state")
        journal = self.project.open_journal("tutorial")
        self.session = Session(journal, self.project.snapshots, self.project.settings.limits.article_bytes)

    def close(self) -> None:
        """Let go of the journal, and remove everything."""
        self.session.journal.close()
        self._folder.cleanup()
