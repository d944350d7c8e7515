"""The panel: reading order or by label, in step with the article."""

from __future__ import annotations

import pytest
from textual.strip import Strip

from annotator.project import ProjectFolder
from annotator.span_index import SpanIndex
from annotator.tui.theme import THEMES, Palette
from annotator.tui.widgets.panel import SpanPanel
from tests.making import span
from tests.tui.driving import Drive, Driven


def listed(driven: Driven, rows: int = 6) -> list[str]:
    return [row[70:].rstrip(" ▁▂▃▄▅▆▇█") for row in driven.below_title()[1 : rows + 1]]


async def tag_some(driven: Driven) -> None:
    await driven.go("151")
    await driven.press("n", "c")
    await driven.go("six and a half")
    await driven.press("n")


class TestByLabel:
    """`v` groups the spans."""

    async def test_a_heading_says_how_many_spans_a_label_has(self, drive: Drive) -> None:
        async with drive() as driven:
            await tag_some(driven)
            await driven.press("v")
            assert "by label" in driven.status()
            rows = listed(driven)
            assert rows[0].split() == ["c", "claim", "1"]
            assert rows[2].split() == ["n", "number", "2"]
            assert "six and a half" in rows[3]
            assert "151 minutes" in rows[4]

    async def test_the_order_is_remembered(self, drive: Drive) -> None:
        async with drive() as driven:
            await tag_some(driven)
            await driven.press("v")
        async with drive() as driven:
            assert listed(driven)[0].split() == ["c", "claim", "1"]
            await driven.press("v")
            assert "reading order" in driven.status()
        async with drive() as driven:
            assert not driven.screen.panel.by_label

    async def test_what_is_tagged_removed_or_undone_is_listed_at_once(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.press("v")
            await tag_some(driven)
            await driven.press("x")
            assert listed(driven)[2].split() == ["n", "number", "1"]
            await driven.press("u")
            assert listed(driven)[2].split() == ["n", "number", "2"]

    async def test_a_click_chooses_the_span_and_on_a_heading_the_first_of_its_label(self, drive: Drive) -> None:
        async with drive() as driven:
            await tag_some(driven)
            await driven.press("v")
            for line, text in ((4, "151 minutes"), (2, "six and a half hours")):
                await driven.pilot.click("#spans", offset=(6, line))
                await driven.pilot.pause()
                here = driven.screen.span_here()
                assert here is not None
                assert here.id == driven.screen.chosen
                assert here.text == text

    async def test_the_span_at_the_cursor_is_marked_in_the_list(self, drive: Drive) -> None:
        async with drive() as driven:
            await tag_some(driven)
            await driven.press("v", "escape")
            await driven.go("151")
            assert listed(driven)[4].startswith("▌")

    async def test_a_label_the_project_does_not_know_comes_last(self, drive: Drive, world: ProjectFolder) -> None:
        spans = SpanIndex([span(str(i), i, i + 1, label=label) for i, label in enumerate(("zeal[/]", "ad", "claim"))])
        panel = SpanPanel(Palette(THEMES["dark"], world.settings.labels, "truecolor"))
        panel.by_label = True
        panel.spans = spans
        panel._group()
        assert [label for label, one in panel._lines if one is None] == ["claim", "ad", "zeal[/]"]


async def test_a_cursor_key_draws_at_most_two_lines_of_a_long_list(
    drive: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = SpanPanel.render_line
    for keys in ((), ("v",)):
        async with drive() as driven:
            screen = driven.screen
            screen.session.tag([(i, i + 1) for i in range(0, 1900, 2)], "ad")
            screen.open_article(screen.index, 100)
            await driven.press(*keys)
            drawn: list[int] = []

            def counted(panel: SpanPanel, y: int, into: list[int] = drawn) -> Strip:
                into.append(y)
                return real(panel, y)

            monkeypatch.setattr(SpanPanel, "render_line", counted)
            await driven.press("right")
            assert len(drawn) <= 2
            monkeypatch.undo()


async def test_an_empty_panel_says_how_to_begin_with_the_keys_of_the_project(drive: Drive) -> None:
    async with drive(size=(100, 30)) as driven:
        told = " ".join(" ".join(row[-30:].strip() for row in driven.shown()[:14]).split())
        assert "nothing tagged yet c q n a: tag what is at the cursor, or selected s: a letter on all" in told
        await driven.press("c")
        assert not any("a letter on all" in row for row in driven.shown())
        await driven.press("u")
        assert any("a letter on all" in row for row in driven.shown())
    async with drive(read_only=True) as driven:
        assert any("nothing tagged yet" in row for row in driven.shown())
        assert not any("a letter on" in row for row in driven.shown())
