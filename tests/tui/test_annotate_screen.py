"""What an annotator does on the screen, and finds in the file."""

from __future__ import annotations

import asyncio
import os
from itertools import pairwise
from pathlib import Path

import pytest
from textual.app import App

from annotator.errors import AnnotatorError
from annotator.model import Label
from annotator.project import ProjectFolder
from annotator.text.segments.numbers import quantity
from annotator.tui.actions import ACTIONS, all_actions
from annotator.tui.annotate import tagging
from annotator.tui.widgets.caret import Caret
from tests.tui.driving import Drive, records


class TestTagging:
    """Label keys on a selection, on an object, on a chosen span."""

    async def test_a_label_key_without_selection_takes_the_object_at_the_cursor(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.go("151")
            await driven.press("n")
            await driven.press("c")
            await driven.go("giant leap")
            await driven.press("q")
            assert driven.spans() == [
                ("quote", '"That\'s one small step for a man, one giant leap for mankind,"'),
                ("claim", "The walk took 151 minutes, and they never got more than about 60 metres from the door."),
                ("number", "151 minutes"),
            ]

    async def test_a_label_key_tags_just_what_is_selected(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.go("Armstrong")
            await driven.press("ctrl+shift+right", "shift+left", "a")
            assert driven.spans() == [("ad", "Armstrong")]
            assert driven.screen.caret.selection is None

    async def test_what_is_saved_is_in_the_file_before_the_screen_says_so(
        self, drive: Drive, world: ProjectFolder
    ) -> None:
        async with drive() as driven:
            await driven.go("151")
            await driven.press("n")
            assert "saved" in driven.status()
            last = records(world, "kim")[-1]
            assert (last["op"], last["label"], last["text"]) == ("put", "number", "151 minutes")
            assert driven.text[last["start"] : last["end"]] == last["text"]

    async def test_pressing_a_label_key_twice_does_not_tag_twice(self, drive: Drive, world: ProjectFolder) -> None:
        async with drive() as driven:
            await driven.go("151")
            await driven.press(*["n"] * 20)
            assert driven.spans() == [("number", "151 minutes")]
            assert "already" in driven.status()
            assert [r["op"] for r in records(world, "kim")] == ["article", "put"]

    async def test_no_object_here_is_said_and_nothing_is_written(self, drive: Drive, world: ProjectFolder) -> None:
        async with drive() as driven:
            await driven.press("n")
            assert "no number here" in driven.status()
            assert not world.journal_path("kim").exists()

    async def test_a_chosen_span_is_relabelled(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.go("151")
            await driven.press("n", "tab", "c")
            assert driven.spans() == [("claim", "151 minutes")]
            await driven.press("u")
            assert driven.spans() == [("number", "151 minutes")]

    async def test_repeating_the_key_takes_the_inner_quotation(self, drive: Drive) -> None:
        async with drive(article="long-analysis") as driven:
            await driven.go("Underneath it says")
            await driven.go("Here", 0)
            before = len(driven.spans())
            await driven.press("q", "q")
            spans = driven.spans()[before:]
            assert len(spans) == 2
            assert spans[1][1] in spans[0][1]

    async def test_a_crossing_is_pointed_out(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.go("151")
            await driven.press("n")
            await driven.go("took")
            await driven.press("ctrl+shift+right", "shift+right", "shift+right", "a")
            assert "crosses number" in driven.status()
            assert len(driven.spans()) == 2

    async def test_labels_of_the_project_have_their_own_keys(self, drive: Drive) -> None:
        labels = [Label(name="person", key="p", colour="#cc0000", object=None)]
        async with drive(labels=labels) as driven:
            await driven.go("Armstrong")
            await driven.press("p")
            assert "nothing is selected" in driven.status()
            await driven.press("ctrl+shift+right", "shift+left", "p")
            assert driven.spans() == [("person", "Armstrong")]


class TestChanging:
    """Removing, undoing, editing."""

    async def test_remove_takes_the_innermost_span_at_the_cursor(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.go("151")
            await driven.press("c", "n", "x")
            assert [label for label, _ in driven.spans()] == ["claim"]
            await driven.press("delete")
            assert driven.spans() == []
            await driven.press("x")
            assert "no span here" in driven.status()

    async def test_undo_and_redo_go_back_and_forth_also_after_a_restart(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.go("151")
            await driven.press("c", "n", "x", "u")
            assert len(driven.spans()) == 2
        async with drive() as driven:
            assert len(driven.spans()) == 2
            await driven.press("u")
            assert [label for label, _ in driven.spans()] == ["claim"]
            await driven.press("u", "u")
            assert driven.spans() == []
            assert "nothing to undo" in driven.status()
        async with drive() as driven:
            await driven.press("ctrl+y", "ctrl+y")
            assert len(driven.spans()) == 2
            await driven.press("ctrl+y")
            assert [label for label, _ in driven.spans()] == ["claim"]
            await driven.press("ctrl+y")
            assert "nothing to redo" in driven.status()

    async def test_undo_in_another_article_goes_there(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.go("151")
            await driven.press("n", "right_square_bracket")
            assert driven.screen.article.id == "wire-report"
            await driven.press("u")
            assert driven.screen.article.id == "short-note"
            assert driven.spans() == []
            assert "gone" in driven.status()

    async def test_a_note_and_attributes_are_edited_and_kept(self, drive: Drive, world: ProjectFolder) -> None:
        async with drive() as driven:
            await driven.go("151")
            await driven.press("n", "e")
            await driven.press(*"151", "tab", *"minutes", "tab", *"sure", "enter")
            span = next(iter(driven.screen.session.spans))
            assert span.attributes == {"value": "151", "unit": "minutes"}
            assert span.note == "sure"
            assert records(world, "kim")[-1]["rev"] == 2
            await driven.press("e", "escape")
            assert records(world, "kim")[-1]["rev"] == 2

    async def test_a_paste_of_a_megabyte_into_a_note_is_cut(self, drive: Drive) -> None:
        from textual import events

        async with drive() as driven:
            await driven.go("151")
            await driven.press("n", "e", "tab", "tab")
            driven.app.post_message(events.Paste("x" * 1_000_000))
            await driven.pilot.pause()
            await driven.press("enter")
            note = next(iter(driven.screen.session.spans)).note
            assert note is not None
            assert 0 < len(note) <= 2_000


class TestMoving:
    """Cursor, selection, spans."""

    async def test_tab_goes_through_the_spans_in_reading_order_and_around(self, drive: Drive) -> None:
        async with drive() as driven:
            for words in ("151", "17 seconds", "22 kilos"):
                await driven.go(words)
                await driven.press("n")
            await driven.press("ctrl+home")
            seen = []
            for _ in range(4):
                await driven.press("tab")
                here = driven.screen.span_here()
                assert here is not None
                seen.append(here.text)
            assert seen == ["151 minutes", "17 seconds", "22 kilos", "151 minutes"]
            await driven.press("shift+tab")
            here = driven.screen.span_here()
            assert here is not None
            assert here.text == "22 kilos"

    async def test_shift_and_arrows_select_as_in_every_editor(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.press("shift+right", "shift+right", "shift+right", "shift+left")
            assert driven.screen.caret == Caret(driven.text, offset=2, anchor=0)
            await driven.press("right")
            assert driven.screen.caret == Caret(driven.text, offset=2, anchor=None)

    async def test_up_and_down_keep_the_column(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.go("little")
            cell = driven.screen.pane.cell_of(driven.screen.caret.offset)
            await driven.press("down", "down", "up", "up")
            assert driven.screen.pane.cell_of(driven.screen.caret.offset) == cell
            assert driven.screen.caret.offset == driven.text.index("little")

    async def test_a_page_turns_the_view_by_all_but_two_rows_and_the_cursor_keeps_its_place_in_it(
        self, drive: Drive
    ) -> None:
        async with drive(article="long-analysis", size=(80, 24)) as driven:
            pane, caret = driven.screen.pane, driven.screen.caret
            page = pane.size.height - 2
            for place in (0, 7):
                await driven.press("ctrl+home", *["down"] * place)
                await driven.press("pagedown")
                assert (pane.top, pane.rows.row_of(caret.offset)) == (page, page + place)
                await driven.press("pagedown")
                assert (pane.top, pane.rows.row_of(caret.offset)) == (2 * page, 2 * page + place)
                await driven.press("pageup", "pageup")
                assert (pane.top, pane.rows.row_of(caret.offset)) == (0, place)
            await driven.press("pageup")
            assert caret.offset == 0
            for _ in range(len(pane.rows) // page + 2):
                await driven.press("pagedown")
            assert caret.offset == len(driven.text)
            await driven.press("shift+pageup")
            assert caret.selection is not None
            assert pane.top == len(pane.rows) - pane.size.height - page

    async def test_the_cursor_takes_an_emoji_of_three_code_points_as_one(self, drive: Drive) -> None:
        async with drive(article="mission-explainer") as driven:
            start = await driven.go("👩")
            await driven.press("right")
            assert driven.screen.caret.offset == start + len("👩‍🚀")
            await driven.press("left")
            assert driven.screen.caret.offset == start

    async def test_grow_and_shrink_go_through_the_objects(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.go("giant")
            texts = []
            for _ in range(5):
                await driven.press("plus")
                selection = driven.screen.caret.selection
                assert selection is not None
                texts.append(driven.text[slice(*selection)])
            assert texts[0] == "giant"
            assert all(a in b and a != b for a, b in pairwise(texts))
            await driven.press("minus")
            selection = driven.screen.caret.selection
            assert selection is not None
            assert len(driven.text[slice(*selection)]) < len(texts[-1])

    @pytest.mark.parametrize("key", ["{", "}", "(", ")"])
    async def test_sentence_and_paragraph_keys_move(self, drive: Drive, key: str) -> None:
        names = {
            "{": "left_curly_bracket",
            "}": "right_curly_bracket",
            "(": "left_parenthesis",
            ")": "right_parenthesis",
        }
        async with drive() as driven:
            start = await driven.go("Wasn't")
            await driven.press(names[key])
            assert (driven.screen.caret.offset > start) == (key in "})")

    async def test_resizing_keeps_the_cursor_in_view(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.go("Fantastic")
            for size in ((40, 10), (250, 80), (80, 24), (20, 5)):
                await driven.pilot.resize_terminal(*size)
                await driven.pilot.pause()
                first, last = driven.screen.pane.in_view()
                assert first <= driven.screen.caret.offset < last


class TestMouse:
    """Everything by mouse."""

    async def test_dragging_selects_and_a_click_on_a_key_tags(self, drive: Drive) -> None:
        async with drive() as driven:
            pane = driven.screen.pane
            gutter = len(driven.screen.palette.labels) + 1
            await driven.pilot.mouse_down(pane, offset=(gutter + 3, 0))
            await driven.pilot.hover(pane, offset=(gutter + 8, 0))
            await driven.pilot.mouse_up(pane, offset=(gutter + 8, 0))
            await driven.pilot.pause()
            assert driven.screen.caret.selection == (3, 9)
            await driven.pilot.click("#keys", offset=(2, 0))
            await driven.pilot.pause()
            assert driven.spans() == [("claim", "forget")]

    async def test_the_text_does_not_move_under_the_mouse_at_the_edge_of_the_pane(self, drive: Drive) -> None:
        async with drive(size=(80, 24)) as driven:
            pane = driven.screen.pane
            last = pane.size.height - 1
            words = pane.rows.text[slice(*pane.rows.visible(last))]
            await driven.pilot.mouse_down(pane, offset=(5, last))
            await driven.pilot.pause()
            assert pane.top == 0
            await driven.pilot.hover(pane, offset=(9, last))
            await driven.pilot.mouse_up(pane, offset=(9, last))
            await driven.pilot.pause()
            selection = driven.screen.caret.selection
            assert selection is not None
            assert driven.text[slice(*selection)] == words.split()[0].strip(",")

    async def test_clicking_a_span_chooses_it_and_again_the_one_around_it(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.go("six and a half")
            await driven.press("c", "n")
            screen = driven.screen
            offset = driven.text.index("half")
            place = (screen.pane.cell_of(offset) + 5, screen.pane.rows.row_of(offset))
            for label in ("number", "claim"):
                await driven.pilot.click(screen.pane, offset=place)
                await driven.pilot.pause(0.6)
                here = screen.span_here()
                assert here is not None
                assert here.label == label

    @pytest.mark.parametrize(("times", "end"), [(2, None), (3, len("We forget how little time there was."))])
    async def test_a_double_click_selects_the_word_and_a_triple_click_the_sentence(
        self, drive: Drive, monkeypatch: pytest.MonkeyPatch, times: int, end: int | None
    ) -> None:
        monkeypatch.setattr(App, "CLICK_CHAIN_TIME_THRESHOLD", 60.0)  # a busy machine clicks slowly
        async with drive() as driven:
            await driven.pilot.click(driven.screen.pane, offset=(8, 0), times=times)
            await driven.pilot.pause()
            assert driven.screen.caret.selection == ((3, 9) if end is None else (0, end))

    async def test_a_click_on_the_status_line_lists_the_articles(self, drive: Drive) -> None:
        async with drive(size=(80, 24)) as driven:
            await driven.pilot.click("#status", offset=(3, 0))
            await driven.pilot.pause()
            assert "5 articles" in "\n".join(driven.shown())

    async def test_a_click_in_the_panel_goes_to_the_span(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.go("a hundred speeches")
            await driven.press("n", "ctrl+home")
            await driven.pilot.click("#spans", offset=(5, 0))
            await driven.pilot.pause()
            assert driven.screen.chosen is not None
            first, last = driven.screen.pane.in_view()
            assert first <= driven.text.index("a hundred speeches") < last


class TestArticles:
    """From one article to the next."""

    async def test_done_marks_the_article_and_goes_on_to_the_next_open_one(
        self, drive: Drive, world: ProjectFolder
    ) -> None:
        async with drive(article="heritage-appeal") as driven:
            await driven.press("d")
            assert driven.screen.article.id == "long-analysis"
            last = records(world, "kim")[-1]
            assert (last["op"], last["article"], last["state"]) == ("article", "heritage-appeal", "done")
            assert last["length"] == len(world.load(world.articles()[0]).text)
            await driven.press("u")
            assert driven.screen.article.id == "heritage-appeal"
            assert records(world, "kim")[-1]["state"] == "started"

    async def test_d_by_habit_a_second_time_does_not_take_the_mark_off(
        self, drive: Drive, world: ProjectFolder
    ) -> None:
        for path in world.seeds.iterdir():
            if not path.name.startswith("short-note"):
                path.unlink()
        async with drive() as driven:
            await driven.press("d")
            assert "every article is done or skipped" in driven.status()
            await driven.press("d")
            assert "is done already; d again takes the mark off" in driven.status()
            assert records(world, "kim")[-1]["state"] == "done"
            await driven.press("d")
            assert records(world, "kim")[-1]["state"] == "started"
            await driven.press("d", "right", "d")
            assert records(world, "kim")[-1]["state"] == "started"

    async def test_of_articles_opened_by_name_it_is_said_that_these_are_done(
        self, drive: Drive, world: ProjectFolder
    ) -> None:
        async with drive() as driven:
            driven.screen.articles[:] = [driven.screen.here_file]
            driven.screen.index = 0
            await driven.press("d")
            told = f"every article opened in this run is done or skipped ({len(world.articles()) - 1} others in the project)"
            assert told in driven.status()

    async def test_merely_looking_writes_nothing(self, drive: Drive, world: ProjectFolder) -> None:
        async with drive() as driven:
            for _ in range(4):
                await driven.press(
                    "left_square_bracket", "down", "pagedown", "tab", "o", "escape", "question_mark", "escape"
                )
            await driven.press("ctrl+q")
        assert not world.journal_path("kim").exists()
        assert not world.snapshots.folder.exists()

    async def test_the_list_opens_the_article_chosen(self, drive: Drive) -> None:
        async with drive(article="heritage-appeal") as driven:
            await driven.press("o", "down", "down", "enter")
            assert driven.screen.article.id == "mission-explainer"

    async def test_the_last_place_is_found_again(self, drive: Drive) -> None:
        async with drive(article="short-note") as driven:
            place = await driven.go("Fantastic")
            await driven.press("ctrl+q")
        async with drive(article=None) as driven:
            assert driven.screen.article.id == "short-note"
            assert driven.screen.caret.offset == place

    async def test_an_article_that_cannot_be_read_is_told_and_passed_over(
        self, drive: Drive, world: ProjectFolder
    ) -> None:
        (world.seeds / "zz-latin.txt").write_bytes(b"caf\xe9")
        async with drive(article="wire-report") as driven:
            await driven.press("right_square_bracket")
            assert driven.screen.article.id == "wire-report"
            assert "not UTF-8" in driven.status()

    async def test_a_first_article_that_cannot_be_read_gives_way_to_one_that_can(
        self, drive: Drive, world: ProjectFolder
    ) -> None:
        (world.seeds / "aa bad name.txt").write_text("no id\n", encoding="utf-8")
        (world.seeds / "ab.txt").write_bytes(b"caf\xe9")
        async with drive(article=None) as driven:
            assert driven.screen.article.id == "heritage-appeal"
            assert "rename it" in " ".join(driven.shown()[-2:])
            await driven.press("c", "left_square_bracket")
            assert driven.screen.article.id == "heritage-appeal"

    async def test_where_no_article_can_be_read_it_leaves_and_says_why(
        self, drive: Drive, world: ProjectFolder
    ) -> None:
        for path in world.seeds.glob("*.txt"):
            path.write_bytes(b"caf\xe9")
        async with drive(article=None) as driven:
            pass
        assert driven.app.return_code == 2
        assert "not UTF-8" in str(driven.app.failure)

    async def test_done_passes_over_articles_that_cannot_be_read(self, drive: Drive, world: ProjectFolder) -> None:
        (world.seeds / "ha-bad.txt").write_bytes(b"caf\xe9")
        (world.seeds / "hb.txt").write_text("Next.\n", encoding="utf-8")
        async with drive(article="long-analysis") as driven:
            (world.seeds / "mission-explainer.txt").write_bytes(b"caf\xe9")
            await driven.press("d")
            assert driven.screen.article.id == "short-note"

    async def test_what_was_just_made_is_at_hand_until_the_cursor_moves(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.go("151")
            await driven.press("n", "c")
            here = driven.screen.span_here()
            assert here is not None
            assert here.label == "claim"
            await driven.press("right")
            here = driven.screen.span_here()
            assert here is not None
            assert here.label == "number"

    async def test_a_message_too_long_for_its_line_goes_on_in_the_one_below(self, drive: Drive) -> None:
        async with drive(size=(50, 12)) as driven:
            await driven.press("n")
            assert "then n" in " ".join(row.strip() for row in driven.shown()[-2:])
            await driven.press("right")
            assert "claim" in driven.shown()[-1]


class TestSaving:
    """What the status line says of the disk."""

    async def test_a_failed_write_turns_the_line_red_and_is_made_good_by_the_next_key(
        self, drive: Drive, world: ProjectFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with drive() as driven:
            await driven.go("151")
            await driven.press("c")
            real = os.write
            journal = world.journal_path("kim")

            def full(descriptor: int, data: bytes) -> int:
                if Path(f"/proc/self/fd/{descriptor}").resolve() == journal.resolve():
                    raise OSError(28, "No space left on device")
                return real(descriptor, data)

            monkeypatch.setattr(os, "write", full)
            await driven.press("n")
            assert "NOT SAVED" in driven.status()
            assert len(driven.spans()) == 2
            monkeypatch.undo()
            await driven.press("ctrl+s")
            assert "everything is saved" in driven.status()
            assert [r["label"] for r in records(world, "kim") if r["op"] == "put"] == ["claim", "number"]

    async def test_leaving_with_something_unsaved_asks_first(
        self, drive: Drive, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with drive() as driven:
            await driven.go("151")

            def broken(descriptor: int) -> None:
                raise OSError(5, "Input/output error")

            monkeypatch.setattr(os, "fdatasync", broken)
            await driven.press("n", "ctrl+q")
            assert any("NOT SAVED" in row for row in driven.shown())
            await driven.press("escape")
            assert driven.app.is_running
            monkeypatch.undo()
            await driven.press("ctrl+s", "ctrl+q")
        assert not driven.app.unsaved

    async def test_a_second_instance_reads_and_says_who_writes(self, drive: Drive, world: ProjectFolder) -> None:
        holder = world.open_journal("kim")
        async with drive() as driven:
            assert "READ ONLY" in driven.status()
            assert f"process {os.getpid()}" in driven.status()
            await driven.go("151")
            await driven.press("n")
            assert driven.spans() == []
            assert "nothing can be changed" in driven.status()
        holder.close()

    async def test_read_only_changes_nothing(self, drive: Drive, world: ProjectFolder) -> None:
        async with drive(read_only=True) as driven:
            await driven.go("151")
            await driven.press("n", "d", "e", "x", "u")
        assert not world.annotations.exists()


class TestDrawing:
    """What reaches the terminal."""

    async def test_a_cursor_key_draws_few_rows(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.go("Fantastic")
            pane = driven.screen.pane
            before = pane.rows_painted
            await driven.press("right")
            assert 1 <= pane.rows_painted - before <= 4

    async def test_a_long_span_tagged_and_undone_draws_all_rows_once(self, drive: Drive, world: ProjectFolder) -> None:
        (world.seeds / "two.txt").write_text(f"{'Long words. ' * 70}\n{'More of them. ' * 40}", encoding="utf-8")
        async with drive(article="two") as driven:
            pane = driven.screen.pane
            drawn = []
            for key in ("a", "u", "a", "u"):
                before = pane.rows_painted
                await driven.press(key)
                drawn.append(pane.rows_painted - before)
            all_rows = len(pane.rows)
            assert drawn[0] >= all_rows  # from here on the label covers most of the view and is drawn quietly
            assert max(drawn[1:]) < all_rows

    async def test_one_span_more_among_many_leaves_the_scroll_bar_as_it_is(
        self, drive: Drive, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with drive(article="long-analysis") as driven:
            screen = driven.screen
            screen.perform(lambda: screen.session.tag([(at, at + 2) for at in range(0, 1500, 3)], "number"))
            await driven.go(driven.text[:9])
            draws = []
            monkeypatch.setattr(type(screen.panel), "_scroll_update", lambda *given: draws.append(given))
            await driven.press("c", "u")
            assert not draws
            assert screen.panel.vertical_scrollbar.window_virtual_size == 500

    async def test_controls_and_markup_in_an_article_are_shown_and_never_obeyed(
        self, drive: Drive, world: ProjectFolder
    ) -> None:
        hostile = (
            "\x1b[31mred\x1b]52;c;aGk=\x07 [bold]b[/bold] [@click=app.quit]x[/] \u202eevil\u2066 \x9b2J [/] 10 km\r\n"
        )
        (world.seeds / "zz.txt").write_bytes(hostile.encode())
        async with drive(article="zz") as driven:
            await driven.go("10 km")
            await driven.press("n", "c")
            drawn = "".join(driven.shown())
            assert "␛[31mred␛]52;c;aGk=␇" in drawn
            assert "[@click=app.quit]x[/]" in drawn
            assert not set(drawn) & set("\x1b\x07\u202e\u2066\x9b")
            await driven.press("tab", "e", "escape", "o", "escape")
            assert ("number", "10 km") in driven.spans()

    async def test_every_label_of_nested_spans_is_marked_in_the_gutter(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.go("giant leap")
            await driven.press("q", "c")
            await driven.go("one giant")
            await driven.press("n")
            row = driven.screen.pane.rows.row_of(driven.screen.caret.offset)
            assert set(driven.below_title()[row][:4].lower()) >= set("qn") or "│" in driven.below_title()[row][:4]

    async def test_the_panel_lists_inner_spans_under_outer_ones(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.go("151")
            await driven.press("n", "c")
            panel = [row[70:].rstrip() for row in driven.below_title()[1:3]]
            assert "c The walk took" in panel[0]
            assert panel[1].lstrip("▌ ").startswith("n 151 minutes")
            assert panel[1].index("n 151") > panel[0].index("c The")


def test_a_label_key_that_is_taken_is_refused() -> None:
    with pytest.raises(AnnotatorError, match="give the label another"):
        all_actions([Label(name="unsure", key="u", colour="#cc0000")])


async def test_every_action_in_the_table_is_a_method_of_what_it_names(drive: Drive) -> None:
    async with drive() as driven:
        missing = []
        for action in all_actions(driven.app.project.settings.labels):
            target, _, method = action.does.rpartition(".")
            if target in {"", "app"}:
                owner, method = driven.app if target else driven.screen, f"action_{method or action.id}"
            else:
                owner = getattr(driven.screen, target)
            if not callable(getattr(owner, method, None)):
                missing.append(action.name)
        assert missing == []


def test_no_two_actions_share_a_key() -> None:
    keys = [key for action in ACTIONS for key in action.key_list]
    assert len(keys) == len(set(keys))


async def test_rows_are_at_most_96_cells_wide_and_the_panel_gets_the_rest(drive: Drive) -> None:
    async with drive(article="long-analysis", size=(200, 40)) as driven:
        rows = driven.screen.pane.rows
        assert max(rows.cell_of(rows.visible(row)[1]) for row in range(len(rows))) <= 96
        await driven.settle()
        await driven.press("g")  # the guideline, which is there from the start
        assert driven.screen.panel.size.width > 60


async def test_the_ruler_shows_where_spans_are_and_a_click_goes_there(drive: Drive) -> None:
    async with drive(article="long-analysis", size=(100, 30)) as driven:
        pane = driven.screen.pane

        def ruler() -> list[str]:
            return [row[pane.region.right - 1] for row in driven.shown()[pane.region.y : pane.region.bottom]]

        assert set(ruler()) == {" "}
        await driven.go("Rice")
        await driven.press("c")
        assert ruler().count("▪") == 1
        place = pane.rows.row_of(driven.screen.session.spans.nth(0).start) * pane.size.height // len(pane.rows)
        assert ruler()[place] == "▪"
        await driven.press("u")
        assert set(ruler()) == {" "}
        assert pane.top == 0
        await driven.pilot.click("#article", offset=(pane.size.width - 1, pane.size.height - 1))
        assert pane.in_view()[1] == len(driven.text)
        assert driven.screen.caret.offset == driven.text.index("Rice"), "the cursor stays"


async def test_the_title_line_says_what_is_worked_on_and_the_status_line_the_mode(
    drive: Drive, world: ProjectFolder
) -> None:
    (world.seeds / "zz.txt").write_text("# ** A ferry sinks **\n\nNobody was hurt.\n", encoding="utf-8")
    async with drive(article="zz") as driven:
        title, status = driven.shown()[0], driven.shown()[-2]
        assert title.strip().startswith("A ferry sinks")
        assert all(word in title for word in ("6/6", "kim", "no changes yet"))
        assert status.startswith(" TEXT ")
        await driven.go("Nobody")
        await driven.press("c")
        assert "1 span  c 1" in driven.shown()[1]
        assert "saved" in driven.shown()[0]
        await driven.press("tab")
        assert driven.shown()[-2].startswith(" SPAN claim ")
        await driven.press("escape", "shift+right", "shift+right")
        assert driven.shown()[-2].startswith(" SELECT 2 ")


async def test_nothing_is_loaded_beside_a_key_or_a_dialog(drive: Drive, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    monkeypatch.setattr(tagging, "_tag_nothing", lambda text, *_, **__: loaded.append(text))
    monkeypatch.setattr(tagging, "QUIET", 1_000.0)
    async with drive() as driven:
        await driven.press("right")
        driven.screen.tagging.get_ready()
        assert loaded == []
        await driven.press("question_mark")
        assert driven.app.screen is not driven.screen
        monkeypatch.setattr(tagging, "QUIET", 0.01)
        await asyncio.sleep(0.05)
        driven.screen.tagging.get_ready()
        assert loaded == []
        await driven.press("escape")
        for _ in range(3_000):  # it is tried again by itself
            if loaded:
                break
            await asyncio.sleep(0.01)
        assert set(loaded) == {driven.text}


async def test_what_is_wrong_stays_until_escape_and_what_was_done_does_not(drive: Drive) -> None:
    async with drive(read_only=True) as driven:
        await driven.go("151")
        await driven.press("n", "right", "right")
        assert "nothing can be changed" in driven.status()
        await driven.press("escape")
        assert "nothing can be changed" not in driven.status()


async def test_by_mouse_alone_a_message_that_took_the_key_bar_is_clicked_away(drive: Drive) -> None:
    async with drive(size=(80, 24)) as driven:
        driven.screen.say("a sentence that is too long for the status line, " * 3)
        await driven.pilot.pause()
        assert "c claim" not in driven.shown()[-1]
        await driven.pilot.click("#keys", offset=(2, 0))
        await driven.pilot.pause()
        assert "c claim" in driven.shown()[-1]
        assert driven.spans() == []
        driven.screen.show()
        await driven.pilot.pause()
        assert "c claim" in driven.shown()[-1]
        driven.screen.say("another sentence that is too long for the line, " * 3)
        await driven.pilot.pause()
        assert "c claim" not in driven.shown()[-1]


async def test_what_the_first_label_key_needs_is_loaded_while_nothing_is_typed(drive: Drive) -> None:
    quantity.cache_clear()
    async with drive():
        for _ in range(3_000):
            if quantity.cache_info().currsize:
                break
            await asyncio.sleep(0.01)
    assert quantity.cache_info().currsize
