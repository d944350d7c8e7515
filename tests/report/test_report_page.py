"""The report as a page: it runs nothing, asks nobody, hides nothing, and says the same numbers as the JSON."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from annotator.agreement.gamma import Gamma
from annotator.agreement.gamma import gamma as measure_gamma
from annotator.agreement.pairing import KIND_NAMES, KIND_TERMS
from annotator.agreement.result import Analysis
from annotator.errors import AnnotatorError
from annotator.model import DEFAULT_LABELS
from annotator.report.advice import causes
from annotator.report.html import page, require_library
from annotator.report.json import structure
from annotator.report.markup import shown
from annotator.report.text import render
from tests.agreement.agreement_world import LABELS, Spanning, analysis
from tests.cli.cli_world import World, two_annotators
from tests.making import examples, texts
from tests.report.page_world import column, parsed

KNOWN = {label.name: label for label in DEFAULT_LABELS}
TEXT = "He said “it is over” in 3.5 million words.\r\nThen she\tleft & wept.\n\nBuy <b>tea</b>.\n"
EVIL = "</style><script>alert(1)</script><img src=//x.example onerror=alert(2)>\x1b[2J\u202e\u2028$x$&amp;\"'"
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def page_of(found: Analysis, text: str | None = TEXT, gamma: Gamma | None = None) -> str:
    return page(found, KNOWN, lambda sha256, article: text, gamma)


def small(people: int = 2, **more: str) -> Analysis:
    """Two or three people on two articles, with one difference of each common kind."""
    work: dict[str, list[Spanning]] = {
        "ana": [(0, 43, "claim"), (8, 20, "quote"), (24, 35, "number"), (65, 81, "ad")],
        "bo": [(0, 42, "claim"), (8, 20, "claim"), (24, 27, "number"), (46, 54, "claim")],
        "cem": [(0, 43, "claim"), (8, 20, "quote")],
    }
    chosen = dict(list(work.items())[:people])
    articles = {"one": chosen, "two": {name: [(0, 7, "claim")] for name in chosen}}
    return analysis(articles, len(TEXT), texts={"one": TEXT, "two": TEXT}, labels=LABELS, resamples=50)


def test_the_page_runs_nothing_and_asks_nobody() -> None:
    tree = parsed(page_of(small(3)))
    for node in tree.walk():
        assert node.tag not in {"script", "iframe", "object", "embed", "form", "base", "img", "image", "audio", "video"}
        for key, value in node.attributes.items():
            assert not key.startswith("on")
            assert key not in {"style", "src", "srcset", "action", "srcdoc"}
            assert "://" not in value
            assert "javascript:" not in value
            if key == "href":
                assert value == "data:," or value.startswith("#")
    (style,) = tree.all("style")
    assert not re.search(r"url\(|@import|expression", style.text)


def test_the_policy_allows_the_one_style_sheet_and_nothing_else() -> None:
    tree = parsed(page_of(small()))
    head = tree.all("head")[0]
    policy = next(n for n in head.all("meta") if n.attributes.get("http-equiv") == "Content-Security-Policy")
    (style,) = tree.all("style")
    digest = base64.b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
    told = dict(part.strip().split(" ", 1) for part in policy.attributes["content"].split(";"))
    assert told["default-src"] == "'none'"
    assert told["style-src"] == f"'sha256-{digest}'"
    assert "unsafe" not in policy.attributes["content"]
    assert head.inside.index(policy) < head.inside.index(style)


def test_links_lead_somewhere_and_no_id_stands_twice() -> None:
    tree = parsed(page_of(small(3)))
    ids = [node.attributes["id"] for node in tree.walk() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    targets = {node.attributes["href"] for node in tree.walk() if "href" in node.attributes} - {"data:,"}
    used = {
        name for node in tree.walk() for v in node.attributes.values() for name in re.findall(r"url\(#([^)]+)\)", v)
    }
    assert {target[1:] for target in targets} | used <= set(ids)
    labelled = {name for node in tree.all("svg") for name in node.attributes["aria-labelledby"].split()}
    assert labelled
    assert labelled <= set(ids)


def test_foreign_text_and_labels_are_shown_and_never_obeyed() -> None:
    text = f"{EVIL} and {EVIL} again.\r\n{EVIL}\n"
    end = len(EVIL)
    found = analysis(
        {"one": {"kim": [(0, end, EVIL), (3, 9, "claim")], "lee": [(0, end - 1, EVIL)]}},
        len(text),
        texts={"one": text},
        labels=LABELS,
    )
    for article in (text, None):
        drawn = page_of(found, article, measure_gamma(found.sums.table))
        assert not CONTROL.search(drawn)
        tree = parsed(drawn)
        assert {node.tag for node in tree.walk()} & {"script", "img"} == set()
        assert "</style><script>alert(1)</script>" in tree.by_id("articles").text
        assert drawn.count("<script") == drawn.count("onerror=alert(2)>") == 0
        assert "&lt;/style&gt;&lt;script&gt;" in drawn


def test_each_column_is_the_article_and_each_mark_a_span() -> None:
    found = small(3)
    table = found.sums.table
    article = parsed(page_of(found)).by_id("article-one")
    for who, name in enumerate(table.annotators):
        text, spans = column(article, name)
        assert text == TEXT.replace("\t", " ")
        mine = (table.article == 0) & (table.annotator == who)
        rows = zip(table.start[mine].tolist(), table.end[mine].tolist(), table.label[mine].tolist(), strict=True)
        assert spans == sorted(rows)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[str, dict[str, list[Spanning]]]:
    """Any text, and two people's spans that nest and cross as they like."""
    text = draw(texts(30).filter(bool))
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).filter(lambda pair: pair[0] < pair[1])
    spans = st.lists(st.tuples(ends, st.sampled_from(LABELS)), max_size=5, unique=True)
    work = {name: [(*pair, label) for pair, label in draw(spans)] for name in ("kim", "lee")}
    return text, work


