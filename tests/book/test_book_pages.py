"""The pages of a book: they run nothing, ask nobody, obey nothing, and show what the dataset holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from annotator.agreement.boundaries import SHORT
from annotator.model import DEFAULT_LABELS
from annotator.report.markup import shown
from tests.book.book_world import CONTROL, EVIL, BookOnDisk, write_book
from tests.cli.cli_world import COUNCIL, World, two_annotators
from tests.report.page_world import text_and_marks

TANGLED = "Mayor Quist said “it is over” on 3.5 million screens.\r\nThen she\tleft & wept.\n\n\nBuy <b>tea</b>.\n"
HOSTILE = f"{EVIL} Bravo.\r\n{EVIL}\n"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Kim and Lee on articles that are plain, tangled and hostile in every field."""
    world = two_annotators(tmp_path_factory.mktemp("world"))
    world.article(
        "tangled", TANGLED, title="Tangled", source="The Paper", url="https://paper.example/a?b=1&c=2", event="bridge"
    )
    world.article(
        "hostile",
        HOSTILE,
        title=EVIL,
        source=EVIL,
        url="javascript:alert(1)",
        event=EVIL,
        authors=[EVIL],
        published=EVIL,
    )
    for start, end, label in [
        (0, 51, "claim"),
        (17, 29, "quote"),
        (30, 48, "number"),
        (20, 40, "quote"),
        (55, 81, "ad"),
        (72, 87, "claim"),
    ]:
        world.put("kim", "tangled", start, end, label)
    for name in ("kim", "lee"):
        world.put(
            name,
            "hostile",
            0,
            len(EVIL),
            EVIL[:60],
            attributes={EVIL[:40]: EVIL, "__proto__": "constructor"},
            note=EVIL,
        )
        world.put(name, "hostile", 2, 9, "con", note="plain words")
        for article in ("tangled", "hostile"):
            world.state(name, article)
    return world


@pytest.fixture(scope="module")
def books(world: World) -> dict[str, BookOnDisk]:
    """The same work with texts and without."""
    return {"texts": write_book(world, "with", with_text=True), "stand-off": write_book(world, "without")}


BOTH = pytest.mark.parametrize("kind", ["texts", "stand-off"])


@BOTH
def test_no_page_asks_anybody_or_runs_anything_but_the_search(books: dict[str, BookOnDisk], kind: str) -> None:
    for name, tree in books[kind].trees.items():
        for node in tree.walk():
            assert node.tag not in {"style", "iframe", "object", "embed", "base", "img", "image", "audio", "video"}
            assert not {"style", "srcset", "srcdoc", "formaction", "ping"} & node.attributes.keys()
            assert not any(key.startswith("on") for key in node.attributes)
            if node.tag == "script":
                assert name == "search.html"
                assert node.attributes.get("src", "search.js") == "search.js"
            if "://" in str(node.attributes.get("href")):
                assert node.attributes["rel"] == "noopener noreferrer external"
        head = tree.all("head")[0]
        policy, *others = [n for n in head.all("meta") if "http-equiv" in n.attributes]
        assert not others
        assert head.inside.index(policy) < head.inside.index(head.all("link")[0])
        told = dict(part.strip().split(" ", 1) for part in policy.attributes["content"].split(";"))
        assert told["default-src"] == "'none'"
        assert {value for key, value in told.items()} <= {"'none'", "'self'"}
        assert ("script-src" in told) == (name == "search.html")
    for name in books[kind].files:
        if name.endswith(".css"):
            assert not re.search(r"url\(|@import|expression", books[kind].text(name))


@BOTH
def test_every_link_leads_to_a_file_of_the_book_and_to_what_is_there(books: dict[str, BookOnDisk], kind: str) -> None:
    book = books[kind]
    ids = {}
    for name, tree in book.trees.items():
        found = [node.attributes["id"] for node in tree.walk() if "id" in node.attributes]
        assert len(found) == len(set(found)), name
        ids[name] = set(found)
    for name in book.trees:
        for _, file, anchor in book.links(name):
            assert file in book.files
            assert not anchor or anchor in ids[file]
    reached, waiting = set(), ["index.html"]
    while waiting:
        name = waiting.pop()
        if name not in reached and name in book.trees:
            reached.add(name)
            waiting += [file for _, file, _ in book.links(name)]
    assert reached == book.trees.keys()


@BOTH
def test_what_articles_and_annotators_say_is_shown_and_never_obeyed(books: dict[str, BookOnDisk], kind: str) -> None:
    book = books[kind]
    for name in book.files:
        text = book.text(name)
        assert not CONTROL.search(text), name
        if not name.endswith((".json", ".md")):
            assert "<script>alert" not in text
            assert "<img" not in text
            assert "1337" not in text
        assert re.fullmatch(r"[A-Za-z0-9._+/-]+", name)
        assert not re.match(r"(?i)(con|nul|aux|prn)\.", Path(name).name)
    front = book.trees["index.html"]
    assert any("<img src=//x.example onerror=alert(2)>" in node.text for node in front.all("a", "title"))
    hostile = book.trees["articles/hostile.html"]
    assert not [a for a in hostile.all("a") if a.attributes.get("rel", "").endswith("external")]
    assert any("alert(2)" in node.text for node in hostile.all("dd"))


