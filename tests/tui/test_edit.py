"""Attributes and notes: completion from what was used before, and what stays exactly as it was."""

from __future__ import annotations

from annotator.model import Label, Span, Tombstone
from annotator.project import ProjectFolder
from annotator.suggest.attributes import used_before
from annotator.tui.widgets.field import Field
from tests.making import fold_of, raw, span, state, tombstone
from tests.tui.driving import Drive, Driven, records


def test_values_used_most_come_first_and_are_harmless() -> None:
    quotes: list[Span | Tombstone] = [
        span("a", attributes={"speaker": "Zoe"}, label="quote"),
        span("b", attributes={"speaker": "Al\x1b[2J"}, label="quote"),
        span("c", attributes={"speaker": "Zoe", "cue": "said"}, label="quote"),
        span("d", attributes={"unit": "km"}, label="number"),
    ]
    gone: list[Span | Tombstone] = [span("e", attributes={"speaker": "Gone"}, label="quote"), tombstone("e", rev=2)]
    used = used_before(fold_of(*(raw(record) for record in [*quotes, *gone]), raw(state())))
    assert used.values == {"speaker": ["Zoe", "Al␛[2J"], "cue": ["said"], "unit": ["km"]}
    assert used.names == {"quote": ["speaker", "cue"], "number": ["unit"]}


async def noted(driven: Driven, words: str, key: str, **attributes: str) -> None:
    await driven.go(words)
    await driven.press(key)
    here = driven.screen.span_here()
    assert here is not None
    driven.screen.session.change(here, attributes=attributes)


async def test_right_arrow_completes_what_was_used_before(drive: Drive, world: ProjectFolder) -> None:
    async with drive() as driven:
        await noted(driven, "giant leap", "q", speaker="Neil Armstrong")
        await driven.go('"a"')
        await driven.press("right", "q", "e", "n", "e")
        await driven.pilot.pause()
        await driven.press("right", "enter")
        assert records(world, "kim")[-1]["attributes"] == {"speaker": "Neil Armstrong"}


async def test_leaving_the_program_with_something_typed_says_how_it_is_kept(drive: Drive) -> None:
    async with drive() as driven:
        await driven.go("giant leap")
        for key in ("ctrl+q", "ctrl+c"):
            await driven.press("q", "e", *"Ana")
            assert not any("Enter keeps this" in row for row in driven.shown())
            await driven.press(key)
            assert any("Enter keeps this, Esc drops it; then Ctrl+Q leaves." in row for row in driven.shown())
            await driven.press("escape", "u")
        assert driven.app.is_running


async def test_what_was_noted_is_named(drive: Drive) -> None:
    async with drive() as driven:
        await driven.go("giant leap")
        await driven.press("q", "e", *"Ana", "enter")
        assert "changed speaker of quote ‹" in driven.status()
        here = driven.screen.span_here()
        assert here is not None
        told = driven.screen.session.change(here, note="odd").message
        assert told.startswith("changed the note of quote ‹")


async def test_down_goes_through_what_was_used_before(drive: Drive, world: ProjectFolder) -> None:
    async with drive() as driven:
        await noted(driven, "giant leap", "q", speaker="Neil Armstrong")
        await driven.go('"a"')
        await driven.press("right", "q", "e", "down", "enter")
        assert records(world, "kim")[-1]["attributes"] == {"speaker": "Neil Armstrong"}


async def test_down_takes_what_a_number_says(drive: Drive, world: ProjectFolder) -> None:
    async with drive() as driven:
        await driven.go("151")
        await driven.press("n", "e")
        assert any("↓ 151" in row for row in driven.shown())
        await driven.press("down", "tab", "tab", "enter")
        assert records(world, "kim")[-1]["attributes"] == {"value": "151"}


async def test_changing_the_note_leaves_odd_characters_in_attributes_alone(drive: Drive, world: ProjectFolder) -> None:
    async with drive() as driven:
        await noted(driven, "151", "n", value=" 151\u200b\t\x1b[0m", odd="[b]x[/]")
        await driven.press("e", "tab", "tab", "tab", "s", "o", "enter")
        last = records(world, "kim")[-1]
        assert last["note"] == "so"
        assert last["attributes"] == {"value": " 151\u200b\t\x1b[0m", "odd": "[b]x[/]"}


async def test_a_label_of_the_project_names_its_attributes(drive: Drive) -> None:
    labels = [Label(name="person", key="p", colour="#cc0000", attributes=["role[/]", "party"])]
    async with drive(labels=labels) as driven:
        await driven.press("shift+right", "p", "e")
        assert len(driven.app.screen.query(Field)) == 3
        assert any("role[/]" in row for row in driven.shown())


async def test_a_paste_that_is_too_long_is_cut_and_said_so(drive: Drive) -> None:
    from textual import events

    async with drive() as driven:
        await driven.go("151")
        await driven.press("n", "e")
        driven.app.screen.query_one("#note", Field).focus()
        driven.app.screen.query_one("#note", Field).post_message(events.Paste("x\x1b" * 2000))
        await driven.press("end")
        assert any("2,000 characters" in row for row in driven.shown())
        assert "\x1b" not in driven.app.screen.query_one("#note", Field).value


class TestArticleNote:
    """`Ctrl+E`: the article's note and state."""

    async def test_note_and_state_are_kept_and_can_be_undone(self, drive: Drive, world: ProjectFolder) -> None:
        async with drive() as driven:
            await driven.press("ctrl+e", *"odd", "tab", "right", "enter")
            last = records(world, "kim")[-1]
            assert (last["op"], last["state"], last["note"]) == ("article", "done", "odd")
            await driven.press("ctrl+e", "x", "enter")
            assert "noted" in driven.status()
            assert records(world, "kim")[-1]["note"] == "oddx"
            await driven.press("u")
            assert records(world, "kim")[-1]["note"] == "odd"

    async def test_nothing_changed_writes_nothing(self, drive: Drive, world: ProjectFolder) -> None:
        async with drive() as driven:
            await driven.press("ctrl+e", "enter", "ctrl+e", "escape")
        assert not world.journal_path("kim").exists()

    async def test_a_click_chooses_the_state(self, drive: Drive, world: ProjectFolder) -> None:
        async with drive() as driven:
            await driven.press("ctrl+e")
            await driven.pilot.click("#choice", offset=(25, 0))
            await driven.press("enter")
            assert records(world, "kim")[-1]["state"] == "skipped"

    async def test_reading_only_says_so(self, drive: Drive) -> None:
        async with drive(read_only=True) as driven:
            await driven.press("ctrl+e")
            assert "nothing can be changed" in driven.status()
            await driven.press("k")
            assert "nothing can be changed" in driven.status()


async def test_skip_goes_on_to_the_next_open_article(drive: Drive, world: ProjectFolder) -> None:
    async with drive(article="heritage-appeal") as driven:
        await driven.press("k")
        assert driven.screen.article.id == "long-analysis"
        assert records(world, "kim")[-1]["state"] == "skipped"
        await driven.press("left_square_bracket", "k")
        assert driven.screen.article.id == "heritage-appeal"
        assert records(world, "kim")[-1]["state"] == "started"
