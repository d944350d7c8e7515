"""Suggestions on the screen: drawn, accepted, refused, corrected, forbidden; and what is pointed out before done."""

from __future__ import annotations

from msgspec.structs import replace

from annotator.project import ProjectFolder
from tests.tui.driving import Drive, records

TEXT = 'The mayor said "we lost 12 boats" on Monday.\n\nAbout 40 km of wire is gone, 12 boats too.\n'


def article(world: ProjectFolder) -> None:
    (world.seeds / "zz.txt").write_text(TEXT, encoding="utf-8")


class TestSuggestions:
    """`ctrl+t`, Enter, `x`."""

    async def test_they_are_off_at_first_and_write_nothing_when_turned_on(
        self, drive: Drive, world: ProjectFolder
    ) -> None:
        article(world)
        async with drive(article="zz") as driven:
            assert len(driven.screen.suggestions.shown) == 0
            await driven.press("ctrl+t")
            assert {(p.label, p.text) for p in driven.screen.suggestions.shown} >= {("quote", '"we lost 12 boats"')}
            assert not world.journal_path("kim").exists()
            await driven.press("ctrl+t")
            assert len(driven.screen.suggestions.shown) == 0

    async def test_enter_accepts_and_goes_to_the_next(self, drive: Drive, world: ProjectFolder) -> None:
        article(world)
        async with drive(article="zz") as driven:
            await driven.press("ctrl+t")
            wanted = [(p.label, p.text) for p in driven.screen.suggestions.shown]
            await driven.press("tab", *["enter"] * len(wanted))
            assert driven.spans() == wanted
            assert {r["origin"] for r in records(world, "kim") if r["op"] == "put"} == {"suggested"}
            assert len(driven.screen.suggestions.shown) == 0

    async def test_full_stop_and_comma_go_from_suggestion_to_suggestion_and_turn_them_on(
        self, drive: Drive, world: ProjectFolder
    ) -> None:
        article(world)
        async with drive(article="zz") as driven:
            await driven.press("n", "full_stop")
            wanted = [p.text for p in driven.screen.suggestions.shown]
            assert len(wanted) > 2
            seen = []
            for _ in range(len(wanted) + 1):
                here = driven.screen.span_here()
                assert here is not None
                seen.append(here.text)
                await driven.press("full_stop")
            assert seen == [*wanted, wanted[0]]
            await driven.press("comma")
            here = driven.screen.span_here()
            assert here is not None
            assert here.text == wanted[0]
            await driven.press("enter")
            assert wanted[0] in [text for _, text in driven.spans()]

    async def test_in_a_long_article_they_are_found_however_far_away(self, drive: Drive, world: ProjectFolder) -> None:
        text = "He left 12 boats.\n" + "Nothing here.\n" * 6_000 + "Then 40 km of wire.\n" + "Nothing.\n" * 6_000
        (world.seeds / "zz.txt").write_text(text, encoding="utf-8")
        async with drive(article="zz") as driven:
            for key, wanted in (
                ("full_stop", "12 boats"),
                ("full_stop", "40 km"),
                ("full_stop", "12"),
                ("comma", "40 km"),
            ):
                await driven.press(key)
                here = driven.screen.span_here()
                assert here is not None
                assert here.text in wanted
                assert driven.screen.pane.in_view()[0] <= here.start < driven.screen.pane.in_view()[1]

    async def test_where_nothing_is_suggested_the_key_says_so(self, drive: Drive, world: ProjectFolder) -> None:
        (world.seeds / "zz.txt").write_text("Nothing here.\n", encoding="utf-8")
        async with drive(article="zz") as driven:
            await driven.press("full_stop")
            assert "nothing more is suggested in this article" in driven.status()

    async def test_x_refuses_for_good_until_it_is_undone(self, drive: Drive, world: ProjectFolder) -> None:
        article(world)
        async with drive(article="zz") as driven:
            await driven.press("ctrl+t", "tab")
            first = driven.screen.span_here()
            assert first is not None
            await driven.press("x")
            assert first.id not in driven.screen.suggestions.shown
        async with drive(article="zz") as driven:
            await driven.press("ctrl+t")
            assert first.id not in driven.screen.suggestions.shown
            await driven.press("u")
            assert first.id in driven.screen.suggestions.shown

    async def test_a_label_key_corrects_and_says_so_in_the_record(self, drive: Drive, world: ProjectFolder) -> None:
        article(world)
        async with drive(article="zz") as driven:
            await driven.press("ctrl+t", "tab", "a")
            assert driven.spans()[0][0] == "ad"
            assert [r["origin"] for r in records(world, "kim") if r["op"] == "put"] == ["edited"]

    async def test_the_same_wording_elsewhere_is_proposed_after_tagging(
        self, drive: Drive, world: ProjectFolder
    ) -> None:
        (world.seeds / "zz.txt").write_text("Red Harbour Inn, the Red Harbour Inn again.\n", encoding="utf-8")
        async with drive(article="zz") as driven:
            await driven.press("ctrl+t")
            await driven.press(*["shift+right"] * len("Red Harbour Inn"), "c")
            assert [(p.label, p.text, p.start) for p in driven.screen.suggestions.shown if p.label == "claim"] == [
                ("claim", "Red Harbour Inn", 21)
            ]

    async def test_a_blind_project_forbids_them(self, drive: Drive, world: ProjectFolder) -> None:
        article(world)
        world.settings = replace(world.settings, suggestions=False)
        async with drive(article="zz") as driven:
            await driven.press("full_stop")
            assert "forbidden in this project" in driven.status()
            await driven.press("ctrl+t")
            assert "forbidden" in driven.status()
            assert len(driven.screen.suggestions.shown) == 0

    async def test_a_suggestion_does_not_look_like_a_span(self, drive: Drive, world: ProjectFolder) -> None:
        article(world)
        async with drive(article="zz") as driven:
            await driven.press("ctrl+t")
            assert "?" in driven.below_title()[0][:5]
            await driven.press("tab", "enter")
            assert "q" in driven.below_title()[0][:5].lower()