def test_an_article_page_is_the_article_and_its_marks_are_the_spans(books: dict[str, BookOnDisk], world: World) -> None:
    names = [label.name for label in DEFAULT_LABELS]
    text, marks = text_and_marks(books["texts"].trees["articles/tangled.html"].all("div", "x"))
    assert text == shown(TANGLED)
    assert marks == sorted(
        (start, end, names.index(label))
        for start, end, label in [
            (0, 51, "claim"),
            (17, 29, "quote"),
            (30, 48, "number"),
            (20, 40, "quote"),
            (55, 81, "ad"),
            (72, 87, "claim"),
        ]
    )
    text, _ = text_and_marks(books["texts"].trees["articles/hostile.html"].all("div", "x"))
    assert text == shown(HOSTILE)


def test_each_span_has_a_letter_a_number_and_what_is_said_of_it(books: dict[str, BookOnDisk]) -> None:
    page = books["texts"].trees["articles/council.html"]
    told = {note.all("a", "mark")[0].text: " ".join(note.text.split()) for note in page.all("li", "note")}
    assert told == {
        "q1": "q1 2 of 2 speaker Ana Ruiz",
        "n1": "n1 1 of 2: kim",
        "n2": "n2 1 of 2: lee",
        "c1": "c1 1 of 2: kim really?",
    }
    assert {tag.attributes["data-t"] for tag in page.all("a", "t")} == told.keys()
    legend = page.all("form", "legend")[0]
    assert [" ".join(one.text.split()) for one in legend.all("span", "layer")] == [
        "c claim 1",
        "q quote 1",
        "n number 2",
        "notes",
    ]
    style = books["texts"].text("book.css")
    for box in legend.all("input"):
        assert f"body:has(#{box.attributes['id']}:not(:checked))" in style


def test_without_texts_no_word_of_an_article_is_in_any_file(world: World, books: dict[str, BookOnDisk]) -> None:
    (world.root / "docs").mkdir(exist_ok=True)
    (world.root / "docs/guidelines.md").write_text(
        "# Guide\n\n## Rules from adjudication\n\n- 2026-11-29, ada: Ask.\n  (tangled 0–5, claim: ‹Mayor Quist said›)\n"
    )
    book = write_book(world, "bare")
    assert "Mayor" not in book.text("guideline.html")
    assert "‹…›" in book.text("guideline.html")
    assert "‹Mayor Quist said›" in write_book(world, "full", with_text=True).text("guideline.html")
    for text in (TANGLED, COUNCIL):
        for at in range(len(text) - SHORT):
            piece = text[at : at + SHORT]
            assert not any(piece in book.text(name) for name in book.files)
    assert "euros" not in "".join(book.text(name) for name in book.files)
    table = book.trees["articles/tangled.html"].all("table", "spans")[0]
    assert [[cell.text for cell in row.inside if not isinstance(cell, str)][:3] for row in table.all("tr")[1:3]] == [
        ["c1 claim", "0", "51"],
        ["q1 quote", "17", "29"],
    ]
    assert world.sha256("tangled") in book.text("articles/tangled.html")
    assert "stands off" in book.trees["index.html"].all("main")[0].text


def test_the_page_of_a_label_has_all_its_spans_by_event_and_outlet(books: dict[str, BookOnDisk]) -> None:
    page = books["texts"].trees["labels/quote.html"]
    assert [heading.text for heading in page.all("h2")] == ["bridge", "council-vote"]
    assert [heading.text for heading in page.all("h3")] == ["The Paper", "No outlet named"]
    assert [mark.text for mark in page.all("mark")] == ["“it is over”", TANGLED[20:40], "“We lost 4 million euros,”"]
    lines = page.all("p", "kwic")
    assert lines[0].text == "Mayor Quist said “it is over” on 3.5 million screens. "
    bare = books["stand-off"].trees["labels/quote.html"]
    assert [line.text for line in bare.all("p", "kwic")] == ["17–29", "20–40", "20–46"]


def test_the_agreement_page_is_the_report_in_the_frame_of_the_book(books: dict[str, BookOnDisk]) -> None:
    page = books["texts"].trees["agreement.html"]
    ways = [[a.text for a in nav.all("a")] for nav in page.all("nav")]
    assert ways[0] == ["Articles", "Outlets", "Labels", "Guideline", "Agreement", "Card"]
    assert "Worst passages" in ways[1]
    assert page.all("div", "tile")
    assert "is not in this book" in books["stand-off"].trees["agreement.html"].by_id("articles").text


def _luminance(colour: tuple[float, ...]) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _rgb(code: str) -> tuple[float, ...]:
    return tuple(int(code[at : at + 2], 16) / 255 for at in (1, 3, 5))


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_everything_written_can_be_read_in_both_themes(books: dict[str, BookOnDisk], theme: int) -> None:
    """WCAG 2.2, contrast (minimum), 4.5:1; over the grounds of all labels' colours, also those that a project could choose."""
    blocks = re.findall(r":root \{(.*?)\}", books["texts"].text("frame.css"), re.DOTALL)
    look = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6});", blocks[theme]))
    tint = int(re.findall(r"--tint: (\d+)%", blocks[theme])[0]) / 100
    for ground in ("ground", "card"):
        for ink in ("ink", "faint", "accent", "turned"):
            assert _contrast(_rgb(look[ink]), _rgb(look[ground])) >= 4.5, (ink, ground)
    for colour in (*(label.colour for label in DEFAULT_LABELS), "#000000", "#ffffff", "#ff0000", "#ffff00", "#0000ff"):
        mixed = tuple(tint * a + (1 - tint) * b for a, b in zip(_rgb(colour), _rgb(look["ground"]), strict=True))
        assert _contrast(_rgb(look["ink"]), mixed) >= 4.5, colour
