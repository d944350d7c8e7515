"""The files of a book: the same bytes each time, nothing of others' written over, parted where there are many."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.book.markdown import prose
from annotator.book.names import numbered, page_stem, web_address
from annotator.book.search_index import NOTE, TEXT, TITLE, tokens
from annotator.model import RESERVED_NAMES
from tests.book.book_world import write_book
from tests.cli.cli_world import World, two_annotators
from tests.making import texts
from tests.report.page_world import parsed


@pytest.fixture
def world(tmp_path: Path) -> World:
    return two_annotators(tmp_path)


def test_a_second_run_gives_the_same_bytes_and_keeps_the_licence(world: World) -> None:
    first = write_book(world, with_text=True)
    assert write_book(world, with_text=True).bytes() == first.bytes()
    card = json.loads(first.text("card.json"))
    assert (card["format"], card["text"], card["licence"]) == ("book", "included", None)
    assert card["made"]["command"] == "annotator book merged.jsonl --with-text"
    (first.folder / "card.json").write_text(json.dumps({**card, "licence": "CC0-1.0"}))
    again = write_book(world, with_text=True)
    assert "CC0-1.0" in again.text("card.html")
    assert "No licence is stated" not in again.text("index.html")


def test_a_folder_of_others_is_left_alone(world: World) -> None:
    (world.root / "site").mkdir()
    (world.root / "site/index.html").write_text("mine")
    merged = world.root / "merged.jsonl"
    world.run("merge", world.journal("kim"), "-o", merged)
    ran = world.run("book", merged, "-o", world.root / "site")
    assert ran.code == 2
    assert "site/index.html: was not written by this program: choose an empty folder" in ran.err
    assert [path.name for path in (world.root / "site").iterdir()] == ["index.html"]

    assert world.run("export", merged, "--to", "jsonl", "-o", world.root / "data").code == 0
    ran = world.run("book", merged, "-o", world.root / "data")
    assert ran.code == 2
    assert "data/data.jsonl: is of an earlier export with other files" in ran.err

    assert world.run("book", merged, "-o", world.root / "book").code == 0
    page = world.root / "book/articles/council.html"
    page.write_text("changed by hand")
    ran = world.run("book", merged, "-o", world.root / "book")
    assert ran.code == 2
    assert "was changed since it was exported" in ran.err
    assert page.read_text() == "changed by hand"


def test_the_command_tells_what_it_wrote_and_needs_a_folder(world: World) -> None:
    ran = world.run("book", world.journal("kim"), "-o", world.root / "book", "--json")
    assert ran.code == 0
    assert f"written to {world.root / 'book'}; open index.html" in ran.err
    assert ran.json["total"]["spans"] == 4
    assert world.run("book", world.journal("kim"), "-o", "-").code == 2
    ran = world.run("book", "-o", world.root / "other")
    assert ran.code == 2
    assert "there is no gold yet" in ran.err


def test_without_gold_of_two_there_is_no_page_of_agreement(world: World) -> None:
    world.journal("lee").unlink()
    book = write_book(world)
    assert "agreement.html" not in book.files
    assert "Agreement" not in [a.text for a in book.trees["index.html"].all("nav")[0].all("a")]


def test_many_articles_and_spans_are_parted_into_pages_that_lead_to_each_other(world: World) -> None:
    text = "".join(f"{i} apples.\n" for i in range(30))
    for number in range(205):
        name = world.article(
            f"a{number:03}", text, title=f"Apples {number}", source=f"paper {number % 3}", event=f"event {number // 50}"
        )
        world.state("kim", name)
        world.span("kim", name, "1 apples", "number")
    for number in range(300):
        world.put("kim", "a007", number, number + 1, "ad")
    book = write_book(world, with_text=True)
    assert {name for name in book.files if name.startswith(("index", "events", "outlets"))} == {
        "index.html", "events+2.html", "events+3.html", "outlets.html", "outlets+2.html", "outlets+3.html",
    }  # fmt: skip
    for name in book.trees:
        assert all(file in book.files for _, file, _ in book.links(name)), name
    listed = [
        a.text for name in ("index.html", "events+2.html", "events+3.html") for a in book.trees[name].all("a", "title")
    ]
    assert len(listed) == len(set(listed)) == 208
    middle = book.trees["outlets+2.html"].all("nav", "pager")[0]
    assert [a.attributes["href"] for a in middle.all("a")] == [
        "outlets.html",
        "outlets.html",
        "outlets+3.html",
        "outlets+3.html",
    ]
    sizes = [len(book.trees[name].all("a", "mark")) for name in ("labels/ad.html", "labels/ad+2.html")]
    assert sizes == [200, 101]
    assert len(book.articles()) == 208


def test_an_article_of_very_many_layers_draws_some_and_lists_all(world: World) -> None:
    world.article("deep", "x" * 200)
    for number in range(90):
        world.put("kim", "deep", number, 200 - number, "claim")
    world.state("kim", "deep")
    page = write_book(world, with_text=True).trees["articles/deep.html"]
    assert len(page.all("li", "note")) == 90
    assert 5 < len(page.all("a", "t")) < 20


def test_the_search_knows_every_word_and_where_it_stands(world: World) -> None:
    world.article("prize", "Ólafur Quist won 東京 and a __proto__ prize.\n", title="Über </script> all")
    world.span("kim", "prize", "Ólafur Quist", "quote", note="who gave __proto__ that?")
    world.state("kim", "prize")
    book = write_book(world, with_text=True)
    words, articles = book.words(), book.articles()
    assert articles[3][:2] == ["articles/prize.html", "Über </script> all"]
    assert words["olafur"] == [3, TEXT, 0]
    assert words["uber"] == [3, TITLE, 0]
    assert words["__proto__"] == [3, TEXT | NOTE, 1]
    assert words["東"] == words["京"] == [3, TEXT, 0]
    assert words["voted"] == [0, TEXT | TITLE, 0]
    assert words["rained"] == [0, TEXT, 0]
    for name in book.files:
        if name.startswith("search"):
            assert "</script> all" not in book.text(name)
    bare = write_book(world, "bare").words()
    assert "olafur" not in bare
    assert bare["that"] == [3, NOTE, 1]


@given(st.lists(st.text(max_size=100) | st.sampled_from([*RESERVED_NAMES, "A", "a", "a.b", "../x"]), max_size=12))
def test_names_of_pages_are_harmless_and_no_two_alike(names: list[str]) -> None:
    taken: set[str] = set()
    found = [page_stem(name, taken, str(at)) for at, name in enumerate(names)]
    assert len({name.casefold() for name in found}) == len(names)
    for stem in found:
        assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,150}", stem)
        assert stem.casefold().partition(".")[0] not in RESERVED_NAMES
        assert numbered(stem, 2) not in {numbered(other, 1) for other in found}


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//x.example",
        "https://user@x.example",
        "http://[",
        "ftp://x",
        "https://x.example/\u202e",
        "",
    ],
)
def test_only_plain_web_addresses_are_links(url: str) -> None:
    assert web_address(url) is None


MARKDOWN = """# Guide & *more*

