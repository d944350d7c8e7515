"""Spans that break a rule, on the screen: marked while they do, gone through by key, counted by `d`."""

from __future__ import annotations

import re

from msgspec.structs import replace

from annotator.project import ProjectFolder
from annotator.rules import OwnRule, RuleSettings
from tests.tui.driving import Drive, Driven

NOTE = (
    "The tram depot burned down on Tuesday. Nobody was hurt.\n"
    "“We smelled it at four,” the driver said. “Then it was gone.”\n"
    "Glimmo bike lamps: be seen. Order 2 now.\n"
)


def tag(driven: Driven, words: str, label: str) -> None:
    start = driven.text.index(words)
    driven.screen.session.tag([(start, start + len(words))], label)


async def begin(driven: Driven, *spans: tuple[str, str]) -> None:
    """Tag some words without the screen's help, and open the article anew."""
    for words, label in spans:
        tag(driven, words, label)
    driven.screen.open_article(driven.screen.index)
    await driven.pilot.pause()


def gutter(driven: Driven) -> list[str]:
    """The column of the gutter that shows problems, for the first rows."""
    return [row[len(driven.screen.palette.labels)] for row in driven.below_title()[:6]]


def marked(driven: Driven) -> list[str]:
    """The rows of the panel that carry a mark."""
    left = driven.screen.panel.region.x
    return [row[left:].strip(" ▌") for row in driven.below_title()[:10] if re.search(r" ! *$", row[left:])]


def details(driven: Driven) -> str:
    region = driven.screen.details.region
    return " ".join(row[region.x :].strip() for row in driven.shown()[region.y : region.y + region.height])


CROSSING = (("The tram depot burned down on Tuesday.", "claim"), ("on Tuesday. Nobody was hurt.", "number"))
SPACE = ("the driver ", "number")
AD = (("Glimmo bike lamps: be seen. Order 2 now.", "ad"), ("2", "number"))


async def test_a_broken_rule_is_marked_until_it_is_mended(drive: Drive, world: ProjectFolder) -> None:
    (world.seeds / "zz.txt").write_text(NOTE, encoding="utf-8")
    async with drive(article="zz") as driven:
        await begin(driven, *CROSSING, SPACE)
        assert gutter(driven)[0] == "!"
        assert [row.split("…")[0].split(" !")[0].strip() for row in marked(driven)] == [
            "n on Tuesday. Nobody was",
            "n the driver",
        ]
        await driven.go("Glimmo")
        assert "! 2" in driven.below_title()[0]
        await driven.press("ctrl+home")
        await driven.press("semicolon")
        assert "problem 1 of 2: crosses claim ‹The tram depot burned down on T…›: m cuts it" in driven.status()
        await driven.press("shift+tab", "tab")
        assert "! crosses claim" in details(driven)
        assert "m cuts it" in details(driven)
        await driven.press("m")
        assert ("number", "Nobody was hurt.") in driven.spans()
        assert len(marked(driven)) == 1
        assert "!" not in details(driven)
        await driven.press("u")
        assert len(marked(driven)) == 2


async def test_keys_go_to_the_next_and_the_previous_problem_and_around(drive: Drive, world: ProjectFolder) -> None:
    (world.seeds / "zz.txt").write_text(NOTE, encoding="utf-8")
    async with drive(article="zz") as driven:
        await driven.press("semicolon")
        assert "no span of this article breaks a rule" in driven.status()
        await begin(driven, *CROSSING, SPACE, *AD)
        seen = []
        for key in ("semicolon", "semicolon", "semicolon", "semicolon", "colon", "colon"):
            await driven.press(key)
            here = driven.screen.span_here()
            assert here is not None
            seen.append(here.text)
        on, driver, two = "on Tuesday. Nobody was hurt.", "the driver ", "2"
        assert seen == [on, driver, two, on, two, driver]
        await driven.press("escape")
        await driven.go("Nobody")
        await driven.press("semicolon")
        assert "problem 2 of 3" in driven.status()


