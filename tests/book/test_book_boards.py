"""The boards in a book: the same quotation in several of its articles, each wording a way to its article."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import annotator
from tests.book.book_world import BookOnDisk, write_book
from tests.cli.cli_world import World

WHOLE = "“The ferry crews keep every single job, and nobody will be asked to leave the island,” said Ana Ruiz.\n"
CUT = "Ruiz promised: “The crews keep every single job, and nobody will be asked to leave.”\n"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Two outlets with one quotation, and a third article that nobody finished."""
    world = World(tmp_path)
    for name, text, outlet in (
        ("one", WHOLE, "Morning"),
        ("two", CUT, "Evening"),
        ("three", WHOLE, "Unfinished Times"),
    ):
        world.article(name, text, title=f"Title {name}", source=outlet, event="ferry")
        start = text.index("“")
        world.put("kim", name, start, text.index("”") + 1, "quote")
        if name != "three":
            world.state("kim", name)
    return world


def _book(world: World, **asked: Any) -> BookOnDisk:
    return write_book(world, source=world.journal("kim"), **asked)


def _check_links(book: BookOnDisk) -> None:
    for name in book.trees:
        for _, file, anchor in book.links(name):
            assert file in book.files
            if anchor:
                book.trees[file].by_id(anchor)


def test_a_quotation_of_several_articles_is_shown_with_each_wording(world: World) -> None:
    book = _book(world, with_text=True)
    page = book.trees["boards.html"]
    (board,) = page.all("section", "board")
    assert board.all("h2")[0].text.startswith("The same quotation")
    links = [(a.text, a.attributes["href"]) for a in board.all("a")]
    assert sorted(links) == [("Evening", "articles/two.html#s1"), ("Morning", "articles/one.html#s1")]
    assert "nobody will be asked to leave" in board.all("p", "wording")[1].text
    assert "Unfinished Times" not in book.text("boards.html")
    assert ("Boards", "boards.html") in [
        (a.text, a.attributes["href"]) for a in book.trees["index.html"].all("nav")[0].all("a")
    ]
    _check_links(book)


def test_without_texts_a_board_tells_places_alone(world: World) -> None:
    book = _book(world)
    places = {p.text for p in book.trees["boards.html"].all("p", "wording")}
    assert places == {f"{WHOLE.index('“')}–{WHOLE.index('”') + 1}", f"{CUT.index('“')}–{CUT.index('”') + 1}"}
    assert not any("crews" in book.text(name) or "Ruiz" in book.text(name) for name in book.files)
    _check_links(book)


def test_a_span_of_a_decided_group_leads_to_its_board(world: World) -> None:
    project = annotator.open(world.root)
    with project.group_session("kim") as session:
        for row in project.boards().rows:
            session.take(row)
    book = _book(world, with_text=True)
    assert "groups.jsonl" in book.files
    (link,) = book.trees["articles/one.html"].all("a", "group")
    file, _, anchor = link.attributes["href"].removeprefix("../").partition("#")
    assert "decided" in book.trees[file].by_id(anchor).text
    assert _book(world, with_text=True).bytes() == book.bytes()
    _check_links(book)


def test_where_articles_have_nothing_in_common_there_is_no_page_of_boards(world: World) -> None:
    world.journal("kim").unlink()
    world.article("alone", "It rained.\n")
    world.span("lee", "alone", "It rained.", "claim")
    world.state("lee", "alone")
    assert "boards.html" not in write_book(world).files
