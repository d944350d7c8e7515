"""Search across articles: a line to type into, the hits as a concordance, the passage of the one that is highlighted.

Texts and journals are read, and searched, in a thread; each key begins another search and gives the one before up.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from itertools import chain
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from annotator.errors import AnnotatorError
from annotator.search.bulk import BulkEdit, BulkPlan, plan
from annotator.search.concordance import line_of
from annotator.search.query import Query, parse_query
from annotator.search.searcher import FoundPlace, Searcher
from annotator.text.sanitize import one_line, plural
from annotator.text.wrap import fit
from annotator.tui.background import BackgroundWork, Ended, Stopped, WorkProgress
from annotator.tui.dialogs.lists import TICK, ListScreen
from annotator.tui.search.bulk_dialogs import BulkEditScreen, ConfirmScreen
from annotator.tui.search.preview import Preview
from annotator.tui.theme import Palette
from annotator.tui.widgets.field import CUT, Field
from annotator.tui.widgets.paint import drawn_span
from annotator.tui.widgets.picklist import PickList
from annotator.tui.widgets.status_line import KeyBar

if TYPE_CHECKING:
    from annotator.session import Outcome, Session

LIMIT = 20_000
"""Hits that are listed."""
_OFTEN = 0.1
"""Seconds between two times that more hits are shown."""
_ARTICLE = 16
"""Cells for an article's name; half of them where there is little room."""
_KEYS = 5
"""Cells for the keys of the labels over a hit."""
_OTHERS = "·"
"""Between the keys of one's own labels and those that only others have there."""
_LOOKED_AT, _ASKED = 200, 8
"""Hits whose labels say which attributes are asked for, and how many of these."""
_HELP = "words, /pattern/, label:L note:WORDS attr:NAME=WORDS annotator:A state:done article:A* event:E"


@dataclass
class KeptSearch:
    """What is found again when the screen is opened again.

    Attributes:
        searcher: with the texts and spans that were read.
        line: what was typed.
        query: what that means; `None` where it means nothing.
        hits: what was found.
        here: the key of the hit that was highlighted.
        ticked: the keys of those that were ticked.
    """

    searcher: Searcher
    line: str = ""
    query: Query | None = None
    hits: list[FoundPlace] = field(default_factory=list)
    here: tuple[str, int, int] | None = None
    ticked: set[tuple[str, int, int]] = field(default_factory=set)


@dataclass
class MoreHits(Message):
    """A thread has found more."""

    work: BackgroundWork
    hits: list[FoundPlace]


class HitList(PickList):
    """The hits; keys of labels are those of the project."""

    BINDINGS: ClassVar = [
        Binding("enter", "screen.go_there", "Go there"),
        Binding("space", "screen.tick", "Tick"),
        Binding("asterisk,ctrl+a", "screen.tick_all", "Tick all, or none"),
        Binding("x,delete", "screen.remove", "Remove the spans ticked"),
        Binding("e", "screen.edit", "Set attributes or the note of the spans ticked"),
        Binding("u,ctrl+z", "screen.undo", "Undo"),
        Binding("ctrl+y", "screen.redo", "Redo"),
        Binding("home", "screen.edge(-1)", "First"),
        Binding("end", "screen.edge(1)", "Last"),
        Binding("slash,ctrl+f,tab,shift+tab", "screen.type", "Type"),
    ]

    def on_key(self, event: events.Key) -> None:
        """A label's key tags."""
        for name, label in self.palette.labels.items():
            if event.character == label.key:
                event.stop()
                event.prevent_default()
                screen = self.screen
                assert isinstance(screen, SearchScreen)
                screen.action_label(name)


class QueryLine(Field):
    """The line that says what is searched for."""

    BINDINGS: ClassVar = [
        Binding("tab,shift+tab", "screen.to_list", "To the list"),
        Binding("ctrl+a", "screen.tick_all", "Tick all"),
        Binding("ctrl+f", "select_all", "Type anew"),
    ]


