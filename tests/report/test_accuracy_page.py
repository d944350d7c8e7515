"""The report against gold as a page: it runs nothing, and says what the text and the JSON say."""

from __future__ import annotations

import numpy as np
import pytest

from annotator.agreement.accuracy import Against, analyse_against
from annotator.agreement.result import AgreementSettings
from annotator.model import DEFAULT_LABELS
from annotator.report.accuracy_page import accuracy_page
from annotator.report.accuracy_text import render_accuracy
from annotator.report.wording import WIDTH, number
from tests.agreement.agreement_world import HALF, Spanning, corpus, from_corpus
from tests.report.page_world import parsed

KNOWN = {label.name: label for label in DEFAULT_LABELS}
EVIL = "</style><script>alert(1)</script>"


def against(*systems: str, people: bool = True, articles: int = 12) -> Against:
    """Systems of unequal skill, the first the best, and two people who mostly have what gold has."""
    generator = np.random.default_rng(1)
    work: dict[str, dict[str, list[Spanning]]] = {}
    for article in range(articles):
        gold: list[Spanning] = [(20 * n, 20 * n + 9, ("claim", "number")[n % 2]) for n in range(8)]
        own: dict[str, list[Spanning]] = {"gold": gold}
        for place, name in enumerate(systems):
            own[name] = [
                (start, end + 3 * (generator.random() < 0.1), label)
                for start, end, label in gold
                if generator.random() > 0.1 + 0.2 * place
            ]
        work[f"a{article:02d}"] = own
    others = {name: {who: spans[:7] if who == "lee" else spans for who, spans in (("kim", own["gold"]), ("lee", own["gold"]))}
              for name, own in work.items()}  # fmt: skip
    among = from_corpus(corpus(others)) if people else None
    return analyse_against(from_corpus(corpus(work)), AgreementSettings(HALF, 1_000, 0), None, among)


def page_of(found: Against) -> str:
    return accuracy_page(found, KNOWN, lambda *_: None)


@pytest.mark.parametrize("systems", [("crf",), ("crf", "rules"), ("crf", "rules", "words")])
def test_the_page_says_what_the_text_says_part_by_part(systems: tuple[str, ...]) -> None:
    found = against(*systems)
    page, text = parsed(page_of(found)), render_accuracy(found)
    assert all(len(line) <= WIDTH for line in text.splitlines())
    scores = page.by_id("scores").rows()
    for one in found.scored:
        for place, field in enumerate(("precision", "recall", "f1"), 1):
            value = number(one.overall["strict"][field].value)
            assert scores[one.name][place].startswith(value)
            assert value in text
    assert [node.text for node in page.all("h2")][-len(systems) :] == [f"{name} against gold" for name in systems]
    assert "PEOPLE AMONG THEMSELVES: 2 annotators, 12 articles of gold" in text
    assert page.by_id("people").rows()["each with the others"][0].startswith(number(found.people.scores["f1"].value))  # type: ignore[union-attr]
    if len(systems) == 2:
        (two,) = found.systems
        difference, _, p = page.by_id("systems").rows()["strict F1"]
        assert p == f"{two.values['strict']['f1'].p:.4f}"
        assert difference in text
    assert ("lowest" in {node.attributes.get("id") for node in page.walk()}) == (len(systems) == 3)


def test_the_highest_stands_first_and_has_the_large_figures() -> None:
    page = parsed(page_of(against("crf", "rules")))
    assert "crf, the highest" in page.all("div", "tile")[0].text
    assert page.all("h1")[0].text == "crf and rules against gold"


def test_each_line_of_what_to_look_at_first_leads_to_its_passages() -> None:
    page = parsed(page_of(against("crf", "rules")))
    names = [node.attributes["id"] for node in page.walk() if "id" in node.attributes]
    assert len(names) == len(set(names))
    links = [node.attributes["href"] for node in page.all("a") if "href" in node.attributes]
    assert sum("first" in link for link in links) >= 4
    assert {link[1:] for link in links} <= set(names)


def test_it_runs_nothing_asks_nobody_and_obeys_no_name() -> None:
    page = page_of(against(EVIL, people=False))
    assert "<script" not in page
    for node in parsed(page).walk():
        assert node.tag not in {"script", "iframe", "object", "embed", "form", "img"}
        assert not any(key.startswith("on") or "://" in value for key, value in node.attributes.items())


def test_the_same_work_gives_the_same_bytes() -> None:
    assert page_of(against("crf", "rules")) == page_of(against("crf", "rules"))


def test_who_has_no_span_is_shown_all_the_same() -> None:
    nothing: dict[str, dict[str, list[Spanning]]] = {f"a{n}": {"gold": [], "crf": []} for n in range(3)}
    found = analyse_against(from_corpus(corpus(nothing)), AgreementSettings(HALF, 1_000, 0))
    assert "n/a" in parsed(page_of(found)).by_id("scores").text
