"""Dialogs over the adjudicating screen: lists of passages, filters, similar passages, affected spans; and a field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Input, Static

from annotator.adjudication.describe import longest_wording
from annotator.adjudication.lazy_rows import LazyRows
from annotator.adjudication.passage_status import PassageStatus
from annotator.adjudication.passages import KIND_NAMES, Passage
from annotator.adjudication.similar import AffectedSpan, SimilarPassage, SimilarPassages
from annotator.journal.columns import Ints
from annotator.text.sanitize import one_line, plural
from annotator.text.wrap import fit
from annotator.tui.adjudicate.queue import Facet, FilterOption
from annotator.tui.dialogs import Form, typed
from annotator.tui.dialogs.lists import TICK, FilteredScreen, TickedScreen, matching
from annotator.tui.theme import Palette
from annotator.tui.widgets.field import Field
from annotator.tui.widgets.picklist import ListBox, PickList
from annotator.tui.widgets.status_line import KeyBar

_AT_ONCE = 500
"""Passages that are looked through between two keys."""
_KIND = 15
"""Cells for the kind of a passage."""
_SHORT_KINDS = {**KIND_NAMES, "marks": "punctuation", "label and boundary": "label+boundary"}


def _wording(passage: Passage) -> str:
    """The wording that a list shows of a passage: its longest span's, on one line."""
    return one_line(longest_wording(passage)[:400], 400)


class PassagesScreen(FilteredScreen[int]):
    """Choose a passage; answers its place in the list."""

    def __init__(
        self,
        statuses: LazyRows[PassageStatus],
        searched: Callable[[Ints], Iterator[PassageStatus]],
        here: int,
        palette: Palette,
    ) -> None:
        """List passages; `searched` sketches those with some numbers, in order."""
        super().__init__(
            palette,
            placeholder="type a part of a wording, a label, a kind, an article, or: open, decided",
            hint="Enter goes there. ✓ decided  · open  ↺ open again",
        )
        self._statuses, self._searched, self._here = statuses, searched, here
        self._lines: list[str] = []
        """What the first passages are searched by, as far as that is known."""
        self._typed, self._fitting = "", list[int]()
        self.heading = f"{len(statuses):,} passages"

    def first(self) -> int | None:
        return self._here if self._statuses else None

    def fitting(self, typed: str) -> Sequence[int]:
        self._typed = typed
        if not typed:
            return range(len(self._statuses))
        if not self._lines:
            self._look_further()
        self._fitting = matching(self._lines, typed)
        return self._fitting

    def _look_further(self) -> None:
        """Learn what some more passages are searched by, and go on between keys until all are known."""
        numbers = self._statuses.numbers[len(self._lines) :][:_AT_ONCE]
        self._lines += [self._searchable(status).casefold() for status in self._searched(numbers)]
        if len(self._lines) < len(self._statuses):
            self.set_timer(0.001, self._go_on)

    def _go_on(self) -> None:
        before = len(self._lines)
        self._look_further()
        share = len(self._lines) / len(self._statuses)
        self.show_hint(f"looked through {share:.0%} of them" if share < 1 else self._hint)
        if self._typed:
            self._fitting += [before + place for place in matching(self._lines[before:], self._typed)]
            self.list.show(self._fitting, self.list.highlighted)

    def _searchable(self, status: PassageStatus) -> str:
        passage = status.passage
        state = "open" if status.open else "decided"
        wordings = (span.text or "" for span in passage.spans)
        return " ".join((passage.article, *passage.labels, KIND_NAMES[passage.kind], state, *wordings))

    def paint(self, item: int, width: int, style: Style) -> list[Segment]:
        status = self._statuses[item]
        passage = status.passage
        label = passage.labels[0]
        done = status.decided or passage.kind == "agreed"
        mark = "✓" if done else "↺" if status.reopened else "·"
        key = style if item == self.list.highlighted else self.palette.mark(label, self.palette.look.bar)
        room = 16 if width >= 70 else 8
        rest = max(width - 6 - _KIND - room - 2, 1)
        return [
            Segment(f" {mark} ", style),
            Segment(f"{self.palette.key(label)} ", key),
            Segment(f"{fit(_SHORT_KINDS[passage.kind], _KIND)} {fit(passage.article, room)} ", style),
            Segment(fit(_wording(passage), rest), style),
        ]


