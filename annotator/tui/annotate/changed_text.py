"""Articles whose file changes, also while it is open: what is said of it, and the moving of spans to the new text."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from annotator.model import AnnotatorError
from annotator.tui.actions import key_of
from annotator.tui.annotate.context import Part

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import Article
    from annotator.project import ArticleFile
    from annotator.realign import Move
    from annotator.tui.actions import Action
    from annotator.tui.annotate.screen import AnnotateScreen
    from annotator.tui.screens.reanchor import Decided

_AT_ONCE = 5_000_000
"""Characters times spans that are looked through before the next key; more is done beside, in up to some seconds."""

Stamp = tuple[int, int, int] | None
"""What tells at once that a file is as it was: time of change (ns), size (bytes), inode; `None` if there is none."""


def stamp_of(path: Path) -> Stamp:
    """The stamp of a file now."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


class Changed(Part):
    """What knows that files change; part of `AnnotateScreen`."""

    actions: list[Action]
    _stamp: Stamp = None

    @property
    def _annotating(self) -> AnnotateScreen:
        return cast("AnnotateScreen", self)

    def turn_to(self, file: ArticleFile) -> None:
        """Have the session turn to an article: to its file, or where there is none that can be read, to its snapshot.

        Raises:
            AnnotatorError: if there is neither.
        """
        stamp = stamp_of(file.path)
        try:
            article = self.project.load(file)
        except AnnotatorError:
            if not self.session.open_without_file(file.id):
                raise
        else:
            self.session.open(article)
        self._stamp = stamp

    def look_at_file(self) -> bool:
        """Whether the file of the article at hand was changed since it was last looked at; if so, say so and show it.

        As long as nothing stands in the new text, the text at hand stays, and its spans with it.
        """
        screen = self._annotating
        if self.session.article is None:
            return False
        stamp = stamp_of(screen.here_file.path)
        if stamp == self._stamp:
            return False
        present = self.session.present
        try:
            sha256 = self.project.load(screen.here_file).sha256
        except AnnotatorError:
            sha256 = None
        if sha256 == (present.sha256 if present else None):
            self._stamp = stamp
            return False
        if (failure := self.session.save_again()) is not None:  # the text at hand may be kept nowhere else yet
            screen.failure = failure
            self.show()
            return False
        self._stamp = stamp
        if not screen.open_article(screen.index, self.caret.offset):
            self.say("the article's file is gone or cannot be read any more: the text shown is the one from before")
        elif self.session.present is None:
            self.say(self.session.notice)
        elif not self.session.notice:
            self.say("the article's file was changed just now: this is its text from now on")
        else:
            self.say(f"the article's file was changed just now: {self.session.notice.partition(': ')[2]}")
        return True

    def offer(self) -> str:
        """What the line above the article says; empty while the text is the file's and holds all spans."""
        session = self.session
        if session.present is None:
            return "" if session.article is None else session.notice
        count = session.elsewhere + (len(session.spans) if session.from_snapshot else 0)
        if not count:
            return ""
        words, them = ("1 span is", "it") if count == 1 else (f"{count:,} spans are", "them")
        what = "shown is that text" if session.from_snapshot else "not shown here"
        return f"{words} of an earlier text: {key_of(self.actions, 'moves')} moves {them} · {what}"

    def on_offer_taken(self) -> None:
        """A click on the line does what its key does."""
        self.action_moves()

    def action_moves(self) -> None:
        """List where the spans of earlier texts would stand in the present one; those ticked there are moved."""
        if self.session.journal.read_only is not None:
            self.say(f"nothing can be changed: {self.session.journal.read_only}")
            return
        self.look_at_file()
        present = self.session.present
        if present is None:
            self.say("the article has no readable file, so there is no other text to move spans to")
            return
        find = self.session.moves_finder()
        if present.length * max(self.session.elsewhere, len(self.session.spans)) < _AT_ONCE:
            self._list_moves(present, find())
            return
        self.say("looking for the spans in the new text …")
        self._annotating.run_worker(
            lambda: self.app.call_from_thread(self._list_moves, present, find()), thread=True, exclusive=True
        )

    def _list_moves(self, present: Article, moves: list[Move]) -> None:
        """Show the list, if the person is still where it was asked for."""
        if self.session.present is not present or self.app.screen is not self._annotating:
            return
        if not moves:
            self.say("every span here is of the present text: there is nothing to move")
            return
        from annotator.tui.screens.reanchor import ReanchorScreen

        def decided(what: Decided | None) -> None:
            if what is not None and self.session.present is present:
                self._move(what)

        self.app.push_screen(ReanchorScreen(moves, present.text, self.palette), decided)

    def _move(self, what: Decided) -> None:
        self.chosen = None
        outcome = self.perform(lambda: self.session.move(what.moved, what.removed))
        if outcome is not None and outcome.ranges:
            self.caret.go(outcome.ranges[0][0])
            self.show()


def about_meta(article: Article | None) -> str:
    """What to say of an article beside which something cannot be read; empty if there is nothing to say."""
    if article is None or not article.meta_missing:
        return ""
    why = article.meta_missing.partition(f"{article.id}.meta.json: ")[2] or article.meta_missing
    return f"its meta.json cannot be read ({why}): title and event are missing"
