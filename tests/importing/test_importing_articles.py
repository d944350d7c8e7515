"""Articles from tables, from what `datasets` saved, and from web pages."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from annotator.errors import AnnotatorError
from tests.cli.cli_world import World

RAIN = "Rain fell on Lund, “for hours,” she said.\n\nNobody, of 3,000 people, minded."


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A project with nothing in it."""
    (tmp_path / "project").mkdir()
    return World(tmp_path / "project")


def texts(world: World) -> dict[str, str]:
    """The articles by name."""
    return {path.stem: path.read_bytes().decode() for path in sorted((world.root / "seeds").glob("*.txt"))}


def meta(world: World, name: str) -> Any:
    """What is known of an article."""
    return json.loads((world.root / "seeds" / f"{name}.meta.json").read_text())


ROWS = [
    {"id": "rain", "text": RAIN, "title": "Rain", "url": "https://example.org/1", "words": "12"},
    {"id": "", "text": "Sun at noon.\n", "title": "", "url": "", "words": ""},
    {"id": "none", "text": "", "title": "", "url": "", "words": ""},
]


def table(path: Path, rows: list[dict[str, Any]]) -> Path:
    """Rows as a file of its name's kind."""
    if path.suffix in {".csv", ".tsv"}:
        sign = "\t" if path.suffix == ".tsv" else ";"
        lines = [sign.join(rows[0]), *(sign.join(f'"{value}"' for value in row.values()) for row in rows)]
        path.write_bytes("\r\n".join(lines).encode())
    elif path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    elif path.suffix == ".json":
        path.write_text(json.dumps(rows))
    else:
        arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
        parquet.write_table(arrow.Table.from_pylist(rows), path)
    return path


KINDS = ["csv", "tsv", "jsonl", "json", "parquet"]


@pytest.mark.parametrize("kind", KINDS)
def test_each_row_of_a_table_with_a_text_is_an_article(world: World, kind: str) -> None:
    path = table(world.root.parent / f"news.{kind}", ROWS)
    ran = world.run("import", path)
    assert ran.code == 0, ran.err
    assert texts(world) == {"rain": RAIN, "news-2": "Sun at noon.\n"}
    assert meta(world, "rain") == {"title": "Rain", "url": "https://example.org/1", "words": "12"}
    assert f"1 row of news.{kind} without a text left" in ran.err
    assert "is there already" in world.run("import", path).err


def test_lines_of_json_without_the_field_of_the_text_are_counted(world: World) -> None:
    path = world.root.parent / "ragged.jsonl"
    path.write_text('{"text": "It rains.\\n", "id": "rain"}\n{"text": 5}\n{"other": 1}\n{"text": "It snows.\\n"}\n')
    ran = world.run("import", path)
    assert ran.code == 0, ran.err
    assert texts(world) == {"rain": "It rains.\n", "ragged-4": "It snows.\n"}
    assert "2 rows of ragged.jsonl without a text left" in ran.err


@pytest.mark.parametrize("kind", KINDS)
def test_the_columns_of_a_table_may_have_any_name(world: World, kind: str) -> None:
    rows = [{"key": 7, "Body": RAIN, "label": "weather", "published": "2026-01-02"}]
    path = table(world.root.parent / f"news.{kind}", rows)
    ran = world.run("import", path)
    assert ran.code == 2
    assert re.search("it has .*Body.*--text-column", ran.err)
    ran = world.run("import", path, "--text-column", "Body", "--id-column", "key")
    assert ran.code == 0, ran.err
    assert texts(world) == {"news-7": RAIN}
    assert meta(world, "news-7") == {"label": "weather", "published": "2026-01-02"}
    ran = world.run("import", path, "--text-column", "body")
    assert ran.code == 2
    assert "has no column 'body'; it has key, Body, label, published: name one with --text-column" in ran.err
    assert "name one with --id-column" in world.run("import", path, "--text-column", "Body", "--id-column", "no").err


def test_authors_in_a_table_are_a_list_whether_one_or_several(world: World) -> None:
    rows: list[dict[str, Any]] = [
        {"id": "one", "text": RAIN, "authors": "Ann Lee"},
        {"id": "two", "text": RAIN, "authors": ["Ann", "Bo"]},
    ]
    assert world.run("import", table(world.root.parent / "news.jsonl", rows)).code == 0
    assert [meta(world, name)["authors"] for name in ("one", "two")] == [["Ann Lee"], ["Ann", "Bo"]]


