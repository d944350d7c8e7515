"""Adjudicating on the screen: one key a decision, nothing lost, nobody's name where it should not be."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from annotator.adjudication.decisions import decision_id, is_decision_id
from annotator.adjudication.gold import adjudication_of, read_annotators
from annotator.adjudication.passage_status import gold_spans
from annotator.adjudication.passages import passage_id
from annotator.journal import storage
from annotator.merge import Keep
from annotator.model import GOLD
from annotator.project import Memory, ProjectFolder
from annotator.tui.adjudicate.adjudicator_app import AdjudicatorApp
from annotator.tui.adjudicate.edit_screen import EditPassageScreen
from annotator.tui.adjudicate.passage_lists import SimilarScreen
from annotator.tui.adjudicate.screen import AdjudicateScreen
from annotator.tui.adjudicate.versions_pane import VersionsPane
from annotator.tui.annotate.unsaved import UnsavedScreen
from annotator.tui.app import AnnotatorApp
from annotator.tui.dialogs.who import WhoScreen
from annotator.tui.theme import TextState
from annotator.tui.widgets.paint import paint_row
from tests.adjudication.adjudicating import NAME, SHA, TEXT, Place, Work, at, lines_of, place, write
from tests.tui.driving import check_layout, shown_rows

ROOT = Path(__file__).parents[2]
NUMBER, NUMBER_LONGER = at("4 million", "number"), at("4 million euros", "number")
OTHER, OTHER_LONGER = at("4 per cent", "number"), at("4 per cent, he", "number")
CLAIM = at("It rained in June", "claim")
AD = at("Buy Kettlo tea!", "ad")
QUOTE, QUOTE_WITHOUT = at("“We lost 4 million euros, a lot.”", "quote"), at("We lost 4 million euros, a lot.", "quote")
WORK: Work = {"kim": [OTHER, QUOTE, NUMBER, CLAIM, AD], "lee": [OTHER_LONGER, QUOTE_WITHOUT, NUMBER_LONGER, AD]}


class Deciding:
    """The running application, and short ways to ask what its user would see."""

    def __init__(self, app: AdjudicatorApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def screen(self) -> AdjudicateScreen:
        return next(s for s in self.app.screen_stack if isinstance(s, AdjudicateScreen))

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    def shown(self) -> str:
        """The screen as text."""
        width, height = self.app.size
        rows = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip)[:width] for strip in rows[:height])

    def here(self) -> set[Place]:
        """The spans of the passage at hand."""
        assert self.screen.passage is not None
        return {span.place for span in self.screen.passage.spans}

    def gold(self) -> list[Place]:
        adjudication = self.screen.adjudication
        return [place(span) for span in gold_spans(adjudication.statuses, adjudication.records.fold)]

    def lane_row(self, number: int) -> int:
        """The row of the screen on which a version begins."""
        versions = self.app.screen.query_one(VersionsPane)
        row = next(y for y, (_, version) in enumerate(versions._lines) if version == number)
        return versions.region.y + row


Start = Callable[..., AbstractAsyncContextManager[Deciding]]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Start the application: `async with start(work) as deciding`."""

    @asynccontextmanager
    async def run(
        work: Work | None = None,
        *,
        project: ProjectFolder | None = None,
        decider: str | None = "ada",
        size: tuple[int, int] = (100, 30),
        theme: str = "dark",
        read_only: bool = False,
        rule: Keep | None = None,
        **more: Any,
    ) -> AsyncIterator[Deciding]:
        found = project or (write(tmp_path, work) if work is not None else ProjectFolder.find(tmp_path))
        found.settings = replace(found.settings, theme=theme)

        def opened(name: str, _: object) -> Any:
            return adjudication_of(found, read_annotators(found, found.journals()), name, rule, read_only=read_only)

        app = AdjudicatorApp(found, opened, decider, memory=Memory(tmp_path / "state"), **more)
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            await pilot.pause()
            yield Deciding(app, pilot)
        app.close_session()

    return run


def records(folder: Path) -> list[dict[str, Any]]:
    path = folder / "annotations" / f"{GOLD}.jsonl"
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


