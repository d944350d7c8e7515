"""A second pass on the screen: named in the title line, without what was tagged before; and everybody's own order."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.project import ArticleFile, Memory, ProjectFolder, in_own_order
from annotator.tui.app import AnnotatorApp
from tests.tui.conftest import ROOT
from tests.tui.driving import Driven, check_layout, records


async def test_a_second_pass_shows_nothing_of_the_first_and_is_kept_apart(world: ProjectFolder, tmp_path: Path) -> None:
    world.annotations.mkdir()
    first = (ROOT / "annotations" / "kim.jsonl").read_bytes()
    world.journal_path("kim").write_bytes(first)
    world.settings = replace(world.settings, dim_unlikely=True)
    again = world.second_pass()
    articles = world.articles_again("kim")
    blind = again.settings
    assert (blind.suggestions, blind.shows_agreement, blind.dim_unlikely) == (False, False, False)
    memory = Memory(tmp_path / "state")
    memory.put(again, "place:kim", {"article": "short-note", "offset": 0})
    for size in ((80, 24), (120, 40), (200, 55)):
        app = AnnotatorApp(again, articles, "kim", memory=memory)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            driven = Driven(app, pilot)
            assert "kim · RETEST ·" in driven.shown()[0]
            check_layout(app)
            if size == (80, 24):
                assert driven.spans() == []
                await driven.press("=")
                assert "nobody sees here what the others tagged" in driven.status()
                await driven.go("Armstrong")
                await driven.press("c")
                assert [label for label, _ in driven.spans()] == ["claim"]
                await driven.press("s", "enter")
                assert "letters alone tag" in driven.status()
                assert len(driven.spans()) == 1
        app.close_session()
        assert any("goes on" in told for told in app.farewell())
    assert world.journal_path("kim").read_bytes() == first
    (span,) = [record for record in records(again, "kim") if record["op"] == "put"]
    assert (span["annotator"], span["article"], span["origin"]) == ("kim", "short-note", "hand")
    assert again.journal_path("kim") == world.annotations / "retest" / "kim.jsonl"
    assert [path.name for path in world.journals()] == ["kim.jsonl"]


async def test_with_shuffled_order_each_annotator_has_another(world: ProjectFolder, tmp_path: Path) -> None:
    world.settings = replace(world.settings, order="shuffled")
    orders = []
    for name in ("kim", "lee", "kim"):
        app = AnnotatorApp(world, world.articles(), name, memory=Memory(tmp_path / "state"))
        async with app.run_test() as pilot:
            await pilot.pause()
            orders.append([article.id for article in Driven(app, pilot).screen.articles])
        app.close_session()
        assert any(f"--as {name} goes on" in told for told in app.farewell())
    assert orders[0] == orders[2] != orders[1]
    assert sorted(orders[0]) == [article.id for article in world.articles()]


@given(st.lists(st.text("abc-9", min_size=1, max_size=6), unique=True, min_size=1), st.integers(0))
def test_one_more_article_moves_none_of_the_others(names: list[str], place: int) -> None:
    articles = [ArticleFile(name, Path(name)) for name in names]
    fewer = [article for article in articles if article != articles[place % len(articles)]]
    whole = in_own_order(articles, "kim")
    assert [article for article in whole if article in fewer] == in_own_order(fewer, "kim")
    assert in_own_order(reversed(articles), "kim") == whole
