"""Search across articles on the screen: what it lists, where it leads, and what happens to what is ticked."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from annotator.project import ProjectFolder
from annotator.search import matching
from annotator.search.query import Query
from annotator.search.searcher import FoundPlace, Searcher
from annotator.tui.search.screen import SearchScreen
from tests.tui.driving import Drive, Driven, records

ROOT = Path(__file__).parents[2]


@pytest.fixture
def annotated(world: ProjectFolder) -> ProjectFolder:
    """The bundled articles and annotations."""
    shutil.copytree(ROOT / "annotations", world.annotations, ignore=shutil.ignore_patterns(".*"))
    return world


async def searched(driven: Driven, line: str = "") -> SearchScreen:
    """The search screen, once it has found all for a line that is typed into it."""
    if not isinstance(driven.app.screen, SearchScreen):
        await driven.press("ctrl+f")
    screen = driven.app.screen
    assert isinstance(screen, SearchScreen)
    if line:
        screen.line.value = line
    return await ended(driven, screen)


async def ended(driven: Driven, screen: SearchScreen) -> SearchScreen:
    for _ in range(600):
        await driven.pilot.pause()
        if not screen.busy:
            await driven.pilot.pause()
            return screen
        await asyncio.sleep(0.02)
    raise AssertionError("it is searched for longer than a while")


def title(driven: Driven) -> str:
    return driven.dialog()[0]


def spans(driven: Driven) -> dict[str, list[tuple[str, str, str | None]]]:
    """`(label, text, note)` of all spans of the annotator at work, by article."""
    fold = driven.screen.session.journal.fold
    return {article: [(s.label, s.text, s.note) for s in fold.spans(article)] for article in sorted(fold.articles())}


class TestTheList:
    async def test_what_is_typed_is_found_in_all_articles_with_the_hit_in_the_middle(
        self, drive: Drive, annotated: ProjectFolder
    ) -> None:
        async with drive() as driven:
            await driven.press("ctrl+f", *"moon")
            await searched(driven)
            assert title(driven) == "26 hits in 5 articles"
            rows = [row for row in driven.dialog() if row.startswith("[ ]")]
            assert len({row.casefold().index("moon", 40) for row in rows[:4]}) == 1
            assert any("short-note" in row for row in (await _all_rows(driven)))

    async def test_the_passage_is_shown_with_its_spans(self, drive: Drive, annotated: ProjectFolder) -> None:
        async with drive() as driven:
            await searched(driven, "fantastic")
            assert any(row.startswith("short-note ¶3: claim") and "quote lee" in row for row in driven.dialog())

    async def test_filters_are_typed_too_and_what_is_wrong_is_said(
        self, drive: Drive, annotated: ProjectFolder
    ) -> None:
        async with drive() as driven:
            for line, said in (
                ("label:quote moon", "6 hits in 2 articles"),
                (r"/\d+ people/ label:number", "1 hit in 1 article"),
                ("state:done moon", "26 hits in 5 articles"),
                ("state:finished moon", "'finished' is no state: open, started, done, skipped"),
                ("label:quot", "no label is called 'quot': ad, claim, number, quote"),
                ("article:short-note", "say more: words, a /pattern/, or a filter of spans"),
                ("/(/", "/(/ is no regular expression: missing ), unterminated subpattern at character 1"),
                ("zeppelin", "0 hits in 0 articles"),
            ):
                await searched(driven, line)
                assert title(driven) == said

    async def test_a_pattern_that_hangs_is_given_up_while_keys_go_on(
        self, drive: Drive, annotated: ProjectFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(matching, "PATIENCE", 1.0)
        (annotated.seeds / "a.txt").write_text("a" * 60, encoding="utf-8")
        async with drive() as driven:
            await driven.press("ctrl+f")
            screen = driven.app.screen
            assert isinstance(screen, SearchScreen)
            screen.line.value = "/(a+)+b/"
            await driven.press("backspace")
            assert screen.line.value == "/(a+)+b"
            await searched(driven, "/(a+)+b/")
            assert "takes too long in a: make it simpler" in title(driven)

    async def test_only_the_last_of_what_was_typed_is_shown(
        self, drive: Drive, annotated: ProjectFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        gate = threading.Event()
        search = Searcher.search

        def slowly(self: Searcher, query: Query, progress: Callable[[int], None]) -> Iterator[list[FoundPlace]]:
            if query.words == "moo":
                gate.wait(10)
            yield from search(self, query, progress)

        monkeypatch.setattr(Searcher, "search", slowly)
        async with drive() as driven:
            await driven.press("ctrl+f", *"moo", *"n l")
            gate.set()
            screen = await searched(driven)
            assert [hit.kept.article for hit in screen.kept.hits] == ["wire-report"]

    async def test_in_a_blind_round_only_the_own_spans_are_seen(self, drive: Drive, annotated: ProjectFolder) -> None:
        annotated.settings = replace(annotated.settings, suggestions=False)
        async with drive() as driven:
            await searched(driven, "fantastic")
            assert not any("lee" in row for row in driven.dialog())
            await searched(driven, "annotator:lee")
            assert title(driven) == "no annotator is called 'lee': kim"
            annotated.journal_path("gold").write_bytes(annotated.journal_path("lee").read_bytes())
            await searched(driven, "annotator:gold")
            assert title(driven) == "no annotator is called 'gold': kim"

    async def test_others_spans_are_met_only_in_articles_that_one_has_marked_done(
        self, drive: Drive, annotated: ProjectFolder
    ) -> None:
        async with drive() as driven:
            everything = (await searched(driven, "annotator:lee")).kept.hits
            assert "not marked done" not in title(driven)
            await driven.press("escape", "d")
            screen = await searched(driven)
            assert screen.kept.hits == [hit for hit in everything if hit.kept.article != "short-note"]
            assert title(driven).endswith("in 4 articles, only your spans in 1 article not marked done")
            await searched(driven, "fantastic")
            assert not any("lee" in row for row in driven.dialog())
            assert {span.annotator for span in screen.kept.searcher.spans(screen.kept.hits[0].kept)} == {"kim"}
            await driven.press("escape", "d")
            await searched(driven)
            assert any("quote lee" in row for row in driven.dialog())

    async def test_the_keys_of_own_labels_stand_before_those_that_only_others_have(
        self, drive: Drive, annotated: ProjectFolder
    ) -> None:
        async with drive() as driven:
            screen = await searched(driven, "buzz aldrin didn't")
            assert _keys(driven) == "·c"
            await driven.press("tab", "n", "enter")
            await ended(driven, screen)
            assert _keys(driven) == "n·c"


def _keys(driven: Driven) -> str:
    """The keys of labels at the end of the first hit."""
    return next(row for row in driven.dialog() if row.startswith("[ ]")).split()[-1]


async def _all_rows(driven: Driven) -> list[str]:
    rows = list(driven.dialog())
    await driven.press("tab", "end")
    return [*rows, *driven.dialog()]


class TestGoingThere:
    async def test_enter_goes_to_a_hit_and_ctrl_f_comes_back_to_the_same_place_and_ticks(
        self, drive: Drive, annotated: ProjectFolder
    ) -> None:
        async with drive() as driven:
            screen = await searched(driven, "moon")
            await driven.press("tab", "space", "end", "up")
            here = screen.kept.here
            await driven.press("enter")
            assert driven.app.screen is driven.screen
            assert driven.screen.article.id == "wire-report"
            selection = driven.screen.caret.selection
            assert selection is not None
            assert driven.text[slice(*selection)] == "Moon"
            pane = driven.screen.pane
            row = pane.rows.row_of(selection[0]) - pane.top
            assert abs(row - pane.size.height // 2) <= 1
            assert "Ctrl+f goes back to the hits" in driven.status()
            screen = await searched(driven)
            assert screen.kept.here == here
            assert title(driven) == "26 hits in 5 articles · 1 ticked"
            await driven.press("down", "enter")
            assert driven.text[slice(*driven.screen.caret.selection or (0, 0))] == "Moon"

    async def test_what_is_typed_on_coming_back_is_another_search_and_tags_nothing(
        self, drive: Drive, annotated: ProjectFolder
    ) -> None:
        async with drive() as driven:
            before = spans(driven)
            await searched(driven, "moon")
            await driven.press("tab", "enter")
            await driven.press("ctrl+f", *"fantastic")
            screen = await searched(driven)
            assert title(driven) == "1 hit in 1 article"
            await driven.press("enter")
            assert driven.app.screen is not screen
            assert spans(driven) == before

    async def test_enter_at_once_waits_for_what_was_typed(
        self, drive: Drive, annotated: ProjectFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        gate, search = threading.Event(), Searcher.search

        def slowly(self: Searcher, query: Query, progress: Callable[[int], None]) -> Iterator[list[FoundPlace]]:
            if query.words == "fantastic":
                gate.wait(10)
            yield from search(self, query, progress)

        monkeypatch.setattr(Searcher, "search", slowly)
        async with drive(article="long-analysis") as driven:
            screen = await searched(driven, "moon")
            screen.line.value = "fantastic"
            await driven.press("enter")
            assert driven.app.screen is screen
            gate.set()
            for _ in range(500):
                await driven.pilot.pause(0.02)
                if driven.screen.article.id != "long-analysis":
                    break
            assert driven.screen.article.id == "short-note"

    async def test_what_changed_meanwhile_is_found_again(self, drive: Drive, annotated: ProjectFolder) -> None:
        async with drive() as driven:
            await searched(driven, "moon")
            await driven.press("escape")
            (annotated.seeds / "short-note.txt").write_text("Moon, moon, moon.", encoding="utf-8")
            await searched(driven)
            assert title(driven) == "27 hits in 5 articles"


class TestTicks:
    async def test_a_label_key_tags_what_is_ticked_and_u_takes_all_of_it_back_also_after_a_restart(
        self, drive: Drive, annotated: ProjectFolder
    ) -> None:
        async with drive() as driven:
            before = spans(driven)
            screen = await searched(driven, "moon")
            await driven.press("ctrl+a", "q")
            assert "Tag the wording quote: 26 hits" in "\n".join(driven.shown())
            assert "26 new spans in 5 articles." in "\n".join(driven.shown())
            assert spans(driven) == before, "nothing changes before Enter"
            await driven.press("enter")
            await ended(driven, screen)
            assert title(driven) == "26 new spans in 5 articles: u undoes all of it"
            after = spans(driven)
            assert sum(map(len, after.values())) == sum(map(len, before.values())) + 26
            await driven.press("u")
            assert "26 spans as they were before" in title(driven)
            assert spans(driven) == before
            await driven.press("ctrl+y")
            assert spans(driven) == after
        async with drive() as driven:
            await driven.press("u")
            assert "in 5 articles): 26 spans as they were before" in driven.status() + "".join(driven.shown()[-1:])
            assert spans(driven) == before

    async def test_of_a_search_for_spans_the_own_ones_are_relabelled_and_others_stay(
        self, drive: Drive, annotated: ProjectFolder
    ) -> None:
        others = annotated.journal_path("lee").read_bytes()
        async with drive() as driven:
            own = sum(s[0] == "ad" for found in spans(driven).values() for s in found)
            screen = await searched(driven, "label:ad")
            listed = len(screen.kept.hits)
            await driven.press("ctrl+a", "q")
            shown = "\n".join(driven.shown())
            assert f"{own} spans changed in" in shown
            assert listed == own or "only others' spans, which stay theirs" in shown
            await driven.press("enter")
            await ended(driven, screen)
            assert not any(s[0] == "ad" for found in spans(driven).values() for s in found)
        assert annotated.journal_path("lee").read_bytes() == others

    async def test_x_removes_and_e_notes_and_escape_does_neither(self, drive: Drive, annotated: ProjectFolder) -> None:
        async with drive() as driven:
            before = spans(driven)
            screen = await searched(driven, "label:quote annotator:kim")
            await driven.press("tab", "space", "space", "x", "escape")
            assert spans(driven) == before
            await driven.press("e", "tab", "tab", *"look", "enter")
            assert "2 spans changed in" in "\n".join(driven.shown())
            await driven.press("enter")
            await ended(driven, screen)
            assert sum(s[2] == "look" for found in spans(driven).values() for s in found) == 2
            screen = await searched(driven, "note:look")
            await driven.press("asterisk", "x", "enter")
            await ended(driven, screen)
            assert sum(map(len, spans(driven).values())) == sum(map(len, before.values())) - 2

    async def test_without_a_tick_the_highlighted_hit_is_meant(self, drive: Drive, annotated: ProjectFolder) -> None:
        async with drive() as driven:
            screen = await searched(driven, "fantastic")
            await driven.press("tab", "n", "enter")
            await ended(driven, screen)
            assert ("number", "Fantastic", None) in spans(driven)["short-note"]
            assert driven.screen.article.id == "short-note"
            assert ("number", "Fantastic") in driven.spans(), "the article below shows it too"

    async def test_a_session_that_only_looks_says_so(self, drive: Drive, annotated: ProjectFolder) -> None:
        before = records(annotated, "kim")
        async with drive(read_only=True) as driven:
            await searched(driven, "moon")
            await driven.press("ctrl+a", "q")
            assert title(driven).startswith("nothing can be changed: opened for reading only")
            await driven.press("e")
            assert isinstance(driven.app.screen, SearchScreen)
        assert records(annotated, "kim") == before

    async def test_nothing_is_written_where_the_dialog_is_left_while_texts_are_kept(
        self, drive: Drive, annotated: ProjectFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        gate = threading.Event()
        async with drive() as driven:
            before = spans(driven)
            keep = driven.screen.session.snapshots.keep

            def slowly(article: Any) -> None:
                gate.wait(10)
                keep(article)

            monkeypatch.setattr(driven.screen.session.snapshots, "keep", slowly)
            await searched(driven, "moon")
            await driven.press("ctrl+a", "q", "enter", "escape")
            assert driven.app.screen is driven.screen
            gate.set()
            await driven.pilot.pause(0.1)
            assert spans(driven) == before