@settings(max_examples=examples(60))
@given(worlds())
def test_no_text_and_no_spans_move_an_offset(world: tuple[str, dict[str, list[Spanning]]]) -> None:
    from annotator.report.article_versions import Versions
    from annotator.report.markup import looks
    from annotator.report.templates import template

    text, work = world
    found = analysis({"one": work}, len(text), texts={"one": text}, labels=LABELS)
    versions = Versions(found, looks(LABELS, KNOWN), lambda sha256, article: text)
    drawn = vars(template("articles.html.jinja").module)["articles"](versions)
    article = parsed(drawn).by_id("article-one")
    for name, spans in work.items():
        read, marks = column(article, name)
        assert read == shown(text)
        assert len(read) == len(text)
        assert marks == sorted((start, end, LABELS.index(label)) for start, end, label in spans)


def test_the_numbers_are_those_of_the_json() -> None:
    found = small(3)
    told, tree = structure(found), parsed(page_of(found))
    tiles = {tile.all("p", "what")[0].text: tile.all("p", "value")[0].text for tile in tree.all("div", "tile")}
    assert tiles["strict F1"] == f"{told['overall']['f1']['value']:.3f}"
    assert tiles["alpha"] == f"{told['overall']['alpha']['value']:.3f}"

    kinds, confusion = (table.rows() for table in tree.by_id("kinds").all("table"))
    for place, label in enumerate([*LABELS, "all labels"]):
        counts = told["disagreements"][label]
        named = {term: {**counts, **counts["boundary"]}[KIND_NAMES[kind]] for kind, term in KIND_TERMS.items()}
        rows = {term: int(row[place]) for term, row in kinds.items() if term}
        assert rows == {term: named[term] for term in rows}
        if label == "all labels":
            assert {term for term, count in named.items() if count} == rows.keys()
    counts = np.array(told["confusion"]["counts"])
    counted = [[int(cell or 0) for cell in row] for title, row in confusion.items() if title]
    assert counted == counts[counts.any(axis=1)][:, counts.any(axis=0)].tolist()

    coverage, pairs, against, extremes = (table.rows() for table in tree.by_id("people").all("table"))
    low, high = (" – ".join(pair) for pair in told["lowest_less_highest"]["pairs"])
    assert extremes["strict F1"][1:] == [pairs[low][0][:5], pairs[high][0][:5]]
    for one in told["annotators"]:
        spans = [told["labels"][label]["spans"][one["annotator"]] for label in LABELS]
        assert [*map(int, coverage[one["annotator"]])] == [one["finished"], one["articles"], one["spans"], *spans]
        assert against[one["annotator"]][0].startswith(f"{one['against_rest']['f1']['value']:.3f}")
    for pair in told["pairs"]:
        assert pairs[" – ".join(pair["annotators"])][0].startswith(f"{pair['f1']['value']:.3f}")
    values = tree.by_id("articles").all("table")[0].rows()
    for each in told["articles"]:
        assert values[each["article"]][0] == f"{each['f1']:.3f}"
        assert int(values[each["article"]][3]) == each["spans"]