async def test_a_digit_takes_that_version_saves_it_and_goes_on(start: Start, tmp_path: Path) -> None:
    async with start(WORK) as deciding:
        assert "The end differs: lee takes ‹, he› in, kim leaves it out." in deciding.shown()
        assert deciding.here() == {OTHER, OTHER_LONGER}
        await deciding.press("2")
        assert deciding.here() == {QUOTE, QUOTE_WITHOUT}
        assert "as lee: number ‹4 per cent, he›" in deciding.shown()
        (span,) = [record for record in records(tmp_path) if record["op"] == "put"]
        assert place(span) == OTHER_LONGER
        assert "1 of 4 decided" in deciding.shown()


async def test_the_heading_is_cut_to_the_width_of_the_screen_also_after_it_changed(start: Start) -> None:
    async with start(WORK) as deciding:
        assert "…" not in shown_rows(deciding.app)[0]
        await deciding.pilot.resize_terminal(44, 24)
        await deciding.pilot.pause()
        assert shown_rows(deciding.app)[0].rstrip().endswith("…")
        await deciding.pilot.resize_terminal(100, 30)
        await deciding.pilot.pause()
        assert "…" not in shown_rows(deciding.app)[0]


async def test_each_key_does_what_it_says(start: Start) -> None:
    async with start(WORK) as deciding:
        await deciding.press("1", "w", "i", "x")
        assert deciding.gold() == [OTHER, QUOTE, NUMBER, AD]
        assert "everything is decided" in deciding.shown()


async def test_the_last_line_says_what_is_one_annotators_work_alone(start: Start, tmp_path: Path) -> None:
    write(tmp_path, WORK)
    with (tmp_path / "annotations" / "kim.jsonl").open("ab") as file:
        file.writelines(line + b"\n" for line in lines_of("kim", [(0, 6, "claim"), (7, 11, "claim")], "alone"))
    async with start(None) as deciding:
        await deciding.press("1", "w", "i", "x")
        assert "everything is decided (2 spans of 1 article by one annotator alone)" in deciding.shown()


async def test_what_is_left_for_later_comes_after_the_others(start: Start) -> None:
    async with start(WORK) as deciding:
        await deciding.press("k", "x", "x", "x")
        assert deciding.here() == {OTHER, OTHER_LONGER}


async def test_undo_shows_the_passage_again_also_after_a_restart(start: Start) -> None:
    async with start(WORK) as deciding:
        await deciding.press("2", "1")
    async with start() as deciding:
        await deciding.press("u", "u")
        assert deciding.here() == {OTHER, OTHER_LONGER}
        assert deciding.gold() == [AD]
        await deciding.press("ctrl+y")
        assert deciding.gold() == [OTHER_LONGER, AD]
        await deciding.press("ctrl+z")
        assert deciding.gold() == [AD]


async def test_a_version_that_is_not_there_decides_nothing(start: Start) -> None:
    async with start(WORK) as deciding:
        await deciding.press("9")
        assert "there is no version 9 here" in deciding.shown()
        assert deciding.here() == {OTHER, OTHER_LONGER}


async def test_by_mouse_alone(start: Start) -> None:
    async with start(WORK, size=(120, 30)) as deciding:
        await deciding.pilot.click(offset=(60, deciding.lane_row(1)))
        await deciding.pilot.pause()
        assert deciding.gold() == [OTHER_LONGER, AD]
        for title in ("x none", "u undo", "w union"):
            bar = deciding.shown().splitlines()[-1]
            await deciding.pilot.click(offset=(bar.index(title) + 2, 29))
            await deciding.pilot.pause()
        assert deciding.gold() == [OTHER_LONGER, QUOTE, AD]
        await deciding.pilot.click(offset=(5, 28))
        await deciding.pilot.pause()
        assert "4 passages" in deciding.shown()


async def test_editing_uses_the_annotating_screen_and_comes_back(start: Start, tmp_path: Path) -> None:
    async with start(WORK) as deciding:
        await deciding.press("e")
        screen = deciding.app.screen
        assert isinstance(screen, EditPassageScreen)
        assert screen.span_here() is not None
        await deciding.press("escape", "shift+right", "shift+right", "c", "d")
        assert deciding.app.screen is deciding.screen
        assert deciding.here() == {QUOTE, QUOTE_WITHOUT}
        assert len(deciding.gold()) == 3
        assert {label for _, _, label in deciding.gold()} == {"number", "claim", "ad"}
        await deciding.press("u")
        assert deciding.gold() == [AD]
    assert {record["origin"] for record in records(tmp_path) if record["op"] == "put"} == {"adjudicated"}


