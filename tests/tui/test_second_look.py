"""After `d` the screen goes through what was left out: Enter takes, `x` refuses, `d` goes on; journals say what was shown."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace

from annotator.agreement.table import read_table
from annotator.journal.earlier import Earlier
from annotator.model import DEFAULT_LABELS, Label
from annotator.project import ProjectFolder
from annotator.project_session import ProjectSession
from annotator.text.segments import objects
from annotator.tui.theme import rgb
from tests.suggest.test_phrases import people
from tests.suggest.test_second_look import corpus
from tests.tui.driving import Drive, Driven, check_layout, records


@pytest.fixture
def lost(world: ProjectFolder) -> list[str]:
    """Kim has finished six invented articles, and in a7, which is open, forgot two claims and tagged an opinion."""
    for path in world.seeds.iterdir():
        path.unlink()
    articles, texts = corpus(8)
    for name, text in texts.items():
        (world.seeds / f"{name}.txt").write_bytes(text.encode())
    here, text = articles[7], texts["a7"]
    with ProjectSession(world, "kim") as session:
        for one in articles[:7]:
            session.open(one.article)
            session.tag_all(one.spans)
            session.mark("done")
        session.open("a7")
        session.tag_all([here.spans[0], *here.spans[2:-1]])
        start = text.index("What a strange")
        session.tag([(start, start + len("What a strange and beautiful morning!"))], "claim")
    return [text[start:end] for start, end, _ in (here.spans[1], here.spans[-1])]


async def offered(driven: Driven) -> None:
    """Wait until the second look has begun."""
    for _ in range(500):
        await driven.pilot.pause()
        if driven.screen.second_look.is_on:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("no second look")


async def test_it_goes_through_what_was_left_out_and_what_does_not_belong(
    drive: Drive, world: ProjectFolder, lost: list[str]
) -> None:
    async with drive(article="a7") as driven:
        await driven.press("d")
        await offered(driven)
        said = "you left out 2 sentences that look like your claims, and tagged 1 that does not"
        assert driven.screen.message == f"{said}: Enter takes it, x refuses, d goes on"
        assert "SECOND LOOK" in driven.status()
        check_layout(driven.app)
        answers: dict[str, str] = {}
        for _ in range(3):
            here = driven.screen.span_here()
            assert here is not None
            answers[here.text] = driven.status()
            await driven.press("x" if here.text == lost[1] else "enter")
        assert set(answers) == {*lost, "What a strange and beautiful morning!"}
        assert "that was the second look: d goes on" in driven.status()
        texts = [text for _, text in driven.spans()]
        assert lost[0] in texts
        assert lost[1] not in texts
        assert "What a strange and beautiful morning!" not in texts
        await driven.press("d")
        assert "every article is done or skipped" in driven.status()
    after = [r for r in records(world, "kim") if r.get("look") == 2]
    assert [len(r["shown"]) for r in after if r["id"].startswith("look:")] == [3]
    assert {(r["op"], r["by"][:14]) for r in after[1:]} == {("put", "learned:claim@"), ("del", "learned:claim@")}
    paths = [world.journal_path("kim")]
    now, before = (read_table(paths, earlier=state).table for state in (None, Earlier(independent=True)))
    assert len(before.article) == len(now.article)  # one came and one went


async def test_an_offer_to_remove_is_told_from_one_to_tag_and_keys_are_those_of_offers(
    drive: Drive, lost: list[str]
) -> None:
    async with drive(article="a7") as driven:
        before = driven.shown()[-1]
        await driven.press("d")
        await offered(driven)
        seen = {}
        for _ in range(3):
            await driven.pilot.pause()
            here = driven.screen.span_here()
            assert here is not None
            await driven.press("f1")
            help_shown = "\n".join(driven.shown())
            await driven.press("escape")
            seen[here.text] = "\n".join(driven.shown()), help_shown
            await driven.press("x")
        for text, (screen, help_shown) in seen.items():
            removes = text.startswith("What a strange")
            assert ("(tagged claim: remove it?)" in screen) == removes
            assert ("(suggestion)" in screen) != removes
            assert ("Remove the span" in help_shown) == removes
            assert "Refuse" in help_shown
            assert "Go on" in help_shown
        await driven.press("d")
        assert driven.shown()[-1] == before


async def test_the_bar_shows_the_keys_of_a_second_look(drive: Drive, lost: list[str]) -> None:
    async with drive(article="a7", size=(120, 30)) as driven:
        await driven.press("d")
        await offered(driven)
        await driven.press("x")
        assert " ".join(driven.shown()[-1].split()).startswith("Enter takes it x refuses d goes on u undo")


async def test_the_reason_and_the_probability_stand_with_each_offer(drive: Drive, lost: list[str]) -> None:
    async with drive(article="a7", size=(120, 40)) as driven:
        await driven.press("d")
        await offered(driven)
        await driven.press("enter")
        assert "%, like " in driven.status()
        assert "that you tagged: ‹" in driven.status() or "that you left: ‹" in driven.status()
        assert "2 of 3 offers left" in driven.status()


async def test_without_answers_d_goes_on_and_what_was_refused_stays_refused(
    drive: Drive, world: ProjectFolder, lost: list[str]
) -> None:
    async with drive(article="a7") as driven:
        before = driven.spans()
        await driven.press("d")
        await offered(driven)
        for _ in range(3):
            await driven.press("x")
        await driven.press("d")
        assert driven.spans() == before
        driven.screen.second_look.again()
        for _ in range(300):
            await driven.pilot.pause()
            if "nothing looks left out" in driven.status():
                break
            await asyncio.sleep(0.02)
        assert "nothing looks left out, or out of place" in driven.status()
    assert {r["refused"]["label"] for r in records(world, "kim") if "refused" in r} == {"claim", "remove:claim"}


async def test_where_finished_articles_teach_nothing_more_than_the_rule_that_is_said_and_no_all_clear_is_given(
    drive: Drive, world: ProjectFolder
) -> None:
    for path in world.seeds.iterdir():
        path.unlink()
    articles, texts = corpus(8)
    with ProjectSession(world, "kim") as session:
        for one in articles:
            text = texts[one.article]
            (world.seeds / f"{one.article}.txt").write_bytes(text.encode())
            ended = [place for place in objects(text, "sentence") if text[place[1] - 1] in ".!"]
            session.open(one.article)
            session.tag_all([(*place, "claim") for place in ended[one.article == "a7" :]])
            session.mark("done")
    async with drive(article="a7") as driven:
        driven.screen.second_look.again()
        for _ in range(300):
            await driven.pilot.pause()
            if "so there are no offers" in driven.screen.message:
                break
            await asyncio.sleep(0.02)
        said = "your finished articles do not teach more than the rule yet, so there are no offers"
        assert driven.screen.message.startswith(said)
        assert "do not teach more than the rule yet" in driven.status()
        seen = []
        for keys in ("dd", "ddd"):  # the mark is taken off, and set again
            await driven.press(*keys)
            for _ in range(300):
                await driven.pilot.pause()
                if "every article is done" in driven.screen.message:
                    break
                await asyncio.sleep(0.02)
            seen.append(driven.screen.message)
        assert "a7 marked done; your finished articles do not teach more than the rule yet: no offers" in seen[0]
        assert "no offers" not in seen[1], "once is enough"
        assert "every article is done" in seen[1]


async def test_of_labels_without_an_object_it_is_said_what_is_missing(
    drive: Drive, world: ProjectFolder, lost: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.suggest.learned.is_possible", lambda: False)
    monkeypatch.setattr("annotator.suggest.phrases.is_possible", lambda: False)
    world.settings = replace(world.settings, labels=[*DEFAULT_LABELS, Label(name="person", key="p")])
    async with drive(article="a7") as driven:
        await driven.press("d")
        await offered(driven)
        for _ in range(3):
            await driven.press("x")
        driven.screen.second_look.again()
        for _ in range(300):
            await driven.pilot.pause()
            if "nothing looks left out" in driven.status():
                break
            await asyncio.sleep(0.02)
        assert "to learn of person too, pip install -e '.[train]'" in driven.status()


async def test_it_offers_words_of_a_label_without_an_object(drive: Drive, world: ProjectFolder) -> None:
    pytest.importorskip("pycrfsuite")
    for path in world.seeds.iterdir():
        path.unlink()
    world.settings = replace(world.settings, labels=[Label(name="person", key="p")])
    articles, texts = people(6)
    for name, text in texts.items():
        (world.seeds / f"{name}.txt").write_bytes(text.encode())
    with ProjectSession(world, "kim") as session:
        for one in articles:
            session.open(one.article)
            session.tag_all(one.spans[one.article == "a5" :])
            if one.article != "a5":
                session.mark("done")
    forgotten = texts["a5"][slice(*articles[5].spans[0][:2])]
    async with drive(article="a5") as driven:
        await driven.press("d")
        await offered(driven)
        assert driven.screen.message.startswith("you left out 1 wording that looks like your persons: Enter takes it")
        assert forgotten not in [text for _, text in driven.spans()[:1]]
        await driven.press("enter")
        assert driven.spans()[0] == ("person", forgotten)
    [tagged] = [r for r in records(world, "kim") if r.get("look") == 2 and r["op"] == "put"]
    assert (tagged["text"], tagged["by"][:15]) == (forgotten, "learned:person@")


async def test_a_project_that_forbids_suggestions_has_no_second_look(
    drive: Drive, world: ProjectFolder, lost: list[str]
) -> None:
    world.settings = replace(world.settings, suggestions=False)
    async with drive(article="a7") as driven:
        await driven.press("d")
        assert "every article is done or skipped" in driven.status()
        driven.screen.second_look.again()
        await driven.pilot.pause()
        assert "suggestions are forbidden in this project" in driven.status()
    assert not any("look" in record for record in records(world, "kim"))


async def test_while_it_is_looked_for_d_goes_on_at_once(drive: Drive, lost: list[str]) -> None:
    async with drive(article="a7") as driven:
        await driven.pilot.press("d", "d")
        await driven.pilot.pause()
        assert "every article is done or skipped" in driven.status()
        assert not driven.screen.second_look.is_on


async def test_an_accepted_suggestion_says_which_rule_made_it(drive: Drive, world: ProjectFolder) -> None:
    (world.seeds / "zz.txt").write_text('The mayor said "we lost 12 boats" on Monday.\n', encoding="utf-8")
    async with drive(article="zz") as driven:
        await driven.press("ctrl+t", "tab", "enter", "enter")
    made = {(r["label"], r["by"]) for r in records(world, "kim") if r["op"] == "put"}
    assert made == {("quote", "rule:quotation"), ("number", "rule:number")}


async def test_unlikely_sentences_are_dimmer_only_if_asked_for_and_then_nothing_is_independent(
    drive: Drive, world: ProjectFolder, lost: list[str]
) -> None:
    async def waited(driven: Driven) -> bool:
        for _ in range(100):
            await driven.pilot.pause()
            if driven.screen.second_look.unlikely is not None:
                return True
            await asyncio.sleep(0.02)
        return False

    async with drive(article="a7") as driven:
        assert not await waited(driven)
    world.settings = replace(world.settings, dim_unlikely=True)
    async with drive(article="a7") as driven:
        assert await waited(driven)
        text = driven.text
        dimmed = {text[span.start : span.end] for span in driven.screen.second_look.unlikely or ()}
        assert "Will the bridge ever reopen?" in dimmed
        assert not dimmed & set(lost)
        assert driven.spans()[0][1] not in dimmed
        check_layout(driven.app)
        faint = rgb(driven.screen.palette.look.faint)
        rows = driven.app.screen._compositor.render_strips()
        colours = {
            segment.style.color.triplet
            for strip in rows
            for segment in strip
            if "ill the bridge" in segment.text and segment.style is not None and segment.style.color is not None
        }
        assert faint in colours
        await driven.press("d")
    shown = [r for r in records(world, "kim") if r["id"].startswith("look:")]
    assert {offer["offer"] for offer in shown[0]["shown"]} == {"dim"}
    states = [r for r in records(world, "kim") if r["id"] == "article:a7"]
    assert states[-1]["state"] == "done"
    assert states[-1]["look"] == 2