One **bold** word, `a < b`, [a page](https://x.example/y) and [a trap](javascript:alert(1)).

- first
  goes on
- second
  - inner

1. one
2. two

| a | b |
|---|--:|
| 1 | 2 |

> said

```
<b>code</b>
```
"""


def test_a_guideline_is_laid_out_as_it_was_meant() -> None:
    tree = parsed(prose(MARKDOWN).body)
    assert tree.all("h1")[0].text == "Guide & more"
    assert [item.text for item in tree.all("ul")[0].all("li")] == ["first goes on", "secondinner", "inner"]
    assert [item.text for item in tree.all("ol")[0].all("li")] == ["one", "two"]
    assert tree.rows() == {"a": ["b"], "1": ["2"]}
    assert [(a.text, a.attributes["href"]) for a in tree.all("a")] == [("a page", "https://x.example/y")]
    assert tree.all("pre")[0].text == "<b>code</b>"
    assert "a trap" in tree.text


@given(
    st.lists(
        texts(6) | st.sampled_from([*MARKDOWN.split("\n"), "#", "|", "|--|", "**", "[x](", "```", "  - ", ">"]),
        max_size=12,
    )
)
def test_no_markdown_becomes_markup_of_its_own(parts: list[str]) -> None:
    tree = parsed(prose("\n".join(parts)).body)
    allowed = {
        "",
        "a",
        "b",
        "blockquote",
        "code",
        "div",
        "em",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    }
    assert {node.tag for node in tree.walk()} <= allowed | {f"h{level}" for level in range(1, 7)}


@given(texts())
def test_words_are_found_as_they_are_typed_in_any_case_and_accent(text: str) -> None:
    assert [*tokens(text.upper().lower())] == [*tokens(text.lower())] or text.lower() != text.upper().lower()
    for word in tokens(text):
        assert [*tokens(word)] == [word]


def test_a_book_on_the_disk_is_whole_or_not_there(world: World) -> None:
    """A file in the way that is met last: nothing of the book is left."""
    (world.root / "annotations/kim.jsonl").write_bytes(b"")
    ran = world.run("book", world.journal("kim"), "-o", world.root / "book")
    assert ran.code == 2
    assert not (world.root / "book").exists()