class TestDone:
    """`d` points at what carries no span."""

    async def test_what_was_overlooked_is_counted_once_and_then_done_is_done(
        self, drive: Drive, world: ProjectFolder
    ) -> None:
        article(world)
        async with drive(article="zz", coverage=True) as driven:
            await driven.press("d")
            assert "1 quotation in marks and 3 numbers carry no span" in driven.status()
            assert driven.screen.session.state("zz") is None
            await driven.press("f3")
            assert driven.screen.caret.offset == TEXT.index('"we')
            await driven.press("d")
            state = driven.screen.session.state("zz")
            assert state is not None
            assert state.state == "done"

    async def test_the_reminder_can_be_turned_off(self, drive: Drive, world: ProjectFolder) -> None:
        article(world)
        async with drive(article="zz") as driven:
            await driven.press("d")
            state = driven.screen.session.state("zz")
            assert state is not None
            assert state.state == "done"

    async def test_a_pause_is_suggested_once(self, drive: Drive, world: ProjectFolder) -> None:
        async with drive() as driven:
            driven.screen.session.streak = 51 * 60.0
            await driven.press("right")
            assert "50 minutes without a pause" in driven.status()
            await driven.press("right")
            assert "pause" not in driven.status()


async def test_whether_they_are_on_is_always_said(drive: Drive, world: ProjectFolder) -> None:
    async with drive(size=(80, 24)) as driven:
        assert driven.status().rstrip().endswith("suggestions off")
        await driven.press("ctrl+t", "right", "escape")
        assert driven.status().rstrip().endswith("suggestions on")
        driven.screen.say("word " * 15)
        await driven.pilot.pause()
        assert driven.status().rstrip().endswith("sugg.")
        await driven.press("ctrl+t")
        driven.screen.say("word " * 15)
        await driven.pilot.pause()
        assert "sugg" not in driven.status()
    world.settings = replace(world.settings, suggestions=False)
    async with drive(size=(80, 24)) as driven:
        assert "sugg" not in driven.status()