def test_a_table_that_is_damaged_or_holds_too_long_a_text_is_refused(world: World) -> None:
    (world.root / "annotator.toml").write_text("[limits]\narticle_bytes = 10\n")
    ran = world.run("import", table(world.root.parent / "news.csv", ROWS))
    assert (ran.code, texts(world)) == (2, {})
    assert "news.csv: rain is larger than 10 bytes: leave it out" in ran.err
    pytest.importorskip("pyarrow")
    path = world.root.parent / "news.parquet"
    path.write_bytes(b"PAR1")
    ran = world.run("import", path)
    assert ran.code == 2
    assert "news.parquet: cannot be read (" in ran.err


def test_a_dataset_in_a_format_that_is_not_read_is_refused_with_the_way_out(world: World) -> None:
    out = world.root.parent / "out"
    out.mkdir()
    (out / "card.json").write_text('{"card": 1, "format": "parquet", "files": {}}')
    ran = world.run("import", out)
    assert ran.code == 2
    assert (
        "is a dataset in the format parquet, which is written and not read: export it again with --to jsonl" in ran.err
    )


def test_a_folder_that_datasets_saved_is_read_with_all_its_parts(world: World) -> None:
    arrow = pytest.importorskip("pyarrow")
    saved = world.root.parent / "saved"
    for part in ("train", "test"):
        (saved / part).mkdir(parents=True)
        (saved / part / "state.json").write_text("{}")
        rows = arrow.Table.from_pylist([{"text": f"{part} {n}", "n": n} for n in range(2)])
        with arrow.ipc.new_stream(saved / part / "data-00000-of-00001.arrow", rows.schema) as stream:
            stream.write_table(rows)
    (saved / "dataset_dict.json").write_text('{"splits": ["train", "test"]}')
    assert world.run("import", saved).code == 0
    assert texts(world) == {"test-1": "test 0", "test-2": "test 1", "train-1": "train 0", "train-2": "train 1"}
    assert meta(world, "test-2") == {"n": 1}


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.epub", "a.mhtml", "a.warc"])
def test_what_is_not_read_is_told_with_what_turns_it_into_text(world: World, name: str) -> None:
    path = world.root.parent / name
    path.write_bytes(b"x")
    ran = world.run("import", path)
    assert ran.code == 2
    assert f"{path.suffix} is not read: make a text or a web page of it first (" in ran.err


def test_of_several_sources_those_that_cannot_be_read_are_left_and_named(world: World) -> None:
    folder = world.root.parent
    for name in ("b.pdf", "c.docx"):
        (folder / name).write_bytes(b"x")
    (folder / "a.txt").write_text(RAIN)
    ran = world.run("import", folder / "b.pdf", folder / "a.txt", folder / "c.docx")

    assert (ran.code, texts(world)) == (1, {"a": RAIN})
    assert f"{folder / 'b.pdf'}: .pdf is not read: make a text" in ran.err
    assert re.search(r"c\.docx: \.docx is not read: .* \(left out\)", ran.err)
    assert world.run("import", folder / "b.pdf", folder / "c.docx").code == 2


def test_nothing_in_a_folder_of_articles_is_dropped_in_silence(world: World) -> None:
    folder = world.root.parent / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(RAIN)
    (folder / "a.meta.json").write_text('{"title": "Rain"}')
    table(folder / "b.csv", [{"id": "sun", "Body": "Sun at noon."}])
    for name in ("c.pdf", "d.png", ".hidden"):
        (folder / name).write_bytes(b"x")
    ran = world.run("import", folder)

    assert (ran.code, texts(world)) == (1, {"a": RAIN})
    left = [left["where"] for left in world.run("import", folder, "--json").json["left_out"]]
    assert left == [str(folder / "b.csv"), str(folder / "c.pdf")]
    assert re.search(r"b\.csv: is a table or annotations: name it alone, or with --text-column", ran.err)
    assert "1 other file (.png) not looked at" in ran.err
    assert world.run("import", folder, "--text-column", "Body").code == 1
    assert texts(world) == {"a": RAIN, "sun": "Sun at noon."}


def test_a_table_with_other_columns_says_first_how_to_take_in_its_articles(world: World) -> None:
    ran = world.run("import", table(world.root.parent / "b.csv", [{"id": "sun", "Body": "Sun at noon."}]))
    assert ran.code == 2
    assert "b.csv: it has the columns id" in ran.err
    assert ran.err.index("--text-column") < ran.err.index("table of spans")