class SearchScreen(ListScreen[FoundPlace]):
    """Answers the hit that the person wants to go to."""

    AUTO_FOCUS = "QueryLine"

    def __init__(
        self,
        kept: KeptSearch,
        session: Session,
        palette: Palette,
        perform: Callable[[Callable[[], Outcome | None], str], Outcome | None],
    ) -> None:
        """Make the screen.

        Args:
            kept: what an earlier opening found; what this one finds is put there.
            session: of the annotator at work.
            palette: the colours.
            perform: does what changes spans, and has the article below show it; with what to say where nothing is done.
        """
        super().__init__()
        self.palette = palette
        self.kept, self._session, self._perform = kept, session, perform
        self._searching: BackgroundWork | None = None
        self._keeping: tuple[BackgroundWork, BulkPlan] | None = None
        self._coming: list[FoundPlace] = []
        """What the search under way has found, until it takes the place of what was found before."""
        self._doing = self._said = ""
        self._steady = bool(kept.hits)
        """What is listed stays until the search under way has ended."""
        self._tick_all_at_end = self._go_at_first = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog full"):
            yield Static(Content(""), id="told")
            yield QueryLine(self.kept.line, placeholder=_HELP, name_id="words")
            yield HitList(self.palette, self.paint)
            yield Preview(self.palette)
            yield KeyBar(self.palette, ())

    def begin(self) -> None:
        """Show what was found before, and search again for what has changed since."""
        self.preview, self.line = self.query_one(Preview), self.query_one(QueryLine)
        self.kept.searcher.look_again()
        self._list_hits()
        self._search(self.kept.line)

    @property
    def busy(self) -> bool:
        """Whether anything is searched or written."""
        return self._searching is not None or self._keeping is not None

    @property
    def keys_wait(self) -> bool:
        """Whether what the next key means depends on hits that are on their way."""
        return self._go_at_first or (self.focused is self.list and self._is_stale)

    @property
    def _is_stale(self) -> bool:
        """Whether what is listed was found by a line that was typed before."""
        return self._searching is not None and not self._steady and self.kept.hits is not self._coming

    # --- searching -----------------------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.value != self.kept.line:
            self.kept.line, self.kept.here, self._steady = event.value, None, False
            self.kept.ticked.clear()
            self._search(event.value)

    def _search(self, line: str) -> None:
        """Give up the search before, and begin this one; its first hits take the place of those before."""
        if self._searching is not None:
            self._searching.stop.set()
        self._searching, self._said, self._doing, self._coming = None, "", "", []
        self.kept.query, self._tick_all_at_end, self._go_at_first = None, False, False
        try:
            query = parse_query(line)
        except AnnotatorError as error:
            self._show_found([], str(error))
            return
        if not query.asks:
            self._show_found([], "say more: words, a /pattern/, or a filter of spans" if line.strip() else "")
            return
        self.kept.query = query
        self._searching = self._started(lambda work, tell: _look_for(self.kept.searcher, query, work, tell))
        self._title()

    def _started(self, do: Callable[[BackgroundWork, Callable[[str], None]], object]) -> BackgroundWork:
        work = BackgroundWork(lambda tell, _: do(work, tell), self.post_message)
        work.start()
        return work

    def _show_found(self, hits: list[FoundPlace], said: str = "") -> None:
        self.kept.hits, self._said = hits, said
        self._list_hits()

    def on_more_hits(self, event: MoreHits) -> None:
        if event.work is self._searching:
            self._coming += event.hits
            if not self._steady:
                self._show_found(self._coming)
            if self._go_at_first and self.line.value == self.kept.line:
                self.action_go_there()

    def on_work_progress(self, event: WorkProgress) -> None:
        if event.work is self._searching or (self._keeping and event.work is self._keeping[0]):
            self._doing = event.doing
            self._title()

    def on_ended(self, event: Ended) -> None:
        """Show what was found, or what is wrong; change what was waiting for its texts."""
        result = event.result
        if isinstance(result, Exception) and not isinstance(result, AnnotatorError):
            raise result
        if self._keeping is not None and event.work is self._keeping[0]:
            decided, self._keeping = self._keeping[1], None
            self._change(decided)
        elif event.work is self._searching:
            self._searching, self._go_at_first = None, False
            self._show_found(self._coming, str(result) if isinstance(result, AnnotatorError) else "")
            self.kept.ticked &= {hit.key for hit in self.kept.hits}
            self._title()
            if self._tick_all_at_end:
                self.action_tick_all()

    # --- showing -------------------------------------------------------------------------------------------------

    def _list_hits(self) -> None:
        here = self.kept.here
        place = next((i for i, hit in enumerate(self.kept.hits) if hit.key == here), None) if here else None
        self.show_items(range(len(self.kept.hits)), place)
        self.follow()

    def follow(self) -> None:
        """Show the passage of the highlighted hit."""
        self._title()
        item = self.list.highlighted
        if item is None:
            self.preview.show_nothing()
            return
        found = self.kept.hits[item]
        self.kept.here = found.key
        hit = self.kept.searcher.hit(found)
        over = " · ".join(f"{span.label} {span.annotator}" for span in hit.spans)
        title = f"{hit.article} ¶{hit.paragraph}{': ' * bool(over)}{over}"
        self.preview.show(title, found.kept.text, found.range, self.kept.searcher.spans(found.kept))

    def _title(self) -> None:
        hits, ticked = self.kept.hits, len(self.kept.ticked)
        articles = len({hit.number for hit in hits})
        found = f"{plural(len(hits), 'hit')} in {plural(articles, 'article')}"
        if len(hits) >= LIMIT:
            found = f"the first {found}: say more to have fewer"
        if self.kept.query and self.kept.query.of_spans:
            if earlier := self.kept.searcher.earlier_text:
                found += f", {plural(earlier, 'span')} of earlier texts left out"
            if unfinished := self.kept.searcher.unfinished:
                found += f", only your spans in {plural(unfinished, 'article')} not marked done"
        told = [self._said or (found if self.kept.query else "Search across articles")]
        if self.busy:
            told.append(f"{self._doing or 'searching'} …")
        if ticked:
            told.append(f"{ticked:,} ticked")
        self.query_one("#told", Static).update(Content(one_line(" · ".join(told))))

    def _say(self, told: str) -> None:
        self._said = told
        self._title()

    def on_field_cut(self) -> None:
        self._say(CUT)

    def on_descendant_focus(self) -> None:
        """Show the keys of what has the focus."""
        keys: list[tuple[str, str, str, str | None]] = [("Enter", "go there", "go_there", None)]
        if self.focused is self.line:
            keys += [("Tab", "list", "to_list", None), ("Ctrl+A", "tick all", "tick_all", None)]
        else:
            labels = [(one.key, one.name, f"label({one.name!r})", one.name) for one in self.palette.labels.values()]
            keys += [("Space", "tick", "tick", None), ("*", "all", "tick_all", None), *labels]
            keys += [("x", "remove", "remove", None), ("e", "note", "edit", None), ("Tab", "type", "type", None)]
        self.query_one(KeyBar).offer(
            [*keys, ("F1", "keys", "app.keys_here", None), ("Esc", "back", "dismiss(None)", None)]
        )

    def paint(self, item: int, width: int, style: Style) -> list[Segment]:
        found = self.kept.hits[item]
        hit = self.kept.searcher.hit(found)
        name = _ARTICLE if width >= 70 else _ARTICLE // 2
        me = self._session.journal.annotator
        own = dict.fromkeys(span.label for span in hit.spans if span.annotator == me)
        others = "".join(
            self.palette.key(label) for label in dict.fromkeys(s.label for s in hit.spans) if label not in own
        )
        left, wording, right = line_of(hit, max(width - TICK - name - _KEYS - 2, 8))
        here = item == self.list.highlighted
        faint = style + Style(bold=False) if here else self.palette.bar_faint
        return [
            Segment(" [✓] " if found.key in self.kept.ticked else " [ ] ", style),
            Segment(fit(hit.article, name), style + Style(bold=False)),
            Segment(f" {left}", style + Style(bold=False)),
            Segment(wording, style + Style(bold=True, underline=True)),
            Segment(f"{right} ", style + Style(bold=False)),
            *(
                Segment(self.palette.key(label), style if here else self.palette.mark(label, self.palette.look.bar))
                for label in [*own][:_KEYS]
            ),
            Segment(f"{_OTHERS}{others}"[: max(_KEYS - len(own), 0)] if others else "", faint),
        ]

    # --- going through them --------------------------------------------------------------------------------------

    def action_type(self) -> None:
        self.set_focus(self.line)

    def action_to_list(self) -> None:
        self.set_focus(self.list)

    def action_edge(self, side: int) -> None:
        self.action_go(side * len(self.kept.hits))

    def on_input_submitted(self) -> None:
        self.action_go_there()

    def on_pick_list_picked(self, event: PickList.Picked) -> None:
        """A click highlights a line, on its tick it ticks too; a click on the highlighted line goes there."""
        again = event.item == self.list.highlighted
        self.set_focus(self.list)
        self.list.move(event.item - (self.list.highlighted or 0))
        if event.cell < TICK:
            self._tick(event.item)
        elif again:
            self.action_go_there()
        self.follow()

    def action_go_there(self) -> None:
        """Go to the highlighted hit; if what was typed is still searched for, to its first."""
        self._go_at_first = self._is_stale
        if self.list.highlighted is not None and not self._is_stale:
            self.dismiss(self.kept.hits[self.list.highlighted])

    def dismiss(self, result: FoundPlace | None = None) -> AwaitComplete:
        """Answer and close, and give up what is under way; nothing of it was written yet."""
        if self.app.screen is self:
            for work in (self._searching, self._keeping and self._keeping[0]):
                if work is not None:
                    work.stop.set()
            self._searching = self._keeping = None
        return super().dismiss(result)

    # --- ticks, and what is done with them -----------------------------------------------------------------------

    def _tick(self, item: int) -> None:
        self.kept.ticked ^= {self.kept.hits[item].key}
        self._said = ""
        self.list.refresh()

    def action_tick(self) -> None:
        if self.list.highlighted is not None and not self._is_stale:
            self._tick(self.list.highlighted)
            self.action_go(1)

    def action_tick_all(self) -> None:
        """Tick all hits, or if they are, none; while they are still searched for, as soon as that has ended."""
        self.set_focus(self.list)
        self._tick_all_at_end = self._searching is not None
        if not self._tick_all_at_end:
            everything = {hit.key for hit in self.kept.hits}
            self.kept.ticked = set() if self.kept.ticked == everything else everything
            self._said = ""
            self.list.refresh()
            self._title()

    def _meant(self) -> list[FoundPlace]:
        """The hits that are ticked; where none is, the one that is highlighted; none while others are on their way."""
        if self._is_stale:
            return []
        if self.kept.ticked:
            return [hit for hit in self.kept.hits if hit.key in self.kept.ticked]
        return [] if self.list.highlighted is None else [self.kept.hits[self.list.highlighted]]

    def action_label(self, name: str) -> None:
        of_spans = self.kept.query is not None and self.kept.query.of_spans
        self._ask(f"{'Label the spans' if of_spans else 'Tag the wording'} {name}", BulkEdit(label=name))

    def action_remove(self) -> None:
        self._ask("Remove the spans", BulkEdit(remove=True))

    def action_edit(self) -> None:
        """Ask for attributes and a note."""
        hits = self._meant()
        if not hits or not self._may_change():
            return
        from annotator.suggest.attributes import proposed_names, used_before

        used = used_before(self._session.journal.fold)
        labels = (self.kept.query.labels if self.kept.query else ()) or self._labels_of(hits)
        proposed = (proposed_names(drawn_span(0, 1, name), self.palette.labels.get(name), used) for name in labels)
        names = list(dict.fromkeys(chain.from_iterable(proposed)))[:_ASKED]

        def given(edit: BulkEdit | None) -> None:
            if edit is not None and (edit.attributes or edit.note is not None):
                self._ask("Note of the spans", edit)

        self.app.push_screen(BulkEditScreen(len(hits), names, used.values), given)

    def _labels_of(self, hits: list[FoundPlace]) -> tuple[str, ...]:
        """The labels of the own spans over the first of some hits."""
        over = chain.from_iterable(self.kept.searcher.hit(hit).spans for hit in hits[:_LOOKED_AT])
        me = self._session.journal.annotator
        return tuple(dict.fromkeys(span.label for span in over if span.annotator == me))

    def _may_change(self) -> bool:
        if self._session.journal.read_only is not None:
            self._say(f"nothing can be changed: {self._session.journal.read_only}")
            return False
        return self._keeping is None

    def _ask(self, what: str, edit: BulkEdit) -> None:
        """Say what an edit of the ticked hits would change; Enter there does it."""
        query, hits = self.kept.query, self._meant()
        if query is None or not hits or not self._may_change():
            return
        decided = plan(self._session, self.kept.searcher, query, hits, edit)
        if not decided.edits:
            self._say("; ".join([decided.told(), *decided.left()]))
            return

        def answered(yes: bool | None) -> None:
            if yes:
                # Each text is synced to the disk, which takes longer than all the records together.
                self._keeping = self._started(lambda work, tell: _keep(self._session, decided, work, tell)), decided
                self._title()

        self.app.push_screen(ConfirmScreen(what, decided, self.palette), answered)

    def _change(self, decided: BulkPlan) -> None:
        told = f"{decided.told()}: u undoes all of it"
        outcome = self._perform(lambda: replace(self._session.change_across(decided.edits), message=told), "")
        self.kept.ticked.clear()
        self._told(outcome)

    def action_undo(self) -> None:
        if self._may_change():
            self._told(self._perform(self._session.undo, "nothing to undo"))

    def action_redo(self) -> None:
        if self._may_change():
            self._told(self._perform(self._session.redo, "nothing to redo"))

    def _told(self, outcome: Outcome | None) -> None:
        """Say what came of a change, and draw what is tagged now."""
        self._said = "nothing was changed" if outcome is None else outcome.failure or outcome.message
        self.list.refresh()
        self.follow()


