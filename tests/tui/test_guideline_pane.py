"""The guideline beside the text."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.project import ProjectFolder, default_guideline
from annotator.text.wrap import cell_length
from annotator.tui.widgets.reflowed_text import reflow
from tests.tui.driving import Drive, Driven, check_layout

ROOT = Path(__file__).parents[2]


def beside(driven: Driven) -> list[str]:
    half = driven.app.size.width // 2
    return [row[half:].strip() for row in driven.below_title()]


def test_the_guideline_that_comes_with_the_program_is_the_one_in_the_documentation() -> None:
    assert default_guideline() == (ROOT / "docs" / "guidelines.md").read_text("utf-8"), (
        "cp docs/guidelines.md annotator/guidelines.md"
    )


class TestReflow:
    """Markdown to lines of a width."""

    def test_paragraphs_wrapped_by_hand_flow_to_the_width(self) -> None:
        lines = reflow("One\ntwo **three**\nfour `five`.\n\nSix", 80).lines
        assert ["".join(text for text, _ in line) for line in lines] == ["One two three four five.", "", "Six"]
        assert lines[0] == (
            ("One two ", "plain"),
            ("three", "bold"),
            (" four ", "plain"),
            ("five", "code"),
            (".", "plain"),
        )

    def test_headings_are_found_whatever_their_case(self) -> None:
        page = reflow("# Top\ntext\n## Quote\nmore", 30)
        assert page.sections == {"top": 0, "quote": 3}
        assert page.lines[3] == (("Quote", "heading"),)

    def test_lists_hang(self) -> None:
        lines = reflow("- one two three\n  four\n1. five", 12).lines
        assert ["".join(text for text, _ in line) for line in lines] == ["• one two", "  three four", "1. five"]

    def test_tables_stand_in_columns_and_under_one_another_where_it_is_narrow(self) -> None:
        table = "| a | b |\n|---|---|\n| one two | three |"
        assert "".join(text for text, _ in reflow(table, 40).lines[2]).startswith("one two │ three")
        assert ["".join(text for text, _ in line) for line in reflow(table, 12).lines] == ["a", "b", "one two", "three"]

    @given(st.text(alphabet="ab #-*`|\n\x1b\u202e日1.", max_size=200), st.integers(8, 60))
    def test_no_line_is_wider_than_the_pane_and_nothing_harmful_is_left(self, text: str, width: int) -> None:
        for line in reflow(text, width).lines:
            drawn = "".join(part for part, _ in line)
            assert cell_length(drawn) <= width + 1
            assert not set(drawn) & set("\x1b\u202e\n")


class TestPane:
    """`g` opens and closes it."""

    async def test_it_opens_at_the_label_at_hand_beside_the_article(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.go("151")
            await driven.press("n", "g")
            assert beside(driven)[1] == "number"
            assert "151 minutes" in "".join(row[:50] for row in driven.shown())
            await driven.press("g")
            assert not driven.screen.query("#guideline")
            assert driven.screen.panel.display

    async def test_a_project_without_one_sees_the_default_and_how_to_have_its_own(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.press("g")
            assert "The default guideline; write" in beside(driven)[1]
            assert driven.screen.project.guideline() is None

    async def test_one_that_is_named_and_not_there_is_said_to_be_missing(
        self, drive: Drive, world: ProjectFolder
    ) -> None:
        world.settings = replace(world.settings, guideline="none.md")
        async with drive() as driven:
            assert "there is no file none.md" in " ".join(note.message for note in driven.app._notifications)
            await driven.press("g")
            assert "there is no file none.md" in " ".join(beside(driven))

    async def test_the_projects_own_is_shown_harmless(self, drive: Drive, world: ProjectFolder) -> None:
        (world.root / "docs").mkdir()
        (world.root / "docs" / "guidelines.md").write_text("# Ours\n[b]\x1b[2J[/c] [@click=app.quit]x[/]\n")
        async with drive(size=(120, 20)) as driven:
            await driven.press("g")
            assert beside(driven)[1:3] == ["Ours", "[b]␛[2J[/c] [@click=app.quit]x[/]"]

    async def test_arrows_scroll_it_while_label_keys_still_tag(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.go("151")
            await driven.press("g")
            before = beside(driven)[3]
            await driven.press("down", "n")
            assert beside(driven)[2] == before
            assert driven.spans() == [("number", "151 minutes")]

    async def test_enter_goes_back_to_the_article_and_escape_closes(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.press("g", "enter", "right")
            assert driven.screen.caret.offset == 1
            assert driven.screen.query("#guideline")
            await driven.press("g", "g", "escape")
            assert not driven.screen.query("#guideline")
            await driven.press("right")
            assert driven.screen.caret.offset == 2

    async def test_a_click_on_its_title_closes_it(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.press("g")
            await driven.pilot.click("#guideline-title", offset=(2, 0))
            await driven.pilot.pause()
            assert not driven.screen.query("#guideline")

    async def test_a_narrow_screen_shows_it_alone_and_gives_the_article_back(self, drive: Drive) -> None:
        async with drive(size=(40, 10)) as driven:
            await driven.press("g")
            assert driven.shown()[1].strip().startswith("The default")
            await driven.press("enter", "right")
            assert driven.screen.caret.offset == 1
            assert "We forget" in driven.shown()[0]


class TestThirdColumn:
    """Where there is room, beside the text and the panel, from the start and until somebody closes it."""

    async def test_it_is_there_from_the_start_beside_the_panel_and_takes_no_key(self, drive: Drive) -> None:
        async with drive(size=(170, 50)) as driven:
            await driven.settle()
            assert driven.screen.query_one("#guideline").display
            assert driven.screen.panel.size.width >= 24
            assert driven.screen.focused is driven.screen.pane
            width = driven.screen.pane.size.width
            check_layout(driven.app)
            await driven.press("c", "g")
            assert not driven.screen.query("#guideline")
            assert len(driven.spans()) == 1
            assert driven.screen.pane.size.width == width
        async with drive(size=(170, 50)) as driven:  # as it was left
            await driven.settle()
            assert not driven.screen.query("#guideline")
            await driven.press("g")
            assert driven.screen.panel.display
        async with drive(size=(170, 50)) as driven:
            await driven.settle()
            assert driven.screen.query("#guideline")

    async def test_a_narrower_terminal_has_the_panel_again(self, drive: Drive) -> None:
        async with drive(size=(180, 40)) as driven:
            await driven.settle()
            await driven.pilot.resize_terminal(100, 30)
            await driven.settle()
            assert not driven.screen.query("#guideline")
            assert driven.screen.panel.size.width
            await driven.pilot.resize_terminal(180, 40)
            await driven.settle()
            assert driven.screen.query("#guideline")
            check_layout(driven.app)
