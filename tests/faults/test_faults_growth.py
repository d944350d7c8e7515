"""Crafted inputs take time in proportion to their length, or nearly: four times the input, not sixteen times the time."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator.agreement.result import AgreementSettings, analyse
from annotator.agreement.table import Table
from annotator.boards.board_articles import BoardArticle
from annotator.boards.quote_matching import groups_of
from annotator.boards.utterances import utterances_of
from annotator.dataset.shared_text import Compared, quotation_ties, text_ties
from annotator.errors import AnnotatorError
from annotator.file_merge import FileMerge
from annotator.formats import NotTaken, brat, conll, csv, doccano, label_studio, prodigy, w3c, webanno
from annotator.importing import articles
from annotator.importing.tables import TableColumns
from annotator.journal.records import parse_json, read_lines
from annotator.model import Meta
from annotator.settings import Settings
from annotator.suggest import suggest
from annotator.text.find import found_by
from annotator.text.realign import find_again
from annotator.text.sanitize import display, thinned
from annotator.text.segments import numbers, object_at, paragraphs, quotations, sentences, words
from annotator.tui.terminal import TypedOnly
from tests.agreement.agreement_world import HALF, Spanning, table
from tests.growth import assert_grows_evenly

LABELS = {label.name: label for label in Settings().labels}


PROSE = [
    "1", "0", "1,", "111,", "1 000 000 ", "1 hour ", "1-to-", "one hundred ", "hundreds of ", "1 for 1 ", "between 1 and ",
    "“", "”", "'", '"', "`", "«", "»", "“a ", "“'\"«", "![", "“A b. C d.” ", "a", " ", "\n", ". ", "?!", "$", "<a ", "e\u0301",
    "Anna said ", "Buy now! ", "www.", "a@", "-", "U.S. ", "“a\n\n",
]  # fmt: skip
READING: dict[str, Callable[[str], object]] = {
    "numbers": numbers,
    "sentences": sentences,
    "quotations": lambda text: quotations(text, nested=True),
    "paragraphs": paragraphs,
    "words": lambda text: words(text, 0, len(text)),
    "suggest": lambda text: suggest(text, LABELS),
    "object_at": lambda text: [object_at(text, len(text) // 2, kind) for kind in ("quotation", "number", "sentence")],
    "display": lambda text: thinned(display(text)),
    "find": lambda text: found_by("a a", text),
}


@pytest.mark.fault("Prose of one crafted shape is read in proportion to its length")
@pytest.mark.parametrize("reader", READING)
def test_prose(reader: str) -> None:
    for shape in PROSE:
        for before in ("", "Word “"):
            assert_grows_evenly(READING[reader], lambda n: before + (shape * n)[:n], 4_000)  # noqa: B023


PAGES = [
    "<a ", "<!--", "<!-- >", "<![CDATA[", "<![CDATA[ >", "</a ", "</", "<", "<!", "<?", '<a "', "<a '", '<a b="', "<a =", "&amp",
    "<script>", "<style>", "<script></scrip", "<title>", "<nav>", "<a b b b>", "<br>", "<p> ",
]  # fmt: skip


@pytest.mark.fault("A page of one crafted shape is read in proportion to its length")
@pytest.mark.parametrize("end", ["", ">", "-->"])
def test_pages(tmp_path: Path, end: str) -> None:
    pytest.importorskip("trafilatura")
    path = tmp_path / "page.html"

    def work(page: str) -> object:
        path.write_text(page)
        with contextlib.suppress(AnnotatorError):
            articles.read(path, "html", 10**9, TableColumns())
        return None

    for shape in PAGES:
        assert_grows_evenly(work, lambda n: (shape * n)[:n] + end, 8_000)  # noqa: B023


def twice(count: int) -> bytes:
    return json.dumps({f"key {n}": n for n in range(count)})[:-1].encode() + b', "key 1": 1}'


@pytest.mark.fault("A line of JSON is read in proportion to its length")
@pytest.mark.parametrize(
    "make",
    [twice, lambda n: b'{"a":' + b"[" * 900 + b'"\\u0022:' * n, lambda n: b'{"a": "' + b'\\":' * n + b'"}'],
    ids=["keys", "open", "escapes"],
)
def test_json(make: Callable[[int], bytes]) -> None:
    def work(line: bytes) -> object:
        with contextlib.suppress(ValueError):
            parse_json(line)
        return read_lines(line)

    assert_grows_evenly(work, make, 10_000)


def xmi(count: int) -> str:
    spans = "".join(f'<custom:Span xmi:id="{n + 9}" sofa="1" begin="0" end="{n}" label="claim"/>' for n in range(count))
    return (
        '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:custom="http:///webanno/custom.ecore">'
        f'<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" sofaString="{"a" * count}"/>{spans}</xmi:XMI>'
    )


def brat_file(count: int) -> str:
    return "".join(
        f"T{n + 1}\tClaim 0 {n + 1}\t{'a' * 5}\n#{n + 1}\tAnnotatorNotes T{n + 1}\tx\n" for n in range(count)
    )


def label_studio_file(count: int) -> str:
    results = [
        {
            "id": str(n),
            "type": "labels",
            "from_name": "l",
            "to_name": "t",
            "value": {"start": 0, "end": n, "labels": ["claim"]},
        }
        for n in range(count)
    ]
    return json.dumps([{"data": {"text": "a" * count}, "annotations": [{"id": 1, "result": results}]}])


def table_file(count: int) -> str:
    return "article,start,end,label,text\n" + "".join(f"a,0,{n + 1},claim,\n" for n in range(count))


FILES: dict[str, tuple[Callable[[Path], Any], str, Callable[[int], str]]] = {
    "brat": (brat.read, "a.ann", brat_file),
    "label-studio": (label_studio.read, "a.json", label_studio_file),
    "csv": (csv.read, "a.csv", table_file),
    "csv of one quotation mark": (csv.read, "b.csv", lambda n: 'article,start,end,label\n"' + "a,0,1,b\n" * n),
    "conll": (conll.read, "a.conll", lambda n: "a B-claim\n" * n),
    "doccano": (
        doccano.read,
        "a.jsonl",
        lambda n: json.dumps({"text": "a" * n, "label": [[0, k + 1, "claim"] for k in range(n)]}),
    ),
    "prodigy": (
        prodigy.read,
        "p.jsonl",
        lambda n: json.dumps({"text": "a" * n, "spans": [{"start": 0, "end": k + 1, "label": "c"} for k in range(n)]}),
    ),
    "w3c": (
        w3c.read,
        "w.json",
        lambda n: json.dumps({"@context": "http://www.w3.org/ns/anno.jsonld", "type": "AnnotationPage", "items": [{}] * n}),
    ),
    "webanno tsv": (
        webanno.read,
        "w.tsv",
        lambda n: "#FORMAT=WebAnno TSV 3.3\n#T_SP=custom.Span|label\n\n\n#Text=" + "a " * n + "\n"
        + "".join(f"1-{k + 1}\t{2 * k}-{2 * k + 1}\ta\tclaim[1]\t\n" for k in range(n)),
    ),
    "xmi": (webanno.read, "w.xmi", xmi),
}  # fmt: skip


@pytest.mark.fault("Another tool's file is read in proportion to its length")
@pytest.mark.parametrize("name", FILES)
def test_files(tmp_path: Path, name: str) -> None:
    read, file, make = FILES[name]
    path = tmp_path / file
    if name == "xmi":
        cassis = pytest.importorskip("cassis")
        types = cassis.TypeSystem()
        kind = types.create_type(name="webanno.custom.Span", supertypeName="uima.tcas.Annotation")
        types.create_feature(domainType=kind, name="label", rangeType="uima.cas.String")
        types.to_xml(tmp_path / "TypeSystem.xml")
    (tmp_path / "a.txt").write_text("a" * 40_000)

    def work(text: str) -> object:
        path.write_text(text)
        return [NotTaken("", None, ""), *getattr(read(path), "documents", ())]

    assert_grows_evenly(work, make, 1_000)


EDITS: dict[str, Callable[[int], tuple[str, str]]] = {
    "all new": lambda n: ("ab " * n, "cd " * n),
    "one letter": lambda n: ("a" * n, "a" * (n + 1)),
    "the same word": lambda n: ("the " * n, "the " * (n // 2)),
    "two in turn": lambda n: ("a b " * n, "b a " * n),
    "reversed": lambda n: (" ".join(map(str, range(n))), " ".join(map(str, reversed(range(n))))),
}


@pytest.mark.fault("Spans are found again in an edited text in proportion to its length")
@pytest.mark.parametrize("edit", EDITS)
def test_realigning(edit: str) -> None:
    def work(texts: tuple[str, str]) -> object:
        old, new = texts
        return find_again(old, new, [(place, place + 5) for place in range(0, len(old) - 5, max(len(old) // 10, 1))])

    assert_grows_evenly(work, EDITS[edit], 3_000)


@pytest.mark.fault("Near-duplicates and shared quotations are found in proportion to the texts")
@pytest.mark.parametrize(
    "text",
    [lambda _: "the same words again and again here", lambda n: f"one {n} two {n} three", lambda _: "“" * 50, lambda n: f"«a “b {n}" * 20],
    ids=["copies", "half alike", "marks", "unclosed"],
)  # fmt: skip
def test_near_duplicates(text: Callable[[int], str]) -> None:
    def work(articles: list[Compared]) -> object:
        return list(text_ties(articles)), list(quotation_ties(articles))

    assert_grows_evenly(work, lambda count: [Compared(f"article-{n}", text(n)) for n in range(count)], 300)


@pytest.mark.fault("Quotations of many articles are compared in proportion to their number")
@pytest.mark.parametrize(
    "text",
    [lambda _: "“The walrus sang of harbours and ferries all night long,” he said.", lambda n: f"“the walrus sang {n} of harbours {n}”",
     lambda _: "“" + "walrus " * 60 + "”", lambda _: "“walrus sings,” he said, " * 30, lambda n: "“the the of and to ”" * 20 + str(n)],
    ids=["copies", "half alike", "one word", "broken again and again", "small words"],
)  # fmt: skip
def test_quotations(text: Callable[[int], str]) -> None:
    def work(articles: list[BoardArticle]) -> object:
        return groups_of([found for article in articles for found in utterances_of(article)])

    assert_grows_evenly(work, lambda count: [BoardArticle(f"a{n}", "", text(n), Meta()) for n in range(count)], 150)


@pytest.mark.fault("What a terminal sends is read in proportion to its length")
@pytest.mark.parametrize(
    "piece", ["\x1b[200~", "\x1b", "\x1b[", "\x1b[1;", "\x1b]a", "\x1bP", "x", "\x1b[200~x\x1b[201~", "\x1b[<"]
)
def test_terminals(piece: str) -> None:
    def work(data: str) -> object:
        parser = TypedOnly()
        return [event for place in range(0, len(data), 1024) for event in parser.feed(data[place : place + 1024])]

    assert_grows_evenly(work, lambda n: (piece * n)[:n], 10_000)


OVERLAPS: dict[str, Callable[[int], list[Spanning]]] = {
    "nested": lambda n: [(i, 2 * n - i, "claim") for i in range(n)],
    "each begins a little later": lambda n: [(i, i + 4 * n, "claim") for i in range(n)],
    "of one beginning": lambda n: [(0, i + 1, "claim") for i in range(n)],
    "each overlaps the next one": lambda n: [(60 * i, 60 * i + 100, "claim") for i in range(n)],
    "each overlaps thirty": lambda n: [(10 * i, 10 * i + 300 + i % 7, "claim") for i in range(n)],
    "of two labels in turn": lambda n: [(i, i + 4 * n, ("claim", "ad")[i % 2]) for i in range(n)],
}


@pytest.mark.fault("Spans that overlap are matched in proportion to their number, or refused")
@pytest.mark.parametrize("shape", OVERLAPS)
@pytest.mark.parametrize("other", ["the same", "one span off", "nothing"])
def test_matching(shape: str, other: str) -> None:
    def make(count: int) -> Table:
        spans = OVERLAPS[shape](count)
        others = {"the same": spans, "one span off": [(s + 1, e + 1, label) for s, e, label in spans], "nothing": []}
        return table({"a": {"kim": spans, "lee": others[other]}}, 100 * count)

    def work(given: Table) -> object:
        with contextlib.suppress(AnnotatorError):
            return analyse(given, AgreementSettings(HALF, 0, 0))
        return None

    assert_grows_evenly(work, make, 800)


def vote(annotator: str, start: int, end: int, label: str = "claim", article: str = "a", **more: Any) -> dict[str, Any]:
    place = {"article": article, "sha256": "1" * 64, "start": start, "end": end, "label": label, "text": None}
    return {**place, "annotator": annotator, **more}


BOTH = ("kim", "lee")
VOTES: dict[str, Callable[[int], list[dict[str, Any]]]] = {
    "labels of one range": lambda n: [vote(BOTH[i % 2], 0, 9, f"label {i}") for i in range(n)],
    "nested": lambda n: [vote(who, i, 3 * n - i) for i in range(n // 2) for who in BOTH],
    "in a row": lambda n: [vote(who, 5 * i + (who == "lee"), 5 * i + 9) for i in range(n // 2) for who in BOTH],
    "articles": lambda n: [vote(who, 0, 9, article=f"a{i}") for i in range(n // 2) for who in BOTH],
    "annotators of one span": lambda n: [vote(f"who-{i}", 0, 9, note=f"{i}", attributes={"unit": f"{i}"}) for i in range(n)],
    "annotators of a span each": lambda n: [vote(f"who-{i}", i, i + 9) for i in range(n)],
    "versions of the article": lambda n: [{**vote(BOTH[i % 2], 0, 9), "sha256": f"{i:064x}"} for i in range(n)],
    "attributes": lambda n: [vote(who, 0, 9, attributes={f"name {i}": who for i in range(n)}) for who in BOTH],
}  # fmt: skip


@pytest.mark.fault("Votes are joined in proportion to their number")
@pytest.mark.parametrize("shape", VOTES)
def test_joining(tmp_path: Path, shape: str) -> None:
    file = tmp_path / "all.jsonl"

    def make(count: int) -> None:
        file.write_text("".join(json.dumps(line) + "\n" for line in VOTES[shape](count)))

    def work(_: None) -> object:
        conflicts: list[bytes] = []
        return [*FileMerge([file]).lines("all", conflicts.append), *conflicts]

    assert_grows_evenly(work, make, 3_000)


def test_the_measure_sees_a_square() -> None:
    slow = re.compile("a*b")
    with pytest.raises(AssertionError, match="times as much"):
        assert_grows_evenly(slow.search, lambda n: "a" * n, 8_000)