def test_what_to_look_at_first_is_what_the_printed_report_says() -> None:
    found = small(3)
    items = [item.text for item in parsed(page_of(found)).by_id("first").all("ol")[0].all("li")]
    assert items == [f"{cause.gained} {cause.sentence}" for cause in causes(found)]
    assert all(item.all("a") for item in parsed(page_of(found)).by_id("first").all("ol")[0].all("li"))
    printed = " ".join(render(found).split())
    assert items
    assert all(item in printed for item in items)


SCHEMES = ("strict", "exact", "partial", "type")
COUNTS = ("COR", "INC", "PAR", "MIS", "SPU", "POS", "ACT")


def test_semeval_counts_are_those_of_the_json_over_all_labels_and_by_label() -> None:
    found = small()
    (pair,) = structure(found)["pairs"]
    whole, by_label = parsed(page_of(found)).by_id("scores").all("table")
    letters = {"claim": "c", "quote": "q", "number": "n", "ad": "a"}
    for title, rows in [("all labels", whole), *((label, by_label) for label in LABELS)]:
        for scheme in SCHEMES:
            of = pair["semeval"][title][scheme]
            row = rows.rows()[scheme if rows is whole else f"{letters[title]} {title} {scheme}"]
            assert [int(cell) for cell in row[:7]] == [of[name] for name in COUNTS]
            wanted = ["n/a" if of[name] is None else f"{of[name]:.3f}" for name in ("precision", "recall", "f1")]
            assert row[7:] == wanted


def test_of_several_pairs_each_has_its_semeval_counts() -> None:
    found = small(3)
    scores = parsed(page_of(found)).by_id("scores")
    first, *_ = scores.all("table")
    for pair in structure(found)["pairs"]:
        of = pair["semeval"]["all labels"]
        row = first.rows()[" – ".join(pair["annotators"])]
        assert [int(cell) for cell in row[:4]] == [of["strict"][name] for name in ("POS", "ACT", "MIS", "SPU")]
        assert row[4:] == [f"{of[scheme]['f1']:.3f}" for scheme in SCHEMES]
        (folded,) = (
            one for one in scores.all("details") if one.all("summary")[0].text == " – ".join(pair["annotators"])
        )
        assert [int(cell) for cell in folded.all("table")[0].rows()["type"][:7]] == [
            of["type"][name] for name in COUNTS
        ]


def test_error_rates_are_said_to_be_a_models_with_what_it_assumes() -> None:
    people: dict[str, list[Spanning]] = {
        name: [(10 * i, 10 * i + 5, "claim") for i in range(40) if (i + place) % 9]
        for place, name in enumerate(("ana", "bo", "cem"))
    }
    found = analysis({"one": people}, 400, labels=LABELS)
    told = structure(found)["error_rates"]
    scores = parsed(page_of(found)).by_id("scores")
    assert "the model of Dawid & Skene 1979" in scores.text
    assert "Assumed: errors are independent" in scores.text
    assert all(warning in scores.text for warning in told["warnings"])
    rows = next(one for one in scores.all("table") if "invented" in one.text).rows()
    for name in people:
        assert rows[name][0] == f"{told['rates'][name][0][0]:.3f}"
        assert rows[name][-1] == f"{told['invented'][name]:.3f}"
    assert "Dawid" not in parsed(page_of(small())).by_id("scores").text