async def test_what_cannot_be_mended_says_what_can_be_done(drive: Drive, world: ProjectFolder) -> None:
    (world.seeds / "zz.txt").write_text(NOTE, encoding="utf-8")
    async with drive(article="zz") as driven:
        await begin(driven, *AD)
        await driven.press("semicolon", "m")
        assert "lies inside ad ‹Glimmo bike lamps: be seen. Ord…›: x removes it" in driven.status()
        await driven.press("x")
        assert [label for label, _ in driven.spans()] == ["ad"]
        await driven.press("m")
        assert "nothing to mend: it breaks no rule" in driven.status()


async def test_done_counts_problems_once(drive: Drive, world: ProjectFolder) -> None:
    (world.seeds / "zz.txt").write_text(NOTE, encoding="utf-8")
    async with drive(article="zz") as driven:
        await begin(driven, *CROSSING, SPACE)
        await driven.press("d")
        assert "2 problems: ; goes there, d again marks it done" in driven.status()
        assert driven.screen.session.state("zz").state == "started"  # type: ignore[union-attr]
        await driven.press("d")
        assert driven.screen.session.state("zz").state == "done"  # type: ignore[union-attr]
    async with drive(article="zz", coverage=True) as driven:
        await driven.press("d", "d")
        assert "2 problems: ; goes there, 2 quotations in marks" in driven.status()
        last = " ".join("".join(driven.shown()[-2:]).split())
        assert "F3 looks, d again marks it done" in last
        assert last.endswith("? help Ctrl+q quit"), "the way out stays in view"


async def test_what_is_left_is_pointed_at_again_once_some_of_it_was_mended(drive: Drive, world: ProjectFolder) -> None:
    (world.seeds / "zz.txt").write_text(NOTE, encoding="utf-8")
    async with drive(article="zz") as driven:
        await begin(driven, *CROSSING, SPACE)
        await driven.press("d", "semicolon", "x", "d")
        assert "d again marks it done" in driven.status()
        assert driven.screen.session.state("zz").state == "started"  # type: ignore[union-attr]
        await driven.press("right", "d")
        assert driven.screen.session.state("zz").state == "done"  # type: ignore[union-attr]


async def test_a_new_span_that_breaks_a_rule_is_pointed_out(drive: Drive, world: ProjectFolder) -> None:
    (world.seeds / "zz.txt").write_text(NOTE, encoding="utf-8")
    async with drive(article="zz") as driven:
        await begin(driven, ("2", "number"))
        await driven.go("Order 2")
        await driven.press("a")
        assert "number ‹2› lies inside it" in driven.status()
        await driven.press("u")
        await driven.go("Order")
        await driven.press(*["shift+right"] * 7, "c")
        assert "lies inside" not in driven.status()


async def test_the_rules_of_the_project_hold(drive: Drive, world: ProjectFolder) -> None:
    (world.seeds / "zz.txt").write_text(NOTE, encoding="utf-8")
    speaker = OwnRule(name="speaker", says="has no speaker", label="quote", needs="speaker")
    world.settings = replace(world.settings, rules=RuleSettings(crossing=False, own=[speaker]))
    async with drive(article="zz") as driven:
        await begin(driven, *CROSSING, ("“We smelled it at four,”", "quote"))
        await driven.press("semicolon")
        assert "problem 1 of 1: has no speaker: e notes it" in driven.status()
        await driven.press("e", *"Moor", "enter")
        assert len(driven.screen.session.problems()) == 0
        await driven.go("Nobody")
        await driven.press("m")
        assert ("number", "on Tuesday. Nobody was hurt.") in driven.spans()


async def test_ten_problems_take_two_keys_each(drive: Drive, world: ProjectFolder) -> None:
    text = "".join(f"Firm {number} sold lamps {number} times. " for number in range(10))
    (world.seeds / "zz.txt").write_text(text, encoding="utf-8")
    async with drive(article="zz") as driven:
        await begin(driven, *((f"Firm {number} ", "quote") for number in range(5)))
        await begin(driven, *((f"Firm {number} sold lamps", "quote") for number in range(5, 10)))
        await begin(driven, *((f"lamps {number} times.", "claim") for number in range(5, 10)))
        assert len(driven.screen.session.problems()) == 10
        keys = ["semicolon", "m"] * 10
        await driven.press(*keys)
        assert len(driven.screen.session.problems()) == 0