async def test_a_selection_over_the_passages_span_moves_its_boundaries(start: Start) -> None:
    async with start(WORK) as deciding:
        await deciding.press("e", "escape", *["shift+right"] * len("4 per"), "n")
        assert "number is now ‹4 per›" in deciding.shown()
        await deciding.press("d")
        (passage, *_) = deciding.screen.adjudication.statuses.disputed
        assert passage.decided
        assert [place for place in deciding.gold() if place[2] == "number"] == [at("4 per", "number")]
        await deciding.press("u")
        assert [place for place in deciding.gold() if place[2] == "number"] == []


async def test_the_passages_span_is_resized_with_the_keys_that_select(start: Start) -> None:
    async with start(WORK) as deciding:
        await deciding.press("e", "shift+right", "shift+left", "ctrl+shift+left", "d")
        (passage, *_) = deciding.screen.adjudication.statuses.disputed
        assert passage.decided
        assert [place for place in deciding.gold() if place[2] == "number"] == [at("4 per", "number")]


async def test_going_back_from_an_edit_decides_nothing(start: Start) -> None:
    async with start(WORK) as deciding:
        await deciding.press("e", "c", "k")
        assert deciding.here() == {OTHER, OTHER_LONGER}
        assert deciding.gold() == [AD]


async def test_leaving_the_program_from_an_edit_keeps_what_was_begun(start: Start, tmp_path: Path) -> None:
    async with start(WORK) as deciding:
        await deciding.press("e", "c", "ctrl+q")
    assert any(record["op"] == "put" and record["label"] == "claim" for record in records(tmp_path))
    async with start() as deciding:
        assert deciding.gold() == [AD]


@pytest.mark.parametrize("seed", [0, 1])
async def test_blind_shows_no_name_and_the_same_order_every_time(start: Start, seed: int) -> None:
    orders = []
    for _ in range(2):
        async with start(WORK, blind=True, seed=seed) as deciding:
            order = []
            for _ in range(4):
                assert deciding.screen.passage is not None
                assert "kim" not in deciding.shown()
                assert "lee" not in deciding.shown()
                order.append(
                    [version.annotators for version in deciding.screen.queue.versions(deciding.screen.passage)]
                )
                await deciding.press("right")
            await deciding.press("slash")
            assert "kim" not in deciding.shown()
            orders.append(order)
    assert orders[0] == orders[1]


async def test_blind_the_first_version_is_not_always_the_same_persons(start: Start) -> None:
    firsts = set()
    for seed in range(8):
        async with start(WORK, blind=True, seed=seed) as deciding:
            assert deciding.screen.passage is not None
            firsts.add(deciding.screen.queue.versions(deciding.screen.passage)[0].annotators)
    assert firsts == {("kim",), ("lee",)}


async def test_the_same_answer_for_others_is_shown_with_ticks_and_undone_in_one_step(start: Start) -> None:
    async with start(WORK) as deciding:
        await deciding.press("2", "asterisk")
        assert isinstance(deciding.app.screen, SimilarScreen)
        assert "[ ]" in deciding.shown()
        await deciding.press("space", "enter")
        assert deciding.gold() == [OTHER_LONGER, NUMBER_LONGER, AD]
        await deciding.press("u")
        assert deciding.gold() == [OTHER_LONGER, AD]


async def test_nothing_is_ticked_nothing_is_decided(start: Start) -> None:
    async with start(WORK) as deciding:
        await deciding.press("2", "asterisk", "enter")
        assert deciding.gold() == [OTHER_LONGER, AD]


async def test_what_is_typed_into_a_note_in_one_burst_decides_nothing(start: Start, tmp_path: Path) -> None:
    async with start(WORK) as deciding:
        await deciding.press(*"n12x", "enter")
        assert deciding.gold() == [AD]
        assert "Note: 12x" in deciding.shown()
    (marker,) = [record for record in records(tmp_path) if is_decision_id(record["id"])]
    assert (marker["choice"], marker["note"]) == ("later", "12x")