def test_gamma_stands_on_the_page_where_it_was_measured() -> None:
    found = small(3)
    gamma = measure_gamma(found.sums.table, 7)
    scores = parsed(page_of(found, gamma=gamma)).by_id("scores")
    assert gamma.value is not None
    assert scores.all("p", "gamma")[0].text == f"{gamma.value:.3f}"
    assert "seed 7" in scores.text
    rows = scores.all("table")[-1].rows()
    for name, one in zip(found.sums.table.articles, gamma.articles, strict=True):
        assert rows[name][0] == str(one.units)
        assert rows[name][1] == ("n/a" if one.value is None else f"{one.value:.3f}")
    assert "Gamma" not in parsed(page_of(found)).text


def test_it_is_said_how_each_span_differs() -> None:
    two, three = (parsed(page_of(small(people))).by_id("article-one") for people in (2, 3))
    letters = {node.attributes["data-t"] for node in two.all("i", "t")}
    assert letters == {"c punctuation", "q ≠ claim", "c ≠ quote", "n end", "a only here", "c only here"}
    letters = {node.attributes["data-t"] for node in three.all("i", "t")}
    assert {"n end, not cem", "a only here", "q ≠ claim"} <= letters
    told = {node.attributes["title"] for node in three.all("i", "t")}
    assert "number 24–35: bo's ends elsewhere; cem does not have it" in told
    same = {node.attributes["data-t"] for node in parsed(page_of(small())).by_id("article-two").all("i", "t")}
    assert same == {"c"}


def test_two_people_have_no_map_of_pairs() -> None:
    titles = [[svg.all("title")[0].text for svg in parsed(page_of(small(n))).all("svg")] for n in (2, 3)]
    assert len(titles[0]) == 2
    assert titles[1] == [*titles[0], "Strict F1 of every two annotators"]
    texts_of = parsed(page_of(small(3))).all("svg")[2].text
    assert all(name in texts_of for name in ("ana", "bo", "cem"))


def test_an_article_whose_text_is_gone_is_shown_by_its_spans() -> None:
    found = small()
    for text in (None, TEXT[:-1]):  # not there, and not the one that was annotated
        article = parsed(page_of(found, text)).by_id("article-one")
        assert "The text of this article is not in the project" in article.text
        assert "number 24–35 3.5 million" in article.text
        assert article.all("div", "x") == []


def test_each_line_of_what_to_look_at_first_leads_to_the_passages_that_it_speaks_of() -> None:
    found = small(3)
    tree = parsed(page_of(found))
    for place, cause in enumerate(causes(found), 1):
        (link,) = (one for one in tree.by_id("first").all("a") if one.attributes["href"] == f"#first-{place}")
        assert link.text == cause.sentence
        part = tree.by_id(f"first-{place}")
        passages = cause.passages(found, 8)
        assert [title.text.split()[2] for title in part.all("h4")] == [f"{one.start}–{one.end}," for one in passages]
        assert sum(one.cost for one in passages) == cause.cases
        for one, passage in zip(part.all("section", "passage"), passages, strict=True):
            assert shown(TEXT[passage.start : passage.end]).split()[0] in one.all("div", "x")[0].text


def test_what_would_be_rows_of_zeros_is_left_out_and_named_once() -> None:
    work: dict[str, list[Spanning]] = {"kim": [(0, 7, "claim"), (8, 20, "quote")], "lee": [(0, 7, "claim")]}
    found = analysis({"one": work}, len(TEXT), labels=LABELS)
    told = "Nobody used number, ad. No case of these kinds: label, space or punctuation, start, end, start and end,"
    printed = " ".join(render(found).split())
    assert printed.count("Nobody used") == printed.count(told) == 1
    tree = parsed(page_of(found))
    assert tree.text.count("Nobody used") == tree.text.count(told) == 1
    kinds, confusion = (table.rows() for table in tree.by_id("kinds").all("table"))
    assert [title for title in kinds if title] == ["agree", "missing"]
    assert [title.split()[-1] for title in confusion if title] == ["claim", "quote"]
    assert confusion[""] == ["c claim", "none"]


