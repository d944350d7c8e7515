"""What the adjudicating screen shows of the passage at hand: what differs, who has what, what was decided."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from annotator.adjudication.describe import differs, reopened, ruled
from annotator.adjudication.items import KINDS, Item
from annotator.adjudication.status import Standing, given
from annotator.model import Span
from annotator.span_index import SpanIndex
from annotator.text.sanitize import one_line
from annotator.tui.adjudicate.queue import progress
from annotator.tui.screens.adjudicate_deciding import Deciding
from annotator.tui.widgets.lanes import Lane, Shown
from annotator.tui.widgets.paint import Focus, drawn_span


class Showing(Deciding):
    """Part of `AdjudicateScreen`."""

    _text_shown: tuple[str, str | None] | None = None

    def say(self, message: str) -> None:
        """Put a sentence on the status line."""
        self.message = message
        self.show()

    def show(self) -> None:
        """Bring every widget in line with the state."""
        if not hasattr(self, "pane"):
            return
        if self.session.journal.notice:
            self.message, self.session.journal.notice = self.session.journal.notice, ""
        screen = self._adjudicating
        standing = screen.here
        screen.query_one("#told", Static).update(Content(one_line(self._heading(standing), self.app.size.width - 2)))
        self._show_passage(standing)
        message, right = screen.saving_shown()
        left = "" if standing is None else f"{screen.place + 1}/{len(screen.shown)}"
        screen.key_bar.show(screen.status.show(left, message, right, alarm=screen.alarm))

    def _heading(self, standing: Standing | None) -> str:
        screen = self._adjudicating
        told = progress(self.adjudication.standings, screen.shown)
        if screen.view.told:
            told += f" [{screen.view.told}]"
        if standing is None:
            return f"{told}: nothing fits"
        item = standing.item
        labels = " / ".join(one_line(label, 20) for label in item.labels)
        return f"{told} · {KINDS[item.kind]} · {labels} · {item.article} {item.start}–{item.end}"

    def _show_passage(self, standing: Standing | None) -> None:
        if standing is None:
            self.pane.show("", SpanIndex(), Focus())
            self._text_shown = None
            self._adjudicating.lanes.show(
                Shown([f"Nothing fits: {self._key('filter')} chooses what is gone through."], [], "")
            )
            return
        item = standing.item
        text = self.adjudication.desk.text(item)
        spans = SpanIndex(_drawn(item))
        # A resize keeps the cursor in view, so it is where the passage begins; beside an empty selection it is not drawn.
        focus = Focus(cursor=item.start, selection=(item.start, item.start))
        whole = text if text is not None else _known(item)
        if self._text_shown != (item.article, item.sha256):
            self._text_shown = (item.article, item.sha256)
            self.pane.show(whole, spans, focus)
        else:
            self.pane.spans, self.pane.place = spans, focus
            self.pane.refresh()
        self._adjudicating.lanes.show(Shown(self._told(standing, text), self._lanes(standing), whole))

    def _told(self, standing: Standing, text: str | None) -> list[str]:
        """What differs, what changed, what was decided, what was noted."""
        item = standing.item

        def name(annotator: str) -> str:
            return self._adjudicating.view.name(item, annotator)

        told = differs(item, text, name)
        found = [f"{told[:1].upper()}{told[1:]}."]
        if standing.before:
            was = "; ".join(self._decided(before, item) for before in standing.before[:2])
            why = reopened(standing, self.adjudication.cause(standing), name)
            found.append(f"Open again, {why}. Before: {was}. {self._key('again')} decides as before.")
        if standing.held:
            was = "; ".join(self._decided(decision, item) for decision in standing.held[:2])
            found.append(f"Decided on spans of somebody too who has no journal here: {was}.")
        if standing.open and item.ruled:
            found.append(f"Until it is decided gold has {ruled(item)}, as the rule takes it.")
        if standing.decision is not None:
            if standing.decided:
                found.append(f"Decided: {self._decided(standing.decision, item)}.")
            if standing.decision.note:
                found.append(f"Note: {standing.decision.note}")
        if text is None:
            found.append("The article's text is not in the project; shown is what the spans tell of it.")
        return found

    def _lanes(self, standing: Standing) -> list[Lane]:
        item = standing.item
        taken = sorted((r["start"], r["end"], r["label"]) for r in given(standing, self.adjudication.desk.fold))
        lanes = []
        view, none = self._adjudicating.view, self._key("none")
        for number, lane in enumerate(view.lanes(item), 1):
            who = ", ".join(view.name(item, name) for name in lane.names)
            is_it = standing.decided and sorted(lane.places) == taken
            key = none if not lane.nodes else str(number) if number < 10 else ""
            lanes.append(Lane(key if len(key) < 3 else "", who, lane.places, is_it))
        if standing.decided and taken and not any(lane.taken for lane in lanes):
            lanes.append(Lane("", "decided", taken, True))
        return lanes

    def reveal(self) -> None:
        """Bring the passage into view."""
        item = self._adjudicating.item
        if item is not None and self.pane.size.height:
            self.pane.reveal_range(item.start, item.end)
            self.pane.refresh()


def _drawn(item: Item) -> list[Span]:
    """The item's spans for the article pane."""
    return [drawn_span(node.start, node.end, node.label, str(number)) for number, node in enumerate(item.nodes)]


def _known(item: Item) -> str:
    """What the spans tell of a text that is not there, in its place; the rest is blank."""
    text = [" "] * item.end
    for node in item.nodes:
        if node.text is not None:
            text[node.start : node.end] = node.text
    return "".join(text)