def test_what_is_not_utf_8_is_told_with_a_command_to_paste(world: World) -> None:
    path = world.root.parent / "my café.txt"
    path.write_bytes("Il pleut à Köln, “dit-on”.\n".encode("cp1252"))
    command = re.search(r"for example (iconv .*)\)", world.run("import", path).err)
    assert command is not None
    if shutil.which("iconv") is None:
        pytest.skip("there is no iconv")
    subprocess.run(["sh", "-c", command[1]], check=True)
    assert path.with_name("my café-utf8.txt").read_text("utf-8") == "Il pleut à Köln, “dit-on”.\n"


def test_spans_in_a_table_are_still_spans(world: World) -> None:
    world.article("rain", RAIN)
    path = world.root.parent / "spans.csv"
    path.write_text("article,start,end,label,text\nrain,0,4,claim,Rain\n")
    assert world.run("import", path, "--as", "ana").code == 0
    assert texts(world) == {"rain": RAIN}


def page(body: str, head: str = "") -> str:
    """A page with an article between what is none."""
    links = "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(9))
    return (
        f'<!doctype html><html lang="sv"><head>{head}</head><body><nav><ul>{links}</ul></nav><article>{body}</article>'
        f'<div class="comments"><p>First! Nobody reads this.</p></div><footer>All rights reserved</footer></body></html>'
    )


LONG = "<p>The council met on Monday and heard for two hours what the harbour will cost the town.</p>" * 4


def imported(world: World, data: bytes) -> str:
    """The article of a page."""
    pytest.importorskip("trafilatura")
    path = world.root.parent / "page.html"
    path.write_bytes(data)
    ran = world.run("import", path)
    assert ran.code == 0, ran.err
    return texts(world)["page"]


def test_of_a_page_the_article_is_taken_and_what_is_left_is_counted(world: World) -> None:
    head = (
        '<title>The vote | Post</title><meta property="og:title" content="The vote"><meta name="author" content="Ann Lee">'
        '<meta property="article:published_time" content="2026-01-02T10:00:00Z"><link rel="canonical" href="https://example.org/v">'
    )
    pytest.importorskip("trafilatura")
    path = world.root.parent / "page.html"
    path.write_text(page(LONG, head))
    ran = world.run("import", path)
    text = texts(world)["page"]
    assert text.startswith("The council met on Monday")
    assert not re.search("Section|First!|reserved", text)
    about = meta(world, "page")
    assert {name: about[name] for name in ("title", "authors", "published", "url", "language")} == {
        "title": "The vote", "authors": ["Ann Lee"], "published": "2026-01-02", "url": "https://example.org/v", "language": "sv",
    }  # fmt: skip
    assert re.search(r"left out of page\.html: \d+ of \d+ words, as they are not the article's", ran.err)


def test_markup_that_stands_for_characters_is_written_out(world: World) -> None:
    more = '<p>“No” he said, then <q>yes</q>. She said <q>we <b>lost</b></q> and smiled <img class="emoji" alt="\U0001f600" src="x.png"> at the crowd there.<br>Then left.</p>'
    text = imported(world, page(LONG + more).encode())
    assert "then “yes”. She said “we lost” and smiled \U0001f600 at the crowd there.\nThen left." in text


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("iso-8859-1", "cp1252"),
        ("windows-1251", "cp1251"),
        ("shift_jis", "cp932"),
        ("utf-8", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16", "utf-8"),
    ],
)
def test_a_page_is_decoded_as_it_says(world: World, declared: str, encoding: str) -> None:
    word = {"cp1251": "Ёлка", "cp932": "市役所"}.get(encoding, "Köln")
    html = page(
        LONG + f"<p>The word is {word} in this sentence of the page that everybody reads.</p>",
        f'<meta charset="{declared}">',
    )
    assert f"The word is {word} in" in imported(world, html.encode(encoding))


def test_a_page_without_an_article_or_of_another_charset_than_it_says_is_refused(world: World) -> None:
    pytest.importorskip("trafilatura")
    path = world.root.parent / "page.html"
    path.write_text("<html><body></body></html>")
    assert "no article was found in the page" in world.run("import", path).err
    path.write_bytes(b"")
    assert "is no web page" in world.run("import", path).err
    path.write_bytes(b'<meta charset="shift_jis"><p>' + b"\x81\x00\xff")
    assert "is not cp932, as it says" in world.run("import", path).err
    path.write_text('<meta charset="nonsense"><p>x')
    ran = world.run("import", path)
    assert (ran.code, "is written in nonsense, which is unknown" in ran.err) == (2, True)


