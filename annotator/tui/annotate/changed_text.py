"""Articles whose file changes, also while it is open: what is said of it, and the moving of spans to the new text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple, cast

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from annotator.errors import AnnotatorError
from annotator.realign import Move
from annotator.text.sanitize import one_line
from annotator.text.wrap import cell_length
from annotator.tui.actions import key_of
from annotator.tui.annotate.context import Part
from annotator.tui.dialogs.check_list import TICK, TickedScreen
from annotator.tui.theme import Palette
from annotator.tui.widgets.compare import Compare
from annotator.tui.widgets.picklist import PickList
from annotator.tui.widgets.status import KeyBar

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import Article
    from annotator.project import ArticleFile
    from annotator.tui.actions import Action
    from annotator.tui.annotate.screen import AnnotateScreen

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


_ALIKE = 10
"""Characters before the first difference of two wordings that a line shows at least."""
_WORD = 11
"""Cells for how it was found."""
_KEYS = (
    ("Enter", "do it", "accept", None),
    ("Space", "tick", "tick", None),
    ("a", "all sure", "all_sure", None),
    ("Tab", "unsure", "unsure(1)", None),
    ("x", "remove", "remove", None),
    ("Esc", "leave", "dismiss(None)", None),
)

Choice = Literal["move", "remove"]


class Decided(NamedTuple):
    """What the person wants done."""

    moved: list[Move]
    removed: list[Move]


class ReanchorScreen(TickedScreen[Decided]):
    """Ticks say what is moved; only what was found for certain is ticked beforehand. Nothing happens before Enter."""

    BINDINGS: ClassVar = [
        Binding("a", "all_sure", "All sure"),
        Binding("x,delete", "remove", "Remove"),
        Binding("tab", "unsure(1)", "Next unsure"),
        Binding("shift+tab", "unsure(-1)", "Unsure before"),
    ]

    def __init__(self, moves: Sequence[Move], present: str, palette: Palette) -> None:
        """Make the list.

        Args:
            moves: what is proposed.
            present: the present text.
            palette: the colours.
        """
        super().__init__()
        self.palette = palette
        self._moves, self._present, self.count = moves, present, len(moves)
        self._choice: dict[int, Choice] = {i: "move" for i, move in enumerate(moves) if move.sure and move.found}

    def compose(self) -> ComposeResult:
        """Title, list, before and after, keys."""
        with Vertical(classes="dialog full"):
            yield Static(Content(""), id="heading", classes="title")
            yield PickList(self.palette, self.paint)
            yield Compare(self.palette)
            yield KeyBar(self.palette, _KEYS)

    def on_mount(self) -> None:
        """List all, beginning at the first that needs a look."""
        if self.app._exit or not self.children:
            return  # closed again before it was open
        self.compare = self.query_one(Compare)
        unsure = self._unsure()
        self.begin(unsure[0] if unsure else 0)

    # --- what is chosen ------------------------------------------------------------------------------------------

    def _unsure(self) -> list[int]:
        return [i for i, move in enumerate(self._moves) if not move.sure]

    def _heading(self) -> str:
        sure = sum(move.sure for move in self._moves)
        lost = sum(move.found is None for move in self._moves)
        counts = ((sure, "sure"), (len(self._moves) - sure - lost, "to look at"), (lost, "not found"))
        found = ", ".join(f"{count:,} {word}" for count, word in counts if count)
        ticked = [sum(choice == word for choice in self._choice.values()) for word in ("move", "remove")]
        will = f"{ticked[0]:,} ticked" + (f", {ticked[1]:,} to remove" if ticked[1] else "")
        count = len(self._moves)
        return f"{count:,} span{'s' * (count != 1)} of an earlier text: {found} · {will}"

    def follow(self) -> None:
        """Show what belongs to the highlighted line."""
        self.query_one("#heading", Static).update(Content(self._heading()))
        here = self.list.highlighted
        if here is None:
            return
        move = self._moves[here]
        before = (move.before, move.span.range) if move.before is not None else move.span.text
        after = (self._present, move.found) if move.found is not None else f"not found: {move.why}"
        self.compare.show(move.span.label, before, after, move.why if move.found is not None else "")

    def _choose(self, item: int, choice: Choice) -> None:
        """Tick an item so, or untick it if it was."""
        if choice == "move" and self._moves[item].found is None:
            self.app.bell()
            return
        if self._choice.get(item) == choice:
            del self._choice[item]
        else:
            self._choice[item] = choice
        self.changed()

    # --- keys ----------------------------------------------------------------------------------------------------

    def tick(self, item: int) -> None:
        """Move it, or not."""
        self._choose(item, "move")

    def action_remove(self) -> None:
        """Remove the highlighted one, or not."""
        if self.list.highlighted is not None:
            self._choose(self.list.highlighted, "remove")

    def action_all_sure(self) -> None:
        """Tick all that were found for certain; if they are, none of them."""
        sure = [i for i, move in enumerate(self._moves) if move.sure and move.found]
        if all(self._choice.get(i) == "move" for i in sure):
            self._choice = {i: choice for i, choice in self._choice.items() if i not in set(sure)}
        else:
            self._choice |= dict.fromkeys(sure, "move")
        self.changed()

    def action_unsure(self, step: int) -> None:
        """Highlight the next or the previous that is not sure, going around at the ends."""
        here, unsure = self.list.highlighted, self._unsure()
        if here is None or not unsure:
            return
        beyond = [i for i in unsure if (i > here if step > 0 else i < here)] or unsure
        self.action_go((beyond[0] if step > 0 else beyond[-1]) - here)

    def action_accept(self) -> None:
        """Do what is ticked."""
        self.dismiss(
            Decided(
                [move for i, move in enumerate(self._moves) if self._choice.get(i) == "move"],
                [move for i, move in enumerate(self._moves) if self._choice.get(i) == "remove"],
            )
        )

    # --- drawing -------------------------------------------------------------------------------------------------

    def paint(self, item: int, width: int, style: Style) -> list[Segment]:
        """Tick, label, how it was found, wording, what becomes of it."""
        move = self._moves[item]
        tick = "   " if move.found is None else "[ ]"
        tick = {"move": "[✓]", "remove": "[x]"}.get(self._choice.get(item, ""), tick)
        word = "sure" if move.sure else "look" if move.found is not None else "not found"
        if self._choice.get(item) == "remove":
            word = "remove"
        key = style if item == self.list.highlighted else self.palette.mark(move.span.label, self.palette.look.bar)
        left = [
            Segment(f" {tick:<{TICK - 1}}", style),
            Segment(f"{self.palette.key(move.span.label)} ", key),
            Segment(f"{word:{_WORD}}", style + Style(dim=move.sure, bold=not move.sure)),
        ]
        room = max(width - TICK - 2 - _WORD, 1)
        old = one_line(move.span.text[:400], 400)
        new = one_line(self._present[slice(*move.found)][:400], 400) if move.found is not None else move.why
        if new == old:
            return [*left, Segment(_cut(old, room), style)]
        if move.found is not None:
            old, new = _from_the_difference(old, new)
        old = _cut(old, max((room - 3) // 2, 1))
        return [
            *left,
            Segment(old, style),
            Segment(" → " if move.found is not None else " · ", style),
            Segment(_cut(new, room - cell_length(old) - 3), style + Style(bold=move.found is not None)),
        ]


def _from_the_difference(old: str, new: str) -> tuple[str, str]:
    """Two lines that differ, both without most of what they begin with alike."""
    alike = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = old.rfind(" ", 0, max(alike - _ALIKE, 0)) + 1
    return (old, new) if start == 0 else ("…" + old[start:], "…" + new[start:])


def _cut(text: str, room: int) -> str:
    """The beginning of a line in at most so many cells, `…` where more follows."""
    cut = text
    while cell_length(cut) > max(room, 1):
        cut = cut[: min(len(cut) - 2, room - 1)].rstrip() + "…"
    return cut