def _look_for(searcher: Searcher, query: Query, work: BackgroundWork, tell: Callable[[str], None]) -> None:
    """Post hits as they are found; then read the journals, if they were not, so that spans are shown over the hits."""
    waiting: list[FoundPlace] = []
    count, last = 0, 0.0

    def progress(_: int) -> None:
        if work.stop.is_set():
            raise Stopped
        tell(f"searched {plural(searcher.searched, 'article')}")

    with closing(searcher.search(query, progress)) as search:
        for places in search:
            waiting += places[: LIMIT - count]
            count += len(places)
            if monotonic() - last >= _OFTEN or count >= LIMIT:
                work.post(MoreHits(work, waiting))
                waiting, last = [], monotonic()
            if count >= LIMIT:
                break
    if waiting:
        work.post(MoreHits(work, waiting))
    if not searcher.has_spans:
        tell("reading the journals")
        searcher.table()


def _keep(session: Session, decided: BulkPlan, work: BackgroundWork, tell: Callable[[str], None]) -> None:
    """Keep the texts of the articles in which something will change; those that cannot be are tried again then."""
    for number, edits in enumerate(decided.edits, 1):
        if work.stop.is_set():
            raise Stopped
        tell(f"keeping {number:,} of {plural(len(decided.edits), 'text')}")
        with suppress(OSError):
            session.snapshots.keep(edits.article)
