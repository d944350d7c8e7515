"""Of labels without an object is learned which words bear them: offered with the reason, only where that beats repeating wordings."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model import Label
from annotator.suggest import phrases
from annotator.suggest.finished import FinishedArticle
from annotator.suggest.learned import Learned, Trainer
from annotator.suggest.learning_cache import LearningCache
from annotator.suggest.learning_figures import LEAST
from annotator.suggest.phrases import LearnedPhrases, Likely, Line, lines_of, repeated, tags_of
from annotator.suggest.second_look import offers, told

pytestmark = pytest.mark.skipif(not phrases.is_possible(), reason="needs the extra train")

LABELS = {"person": Label(name="person", key="p")}
_FIRST = (
    "Ana",
    "Bo",
    "Ilse",
    "Tom",
    "Odile",
    "Karl",
    "Mira",
    "Jonas",
    "Petra",
    "Luis",
    "Nadia",
    "Emil",
    "Vera",
    "Oskar",
)
_LAST = (
    "Ruiz",
    "Brandt",
    "Wrede",
    "Korb",
    "Lind",
    "Novak",
    "Moreau",
    "Silva",
    "Adler",
    "Falk",
    "Berg",
    "Holm",
    "Ritter",
)
PLACES = ("Lund", "Altona", "Brest", "Porto", "Graz", "Bergen", "Cadiz", "Ulm")
_SAID = (
    "{p} said the bridge in {l} would close.", "The council of {l} voted on Monday.", "“We lost 12 boats,” said {p}, who lives in {l}.",
    "Mayor {p} opened the pier with {p}.", "Ferries to {l} run every hour.", "Critics such as {p} called it a mistake.",
    "In {l}, {p} told reporters that the harbour is safe.", "Nobody knew why Monday came late.", "The Harbour Office paid 4 million euros.",
)  # fmt: skip


def people(count: int, seed: int = 0) -> tuple[list[FinishedArticle], dict[str, str]]:
    """Invented articles in which people are tagged, and places are not."""
    dice = random.Random(seed)
    articles, texts = [], {}
    for number in range(count):
        text, spans = "", []
        for _ in range(14):
            for part in re.split(r"(\{.\})", dice.choice(_SAID)):
                if part == "{p}":
                    part = f"{dice.choice(_FIRST)} {dice.choice(_LAST)}"
                    spans.append((len(text), len(text) + len(part), "person"))
                text += dice.choice(PLACES) if part == "{l}" else part
            text += "\n\n" if dice.random() < 0.5 else " "
        texts[f"a{number}"] = text
        articles.append(FinishedArticle(f"a{number}", f"a{number}", tuple(spans), frozenset()))
    return articles, texts


def trainer(texts: dict[str, str], cache: LearningCache | None = None) -> Trainer:
    return Trainer(LABELS, lambda sha256, _: texts[sha256], cache=cache)


Eight = tuple[list[FinishedArticle], dict[str, str], dict[str, Learned]]


@pytest.fixture(scope="module")
def eight() -> Eight:
    articles, texts = people(8)
    return articles, texts, trainer(texts).learn(articles[1:])


def test_a_forgotten_name_is_offered_and_a_place_among_people_is_offered_for_removal(eight: Eight) -> None:
    articles, texts, learned = eight
    here, text = articles[0], texts["a0"]
    forgotten = here.spans[1]
    place = next(match.span() for match in re.finditer("|".join(PLACES), text))
    spans = tuple(sorted({*here.spans, (*place, "person")} - {forgotten}))
    found = offers(text, here._replace(spans=spans), learned, trainer(texts))
    assert {(o.start, o.end, o.offer) for o in found} == {(*forgotten[:2], "tag"), (*place, "remove")}
    assert told(found, LABELS) == "you left out 1 wording that looks like your persons, and tagged 1 that does not"
    tag, removal = sorted(found, key=lambda o: o.offer == "remove")
    assert tag.p > 0.75
    assert removal.p <= 0.1
    assert re.fullmatch(r"like \d+ that you tagged: ‹\w+ \w+›", tag.reason)
    assert re.fullmatch(r"like \d+ that you left: ‹.+›", removal.reason)
    assert re.fullmatch("learned:person@[0-9a-f]{8}", tag.by)
    refused = frozenset({forgotten, (*place, "remove:person")})
    assert offers(text, here._replace(spans=spans, refused=refused), learned, trainer(texts)) == []


def test_the_same_articles_teach_the_same_with_or_without_the_cache(eight: Eight, tmp_path: Path) -> None:
    articles, texts, learned = eight
    here = articles[0]._replace(spans=articles[0].spans[2:])
    wanted = offers(texts["a0"], here, learned, trainer(texts))
    assert wanted
    cache = LearningCache(tmp_path, tmp_path, "kim")
    for _ in range(2):  # learned, then read
        assert offers(texts["a0"], here, trainer(texts, cache).learn(articles[1:]), trainer(texts)) == wanted
    kept = cache.path.read_bytes()
    for broken in (b"", kept[: len(kept) // 2], kept[:-30] + b"x" * 30):
        cache.path.write_bytes(broken)
        trainer(texts, cache).learn(articles[1:])
        assert cache.path.read_bytes() == kept


def test_a_model_that_is_not_the_one_that_was_kept_is_never_read(eight: Eight) -> None:
    one = eight[2]["person"]
    assert isinstance(one, LearnedPhrases)
    kept: dict[str, Any] = json.loads(json.dumps(one.to_json()))
    assert LearnedPhrases.from_json(kept) == one
    with pytest.raises(ValueError, match="model"):
        LearnedPhrases.from_json(kept | {"model": "AAAA" + kept["model"][4:]})


def test_nothing_is_offered_where_repeating_wordings_is_as_good() -> None:
    dice = random.Random(3)
    articles, texts = people(6)
    mixed = [
        one._replace(spans=tuple((m.start(), m.end(), "person") for m in re.finditer(r"\w+", texts[one.sha256]) if dice.random() < 0.1))
        for one in articles
    ]  # fmt: skip
    learned = trainer(texts).learn(mixed[1:])
    assert not learned["person"].figures.beats_rule
    assert offers(texts["a0"], mixed[0], learned, trainer(texts)) == []
    assert trainer(texts).learn(articles[: LEAST - 1]) == {}


def test_each_article_is_judged_by_what_the_others_taught(eight: Eight) -> None:
    figures = eight[2]["person"].figures
    assert figures.articles == 7
    assert figures.f1 > 0.9
    assert figures.f1 > figures.rule_f1 + 0.3
    assert figures.gain_low > 0


def test_without_python_crfsuite_nothing_is_learned_of_it(eight: Eight, monkeypatch: pytest.MonkeyPatch) -> None:
    articles, texts, _ = eight
    monkeypatch.setattr("annotator.suggest.learned.is_possible", lambda: False)
    assert trainer(texts).learn(articles[1:]) == {}


def test_where_the_process_fails_nothing_is_offered_and_nothing_is_kept(
    eight: Eight, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles, texts, learned = eight
    broken = tmp_path / "child.py"
    broken.write_text("import os\nos.abort()\n")
    cache = LearningCache(tmp_path, tmp_path, "kim")
    monkeypatch.setattr(phrases, "_CHILD", broken)
    assert trainer(texts, cache).learn(articles[1:]) == {}
    assert not cache.path.exists()
    assert offers(texts["a0"], articles[0]._replace(spans=()), learned, trainer(texts)) == []


def test_what_is_learned_from_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    articles, texts = people(8)
    sent = list[int]()

    def asked(what: dict[str, Any]) -> dict[str, Any]:
        sent.append(sum(len(words) for words, *_ in what["lines"]))
        raise ChildProcessError

    monkeypatch.setattr(phrases, "_asked", asked)
    longest = max(sum(len(line.words) for line in lines_of(text)) for text in texts.values())
    trainer(texts).learn(articles * 25)
    assert phrases.MOST_WORDS <= sent[0] < phrases.MOST_WORDS + longest


@given(st.text("ab' .-Ω漢字\n\r\u2028é", max_size=60), st.data())
def test_words_tile_lines_and_spans_of_whole_words_come_back_from_their_tags(text: str, data: st.DataObject) -> None:
    lines = lines_of(text)
    places = [place for line in lines for place in line.places]
    assert places == sorted(places)
    assert all(
        text[start:end] == word for line in lines for word, (start, end) in zip(line.words, line.places, strict=True)
    )
    covered = {at for start, end in places for at in range(start, end)}
    assert all(text[at].isspace() for at in range(len(text)) if at not in covered)
    for line in lines:
        assert line.shown(0, len(line.words)) == line.row
        last = data.draw(st.integers(1, len(line.words)))
        first = data.draw(st.integers(0, last - 1))
        tags = tags_of(line, [(line.places[first][0], line.places[last - 1][1])])
        assert tags == ["O"] * first + ["B"] + ["I"] * (last - first - 1) + ["O"] * (len(line.words) - last)


def test_the_longest_wording_is_repeated_first() -> None:
    [line] = lines_of("Ana Ruiz met Ana.")
    assert repeated(line, frozenset({("Ana",), ("Ana", "Ruiz")})) == [(0, 2), (3, 4)]


def test_a_span_is_as_likely_as_its_weakest_word() -> None:
    import numpy as np

    seen = Likely(np.array([0.9, 0.1, 0.8, 0.0]), np.array([0.95, 0.9, 0.85, 0.1]))
    assert [(first, last, round(p, 2)) for first, last, p in seen.spans()] == [(0, 2, 0.8), (2, 3, 0.8)]
    assert Line([], [], "").words == []