async def test_undoing_says_whether_it_was_a_note_or_a_decision(start: Start) -> None:
    async with start(WORK) as deciding:
        await deciding.press(*"nlook", "enter", "2", "comma", "left", *"ntoo", "enter", "u")
        assert "undid the note" in deciding.shown()
        await deciding.press("ctrl+y")
        assert "redid the note" in deciding.shown()
        await deciding.press("u", "u")
        assert "undid the decision on this passage" in deciding.shown()
        await deciding.press("u")
        assert "undid the note" in deciding.shown()


async def test_what_is_annotated_in_two_texts_comes_last_and_it_is_said_who_moves_first(
    start: Start, tmp_path: Path
) -> None:
    write(tmp_path, WORK)
    new, june = f"Corrected. {TEXT}", at("June", "claim")
    (tmp_path / "seeds" / "a-moved.txt").write_text(new)
    sha256 = hashlib.sha256(new.encode()).hexdigest()
    for name, old in (("kim", True), ("ruth", False)):
        lines = lines_of(name, [june], "a-moved")
        if not old:
            moved = [orjson.loads(line) | {"sha256": sha256} for line in lines]
            moved[0] |= {"start": june[0] + 11, "end": june[1] + 11}
            lines = [orjson.dumps(record) for record in moved]
        with (tmp_path / "annotations" / f"{name}.jsonl").open("ab") as file:
            file.writelines(line + b"\n" for line in lines)
    said = "a-moved is annotated in two texts: kim moves theirs first (M in annotate)"
    async with start(None) as deciding:
        assert said in deciding.shown()
        assert deciding.screen.passage is not None
        for _ in range(4):
            assert deciding.screen.passage.article == NAME, "what can be compared comes first"
            assert "two texts" not in deciding.shown().splitlines()[0]
            await deciding.press("x")
        assert deciding.screen.passage.article == "a-moved"
        assert f"4 of 6 decided · {said}" in deciding.shown().splitlines()[0]
        assert "worked on another text of the article" in deciding.shown()
        await deciding.press("x", "x")
        assert "everything is decided" in deciding.shown()
    async with start(None, blind=True) as deciding:
        await deciding.press("u")
        assert "spans of the older move first" in deciding.shown()
        assert "ruth" not in deciding.shown()


async def test_a_rule_goes_to_the_guideline_and_what_it_touches_is_listed(start: Start, tmp_path: Path) -> None:
    async with start(WORK) as deciding:
        await deciding.press(*"rtwo", "enter")
        assert ": two\n" in (tmp_path / "docs" / "guidelines.md").read_text("utf-8")
        assert "This rule would touch 1 other span" in deciding.shown()
        assert "the same kind" in deciding.shown()
        await deciding.press("enter")
        assert deciding.here() == {NUMBER, NUMBER_LONGER}


async def test_only_what_fits_the_filter_is_gone_through(start: Start) -> None:
    async with start(WORK) as deciding:
        await deciding.press("slash", *"number", "enter", "x")
        assert deciding.here() == {NUMBER, NUMBER_LONGER}
        await deciding.press("x")
        assert "all of these are decided" in deciding.shown()
        assert "2 of 2 decided (of all: 2 of 4) [number]" in deciding.shown()


async def test_what_the_rule_took_can_be_looked_through_and_decided_otherwise(start: Start) -> None:
    async with start(WORK) as deciding:
        await deciding.press("slash", *"rule took", "enter")
        assert deciding.here() == {AD}
        assert "The rule takes it: kim and lee have it." in deciding.shown()
        await deciding.press("x")
        assert deciding.gold() == []


async def test_a_passage_that_changed_says_so_and_can_be_decided_as_before(start: Start, tmp_path: Path) -> None:
    async with start(WORK) as deciding:
        await deciding.press("2", "1", "1", "1")
    write(tmp_path, {"lee": [OTHER_LONGER, QUOTE_WITHOUT, AD]})
    async with start() as deciding:
        assert deciding.here() == {NUMBER}
        shown = " ".join(deciding.shown().split())
        assert "Open again, changed since it was decided: lee had number" in shown
        assert "decided before and open again: 1 (annotators changed their spans: 1)" in shown
        await deciding.press("p")
        assert deciding.gold() == [OTHER_LONGER, QUOTE, NUMBER, CLAIM, AD]