def test_of_many_articles_the_worst_are_shown_and_the_others_counted() -> None:
    articles: dict[str, dict[str, list[Spanning]]] = {
        f"a{i:02d}": {"kim": [(0, 5, "ad"), (6, 9, "ad")][: 1 + (i == 24)], "lee": []} for i in range(25)
    }
    tree = parsed(page_of(analysis(articles, len(TEXT), labels=LABELS)))
    shown_ = tree.all("details", "article")
    assert len(shown_) == 20
    assert shown_[0].attributes["id"] == "article-a24"
    assert "The 20 articles with the most disagreements; 5 left out" in tree.by_id("articles").text


def test_nothing_to_mend_is_said() -> None:
    same: dict[str, list[Spanning]] = {"kim": [(0, 5, "ad")], "lee": [(0, 5, "ad")]}
    tree = parsed(page_of(analysis({"one": same}, len(TEXT), labels=LABELS)))
    assert "there is nothing to mend" in tree.by_id("first").text
    empty: dict[str, list[Spanning]] = {"kim": [], "lee": []}
    assert "Nobody tagged anything" in page_of(analysis({"one": empty}, len(TEXT), labels=LABELS))


def test_many_labels_and_people_still_make_a_page() -> None:
    labels = [f"label-{i}" for i in range(70)]
    people: dict[str, list[Spanning]] = {
        f"p{i:02d}": [(k, k + 1 + i % 3, label) for k, label in enumerate(labels)] for i in range(24)
    }
    tree = parsed(page_of(analysis({"one": people}, len(TEXT), labels=labels)))
    letters = [node.text for node in tree.by_id("legend").all("b", "key")]
    assert len(letters) == len(set(letters)) == 70
    assert "58 labels more are counted under all labels alone." in tree.by_id("kinds").text
    assert "The first 20 of 24 annotators" in tree.by_id("people").text


def test_without_the_library_one_line_names_the_extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(AnnotatorError, match=r"pip install -e '\.\[html\]'"):
        require_library()
    ran = two_annotators(tmp_path).run("agreement", "--html", tmp_path / "page.html")
    assert ran.code == 2
    assert not (tmp_path / "page.html").exists()


def test_the_same_work_gives_the_same_bytes_wherever_it_is_asked_for(tmp_path: Path) -> None:
    """Also in a folder that brings settings for the chart library along."""
    project = tmp_path / "project"
    project.mkdir()
    two_annotators(project)
    pages = []
    for seed, brought in (("1", None), ("2", b"font.size: 30\nsavefig.facecolor: red\n\xff")):
        folder = tmp_path / f"from-{seed}"
        folder.mkdir()
        if brought is not None:
            (folder / "matplotlibrc").write_bytes(brought)
        command = [sys.executable, "-m", "annotator", "--project", str(project), "agreement", "--html", "page.html"]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert (ran.returncode, ran.stderr) == (0, "annotator: the page is in page.html: open it in a browser\n")
        pages.append((folder / "page.html").read_bytes())
    assert pages[0] == pages[1]