_NOUNS = (
    "council", "harbour", "ferry", "budget", "police", "school", "road", "bridge", "market", "storm", "money", "court",
    "station", "garden",
)  # fmt: skip
_CONTAINERS = (
    "article",
    'div class="article-body"',
    "main",
    'section class="story"',
    'div class="post"',
    'div role="main"',
)


class GeneratedPage(NamedTuple):
    """A page whose every sentence has a word of its own."""

    html: str
    article: list[str]
    """The words of the article's sentences."""
    around: list[str]
    """Those of an advertisement, the menu and the comments."""


def generated_page(chance: random.Random, number: int) -> GeneratedPage:
    """A page with an article in one of the usual elements, an advertisement in it, a menu before and comments behind."""

    def sentence(mark: str, words: int = 12) -> str:
        return " ".join([mark, *(chance.choice(_NOUNS) for _ in range(words))]) + "."

    article = [f"k{number}x{n}" for n in range(chance.randint(5, 14))]
    around = [f"z{number}x{n}" for n in range(20)]
    container = _CONTAINERS[number % len(_CONTAINERS)]
    parts = [f"<p>{sentence(mark)} {sentence('and')}</p>" for mark in article]
    parts.insert(2, f'<div class="advert"><p>Advertisement</p><p>{sentence(around[0])}</p></div>')
    links = "".join(f'<li><a href="/{mark}">{sentence(mark, 2)}</a></li>' for mark in around[1:12])
    comments = "".join(f'<div class="comment"><p>{sentence(mark)}</p></div>' for mark in around[12:])
    return GeneratedPage(
        f"<html><head><title>{number}</title></head><body><nav><ul>{links}</ul></nav><{container}>{''.join(parts)}"
        f'</{container.split()[0]}><div id="comments">{comments}</div><footer>Copyright</footer></body></html>',
        article,
        around,
    )


def test_of_sixty_generated_pages_every_sentence_is_kept_and_little_of_what_is_around_them() -> None:
    pytest.importorskip("trafilatura")
    from annotator.importing.web_page import page_article

    chance = random.Random(3)
    kept: list[bool] = []
    through: list[bool] = []
    for number in range(60):
        page = generated_page(chance, number)
        text, _, _ = page_article(page.html.encode(), "page.html")
        kept += [f"{mark} " in text for mark in page.article]
        through += [f"{mark} " in text for mark in page.around]
    print(f"{sum(kept)} of {len(kept)} sentences kept, {sum(through)} of {len(through)} around them let through")
    assert all(kept)
    assert sum(through) / len(through) < 0.1


@pytest.mark.parametrize("container", ["body", "article", "div class='with-sidebar'"])
def test_of_a_short_page_paragraphs_are_kept_and_the_menu_and_advert_are_left(container: str) -> None:
    pytest.importorskip("trafilatura")
    from annotator.importing.web_page import page_article

    html = (
        f"<html><head><title>The vote</title></head><body><nav><a href='/'>Home</a> <a href='/n'>News</a></nav><{container}>"
        "<h1>Council votes</h1><p>The council voted\non Monday.</p><p>“We <b>lost</b>,” said Ana Ruiz.<br>It rained.</p>"
        f"<div class='ad-slot'>Buy Glimmo bike lamps now!</div></{container.split()[0]}><aside>Most read</aside>"
        "<footer>Copyright</footer></body></html>"
    )
    text, _, told = page_article(html.encode(), "page.html")
    paragraphs = text.rstrip("\n").split("\n\n")

    assert paragraphs[-2:] == ["The council voted on Monday.", "“We lost,” said Ana Ruiz.\nIt rained."]
    assert paragraphs[:-2] == ["Council votes"]
    assert not re.search("Home|Glimmo|Most read|Copyright", text)
    assert told[0] == "page.html: the article could not be told from the rest of the page: look at it"


def test_without_the_extra_a_page_says_which_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from annotator.importing.web_page import page_article

    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(AnnotatorError, match="--from html: needs the extra 'articles'"):
        page_article(b"<p>x", "page.html")