async def test_a_disk_that_is_full_is_told_and_nothing_is_lost(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, full = storage.write_all, [True]

    def write_all(descriptor: int, data: bytes) -> None:
        if full[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(descriptor, data)

    async with start(WORK) as deciding:
        monkeypatch.setattr(storage, "write_all", write_all)
        await deciding.press("2")
        assert "NOT SAVED: 1 action" in deciding.shown()
        await deciding.press("ctrl+s")
        assert isinstance(deciding.app.screen, UnsavedScreen)
        await deciding.press("f")
        assert f"{GOLD}.recovered-" in deciding.shown()  # one of ada's would be taken for annotations of hers
        await deciding.press("escape")
        full[0] = False
        await deciding.press("r")
        assert "everything is saved" in deciding.shown()
        assert OTHER_LONGER in [place(record) for record in records(tmp_path) if record["op"] == "put"]


async def test_leaving_with_something_unsaved_asks_first(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    def write_all(descriptor: int, data: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    async with start(WORK) as deciding:
        monkeypatch.setattr(storage, "write_all", write_all)
        await deciding.press("2", "ctrl+q")
        assert isinstance(deciding.app.screen, UnsavedScreen)
        await deciding.press("p")
    assert b'"choice":"version"' in deciding.app.unsaved


async def test_read_only_decides_nothing(start: Start, tmp_path: Path) -> None:
    async with start(WORK, read_only=True) as deciding:
        assert "READ ONLY" in deciding.shown()
        await deciding.press("1", "n", "e", "u")
        assert "nothing can be changed" in deciding.shown()
        assert deciding.here() == {OTHER, OTHER_LONGER}
    assert not (tmp_path / "annotations" / f"{GOLD}.jsonl").exists()


async def test_who_decides_is_asked(start: Start) -> None:
    async with start(WORK, decider=None) as deciding:
        assert isinstance(deciding.app.screen, WhoScreen)
        assert "Who decides?" in deciding.shown()
        await deciding.press(*"bo", "enter")
        await deciding.press("2")
        assert deciding.screen.session.journal.annotator == "bo"


async def test_large_gold_is_read_beside_the_start_screen(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    async with start(WORK) as deciding:
        await deciding.press("2")
    monkeypatch.setattr("annotator.tui.dialogs.who._UNSEEN", 0.0)
    async with start(decider=None) as deciding:
        await deciding.press(*"bo", "enter")
        for _ in range(3_000):
            if isinstance(deciding.app.screen, AdjudicateScreen) and deciding.app.screen.is_running:
                break
            await asyncio.sleep(0.01)
        await deciding.pilot.pause()
        assert deciding.screen.session.journal.annotator == "bo"
        assert deciding.screen.session.journal.fold.articles() == [NAME]  # what was decided before is there


async def test_hostile_labels_and_notes_are_drawn_not_obeyed(start: Start, tmp_path: Path) -> None:
    evil = "\x1b]0;x\x07[/b][@click=app.quit]\u202e"
    project = write(tmp_path, WORK)
    for name in ("kim", "lee"):
        path = project.journal_path(name)
        lines = [orjson.loads(line) for line in path.read_bytes().splitlines()]
        for record in lines:
            if record["op"] == "put":
                record |= {"label": f"{evil}{name}", "note": evil, "attributes": {evil: evil}}
        path.write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in lines))
    async with start(project=project) as deciding:
        for keys in ([], ["o", "escape"], ["slash"], ["escape", "t"], ["escape", "1", "asterisk"], ["escape", "e"]):
            await deciding.press(*keys)
            shown = deciding.shown()
            assert "\x1b" not in shown
            assert "\u202e" not in shown


@pytest.mark.parametrize("size", [(40, 10), (20, 5), (1, 1), (200, 60)])
async def test_any_size_of_terminal_works(start: Start, size: tuple[int, int]) -> None:
    async with start(WORK, size=size) as deciding:
        await deciding.press("2", "slash", "escape", "o", "escape", "question_mark", "escape", "1")
        assert len(deciding.gold()) == 3


async def test_without_the_article_the_spans_tell_what_they_can(start: Start, tmp_path: Path) -> None:
    project = write(tmp_path, WORK)
    (tmp_path / "seeds" / f"{NAME}.txt").unlink()
    async with start(project=project) as deciding:
        assert "text is not in the project" in deciding.shown()
        await deciding.press("e")
        assert "it can be decided, but not edited" in " ".join(deciding.shown().split())
        await deciding.press("2", "w")
        assert deciding.gold() == [OTHER_LONGER, QUOTE, AD]


async def test_there_is_nothing_to_decide(start: Start) -> None:
    async with start({"kim": [AD], "lee": [AD]}) as deciding:
        assert "There is nothing to decide" in deciding.shown()
        await deciding.press("1", "x", "w", "e", "n", "r", "t", "k", "asterisk", "p", "u", "o", "escape")
        assert deciding.gold() == [AD]


@pytest.fixture
def bundled(tmp_path: Path) -> ProjectFolder:
    """The bundled articles with kim's and lee's annotations."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    shutil.copytree(ROOT / "annotations", tmp_path / "annotations", ignore=shutil.ignore_patterns(".*", "gold*"))
    return ProjectFolder.find(tmp_path)


async def test_every_passage_that_is_gone_to_is_in_view(start: Start, bundled: ProjectFolder) -> None:
    async with start(project=bundled, size=(80, 24)) as deciding:
        screen = deciding.screen
        for place in range(0, len(screen.shown), 9):
            screen.go_to(place)
            await deciding.pilot.pause()
            await deciding.pilot.pause()
            assert screen.passage is not None
            first = screen.pane.rows.row_of(screen.passage.start)
            assert screen.pane.top <= first < screen.pane.top + screen.pane.size.height


STATES = {"passage": [], "decided": ["1", "left"], "list": ["o"], "filter": ["slash"], "alike": ["2", "asterisk"]}


@pytest.mark.parametrize("name", STATES)
async def test_how_it_looks(
    start: Start,
    bundled: ProjectFolder,
    picture: Callable[[AnnotatorApp, str], None],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    monkeypatch.setattr("annotator.adjudication.gold_records.now", lambda: "2026-11-22T05:20:15.123Z")
    async with start(project=bundled, size=(80, 24)) as deciding:
        await deciding.press("right", "right", *STATES[name])
        deciding.screen.session.saved_at = None  # the time of day is another one every time
        deciding.screen.show()
        await deciding.pilot.pause()
        picture(deciding.app, f"adjudicate-{name}")


@pytest.mark.parametrize(("size", "theme"), [((80, 24), "light"), ((120, 40), "contrast"), ((40, 10), "dark")])
async def test_nothing_overlaps_or_sticks_out_at_other_sizes(
    start: Start, bundled: ProjectFolder, size: tuple[int, int], theme: str
) -> None:
    async with start(project=bundled, size=size, theme=theme) as deciding:
        await deciding.press("right", "right")
        for keys in ([], ["o"], ["slash"], ["2", "left"], ["asterisk"], ["question_mark"]):
            await deciding.press(*keys)
            check_layout(deciding.app)
            if keys and keys[0] in {"o", "slash", "asterisk"}:
                await deciding.press("escape")


async def test_the_text_that_is_shown_is_the_articles(start: Start) -> None:
    async with start(WORK) as deciding:
        assert TEXT.split(".")[0] in " ".join(deciding.shown().split())


@pytest.mark.parametrize("asked", [True, False])
async def test_a_decision_that_an_earlier_run_put_elsewhere_is_told_at_the_start(
    start: Start, tmp_path: Path, asked: bool
) -> None:
    async with start(WORK) as deciding:
        await deciding.press("1", "x")
    gold = tmp_path / "annotations" / f"{GOLD}.jsonl"
    *before, last = gold.read_bytes().splitlines(keepends=True)
    elsewhere = tmp_path / "state" / f"{GOLD}.recovered-20261122T052015000000.jsonl"
    elsewhere.write_bytes(last)
    gold.write_bytes(b"".join(before))
    async with start(decider=None if asked else "ada") as deciding:
        if asked:
            await deciding.press("enter")
        shown = " ".join(toast.message for toast in deciding.app._notifications)
        assert f"1 record that could not be saved is in {elsewhere}: copy it into annotations/ to have it read" in shown
        assert "1 of 4 decided" in deciding.shown()
    shutil.copy(elsewhere, gold.with_name(elsewhere.name))
    async with start() as deciding:
        assert not deciding.app._notifications
        assert "2 of 4 decided" in deciding.shown()


async def test_the_first_passage_after_a_restart_is_the_one_after_what_was_decided_last(start: Start) -> None:
    async with start(WORK) as deciding:
        await deciding.press("full_stop", "1")
        here = deciding.here()
        assert here == {NUMBER, NUMBER_LONGER}
    async with start() as deciding:
        assert deciding.here() == here
        await deciding.press("1", "1", "1")
    async with start() as deciding:
        assert "everything is decided" in deciding.shown()


async def test_what_was_decided_fits_the_status_line_so_that_the_keys_stay(
    start: Start, bundled: ProjectFolder
) -> None:
    async with start(project=bundled, size=(80, 24)) as deciding:
        for _ in range(12):
            await deciding.press("1")
            assert "as kim: " in deciding.shown() or "as lee: " in deciding.shown()
            assert "1… take  w union" in deciding.shown().splitlines()[-1]


async def test_the_one_who_has_nothing_is_taken_at_their_word_by_the_key_for_none_or_a_click(
    start: Start,
) -> None:
    async with start({"kim": [CLAIM, AD], "lee": []}, size=(80, 24)) as deciding:
        assert any(row.startswith(" x lee") and "nothing here" in row for row in deciding.shown().splitlines())
        await deciding.pilot.click(VersionsPane, offset=(40, 2))
        await deciding.pilot.pause()
        assert "none of them" in deciding.shown()
        await deciding.press("left")
        assert any(row.startswith("✓x lee") for row in deciding.shown().splitlines())
        await deciding.press("right", "x")
        assert deciding.gold() == []


async def test_without_a_journal_that_decisions_rest_on_the_screen_says_so_and_opens_and_writes_nothing(
    start: Start, tmp_path: Path
) -> None:
    async with start({**WORK, "mo": [OTHER, AD]}) as deciding:
        await deciding.press("2", "1", "1", "1")
    gold, journal = (tmp_path / "annotations" / f"{name}.jsonl" for name in (GOLD, "mo"))
    before = gold.read_bytes()
    journal.unlink()
    async with start(size=(140, 30)) as deciding:
        shown = " ".join(deciding.shown().split())
        assert "READ ONLY: mo, on whose spans 1 decision rests, has no journal here" in shown
        assert "4 of 4 decided" in shown
        assert "Open again" not in shown
        await deciding.press("right", "left")
        assert "Decided on spans of somebody too who has no journal here: as lee: number ‹4 per" in deciding.shown()
        await deciding.press("x", "u")
    assert gold.read_bytes() == before


async def test_what_the_rule_takes_is_a_lane_and_taking_another_replaces_it(start: Start) -> None:
    work: Work = {"kim": [NUMBER], "lee": [NUMBER], "mo": [NUMBER_LONGER]}
    async with start(work, rule="majority") as deciding:
        shown = deciding.shown()
        assert "The end differs: mo takes ‹euros› in, kim and lee leave it out." in shown
        assert "Until it is decided gold has number ‹4 million›, as the rule takes it." in shown
        assert deciding.gold() == [NUMBER]
        await deciding.press("2")
        assert deciding.gold() == [NUMBER_LONGER]
        assert "Until it is decided" not in deciding.shown()
        await deciding.press("u", "1")
        assert deciding.gold() == [NUMBER]


async def test_undo_leaves_the_rule_that_was_chosen(start: Start) -> None:
    async with start(WORK) as deciding:
        await deciding.press("2", "left", "1")
    async with start(rule="majority") as deciding:
        await deciding.press("u")
    async with start() as deciding:
        assert deciding.screen.adjudication.statuses.passages.rule == "majority"


async def test_a_line_break_in_dispute_is_named_and_drawn_once(start: Start, tmp_path: Path) -> None:
    text = "It rained.\r\nThen not.\r\n"
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    (tmp_path / "seeds").mkdir()
    (tmp_path / "annotations").mkdir()
    (tmp_path / "seeds" / "rain.txt").write_bytes(text.encode())
    for name, end in (("kim", 10), ("lee", 12)):
        about = {"article": "rain", "sha256": sha256, "annotator": name, "at": "2026-11-22T05:20:15.123Z"}
        span = {"v": 1, "op": "put", "id": name, "rev": 1, **about, "start": 0, "end": end, "label": "claim"}
        span |= {"text": text[:end], "origin": "hand", "attributes": {}, "note": None}
        state = {"v": 1, "op": "article", "id": "article:rain", "rev": 1, **about, "length": len(text), "state": "done"}
        lines = b"".join(orjson.dumps(record) + b"\n" for record in (span, state))
        (tmp_path / "annotations" / f"{name}.jsonl").write_bytes(lines)
    async with start() as deciding:
        assert "The end differs: lee takes a line break in, kim leaves it out." in deciding.shown()
        assert "It rained.↵ Then not.↵" in deciding.shown()
        await deciding.press("w")
        assert deciding.gold() == [(0, 10, "claim")]


async def test_none_beside_what_the_rule_takes_is_not_repeated_where_it_would_take_that_away(
    start: Start, tmp_path: Path
) -> None:
    project = write(tmp_path, {"kim": [NUMBER], "lee": [NUMBER], "mo": [NUMBER_LONGER]})
    first, last, label = NUMBER_LONGER
    identity = passage_id(NAME, SHA, [("mo", *NUMBER_LONGER)])
    decision = {"v": 1, "op": "del", "id": decision_id(identity), "rev": 1, "article": NAME, "sha256": SHA}
    decision |= {"annotator": "ada", "at": "2026-11-22T08:00:00.000Z", "decides": identity, "choice": "none"}
    decision |= {"chosen": [], "gives": [], "note": None, "rule": "majority"}
    decision |= {"from": [{"annotator": "mo", "start": first, "end": last, "label": label}]}
    project.journal_path(GOLD).write_bytes(orjson.dumps(decision) + b"\n")
    async with start() as deciding:
        shown = " ".join(deciding.shown().split())
        assert "Open again, as number ‹4 million›, which the rule takes, is a version of it now" in shown
        assert "kim had" not in shown
        await deciding.press("p")
        assert "choose the version to be taken now" in deciding.shown()
        assert deciding.gold() == [NUMBER]


async def test_where_nobody_differs_it_is_said_and_why(start: Start) -> None:
    async with start({"kim": WORK["kim"]}, size=(80, 24)) as deciding:
        shown = deciding.shown()
        assert "nothing to decide" in shown
        assert "two or more annotators marked done" in shown
        await deciding.press("1", "o", "escape", "slash", "escape", "u")
        check_layout(deciding.app)


async def test_the_passage_is_in_the_middle_and_what_all_agree_on_is_faint(
    start: Start, bundled: ProjectFolder
) -> None:
    async with start(project=bundled, size=(100, 30)) as deciding:
        screen = deciding.screen
        await deciding.press(*["right"] * 6)
        assert screen.passage is not None
        row = screen.pane.rows.row_of(screen.passage.start) - screen.pane.top
        assert abs(row - screen.pane.size.height // 2) <= 2
        settled = screen.pane.place.settled
        assert settled is not None
        agreed = next(span for span in settled if span.label == "number")
        cells = [TextState((agreed.label,), quiet=quiet) for quiet in (True, False)]
        faint, full = (screen.palette.cell(cell).bgcolor for cell in cells)
        screen.pane.center(*agreed.range)
        at = screen.pane.rows.row_of(agreed.start)
        drawn = paint_row(screen.pane.rows, at, [], screen.pane.place, screen.palette)
        grounds = {segment.style.bgcolor for segment in drawn if segment.style}
        assert faint in grounds
        assert full not in grounds
