"""Where this annotator and the others disagree in the article at hand: gone to by key, with what the others have.

Nobody sees here what the others tagged before the own work on the article is marked done.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from annotator.errors import AnnotatorError
from annotator.span_index import SpanIndex
from annotator.text.load import FileStamp, file_stamp
from annotator.text.sanitize import one_line
from annotator.tui.actions import key_of
from annotator.tui.background import BackgroundWork, Ended, Stopped
from annotator.tui.widgets.others_pane import OthersLine
from annotator.tui.widgets.paint import drawn_span

if TYPE_CHECKING:
    from annotator.adjudication.cut import ArticlePassages
    from annotator.adjudication.passages import Passage
    from annotator.tui.annotate.context import ArticleContext

NOT_SHOWN = "in this project nobody sees here what the others tagged (annotator.toml: agreement, suggestions)"
_NAMES = 60
"""Characters of the names in a sentence."""


class Disagreements:
    """Reads beside the screen what the others have, when it is asked for and when a journal was changed since.

    Attributes:
        outlines: what the others have in the passage that is looked at, as far as this annotator does not have the same.
    """

    def __init__(self, context: ArticleContext) -> None:
        self.screen = context
        self.outlines: SpanIndex | None = None
        self._shown: Passage | None = None
        """The passage that is looked at."""
        self._found: ArticlePassages | None = None
        self._stamps: dict[Path, FileStamp] = {}
        """Of the journals, just before they were read."""
        self._work: BackgroundWork | None = None
        self._then: Callable[[], None] = lambda: None

    # --- reading -------------------------------------------------------------------------------------------------

    def _refusal(self) -> str:
        """Why what the others have is not shown now; empty if it is."""
        context = self.screen
        if not context.project.settings.shows_agreement:
            return NOT_SHOWN
        state = context.session.state(context.article.id)
        if state is None or state.state != "done":
            return f"what the others tagged is shown once you have marked the article done ({key_of(context.actions, 'done')})"
        return ""

    def _with_found(self, then: Callable[[], None]) -> bool:
        """Do something as soon as it is known what the others have; whether it is known already."""
        stamps = {path: file_stamp(path) for path in self.screen.project.journals()}
        if self._found is not None and stamps == self._stamps:
            then()
            return True
        self._stop()
        self._stamps, self._then = stamps, then
        article = self.screen.article
        read = partial(_read, list(stamps), article.id, article.sha256)
        self._work = BackgroundWork(read, self.screen.post_message)
        self._work.start()
        return False

    def ended(self, event: Ended) -> None:
        """Go on with what was asked for, or say what is wrong."""
        if event.work is not self._work:
            return
        self._work = None
        if isinstance(event.result, AnnotatorError):
            self.screen.say(str(event.result), "error")
        elif isinstance(event.result, Exception):
            raise event.result
        else:
            self._found = cast("ArticlePassages", event.result)
            self._then()

    def _stop(self) -> None:
        """Nobody wants what is being read any longer."""
        if self._work is not None:
            self._work.stop.set()
        self._work = self._found = None

    # --- going ---------------------------------------------------------------------------------------------------

    def next(self) -> None:
        self._go(1)

    def previous(self) -> None:
        self._go(-1)

    def _go(self, step: int) -> None:
        """Go to the next disagreement or the one before, going around at the ends."""
        context = self.screen
        if refusal := self._refusal():
            context.say(refusal, "notice")
            return
        context.session.touch()
        if not self._with_found(partial(self._go_on, step, context.caret.offset)):
            context.say("reading what the others have here …")

    def _go_on(self, step: int, offset: int) -> None:
        context = self.screen
        found = cast("ArticlePassages", self._found).disputed
        if told := self._nothing():
            context.say(told, "notice")
        elif context.caret.offset != offset or context.hints.outlines is not None:
            context.say(f"the others' work is read: {key_of(context.actions, 'next_disagreement')} goes on from here")
        else:
            self._go_to(self._beside(found, step))

    def _nothing(self) -> str:
        """Why there is no disagreement to go to; empty if there is one."""
        found, own = cast("ArticlePassages", self._found), self.screen.session.journal.annotator
        others = [name for name in found.finishers if name != own]
        if own not in found.finishers:
            return "you marked another text of this article done: nobody's work can be compared with this one"
        if others:
            names = one_line(", ".join(others), _NAMES)
            return "" if found.disputed else f"you and {names} agree on all of this article"
        if found.elsewhere:
            names = one_line(", ".join(found.elsewhere), _NAMES)
            return f"nobody else has marked this text done; another text of the article: {names}"
        return "nobody else has marked this article done: there is nothing to compare"

    def _beside(self, found: list[Passage], step: int) -> int:
        """The place of the next disagreement, or of the one before."""
        shown, places = self._shown, range(len(found))
        if shown is not None:
            same = next((i for i in places if found[i].id == shown.id), None)
            if same is not None:
                return (same + step) % len(found)
            here, keys = (shown.start, -shown.end), [(passage.start, -passage.end) for passage in found]
        else:
            here, keys = (self.screen.caret.offset, -1), [(passage.start, 0) for passage in found]
        if step > 0:
            return next((i for i in places if keys[i] > here), 0)
        return next((i for i in reversed(places) if keys[i] < here), len(found) - 1)

    def _go_to(self, place: int) -> None:
        """Go to a disagreement: to the own span, if there is one, else to where it begins."""
        from annotator.adjudication.describe import differs

        context, found = self.screen, cast("ArticlePassages", self._found).disputed
        passage, own = found[place], context.session.journal.annotator
        mine = [span for span in passage.spans if own in span.annotators]
        span = context.session.spans.exact(*mine[0].place) if len(mine) == 1 else None
        context.caret.go(passage.start if span is None else span.start)
        context.chosen, context.fresh = None if span is None else span.id, None
        self._show(passage)
        context.say(f"disagreement {place + 1:,} of {len(found):,}: {differs(passage, context.caret.text)}")
        context.pane.center(passage.start, passage.end)

    # --- what the others have ------------------------------------------------------------------------------------

    def look_at(self, start: int, end: int) -> None:
        """Show what the others have at a place that was gone to, as long as the cursor stays there."""
        if not self._refusal():
            self._with_found(partial(self._look_at, start, end, self.screen.caret.offset))

    def _look_at(self, start: int, end: int, offset: int) -> None:
        from annotator.adjudication.passages import joined

        found = cast("ArticlePassages", self._found)
        here = [passage for passage in found.disputed if passage.start < end and start < passage.end]
        if here and self.screen.caret.offset == offset and not self._nothing():
            self._show(joined(here))
            self.screen.show()
            self.screen.pane.center(start, end)

    def _show(self, passage: Passage) -> None:
        """Outline and list what the others have in a passage."""
        context, own = self.screen, self.screen.session.journal.annotator
        text, mine = context.caret.text, {span.place for span in passage.spans if own in span.annotators}
        drawn = [span.place for span in passage.spans if span.place not in mine]
        self._shown = passage
        self.outlines = SpanIndex(drawn_span(*place, f"other:{i}") for i, place in enumerate(drawn))
        rows = []
        for version in passage.versions:
            if others := [name for name in version.annotators if name != own]:
                same = "as you have it" if own in version.annotators else "nothing" if not version.spans else ""
                spans = [] if same else [(span.label, text[span.start : span.end]) for span in version.spans]
                rows.append(OthersLine(", ".join(others), spans, same))
        context.others.show(rows)
        # The text may have another height now.
        context.call_after_refresh(partial(self._center_again, passage))

    def _center_again(self, passage: Passage) -> None:
        if self._shown is passage:
            self.screen.pane.center(passage.start, passage.end)
            self.screen.pane.refresh()

    def follow(self) -> None:
        """Show nothing any more once the cursor is out of the passage."""
        shown = self._shown
        if shown is not None and not shown.start <= self.screen.caret.offset <= shown.end:
            self.leave()

    def leave(self) -> None:
        """Show nothing of the others any more."""
        if self._shown is not None:
            self._shown = self.outlines = None
            self.screen.others.show(())

    def leave_article(self) -> None:
        """Another text is shown: what is known of the one before is of no use."""
        self.leave()
        self._stop()


def _read(
    paths: list[Path], article: str, sha256: str, tell: Callable[[str], None], stopped: Callable[[], bool]
) -> ArticlePassages:
    """What the journals disagree about in an article.

    Raises:
        AnnotatorError: if a file cannot be read.
        Stopped: when `stopped` says so.
    """
    from annotator.adjudication.cut import passages_of_article
    from annotator.journal.columns import read_columns

    def reading(_: int) -> None:
        if stopped():
            raise Stopped

    tell("reading")
    return passages_of_article(read_columns(paths, reading), article, sha256)
