"""Small and odd terminals, odd texts: the screen stays usable and offsets stay true."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from annotator.project import ProjectFolder
from tests.tui.driving import Drive, records

TEXTS = {
    "hebrew": "ראש העיר אמר: “אבדנו 12 סירות” ביום שני.\nעוד 40 ק״מ.\n",
    "chinese": "市长说：“我们失去了 12 艘船。”大约 40 公里的电线不见了。\n" * 6,
    "emoji": "👩‍👧 said “12 boats 👨‍👩‍👧‍👦” 🇩🇪🇫🇷 e\u0301a\u0308o\u0302 40 km.\n",
    "tabs": "\tName\t12 boats\t“a\tb”\r\n\r\n\t40 km\r\n",
    "controls": "one\u2028two\x0bthree\x0cfour\x85five\u00ad“six”\u200b 12 boats\n",
    "zalgo": "z" + "\u0301\u0316" * 400 + " “12 boats” end\n",
}


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (250, 80)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", list(TEXTS))
async def test_odd_texts_are_tagged_at_true_offsets_at_every_size(
    drive: Drive, world: ProjectFolder, name: str, size: tuple[int, int]
) -> None:
    text = TEXTS[name]
    (world.seeds / "zz.txt").write_bytes(text.encode())
    async with drive(article="zz", size=size) as driven:
        await driven.press(*["right"] * min(len(text), 40))
        await driven.press("end", "home", "down", "pagedown", "pageup", "ctrl+end", "ctrl+home")
        await driven.go("12")
        await driven.press("n", "q", "plus", "a")
        found = [r for r in records(world, "kim") if r["op"] == "put"]
        assert found
        assert all(text[r["start"] : r["end"]] == r["text"] for r in found)
        first, last = driven.screen.pane.in_view()
        assert first <= driven.screen.caret.offset <= last
        assert all(len(row) <= size[0] for row in driven.shown())


async def test_one_line_of_a_megabyte_opens_and_is_tagged_in_its_middle(drive: Drive, world: ProjectFolder) -> None:
    text = "The mayor said “we lost 12 boats” and about 40 km of wire. " * 17_000
    (world.seeds / "zz.txt").write_text(text, encoding="utf-8")
    async with drive(article="zz") as driven:
        offset = text.index("40 km", 500_000)
        driven.screen.caret.go(offset)
        driven.screen.show()
        await driven.press("n", "N", "escape", "ctrl+t", "tab", "enter", "ctrl+t")
        found = [r for r in records(world, "kim") if r["op"] == "put"]
        assert found[0]["text"] == "about 40 km"
        assert all(text[r["start"] : r["end"]] == r["text"] for r in found)
        painted = driven.screen.pane.rows_painted
        await driven.press("right")
        assert driven.screen.pane.rows_painted - painted <= 4


async def test_a_terminal_of_one_cell_and_back_loses_nothing(drive: Drive) -> None:
    async with drive() as driven:
        offset = await driven.go("Fantastic")
        for size in ((1, 1), (2, 2), (300, 3), (3, 100), (100, 30)):
            await driven.pilot.resize_terminal(*size)
            await driven.pilot.pause()
        assert driven.screen.caret.offset == offset
        await driven.press("q")
        assert driven.spans() == [("quote", '"Fantastic."')]


async def test_dates_are_numbers_where_the_project_says_so(drive: Drive, world: ProjectFolder) -> None:
    (world.seeds / "zz.txt").write_text("It began on 3 March 2021 at dawn.\n", encoding="utf-8")
    async with drive(article="zz") as driven:
        await driven.press("N")
        assert "no untagged number" in driven.status()
    world.settings = replace(world.settings, dates=True)
    async with drive(article="zz") as driven:
        await driven.press("N", "a")
        assert driven.spans() == [("number", "3 March 2021")]
