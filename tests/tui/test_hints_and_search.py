"""Hints, search, same wordings, mending: reaching a place or a span in few keys."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from textual import events

from annotator.project import ProjectFolder
from annotator.search.searcher import FoundPlace, Searcher
from annotator.text.find import found_by, same_wordings
from annotator.tui.widgets.hint_letters import ALPHABET, LETTERS, Marks, cells_of, short_codes, two_letters
from tests.tui.driving import Drive, Driven, records

GUTTER = 5
"""Cells, in which question marks tell what the letters are for."""


def code_for(hints: Mapping[str, tuple[int, int]] | None, start: int) -> str:
    assert hints is not None
    return next(code for code, place in hints.items() if place[0] == start)


class TestHints:
    """Letters on what is in view."""

    async def test_a_capital_and_a_letter_tag_a_quotation_from_anywhere(
        self, drive: Drive, world: ProjectFolder
    ) -> None:
        async with drive() as driven:
            start = driven.text.index('"For one priceless')
            await driven.press("Q")
            await driven.press(code_for(driven.screen.hints.places, start))
            assert driven.spans() == [
                (
                    "quote",
                    '"For one priceless moment in the whole history of man all the people on this earth are truly one,"',
                )
            ]
            assert driven.screen.hints.places is None
            assert len([r for r in records(world, "kim") if r["op"] == "put"]) == 1

    @pytest.mark.parametrize(("key", "label"), [("N", "number"), ("C", "claim"), ("A", "ad")])
    async def test_every_label_has_hints_on_what_is_not_tagged_so(self, drive: Drive, key: str, label: str) -> None:
        async with drive() as driven:
            await driven.press(key)
            first = driven.screen.hints.places
            assert first
            await driven.press("a")
            assert [name for name, _ in driven.spans()] == [label]
            await driven.press(key)
            second = driven.screen.hints.places
            assert second is not None
            assert set(second.values()) == set(first.values()) - {first["a"]}

    async def test_shift_and_a_letter_tags_and_keeps_the_other_hints(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.press("N")
            hints = dict(driven.screen.hints.places or {})
            await driven.press("S", "D")
            assert driven.screen.hints.places == {code: place for code, place in hints.items() if code not in "sd"}
            assert {s.range for s in driven.screen.session.spans} == {hints["s"], hints["d"]}
            await driven.press("a")
            assert not driven.screen.hints.drawn()
            assert len(driven.spans()) == 3
            await driven.press("u")
            assert len(driven.spans()) == 2

    async def test_hints_replace_characters_and_never_shift_the_text(self, drive: Drive) -> None:
        async with drive() as driven:
            before = [row[GUTTER:60].rstrip() for row in driven.below_title()[:20]]
            for key in ("C", "f"):
                await driven.press(key)
                hinted = [row[GUTTER:60].rstrip() for row in driven.below_title()[:20]]
                assert hinted != before
                changed = [
                    (a, b)
                    for was, now in zip(before, hinted, strict=True)
                    for a, b in zip(was, now, strict=False)
                    if a != b
                ]
                assert all(now in ALPHABET for _, now in changed)
                await driven.press("escape")
                assert [row[GUTTER:60].rstrip() for row in driven.below_title()[:20]] == before

    async def test_two_letters_take_the_cursor_to_a_word_and_a_second_pair_selects_up_to_another(
        self, drive: Drive
    ) -> None:
        async with drive() as driven:
            text = driven.text
            start, end = text.index("Neil"), text.index("Armstrong")
            await driven.press("f")
            await driven.press(*code_for(driven.screen.hints.places, start))
            assert driven.screen.caret.offset == start
            await driven.press("F")
            await driven.press(*code_for(driven.screen.hints.places, end))
            await driven.press("a")
            assert driven.spans() == [("ad", "Neil Armstrong")]

    async def test_while_hints_are_shown_no_key_does_anything_else(self, drive: Drive, world: ProjectFolder) -> None:
        async with drive() as driven:
            await driven.press("N", "1")
            assert "no hint is ‹1›" in driven.status()
            await driven.press("escape")
            assert not driven.screen.hints.drawn()
            assert not world.journal_path("kim").exists()

    async def test_where_nothing_is_left_untagged_it_says_so(self, drive: Drive, world: ProjectFolder) -> None:
        (world.seeds / "zz.txt").write_text("Nothing to count here.\n", encoding="utf-8")
        async with drive(article="zz") as driven:
            await driven.press("N")
            assert "no untagged number in view" in driven.status()


class TestTypingAhead:
    """Keys that arrive in one burst, as over a slow line, act in order and where they were meant."""

    async def burst(self, driven: Driven, *keys: str) -> None:
        for key in keys:
            name = {"/": "slash"}.get(key, key)
            driven.app.post_message(events.Key(name, key if len(key) == 1 else None))
        for _ in range(30):
            await driven.pilot.pause(0.02)

    async def test_letters_of_hints_in_a_burst_are_taken_for_hints(self, drive: Drive) -> None:
        async with drive() as driven:
            await self.burst(driven, "Q", "A", "S", "D", "escape", "N", "a")
            assert [label for label, _ in driven.spans()].count("quote") == 3
            assert [label for label, _ in driven.spans()].count("number") == 1

    async def test_a_note_typed_ahead_is_typed_into_the_note(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.go("151")
            await self.burst(driven, "n", "e", *"caqn", "enter")
            assert driven.spans() == [("number", "151 minutes")]
            assert next(iter(driven.screen.session.spans)).attributes == {"value": "caqn"}

    async def test_a_search_typed_ahead_is_typed_into_the_search(self, drive: Drive) -> None:
        async with drive() as driven:
            await self.burst(driven, "/", *"can")
            assert driven.spans() == []
            line = driven.screen.search.line
            assert line is not None
            assert line.value == "can"

    @pytest.mark.parametrize("then", [("enter", "c"), ("tab", "space", "c", "enter")])
    async def test_keys_typed_ahead_of_what_a_slow_search_finds_act_on_it(
        self, drive: Drive, monkeypatch: pytest.MonkeyPatch, then: tuple[str, ...]
    ) -> None:
        def slow(*args: Any) -> Iterator[list[FoundPlace]]:
            time.sleep(0.1)
            yield from search(*args)

        search = Searcher.search
        monkeypatch.setattr(Searcher, "search", slow)
        async with drive() as driven:
            await self.burst(driven, "ctrl+f", *"houston", *then)
            fold = driven.screen.session.journal.fold
            for _ in range(500):
                if fold.spans("mission-explainer"):
                    break
                await driven.pilot.pause(0.02)
            assert [(span.label, span.text) for span in fold.spans("mission-explainer")] == [("claim", "Houston")]


class TestSearch:
    """`/`."""

    async def test_search_marks_all_matches_and_goes_from_one_to_the_next(self, drive: Drive) -> None:
        async with drive() as driven:
            places = [i for i in range(len(driven.text)) if driven.text[i : i + 5].lower() == "houst"]
            await driven.press("slash", *"houst")
            assert f"{len(places)} matches" in driven.status()
            await driven.press("enter")
            seen = [driven.screen.caret.offset]
            for _ in places:
                await driven.press("f3")
                seen.append(driven.screen.caret.offset)
            assert seen == [*places, places[0]]
            await driven.press("shift+f3")
            assert driven.screen.caret.offset == places[-1]
            await driven.press("escape")
            assert len(driven.screen.marks) == 0

    async def test_letters_typed_in_a_search_tag_nothing(self, drive: Drive, world: ProjectFolder) -> None:
        async with drive() as driven:
            await driven.press("slash", *"qcna", "escape")
            assert driven.spans() == []
            await driven.press("c")
            assert len(driven.spans()) == 1
            assert len(records(world, "kim")) == 2

    async def test_no_match_is_said(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.press("slash", *"zebra", "enter")
            assert "no matches of ‹zebra›" in driven.status()

    def test_a_capital_makes_case_matter_and_any_white_space_matches(self) -> None:
        assert found_by("the man", "The man, the\u00a0man, the\n man") == [(0, 7), (9, 16), (18, 26)]
        assert found_by("The man", "The man, the man") == [(0, 7)]
        assert found_by("a.c(", "abc( a.c(") == [(5, 9)]
        assert found_by("  ", "anything") == []
        assert found_by('o\'neill "no"', "O’Neill “no”") == [(0, 12)]


class TestSameWording:
    """`*`."""

    async def test_the_first_press_counts_and_the_second_tags_in_one_step(
        self, drive: Drive, world: ProjectFolder
    ) -> None:
        (world.seeds / "zz.txt").write_text("In all 40 km, then 40 km, not 140 km; 40 km.\n", encoding="utf-8")
        async with drive(article="zz") as driven:
            await driven.go("40 km")
            await driven.press("n", "asterisk")
            assert "2 more" in driven.status()
            assert len(driven.spans()) == 1
            await driven.press("asterisk")
            assert driven.spans() == [("number", "40 km")] * 3
            assert "tagged 2 more ‹40 km› as number" in driven.status()
            await driven.press("u")
            assert len(driven.spans()) == 1

    async def test_escape_leaves_without_tagging(self, drive: Drive, world: ProjectFolder) -> None:
        (world.seeds / "zz.txt").write_text("In all 40 km, then 40 km.\n", encoding="utf-8")
        async with drive(article="zz") as driven:
            await driven.go("40 km")
            await driven.press("n", "asterisk", "escape", "asterisk")
            assert len(driven.spans()) == 1

    def test_same_wordings_are_whole_words(self) -> None:
        assert same_wordings("40 km, 140 km, 40 kmh, 40 km", "40 km") == [(0, 5), (23, 28)]
        assert same_wordings("“a” and “a”", "“a”") == [(0, 3), (8, 11)]


class TestMending:
    """`m`."""

    async def test_white_space_at_an_edge_is_pointed_out_and_trimmed(self, drive: Drive) -> None:
        async with drive() as driven:
            driven.app.project.settings = replace(driven.app.project.settings, snap=False)
            await driven.go(" walk took")
            await driven.press(*["shift+right"] * 6, "a")
            assert "has white space at an edge: m trims it" in driven.status()
            await driven.press("m")
            assert driven.spans() == [("ad", "walk")]

    async def test_a_crossing_is_cut(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.go("151 minutes")
            await driven.press("n")
            await driven.go("walk took 151")
            await driven.press(*["shift+right"] * len("walk took 151"), "a")
            assert "m cuts it" in driven.status()
            await driven.press("m")
            assert driven.spans()[0][1].startswith("walk took")
            assert driven.screen.session.spans.crossing(*next(iter(driven.screen.session.spans)).range) == []


@given(st.integers(0, 625))
def test_codes_are_as_short_as_can_be_and_none_begins_another(count: int) -> None:
    letters = LETTERS.replace("u", "")
    codes = short_codes(count, letters)
    assert len(set(codes)) == count
    assert not [one for one in codes for other in codes if one != other and other.startswith(one)]
    single = sum(len(code) == 1 for code in codes)
    assert single == (count if count <= len(letters) else single)
    assert list(map(len, codes)) == sorted(map(len, codes))
    # One letter more of its own, and there would be too few of two.
    assert count <= len(letters) or single + 1 + (len(letters) - single - 1) * len(letters) < count


TEXTS = st.text(st.sampled_from("ab \n“”1é\u0301👩🏽.") | st.characters(), max_size=60)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 59), st.integers(1, 9)), max_size=25))
def test_no_letter_is_drawn_on_another_or_on_a_line_end(text: str, places: list[tuple[int, int]]) -> None:
    ranges = sorted({(start, start + length) for start, length in places if start < len(text)})
    for codes in (dict(zip(short_codes(len(ranges)), ranges, strict=True)), two_letters(ranges)):
        cells = [at for drawn in cells_of(codes, text).values() for at in drawn]
        assert len(cells) == len(set(cells))
        assert all(0 <= at < len(text) and text[at] not in "\r\n" for at in cells)


def test_two_places_that_begin_together_both_show_their_letters() -> None:
    assert cells_of({"a": (0, 9), "s": (0, 5)}, "“Yes, no”") == {"a": [0], "s": [1]}
    assert cells_of({"ba": (0, 9), "s": (1, 3)}, "“Yes, no”") == {"ba": [0, 1], "s": [2]}
    assert cells_of({"ba": (4, 5)}, "of  5\n\nmore") == {"ba": [3, 4]}


@given(st.sets(st.integers(0, 60)), st.integers(0, 60), st.integers(1, 20))
def test_marks_find_what_touches_a_range(starts: set[int], start: int, length: int) -> None:
    ranges = [(s * 3, s * 3 + 2) for s in starts]
    wanted = [r for r in sorted(ranges) if r[0] < start + length and start < r[1]]
    assert Marks(ranges).touching(start, start + length) == wanted


async def test_keys_with_ctrl_are_no_hints_and_end_them_but_for_undoing(drive: Drive) -> None:
    async with drive() as driven:
        await driven.go("151")
        await driven.press("n", "Q", "ctrl+z")
        assert driven.spans() == []
        await driven.press("ctrl+y")
        assert driven.screen.hints.places is None
        assert len(driven.spans()) == 1
        await driven.press("Q", "ctrl+q")
        assert driven.app._exit