def test_the_command_shows_the_articles_of_the_project(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    ran = world.run("agreement", "--html", tmp_path / "page.html")
    assert ran.code == 0
    assert ran.out.startswith("AGREEMENT of 2 annotators")
    tree = parsed((tmp_path / "page.html").read_text("utf-8"))
    for name in ("kim", "lee"):
        assert column(tree.by_id("article-council"), name)[0] == world.texts["council"]
    again = world.run("agreement", "--html", tmp_path / "page.html", "--json")
    assert again.code == 0
    assert again.json["settings"]["shared_articles"] == 2


def test_the_command_puts_gamma_on_the_page_too(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    ran = world.run("agreement", "--gamma", "--seed", "3", "--html", tmp_path / "page.html")
    assert ran.code == 0
    value = re.search(r"GAMMA .*: (\S+)", ran.out)
    assert value is not None
    scores = parsed((tmp_path / "page.html").read_text("utf-8")).by_id("scores")
    assert scores.all("p", "gamma")[0].text == value[1]
    assert "seed 3" in scores.text


def test_the_command_puts_the_difference_from_the_baseline_on_the_page(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    files = ["--baseline", world.journal("kim"), "--baseline", world.journal("lee")]
    out = tmp_path / "report.html"
    assert world.run("agreement", *files, "--html", out).code == 0
    tree = parsed(out.read_text("utf-8"))
    assert tree.by_id("baseline").all("table")[0].rows()["strict F1"] == ["no difference", "0.286", "0.286"]
    assert "over the 2 articles of both" in tree.by_id("baseline").text
    assert world.run("agreement", "--html", out).code == 0
    assert "baseline" not in {node.attributes.get("id") for node in parsed(out.read_text("utf-8")).walk()}


def test_the_page_says_what_is_not_in_its_numbers_or_not_sure(tmp_path: Path) -> None:
    """A journal with unreadable lines beside another tool's spans, which say nothing of lengths and states."""
    world, out = two_annotators(tmp_path), tmp_path / "report.html"
    with world.journal("kim").open("ab") as file:
        file.write(b"bad\n" * 3)
    flat = tmp_path / "Kim.jsonl"
    flat.write_text('{"article":"port","start":0,"end":4,"label":"number"}\n' * 2)
    assert world.run("agreement", world.journal("kim"), flat, "--html", out).code == 0
    said = parsed(out.read_text("utf-8")).all("header")[0].text
    assert "kim.jsonl: 3 lines passed over" in said
    assert "Kim: read from flat spans, which do not say who finished an article and found nothing there" in said
    assert "The annotators Kim and kim differ by case only" in said
    other = tmp_path / "max.jsonl"
    other.write_text('{"article":"port","start":0,"end":5,"label":"number"}\n')
    assert world.run("agreement", other, flat, "--html", out).code == 0
    assert "The length of port is not recorded" in parsed(out.read_text("utf-8")).all("header")[0].text


def test_where_nobody_tagged_anything_there_is_a_page() -> None:
    found = analysis(
        {"one": {"kim": [], "lee": []}, "two": {"kim": [], "lee": []}}, len(TEXT), labels=LABELS, resamples=50
    )
    said = parsed(page_of(found)).all("header")[0].text
    assert "there is nothing to agree on" in said
    assert "interval" not in said


def test_an_interval_is_said_to_be_what_it_is() -> None:
    some = {f"a{i}": {"kim": [(0, 7, "claim"), (9, 12, "ad")], "lee": [(0, 7 + i % 2, "claim")]} for i in range(30)}
    said = parsed(page_of(analysis(some, len(TEXT), resamples=50))).all("header")[0].text
    assert "of intervals made in this way, 19 in 20 hold the value" in said
    assert "what other articles of this kind would give, tagged by these annotators" in said
    assert "Fewer than 50 articles with spans" in said
    one = analysis({"one": {"kim": [(0, 7, "claim")], "lee": [(0, 8, "claim")]}}, len(TEXT), resamples=50)
    said = parsed(page_of(one)).all("header")[0].text
    assert "There is no interval of strict F1: fewer than 5 articles with spans" in said
    assert "19 in 20" not in said


def test_labels_that_nobody_used_have_no_rows_and_rows_of_few_articles_a_sign() -> None:
    found = analysis(
        {f"a{i}": {"kim": [(0, 7, "claim")], "lee": [(0, 7 + i % 2, "claim")]} for i in range(55)}
        | {"b": {"kim": [(0, 7, "ad")], "lee": []}},
        len(TEXT),
        labels=LABELS,
        resamples=50,
    )
    tree = parsed(page_of(found))
    rows = {title.split()[-1]: row for title, row in tree.by_id("labels").all("table")[0].rows().items() if title}
    assert [*rows] == ["claim", "ad"]
    assert (rows["claim"][3], rows["ad"][3], rows["ad"][0]) == ("55", "1*", "0.000")
    assert "* under 50 articles with spans: few for an interval; under 5 or 80 spans: none" in tree.by_id("labels").text
    assert "quote" not in tree.by_id("kinds").all("table")[0].text


def test_the_page_on_stdout_is_the_page_alone(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    ran = world.run("agreement", "--html", "-")
    assert ran.out.startswith("<!DOCTYPE html>")
    assert ran.out.endswith("</html>\n")
    with pytest.raises(click.UsageError, match="only one of the page and --json"):
        world.run("agreement", "--html", "-", "--json")


@pytest.mark.parametrize("name", ["annotations/kim.jsonl", "other.html", "folder.html"])
def test_no_other_file_is_written_over(tmp_path: Path, name: str) -> None:
    world = two_annotators(tmp_path)
    (tmp_path / "other.html").write_text("<p>mine</p>")
    (tmp_path / "folder.html").mkdir()
    before = [path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file()]
    assert world.run("agreement", "--html", tmp_path / name).code == 2
    assert [path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file()] == before


BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Seen(NamedTuple):
    """What a browser wrote."""

    stdout: str
    stderr: str


def opened(folder: Path, name: str, *asked: str) -> Seen:
    """A page opened in a browser with an empty profile and no window."""
    assert BROWSER is not None
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    flags += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    flags += [f"--user-data-dir={folder / 'profile'}", "--enable-logging=stderr", "--window-size=1200,2000"]
    command = [BROWSER, *flags, *asked, (folder / name).as_uri()]
    ran = subprocess.run(command, capture_output=True, check=True, timeout=120)
    return Seen(ran.stdout.decode(), ran.stderr.decode())


def complaints(stderr: str) -> list[str]:
    return [line for line in stderr.splitlines() if "CONSOLE" in line or "Content Security Policy" in line]


WIDTHS = """<html><body><pre>wait</pre><script>
for (const width of [390, 1280]) {
  const frame = document.createElement("iframe");
  frame.style.width = width + "px";
  frame.src = "page.html";
  frame.onload = () => {
    const page = frame.contentDocument.documentElement;
    document.querySelector("pre").textContent += ` ${width}:${page.scrollWidth <= page.clientWidth}`;
  };
  document.body.append(frame);
}
</script></body></html>"""


@pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed here to open the page in")
def test_the_page_does_not_scroll_sideways_in_narrow_and_in_wide_windows(tmp_path: Path) -> None:
    labels = [f"label-with-a-long-name-{i}" for i in range(14)]
    people: dict[str, list[Spanning]] = {
        f"person-with-a-long-name-{i}": [(k, k + 1 + i % 3, label) for k, label in enumerate(labels)] for i in range(5)
    }
    found = analysis({"one": people, "two": people}, len(TEXT), texts={"one": TEXT, "two": TEXT}, resamples=50)
    (tmp_path / "page.html").write_text(page_of(found), "utf-8")
    (tmp_path / "widths.html").write_text(WIDTHS, "utf-8")
    asked = ("--allow-file-access-from-files", "--virtual-time-budget=20000", "--dump-dom")
    seen = opened(tmp_path, "widths.html", *asked).stdout
    assert "390:true" in seen
    assert "1280:true" in seen


@pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed here to open the page in")
def test_a_browser_opens_the_page_without_complaint(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.article("one", f"{TEXT}{EVIL}\n")
    for name, end in (("kim", 42), ("lee", 43)):
        world.put(name, "one", 0, end, "claim")
        world.put(name, "one", len(TEXT), len(TEXT) + end, EVIL)
        world.state(name, "one")
    drawn = tmp_path / "page.html"
    assert world.run("agreement", "--html", drawn).code == 0
    picture = tmp_path / "page.png"
    ran = opened(tmp_path, "page.html", f"--screenshot={picture}")
    assert complaints(ran.stderr) == []
    with Image.open(picture) as image:
        colours = image.convert("RGB").getcolors(2**24)
    assert colours is not None
    assert len(colours) > 100
    assert max(count for count, _ in colours) < 0.95 * 1200 * 2000
    tree = parsed(opened(tmp_path, "page.html", "--dump-dom").stdout)
    assert {node.tag for node in tree.walk()} & {"script", "img"} == set()
    text, spans = column(tree.by_id("article-one"), "kim")
    assert text == shown(world.texts["one"])
    assert spans == [(0, 42, 0), (len(TEXT), len(TEXT) + 42, 4)]
    # The policy is at work: a style sheet that is not the one that it names is refused, and that would be seen.
    (tmp_path / "other.html").write_text(drawn.read_text("utf-8").replace("body {", "body{", 1), "utf-8")
    assert complaints(opened(tmp_path, "other.html", "--dump-dom").stderr) != []
