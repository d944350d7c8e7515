"""The sweep: letters on all that is untagged in view, of every label, page by page, until Esc."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from annotator.model import DEFAULT_LABELS, Label
from annotator.project import ProjectFolder
from annotator.tui.annotate.sweep import Sweep
from tests.tui.driving import Drive, Driven, records

STORY = """Ferry Service Returns in May

“We carried 400 people a day,” said Ana Ruiz. The ferry stops at 4 piers.

Save 20% on harbour cruises! Book today at the Blue Gull kiosk.

Read more: Two piers close for 3 weeks
"""


@pytest.fixture
def story(world: ProjectFolder) -> ProjectFolder:
    (world.seeds / "story.txt").write_text(STORY, encoding="utf-8")
    return world


def mode(driven: Driven) -> Sweep:
    found = driven.screen.hints.mode
    assert isinstance(found, Sweep)
    return found


def code_of(driven: Driven, words: str, label: str) -> str:
    """The letters of an object that begins with some words."""
    spans = {span.id: span for span in mode(driven).outlines}
    return next(
        code for code, span in spans.items() if span.label == label and driven.text.startswith(words, span.start)
    )


def offered(driven: Driven) -> list[tuple[str, str]]:
    return [(span.label, driven.text[span.start : span.end]) for span in mode(driven).outlines]


class TestWhatIsOffered:
    """Objects of all labels, and which are left out."""

    async def test_all_labels_get_letters_but_not_what_stands_in_advertisements_and_links(
        self, drive: Drive, story: ProjectFolder
    ) -> None:
        async with drive(article="story") as driven:
            await driven.press("s")
            assert offered(driven) == [
                ("claim", "Ferry Service Returns in May"),
                ("claim", "“We carried 400 people a day,” said Ana Ruiz."),
                ("quote", "“We carried 400 people a day,”"),
                ("number", "400"),
                ("claim", "The ferry stops at 4 piers."),
                ("number", "4"),
                ("ad", "Save 20% on harbour cruises! Book today at the Blue Gull kiosk."),
            ]
            assert "SWEEP 1 claim (3) · 2 quote (1) · 3 number (2) · 4 ad (1)" in driven.status()

    async def test_where_suggestions_are_forbidden_nothing_tells_an_advertisement_from_the_story(
        self, drive: Drive, story: ProjectFolder
    ) -> None:
        story.settings = replace(story.settings, suggestions=False)
        async with drive(article="story") as driven:
            await driven.press("s")
            labels = {label for label, _ in offered(driven)}
            assert labels == {"claim", "quote", "number"}
            assert ("claim", "Save 20% on harbour cruises!") in offered(driven)

    async def test_what_a_span_of_the_label_lies_on_is_not_offered_and_what_another_lies_on_is(
        self, drive: Drive, story: ProjectFolder
    ) -> None:
        async with drive(article="story") as driven:
            await driven.go("We carried")
            await driven.press("c")
            await driven.go("“We")
            await driven.press("shift+right", "shift+right", "shift+right", "q", "s")
            left = offered(driven)
            assert ("quote", "“We carried 400 people a day,”") not in left
            assert ("number", "400") in left
            assert not any(text.startswith("“We carried") for label, text in left if label == "claim")

    async def test_an_object_that_goes_on_below_the_view_waits_for_the_next_page(
        self, drive: Drive, story: ProjectFolder
    ) -> None:
        (story.seeds / "long.txt").write_text(
            "A short one.\n" * 15 + "Here is a long sentence, " * 30 + "it ends.\n" * 9
        )
        async with drive(article="long", size=(80, 24)) as driven:
            await driven.press("s")
            pane = driven.screen.pane
            assert {text for _, text in offered(driven)} == {"A short one."}
            await driven.press("space")
            assert pane.rows.bounds(pane.top)[0] == driven.text.index("Here is")
            assert any(text.startswith("Here is") and text.endswith("it ends.") for _, text in offered(driven))


class TestKeys:
    """What keys do in the mode."""

    async def test_letters_tag_and_the_mode_stays_until_escape(self, drive: Drive, story: ProjectFolder) -> None:
        async with drive(article="story") as driven:
            await driven.press("s")
            both = code_of(driven, "“We", "claim"), code_of(driven, "“We", "quote")
            assert all(cells for cells in mode(driven)._cells.values())
            await driven.press(both[0], both[1].upper())
            assert sorted(driven.spans()) == [
                ("claim", "“We carried 400 people a day,” said Ana Ruiz."),
                ("quote", "“We carried 400 people a day,”"),
            ]
            assert "SWEEP 1 claim (2) · 3 number (2) · 4 ad (1): tagged quote" in driven.status()
            await driven.press("escape", "s", "escape")
            assert driven.screen.hints.mode is None
            assert "SWEEP" not in driven.status()
            assert len(driven.spans()) == 2

    async def test_letters_stay_where_they_are_while_others_are_taken(self, drive: Drive, story: ProjectFolder) -> None:
        async with drive(article="story") as driven:
            await driven.press("s")
            before = dict(mode(driven).codes)
            await driven.press("d")
            assert dict(mode(driven).codes) == {code: place for code, place in before.items() if code != "d"}

    @pytest.mark.parametrize("keys", [["s"], ["C"], ["f"], ["F"]])
    async def test_a_wrong_letter_is_told_and_changes_nothing(
        self, drive: Drive, story: ProjectFolder, keys: list[str]
    ) -> None:
        async with drive(article="story") as driven:
            await driven.press(*keys)
            drawn, places = driven.screen.hints.drawn(), driven.screen.hints.places
            await driven.press("exclamation_mark")
            assert "no hint is ‹!›" in "".join(driven.shown()[-2:])
            await driven.press("left", "tab")
            assert driven.screen.hints.drawn() == drawn
            assert driven.screen.hints.places == places
            assert driven.spans() == []
            assert driven.screen.caret.offset == 0

    async def test_backspace_takes_a_first_letter_back(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.press("f")
            drawn = driven.screen.hints.drawn()
            await driven.press("a")
            assert len(driven.screen.hints.drawn()) < len(drawn)
            await driven.press("exclamation_mark", "backspace")
            assert driven.screen.hints.drawn() == drawn

    async def test_enter_takes_all_in_view_in_one_undo_step_and_undo_brings_the_letters_back(
        self, drive: Drive, story: ProjectFolder
    ) -> None:
        async with drive(article="story") as driven:
            await driven.press("s")
            before, wanted = dict(mode(driven).codes), offered(driven)
            await driven.press("enter")
            assert driven.spans() == wanted
            assert not mode(driven).codes
            assert len({r["action"] for r in records(story, "kim") if r["op"] == "put"}) == 1
            await driven.press("enter")
            assert "none left in view" in driven.status()
            await driven.press("u")
            assert driven.spans() == []
            assert dict(mode(driven).codes) == before

    async def test_a_digit_takes_all_of_one_label_in_view(self, drive: Drive, story: ProjectFolder) -> None:
        async with drive(article="story") as driven:
            await driven.press("s", "3")
            assert driven.spans() == [("number", "400"), ("number", "4")]
            await driven.press("u")
            assert driven.spans() == []
            await driven.press("9")
            assert "no hint is ‹9›" in driven.status()

    async def test_what_is_taken_all_at_once_is_recorded_so_also_when_it_is_changed_and_letters_are_not(
        self, drive: Drive, story: ProjectFolder
    ) -> None:
        async with drive(article="story") as driven:
            await driven.press("s")
            await driven.press(code_of(driven, "400", "number"), "3", "2", "escape", "C")
            await driven.press(code_of(driven, "Ferry", "claim").upper(), "enter")
            put = {(r["label"], r["text"]): r for r in records(story, "kim") if r["op"] == "put"}
            bulk = {place[1] for place, record in put.items() if record.get("by") == "sweep"}
            assert {text for _, text in driven.spans()} - bulk == {"400", "Ferry Service Returns in May"}
            assert {record["origin"] for record in put.values()} == {"hand"}
            number = next(span for span in driven.screen.session.spans if span.text == "4")
            driven.screen.session.change(number, end=number.end + 6)
            assert records(story, "kim")[-1]["text"] == "4 piers"
            assert records(story, "kim")[-1]["by"] == "sweep"

    async def test_where_proposals_are_not_to_be_taken_letters_alone_tag(
        self, drive: Drive, story: ProjectFolder
    ) -> None:
        story.settings = replace(story.settings, suggestions=False)
        async with drive(article="story") as driven:
            for keys in (["s", "enter"], ["s", "3"], ["C", "enter"]):
                await driven.press(*keys)
                assert "letters alone tag in a blind round" in driven.status()
                assert "all" not in driven.shown()[-1]
                await driven.press("escape")
            assert driven.spans() == []
            await driven.press("s")
            await driven.press(code_of(driven, "400", "number"))
            assert driven.spans() == [("number", "400")]
            assert "by" not in records(story, "kim")[-1]

    async def test_undo_in_the_mode_also_takes_back_what_was_done_before_it(
        self, drive: Drive, story: ProjectFolder
    ) -> None:
        async with drive(article="story") as driven:
            await driven.go("400")
            await driven.press("n", "s")
            assert ("number", "400") not in offered(driven)
            await driven.press("ctrl+z")
            assert ("number", "400") in offered(driven)

    async def test_no_letter_is_a_key_that_undoes(self, drive: Drive) -> None:
        async with drive(article="long-analysis", size=(200, 60)) as driven:
            await driven.press("s")
            assert any(len(code) == 2 for code in mode(driven).codes)
            assert not any("u" in code for code in mode(driven).codes)

    async def test_space_turns_the_page_and_says_where_the_last_is(self, drive: Drive) -> None:
        async with drive(article="long-analysis", size=(80, 24)) as driven:
            await driven.press("s")
            seen = set(mode(driven).outlines.counts)
            found: set[tuple[int, int]] = set()
            for _ in range(60):
                found |= {span.range for span in mode(driven).outlines}
                top = driven.screen.pane.top
                await driven.press("space")
                if driven.screen.pane.top == top:
                    break
            assert "the last page" in "".join(driven.shown()[-2:])
            assert seen
            await driven.press("escape", "ctrl+home")
            sweep = Sweep(driven.screen, driven.screen.cursor)
            numbers = sweep_all(driven, sweep)
            assert numbers <= found, "every object gets a letter on one of the pages"
            await driven.press("s", "pageup")
            assert "the first page" in "".join(driven.shown()[-2:])

    async def test_the_mouse_alone_will_do(self, drive: Drive, story: ProjectFolder) -> None:
        async with drive(article="story") as driven:
            await driven.press("s")
            row = next(y for y, line in enumerate(driven.below_title()) if "people a day" in line)
            column = driven.below_title()[row].index("people")
            await driven.pilot.click("#article", offset=(column, row))
            assert driven.spans() == [("quote", "“We carried 400 people a day,”")]
            await driven.pilot.click("#keys", offset=(driven.shown()[-1].index("Enter"), 0))
            assert len(driven.spans()) == 7
            await driven.pilot.click("#article", offset=(column, row))
            assert driven.screen.hints.mode is None


def sweep_all(driven: Driven, sweep: Sweep) -> set[tuple[int, int]]:
    """All that is left to tag in the whole article."""
    from annotator.suggest.objects import left_to_tag

    text = driven.text
    found = left_to_tag(text, sweep.labels, driven.screen.session.spans, 0, len(text), story_only=True)
    return {(target.start, target.end) for target in found}


class TestLooks:
    """Which label a letter is for, and how far it reaches."""

    async def test_letters_have_their_labels_colours_and_ends_are_seen(
        self, drive: Drive, story: ProjectFolder
    ) -> None:
        async with drive(article="story") as driven:
            await driven.press("s")
            palette, drawn = driven.screen.palette, driven.screen.hints.drawn()
            assert {segment.style for segment in drawn.values()} == {
                palette.hint_for(label.name) for label in DEFAULT_LABELS
            }
            rows = driven.app.screen._compositor.render_strips()
            line = next(strip for strip in rows if "piers." in strip.text)
            last = next(segment for segment in line if segment.text == ".")
            before = next(segment for segment in line if segment.text.endswith("piers"))
            assert before.style is not None
            assert last.style is not None
            assert before.style.underline
            assert last.style.bgcolor != before.style.bgcolor

    @pytest.mark.parametrize("depth", ["none", "16"])
    async def test_with_few_colours_the_key_of_the_label_stands_beside_each_letter(
        self, drive: Drive, story: ProjectFolder, monkeypatch: pytest.MonkeyPatch, depth: str
    ) -> None:
        monkeypatch.setenv(*(("NO_COLOR", "1") if depth == "none" else ("COLORTERM", "")))
        monkeypatch.setenv("TERM", "xterm")
        async with drive(article="story") as driven:
            assert driven.screen.palette.depth == depth
            await driven.press("s")
            drawn = driven.screen.hints.drawn()
            keys = [segment.text for segment in drawn.values() if segment.style == driven.screen.palette.mark("claim")]
            assert len(drawn) == 2 * len(mode(driven).codes)
            assert keys


async def test_a_project_with_labels_of_its_own(drive: Drive, story: ProjectFolder) -> None:
    labels = [
        Label(name="said", key="q", object="quotation"),
        Label(name="speech", key="w", object="quotation"),
        Label(name="person", key="p"),
    ]
    async with drive(article="story", labels=labels) as driven:
        await driven.press("s")
        assert "SWEEP 1 said (1) · 2 speech (1):" in driven.status()
        await driven.press("2")
        assert [label for label, _ in driven.spans()] == ["speech"]


async def test_nothing_is_written_where_the_journal_is_read_only(drive: Drive, story: ProjectFolder) -> None:
    async with drive(article="story", read_only=True) as driven:
        await driven.press("s", "enter")
        assert "nothing can be changed" in "".join(driven.shown()[-2:])
        assert len(mode(driven).codes) == 7
