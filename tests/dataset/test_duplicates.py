"""Articles that share text stay on one side of a split: leaks of many shapes are found, furniture and strangers are not."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.dataset.grouping import Grouping, grouping, joined, without_event
from annotator.dataset.shared_text import PASSAGE, SHINGLE, Compared, quotation_ties, text_ties
from annotator.dataset.split import SplitArticle, parse_sizes, split
from annotator.errors import AnnotatorError
from annotator.model import Meta

QUOTE = "We were told nothing about the cracks in the northern pier until the swollen river rose over the old market"
SMALL = ["the", "of", "to", "and", "a", "in", "that", "was", "for", "on", "with", "by", "at", "from"]


def _words(seed: int, count: int = 300) -> list[str]:
    """Words of an article, small ones among them; two of different seeds share no five in a row to speak of."""
    chance = random.Random(seed)
    return [chance.choice(SMALL) if chance.random() < 0.4 else f"word{chance.randrange(4_000)}" for _ in range(count)]


def _text(words: list[str], line: int = 40) -> str:
    return "\n\n".join(" ".join(words[at : at + line]) + "." for at in range(0, len(words), line))


def _one_in_ten(words: list[str]) -> list[str]:
    return [f"other{at}" if at % 10 == 4 else word for at, word in enumerate(words)]


def _quoting(seed: int, quotation: str) -> str:
    words = _words(seed, 400)
    return f"{_text(words[:200])}\n\n{quotation}\n\n{_text(words[200:])}"


def _ties(**texts: str) -> list[tuple[str, tuple[str, str]]]:
    articles = [Compared(name, text, Meta(language="en")) for name, text in texts.items()]
    return [(tie.kind, tie.articles) for ties in (text_ties(articles), quotation_ties(articles)) for tie in ties]


WIRE = _words(1, 200)
PARAGRAPH = " ".join(_words(2, 60))
LEAKS: dict[str, Callable[[], tuple[str, str]]] = {
    "an exact copy": lambda: (_text(_words(3)), _text(_words(3))),
    "in capitals, wrapped anew": lambda: (_text(_words(3)), _text(_words(3), 9).upper()),
    "one word in ten changed": lambda: (_text(_words(3)), _text(_one_in_ten(_words(3)))),
    "a wire story inside a longer one": lambda: (_text(WIRE), _text(_words(4, 350) + WIRE + _words(5, 350))),
    "the same wire story inside two": lambda: (_text(_words(6, 350) + WIRE + _words(7, 350)), _text(_words(8, 700) + WIRE)),
    "one word in ten of it changed": lambda: (_text(_words(6, 350) + WIRE), _text(_words(8, 700) + _one_in_ten(WIRE))),
    "one paragraph of 60 words": lambda: (
        _text(_words(9)) + "\n" + PARAGRAPH + "\n" + _text(_words(10)), _text(_words(11, 800)) + "\n" + PARAGRAPH,
    ),
    "paragraphs in another order": lambda: (_text(_words(12)), "\n\n".join(reversed(_text(_words(12)).split("\n\n")))),
    "a short note inside": lambda: (" ".join(_words(13, 25)), _text(_words(14, 400) + _words(13, 25) + _words(15, 400))),
    "a quotation in other marks": lambda: (_quoting(16, f"“{QUOTE},” she said."), _quoting(17, f"‘{QUOTE},’ she said.")),
    "in straight marks, broken": lambda: (
        _quoting(16, f"„{QUOTE}“, sagte sie."),
        _quoting(17, f'"{QUOTE[:56]}," she said, "{QUOTE[57:]}."'),
    ),
    "cut to 11 words": lambda: (
        _quoting(16, f"“{QUOTE},” she said."), _quoting(17, f"He heard “{' '.join(QUOTE.split()[4:15])}” from her."),
    ),
    "one word of it changed": lambda: (
        _quoting(16, f"“{QUOTE},” she said."), _quoting(17, f"“{QUOTE.replace('swollen', 'raging')},” she said."),
    ),
    "said to be another's": lambda: (
        _quoting(16, f"“{QUOTE},” said Ada Lund."), _quoting(17, f"“{QUOTE},” said Bo Holt on Monday."),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LEAKS)
def test_a_leak_is_found_among_strangers(name: str) -> None:
    one, other = LEAKS[name]()
    strangers = {
        f"x{number}": _quoting(100 + number, f"“{' '.join(_words(200 + number, 18))},” he said.")
        for number in range(20)
    }
    found = _ties(a=one, b=other, **strangers)

    assert {pair for _, pair in found} == {("a", "b")}


def test_strangers_are_not_tied_by_what_everybody_writes() -> None:
    phrases = [
        "At the end of the day, nobody knows what will happen next.",
        "“It is what it is,” he said.",
        "He declined to comment on the matter.",
    ]
    texts = {f"a{number:02}": _text(_words(number, 250)) + "\n\n" + "\n\n".join(phrases) for number in range(30)}
    assert _ties(**texts) == []


FOOTER = " ".join(["Copyright of the Example Post.", *_words(50, 70)])
NOTICE = "Sign up for our newsletter " + " ".join(_words(51, 30))


@pytest.mark.parametrize("count", [3, 40])
def test_a_footer_ties_nothing_but_copies_with_it_are_found(count: int) -> None:
    texts = {f"a{number:02}": f"{_text(_words(number, 200))}\n\n{FOOTER}\n" for number in range(count)}
    assert _ties(**texts) == []
    copy = f"{_text(_one_in_ten(_words(0, 200)))}\n\n{FOOTER}\n"
    assert [pair for _, pair in _ties(**texts, copy=copy)] == [("a00", "copy")]


def test_a_notice_within_most_articles_ties_nothing() -> None:
    texts = {}
    for number in range(40):
        words = _words(number, 400)
        texts[f"a{number:02}"] = f"{_text(words[:200])}\n\n{NOTICE}\n\n{_text(words[200:])}"
    assert _ties(**texts) == []


def test_short_notices_that_are_all_alike_are_copies_not_furniture() -> None:
    texts = {
        f"a{number}": "Roads closed.\n\nThe bridge is shut until noon today.\n\nUse the ferry instead."
        for number in range(4)
    }
    found = joined(texts, [pair for _, pair in _ties(**texts)])
    assert set(found.values()) == {"a0"}


def test_a_hundred_copies_are_of_one_group() -> None:
    chance = random.Random(3)
    texts = {}
    for number in range(100):
        words = _words(3)
        for _ in range(3):
            words[chance.randrange(len(words))] = f"new{number}"
        texts[f"a{number:03}"] = _text(words)
    assert set(joined(texts, [pair for _, pair in _ties(**texts)]).values()) == {"a000"}


def test_a_passage_in_a_script_without_spaces_is_found() -> None:
    def text(seed: int, count: int) -> str:
        return "".join(chr(0x4E00 + random.Random(f"{seed}{at}").randrange(2_000)) for at in range(count))

    passage = text(1, 80)
    texts = {"a": f"{text(2, 300)}{passage}。{text(3, 300)}", "b": f"{passage}{text(4, 500)}", "c": text(5, 600)}
    assert [pair for _, pair in _ties(**texts)] == [("a", "b")]


def test_wordings_that_were_tagged_tie_where_no_mark_shows_them() -> None:
    articles = [
        Compared("a", _quoting(1, f"“{QUOTE},” she said.")),
        Compared("b", _quoting(2, f"{QUOTE}, nobody quoted here."), quoted=[QUOTE]),
        Compared("c", None, quoted=[QUOTE.upper()]),
        Compared("d", "“We were told nothing,” he said."),
        Compared("e", "“We were told nothing,” they said."),
    ]
    assert {tie.articles for tie in quotation_ties(articles)} == {("a", "b"), ("a", "c")}


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.text(alphabet='ab “”"\n', max_size=80)),
    st.randoms(use_true_random=False),
)
@settings(deadline=None)
def test_any_texts_are_compared_alike_in_any_order(texts: dict[str, str], shuffler: random.Random) -> None:
    articles = [Compared(name, text) for name, text in texts.items()]
    shuffled = shuffler.sample(articles, len(articles))
    events = {name: f"article {name}" for name in texts}
    assert list(text_ties(articles)) == list(text_ties(shuffled))
    assert grouping(events, articles) == grouping(dict(sorted(events.items())), shuffled)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))), st.randoms(use_true_random=False))
def test_what_is_tied_however_indirectly_is_of_one_group(pairs: list[tuple[int, int]], shuffler: random.Random) -> None:
    items = [str(number) for number in range(10)]
    tied = [(str(a), str(b)) for a, b in pairs]
    found = joined(items, tied)
    reached = {item: {item} for item in items}
    for _ in items:
        for a, b in tied:
            reached[a] |= reached[b]
            reached[b] |= reached[a]

    assert found == {item: min(reached[item]) for item in items}
    assert joined(items, shuffler.sample(tied, len(tied))) == found


def _grouped(by: str = "event") -> Grouping:
    copy = _text(_words(5))
    texts = {
        "a": copy,
        "b": copy,
        "c": f"{_text(_words(60, 120))} Ana: “{QUOTE}”",
        "d": f"The storm took everything that stood there. “{QUOTE}” {_text(_words(61, 120))}",
        "e": "Alone here.",
        "f": None,
    }
    events = {article: f"event {i}" for i, article in enumerate(texts)} | {"a": "event 9", "e": "event 9"}
    return grouping(
        events, [Compared(name, text) for name, text in texts.items()], "article" if by == "article" else "event"
    )


def test_quotations_of_articles_that_are_together_already_are_not_said_to_be_none() -> None:
    told = f"{_text(_words(60, 120))} Ana: “{QUOTE}”"
    articles = [Compared(name, told) for name in ("a", "b")]
    found = grouping({"a": "one", "b": "two"}, articles).told()
    assert "a and b" in found[0]
    assert found[2].endswith(": only in articles that are kept together already.")


def test_a_refused_split_names_the_pair_that_shares_text() -> None:
    items = [SplitArticle(name, group, {}) for name, group in (("a", "g"), ("b", "g"))]
    said = r"1 pair of others that shares text.*\(with the same text: a and b\)$"
    with pytest.raises(AnnotatorError, match=said):
        split(items, parse_sizes("50/50"), 0, 1, "text", [("a", "b")])


def test_events_that_share_a_text_never_part_and_the_sentences_say_which() -> None:
    found = _grouped()
    parts = split(
        [SplitArticle(a, found.groups[a], {}) for a in found.groups], parse_sizes("50/50"), seed=0, tied=len(found.ties)
    )

    assert parts["a"] == parts["b"] == parts["e"]
    assert parts["c"] == parts["d"]
    told = found.told()
    assert "1 pair kept together (a and b: 100 % of the shorter one)" in told[0]
    assert "none found" in told[1]
    assert "1 pair kept together (c and d: we were told nothing" in told[2]
    assert "1 article whose text is not at hand (f)" in told[3]
    assert found.structure()["groups"] == 3
    assert found.parted(parts) == []


def test_a_split_by_article_names_what_it_parts() -> None:
    found = _grouped("article")
    assert len(set(found.groups.values())) == 6
    parts = dict.fromkeys(found.groups, "train") | {"b": "test", "d": "test"}
    assert found.parted(parts)[0].startswith("a (train) and b (test) share text: near-duplicate")
    assert found.parted(parts)[1].startswith("c (train) and d (test) share text: quotation, we were told")


def test_what_ties_everything_is_refused_with_the_reason() -> None:
    articles = [Compared(name, _text(_words(5))) for name in "abc"]
    found = grouping({one.article: f"event {one.article}" for one in articles}, articles)
    items = [SplitArticle(one.article, found.groups[one.article], {}) for one in articles]

    with pytest.raises(AnnotatorError, match=r"of 1 group .*that share text.*too few for 2 parts"):
        split(items, parse_sizes("80/20"), seed=0, tied=len(found.ties))


def test_it_is_told_when_no_event_is_named() -> None:
    assert "No article names its event" in next(without_event(3, 3))
    assert list(without_event(0, 3)) == []
    assert "1 article of no named event" in next(without_event(1, 3))


def test_nothing_is_like_nothing() -> None:
    assert _ties(a="", b="") == []
    assert _ties() == []
    assert PASSAGE > SHINGLE
