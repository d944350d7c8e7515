"""A small dataset of hard texts, exported by the program's own command, for the readers of other projects."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import strategies as st

from annotator.dataset.dataset import WHOLE, Dataset, DatasetContents, Said
from annotator.dataset.document import Document, Documents
from annotator.merge import LeftOut
from annotator.model import Meta
from tests.cli.cli_world import World
from tests.making import texts

# An astronaut (three code points, five UTF-16 units), line ends of Windows, an accent of its own, a wide letter.
LAUNCH = (
    "\U0001f469‍\U0001f680 Lift-off!\r\n“We have 1,200 guests,” said Zoe\u0301 Quist, “and 𝕩 is at 5 km.”\r\n\r\n"
    "Nobody was hurt.\r\n"
)
TEA = "Prices rose by 4.5 per cent.\nDrink Kettlo tea!\n"


class Want(NamedTuple):
    """A span that every reader must find again."""

    article: str
    start: int
    end: int
    label: str
    text: str
    attributes: tuple[tuple[str, str], ...]
    note: str | None


def hard(root: Path) -> World:
    """Kim and Lee on two articles: nested, crossing and equal spans, emoji, attributes, a note, an article of none."""
    world = World(root)
    world.article("launch", LAUNCH, event="launch", language="en", title="Lift-off \U0001f680", published="2026-11-22")
    world.article("tea", TEA, event="tea", language="xx", authors=["Bo"], desk="money")
    world.article("rain", "It rains.\n", event="rain", language="en")
    for name in ("kim", "lee"):
        world.span(name, "launch", "“We have 1,200 guests,”", "quote", attributes={"speaker": "Zoe\u0301 \U0001f469"})
        world.span(name, "launch", "1,200 guests", "number", attributes={"value": "1200", "unit": "guests"})
        for article in ("launch", "tea", "rain"):
            world.state(name, article)
    start = LAUNCH.index("guests")
    world.put("kim", "launch", start, LAUNCH.index(" Quist"), "claim", note='crosses; "odd" \U0001f914')
    world.put("kim", "launch", start, LAUNCH.index(" Quist"), "ad")
    world.span("kim", "launch", "𝕩 is at 5 k", "claim")
    world.span("lee", "tea", "4.5 per cent", "number", attributes={"value": "2026-11-22"})
    world.span("lee", "tea", "Drink Kettlo tea!\n", "ad")
    ran = world.run("merge", world.journal("kim"), world.journal("lee"), "--keep", "all", "-o", root / "all.jsonl")
    assert ran.code == 0
    return world


def wanted(world: World) -> set[Want]:
    """The spans of the dataset."""
    ran = world.run("merge", world.journal("kim"), world.journal("lee"), "--keep", "all", "-o", "-")
    return {want(line["article"], world.texts[line["article"]], line) for line in ran.lines}


def want(article: str, text: str, span: dict[str, Any]) -> Want:
    """A span as a reader gives it: attributes that are null do not count."""
    given = {name: value for name, value in (span.get("attributes") or {}).items() if value is not None}
    wording = text[span["start"] : span["end"]]
    return Want(article, span["start"], span["end"], span["label"], wording, tuple(sorted(given.items())), span["note"])


def exported(world: World, to: str, *more: object) -> Path:
    """The folder of an export with texts, or as `more` says."""
    out = world.root / f"out-{to}"
    ran = world.run("export", world.root / "all.jsonl", "--to", to, "-o", out, *(more or ("--with-text",)))
    assert ran.code == 0, ran.err
    return out


def dataset_of(text: str, spans: list[tuple[int, int, str]]) -> Dataset:
    """A dataset of one article, for laws over any text."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    votes = {"annotators": ["kim"], "support": 1, "of": 1, "origin": "hand", "attributes": {}, "note": None}
    fields = [
        {"start": start, "end": end, "label": label, "text": text[start:end], **votes} for start, end, label in spans
    ]
    document = Document("any", sha256, len(text), text, Meta(language="en"), fields)
    given = Documents.of([document])
    return Dataset({WHOLE: given}, DatasetContents(given, LeftOut({}), ["kim"], [], 0, Said()))


@st.composite
def articles(draw: st.DrawFn) -> tuple[str, list[tuple[int, int, str]]]:
    """A text of the kind that breaks programs, with spans anywhere in it."""
    text = draw(texts().filter(bool))
    edges = st.integers(0, len(text))
    drawn = draw(st.lists(st.tuples(edges, edges, st.sampled_from(["claim", "number"])), max_size=6))
    return text, sorted({(min(a, b), max(a, b), label) for a, b, label in drawn if a != b})