class FilterScreen(FilteredScreen[FilterOption]):
    """Choose what alone is gone through; answers the option."""

    heading = "Go through"

    def __init__(self, options: Sequence[FilterOption], chosen: Mapping[Facet, str], palette: Palette) -> None:
        super().__init__(
            palette, placeholder="type a part of a name", hint="Enter shows that alone (again: the others too)."
        )
        self._options, self._chosen = options, chosen

    def fitting(self, typed: str) -> Sequence[int]:
        return matching((option.shown for option in self._options), typed)

    def pick(self, item: int) -> None:
        self.dismiss(self._options[item])

    def paint(self, item: int, width: int, style: Style) -> list[Segment]:
        option = self._options[item]
        is_chosen = option.facet is not None and self._chosen.get(option.facet) == option.value
        counts = f"{option.decided:,} of {option.of:,} decided"
        name = fit(option.shown, max(width - 26, 8))
        return [Segment(f" {'●' if is_chosen else ' '} {name} {counts:>20} ", style)]


class SimilarScreen(TickedScreen[LazyRows[SimilarPassage]]):
    """Passages that can be decided alike, ticked where their wording is the same too; nothing happens before Enter.

    `about` says what they have in common.
    """

    BINDINGS: ClassVar = [Binding("a", "all", "All")]
    _KEYS = (
        ("Enter", "do it", "accept", None),
        ("Space", "tick", "tick", None),
        ("a", "all or none", "all", None),
        ("Esc", "leave", "dismiss(None)", None),
    )

    def __init__(self, similar: SimilarPassages, about: str, palette: Palette) -> None:
        super().__init__()
        self.palette = palette
        self._found, self._about, self.count = similar.found, about, len(similar.found)
        self._same = similar.same
        self._ticked = set(range(similar.same))

    def compose(self) -> ComposeResult:
        with ListBox(classes="dialog wide"):
            yield Static(Content(""), id="heading", classes="title")
            yield PickList(self.palette, self.paint)
            yield KeyBar(self.palette, self._KEYS)

    def begin(self) -> None:
        self.list_all()

    def follow(self) -> None:
        words = f", {self._same:,} of them word for word" if self._same else ""
        heading = f"The same answer for {len(self._ticked):,} of {self.count:,}{words} ({self._about})"
        self.query_one("#heading", Static).update(Content(one_line(heading)))

    def tick(self, item: int) -> None:
        self._ticked ^= {item}
        self.changed()

    def action_all(self) -> None:
        everything = set(range(len(self._found)))
        self._ticked = set() if self._ticked == everything else everything
        self.changed()

    def action_accept(self) -> None:
        self.dismiss(self._found.chosen(sorted(self._ticked)))

    def paint(self, item: int, width: int, style: Style) -> list[Segment]:
        passage, resolution, _ = self._found[item]
        now = " + ".join(one_line(span.text[:200], 200) for span in resolution.spans) if resolution.spans else "none"
        article = 16 if width >= 70 else 8
        room = max(width - TICK - article - 2, 2)
        return [
            Segment(" [✓] " if item in self._ticked else " [ ] ", style),
            Segment(f"{fit(passage.article, article)} ", style),
            Segment(fit(_wording(passage), room // 2 - 3), style),
            Segment(" → ", style),
            Segment(fit(now, max(room - room // 2, 1)), style + Style(bold=True)),
        ]


class AffectedScreen(FilteredScreen[int]):
    """Spans that a rule would affect; answers the place of one to go to."""

    def __init__(self, found: Sequence[AffectedSpan], before: str, palette: Palette) -> None:
        hint = "Enter goes there. Found by label, kind and the wording in dispute; ✓ decided or agreed."
        super().__init__(palette, placeholder="type a part of a wording or an article", hint=hint)
        self._found = found
        self.heading = one_line(f"{before}This rule would touch {plural(len(found), 'other span')}")

    def fitting(self, typed: str) -> Sequence[int]:
        return matching((f"{one.article} {one.label} {one.text} {one.how}" for one in self._found), typed)

    def paint(self, item: int, width: int, style: Style) -> list[Segment]:
        one = self._found[item]
        article = 16 if width >= 70 else 8
        key = style if item == self.list.highlighted else self.palette.mark(one.label, self.palette.look.bar)
        return [
            Segment(" ✓ " if one.decided else " · ", style),
            Segment(f"{self.palette.key(one.label)} ", key),
            Segment(f"{fit(one.how, 21)} {fit(one.article, article)} ", style),
            Segment(fit(one.text[:400], max(width - article - 29, 1)), style),
        ]


class TypingScreen(Form[str]):
    """One field, which holds `before` at first; answers what was typed, Escape nothing."""

    classes_of_box = "dialog typing"

    def __init__(self, title: str, about: str, before: str = "") -> None:
        super().__init__()
        self.heading, self._about, self._before = one_line(title), about, before

    def fields(self) -> ComposeResult:
        yield Static(Content(one_line(self._about)))
        yield Field(self._before, select=False, name_id="typed")

    def on_input_submitted(self) -> None:
        self.dismiss(typed(self.query_one("#typed", Input).value, self._before))
