"""The sweep of the annotating screen: letters on all that is left to tag in view, of one label or of all, page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from rich.segment import Segment

from annotator.model import SWEEP
from annotator.session import Outcome
from annotator.span_index import SpanIndex
from annotator.tui.actions import key_of
from annotator.tui.annotate.context import ArticleContext
from annotator.tui.widgets.hint_letters import LETTERS, cells_of, short_codes
from annotator.tui.widgets.paint import drawn_span

if TYPE_CHECKING:
    from annotator.model import Label, Range
    from annotator.suggest.objects import Target
    from annotator.tui.annotate.cursor import Cursor

_BESIDE = 8
"""Characters among which the key of a label finds room beside a letter."""
_ONE_BY_ONE = "letters alone tag in a blind round: nothing is taken all at once"


class Sweep:
    """Letters on objects: each keeps its letter until the page is turned.

    Objects that go on below the view get theirs on the next page, so that their ends are seen before they are tagged.
    """

    def __init__(self, context: ArticleContext, cursor: Cursor, only: str | None = None) -> None:
        """Put letters on what is in view.

        Args:
            context: the screen.
            cursor: turns the page.
            only: the name of a label; without it, objects of all labels get letters.
        """
        self.screen, self._cursor = context, cursor
        self.stays = only is None
        settings, labels = context.project.settings, context.palette.labels.values()
        # Where suggestions are forbidden, nothing here may tell an advertisement from the story.
        self._judges = only is None and settings.suggestions
        # Nor may many proposals be taken with one key, which is to take them unread.
        self._takes_all = settings.suggestions
        self.labels = [label for label in labels if label.name == only or (only is None and self._is_swept(label))]
        self._does: dict[str, Callable[[], None]] = {
            **dict.fromkeys(self._keys("move_page_down"), partial(self._turn, 1)),
            **dict.fromkeys(self._keys("move_page_up"), partial(self._turn, -1)),
            **dict.fromkeys(self._keys("undo"), partial(self._perform, self._undo, "nothing to undo")),
            **{str(i): partial(self._take_all, label.name) for i, label in enumerate(self.labels[:9], 1) if self.stays},
            "space": partial(self._turn, 1),
            "enter": self._take_all,
        }
        self._letters = "".join(letter for letter in LETTERS if letter not in self._does)
        self._targets: dict[str, Target] = {}
        self._cells: dict[str, list[int]] = {}
        self._left: dict[str, Target] = {}
        self._next_row: int | None = None
        self.outlines = SpanIndex()
        self._put_letters()

    def _is_swept(self, label: Label) -> bool:
        """Paragraphs are swept only where those that sell are told from the others; else most of them are meant by none."""
        return label.object is not None and (label.object != "paragraph" or self._judges)

    def _keys(self, *actions: str) -> set[str]:
        """The keys of actions, as this project has them."""
        return set(chain.from_iterable(action.key_list for action in self.screen.actions if action.id in actions))

    # --- letters -------------------------------------------------------------------------------------------------

    def _found(self) -> list[Target]:
        """What is left to tag in view, in reading order; those that are cut off below are left for the next page."""
        from annotator.suggest.objects import left_to_tag

        context, pane = self.screen, self.screen.pane
        found = left_to_tag(
            context.caret.text,
            self.labels,
            context.session.spans,
            *pane.in_view(),
            dates=context.project.settings.dates,
            language=context.caret.language,
            story_only=self._judges,
        )
        whole, self._next_row = [], None
        for target in found:
            first, last = pane.rows.row_of(target.start), pane.rows.row_of(target.end - 1)
            if last < pane.top + pane.size.height or last - first >= pane.size.height:
                whole.append(target)
            elif self._next_row is None:
                self._next_row = first
        return whole

    def _put_letters(self) -> None:
        """Letters on what is in view: the short ones for the labels of most objects."""
        found = self._found()
        counts = Counter(target.label for target in found)
        ranked = sorted(found, key=lambda target: -counts[target.label])
        self._targets = dict(zip(short_codes(len(ranked), self._letters), ranked, strict=False))
        text = self.screen.caret.text
        self._cells = cells_of({code: (t.start, t.end) for code, t in self._targets.items()}, text)
        self._look_again()

    def _look_again(self) -> None:
        """Leave the letters of what is tagged by now away, and have those back of what is not any more."""
        from annotator.suggest.objects import is_left

        spans = self.screen.session.spans
        self._left = {code: target for code, target in self._targets.items() if is_left(target, spans)}
        self.outlines = SpanIndex(drawn_span(*target, code) for code, target in self._left.items())

    @property
    def codes(self) -> dict[str, Range]:
        """The letters, and what each would tag."""
        return {code: (target.start, target.end) for code, target in self._left.items()}

    def drawn(self, typed: str) -> dict[int, Segment]:
        """The letters still to be typed, by offset, in the colours of their labels; with few colours beside their keys."""
        palette, rows = self.screen.palette, self.screen.pane.rows
        found: dict[int, Segment] = {}
        shown = {code: target for code, target in self._left.items() if code.startswith(typed.lower())}
        for code, target in shown.items():
            for at, letter in list(zip(self._cells[code], code, strict=False))[len(typed) :]:
                found[at] = Segment(letter, palette.hint_for(target.label))
        if palette.depth == "truecolor":
            return found
        text = self.screen.caret.text
        for code, target in shown.items():
            cells = self._cells[code]
            before = cells[0] - 1 if cells else -1
            room = [before] if rows.bounds(rows.row_of(before + 1))[0] <= before and text[before].isspace() else []
            room += [at for at in range(before + 1, min(before + _BESIDE, len(text))) if text[at] not in "\r\n"]
            for at in [at for at in room if at not in found][:1]:
                found[at] = Segment(palette.key(target.label), palette.mark(target.label))
        return found

    # --- what is said --------------------------------------------------------------------------------------------

    @property
    def named(self) -> str:
        """The mode, and how many of each label are left in view."""
        left = Counter(target.label for target in self._left.values())
        counts = [
            f"{f'{i} ' * self._takes_all}{label.name} ({left[label.name]})"
            for i, label in enumerate(self.labels, 1)
            if left[label.name]
        ]
        if self.stays:
            return f"SWEEP: {' · '.join(counts)}"
        return f"{self.labels[0].name.upper()} HINTS: {len(self._left)}"

    @property
    def question(self) -> str:
        """What to say while nothing was done yet."""
        if not self._left:
            return "nothing to tag here"
        return "a letter tags" if self.stays else "a letter tags and ends, Shift keeps the others"

    @property
    def bar(self) -> list[tuple[str, str, str, str | None]]:
        """The keys of the mode."""
        keys = [("Space", "next page", "space"), *([("Enter", "all in view", "enter")] if self._takes_all else [])]
        if self.stays and self._takes_all:
            keys += [(str(i), f"all {label.name}", str(i)) for i, label in enumerate(self.labels[:9], 1)]
        undo = min(self._keys("undo"), default="")
        keys += [(key_of(self.screen.actions, "undo"), "undo", undo)] if undo else []
        keys.append(("Esc", "ends", "escape"))
        return [(shown, title, f"do('hints.press', {key!r})", None) for shown, title, key in keys]

    # --- keys ----------------------------------------------------------------------------------------------------

    def take(self, code: str) -> None:
        """Tag the object of a letter."""
        self._tag([self._left[code]])

    @property
    def own(self) -> Collection[str]:
        """The keys that are no letters: they turn the page, take all that is left in view, or undo."""
        return self._does.keys()

    def press(self, key: str) -> None:
        """Do what one of these keys does."""
        self._does[key]()

    def _take_all(self, name: str = "") -> None:
        """Tag all that is left in view, or all of one label; records say that it was done so."""
        if not self._takes_all:
            self.screen.say(_ONE_BY_ONE, "notice")
            return
        self._tag([target for target in self._left.values() if not name or target.label == name], SWEEP)

    def _tag(self, targets: Sequence[Target], by: str | None = None) -> None:
        if not targets:
            self.screen.say("none left in view")
            return
        # The cursor stays: what is tagged is in view, and the text must not move under the next letter.
        self.screen.caret.anchor = None
        session = self.screen.session

        def tag() -> Outcome:
            # The wording is in view; the keys of the mode have the room.
            outcome = session.tag_all(targets, by=by)
            return replace(outcome, message=outcome.message.partition(" ‹")[0])

        self._perform(tag)

    def _undo(self) -> Outcome | None:
        outcome = self.screen.session.undo()
        if not set(self._found()) <= set(self._targets.values()):
            self._put_letters()  # what was undone had none before
        return outcome

    def _perform(self, what: Callable[[], Outcome | None], nothing: str = "") -> None:
        """Do something that may change spans, and bring the letters in line before they are drawn again."""

        def and_look() -> Outcome | None:
            outcome = what()
            self._look_again()
            return outcome

        self.screen.perform(and_look, nothing)

    def _turn(self, step: int) -> None:
        """Turn the page, less far where an object that is cut off below would be cut off above."""
        top = self.screen.pane.top
        rows = self._cursor.page
        if step > 0 and self._next_row is not None and self._next_row > top:
            rows = min(rows, self._next_row - top)
        if not self._cursor.turn(step * rows):
            self.screen.say(f"the {'last' if step > 0 else 'first'} page")
            return
        self._put_letters()
        self.screen.say(self.question)
