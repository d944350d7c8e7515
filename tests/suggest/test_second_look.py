"""A second look offers what an annotator forgot, learned from their own other articles alone, and only where that is sure."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import annotator
from annotator.errors import AnnotatorError
from annotator.model import DEFAULT_LABELS, Label
from annotator.project import ProjectFolder
from annotator.suggest import learned as learning
from annotator.suggest import sentence_features
from annotator.suggest.finished import FinishedArticle
from annotator.suggest.learned import Learned, Trainer
from annotator.suggest.learning_cache import LearningCache
from annotator.suggest.logistic import Labelled, Posterior, learn, probability, without_each, without_groups
from annotator.suggest.second_look import offers, told
from annotator.text.segments import objects

LABELS: dict[str, Label] = {label.name: label for label in DEFAULT_LABELS}
_WHO = ("Mayor Brandt", "The harbour office", "Ana Ruiz", "The ministry", "A court in Lund", "The ferry company")
_DID = ("said {n} boats sank on Monday", "closed the bridge after {n} cables snapped", "paid {n} million euros in 2019",
        "reported that {n} divers were hurt", "opened {n} new piers in May", "told the council that {n} people left")  # fmt: skip
_SAID = ("It may yet prove a turning point.", "What a strange and beautiful morning!", "Will the bridge ever reopen?",
         "Perhaps that is how fragile hope always is.", "The mood could hardly be better.", "Notes from the harbour",
         "This shows how deep the sadness might be.", "You should really see it.")  # fmt: skip


def corpus(count: int, seed: int = 0) -> tuple[list[FinishedArticle], dict[str, str]]:
    """Invented articles with their claims tagged."""
    dice = random.Random(seed)
    articles, texts = [], {}
    for number in range(count):
        lines, claims = [], set()
        for _ in range(14):
            if dice.random() < 0.6:
                lines.append(f"{dice.choice(_WHO)} {dice.choice(_DID).format(n=dice.randint(3, 90))}.")
                claims.add(lines[-1])
            else:
                lines.append(dice.choice(_SAID))
        text = texts[f"a{number}"] = "\n\n".join(lines) + "\n"
        spans = tuple((start, end, "claim") for start, end in objects(text, "sentence") if text[start:end] in claims)
        articles.append(FinishedArticle(f"a{number}", f"a{number}", spans, frozenset()))
    return articles, texts


def trainer(texts: dict[str, str], cache: LearningCache | None = None) -> Trainer:
    return Trainer(LABELS, lambda sha256, _: texts[sha256], cache=cache)


@pytest.fixture(scope="module")
def eight() -> tuple[list[FinishedArticle], dict[str, str], dict[str, Learned]]:
    articles, texts = corpus(8)
    return articles, texts, trainer(texts).learn(articles[1:])


Eight = tuple[list[FinishedArticle], dict[str, str], dict[str, Learned]]


def test_what_was_forgotten_is_offered_and_what_does_not_belong_with_what_it_is_like(eight: Eight) -> None:
    articles, texts, learned = eight
    here, text = articles[0], texts["a0"]
    forgotten = here.spans[2]
    opinion = next((s, e) for s, e in objects(text, "sentence") if (s, e, "claim") not in here.spans)
    spans = tuple(sorted({*here.spans, (*opinion, "claim")} - {forgotten}))
    found = offers(text, here._replace(spans=spans), learned, trainer(texts))
    assert {(o.start, o.end, o.offer) for o in found} == {(*forgotten[:2], "tag"), (*opinion, "remove")}
    assert told(found, LABELS) == "you left out 1 sentence that looks like your claims, and tagged 1 that does not"
    assert all(o.by == learned["claim"].by and o.by.startswith("learned:claim@") and len(o.by) == 22 for o in found)
    tag = next(o for o in found if o.offer == "tag")
    assert tag.reason.startswith("like ")
    assert "that you tagged: ‹" in tag.reason


def test_what_was_refused_is_not_offered_again(eight: Eight) -> None:
    articles, texts, learned = eight
    here, forgotten = articles[0], articles[0].spans[2]
    left = here._replace(spans=tuple(s for s in here.spans if s != forgotten), refused=frozenset({forgotten}))
    assert offers(texts["a0"], left, learned, trainer(texts)) == []


def test_nothing_is_learned_from_too_few_articles_or_where_the_rule_is_as_good(eight: Eight) -> None:
    articles, texts, learned = eight
    assert trainer(texts).learn(articles[:3]) == {}
    figures = learned["claim"].figures
    assert figures.articles == 7
    assert figures.beats_rule
    assert figures.f1 > figures.rule_f1 + 0.03
    by_rule = [
        one._replace(spans=tuple((s, e, "claim") for s, e in objects(texts[one.sha256], "sentence") if texts[one.sha256][e - 1] in ".!"))
        for one in articles
    ]  # fmt: skip
    same = trainer(texts).learn(by_rule[1:])
    here = by_rule[0]._replace(spans=by_rule[0].spans[1:])
    assert offers(texts["a0"], here, same, trainer(texts)) == []


def test_the_same_articles_teach_the_same_with_or_without_the_cache(eight: Eight, tmp_path: Path) -> None:
    articles, texts, learned = eight
    cache = LearningCache(tmp_path, tmp_path, "kim")
    first = trainer(texts, cache).learn(articles[1:])
    kept = cache.path.read_bytes()

    def no_text(sha256: str, _: str) -> str | None:
        raise AssertionError("what is known is not learned again")

    again = Trainer(LABELS, no_text, cache=cache).learn(articles[1:])
    for one in (first, again):
        assert one["claim"].by == learned["claim"].by
        here = articles[0]._replace(spans=articles[0].spans[1:])
        assert offers(texts["a0"], here, one, trainer(texts)) == offers(texts["a0"], here, learned, trainer(texts))
    for broken in (b"", b"rubbish", kept[: len(kept) // 2], kept[:-30] + b"x" * 30):
        cache.path.write_bytes(broken)
        assert trainer(texts, cache).learn(articles[1:])["claim"].by == learned["claim"].by
        assert cache.path.read_bytes() == kept
    assert trainer(texts, cache).learn(articles)["claim"].by != learned["claim"].by


def test_a_text_is_looked_through_once_also_over_restarts(
    eight: Eight, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles, texts, learned = eight
    cache = LearningCache(tmp_path, tmp_path, "kim")
    trainer(texts, cache).learn(articles[1:])
    cache.path.unlink()
    monkeypatch.setattr("annotator.suggest.learned._looked_through", lambda *_: pytest.fail("looked through again"))
    assert trainer(texts, cache).learn(articles[1:])["claim"].by == learned["claim"].by
    monkeypatch.undo()
    cache.texts_path.write_bytes(cache.texts_path.read_bytes()[:-100])
    cache.path.unlink()
    assert trainer(texts, cache).learn(articles[1:])["claim"].by == learned["claim"].by


def test_days_of_annotating_look_through_each_text_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    articles, texts = corpus(14)
    seen: list[str] = []
    look_through = learning._looked_through

    def noted(text: str, *about: Any) -> dict[str, sentence_features.Candidates]:
        seen.append(text)
        return look_through(text, *about)

    monkeypatch.setattr(learning, "_looked_through", noted)
    cache = LearningCache(tmp_path, tmp_path, "kim")
    for day in range(5, 14, 3):
        program = trainer(texts, cache)  # started anew, at the article that comes next
        for done in range(day, min(day + 3, 13)):
            here = articles[done]
            taught = program.learn(articles[:done])
            offers(texts[here.article], here, taught, program)
            program.learn(articles[: done + 1])  # the next article is opened
    assert len(seen) == len(set(seen))


def test_the_cache_of_another_annotator_or_project_is_another_file(tmp_path: Path) -> None:
    paths = {LearningCache(tmp_path, Path(p), a).path for p in ("/one", "/two") for a in ("kim", "lee")}
    assert len(paths) == 4


def test_one_in_ten_forgotten_comes_back_with_at_most_one_wrong_offer_for_two_right() -> None:
    articles, texts = corpus(8, seed=1)
    dice = random.Random(2)
    noisy = [one._replace(spans=tuple(s for s in one.spans if dice.random() >= 0.1)) for one in articles]
    right = wrong = lost = 0
    for number, (whole, here) in enumerate(zip(articles, noisy, strict=True)):
        learned = trainer(texts).learn(noisy[:number] + noisy[number + 1 :])
        missed = set(whole.spans) - set(here.spans)
        found = {(o.start, o.end, o.label) for o in offers(texts[here.sha256], here, learned, trainer(texts))}
        lost, right, wrong = lost + len(missed), right + len(found & missed), wrong + len(found - missed)
    assert lost >= 5
    assert right >= 0.6 * lost
    assert wrong <= right / 2


def test_a_fit_without_one_row_or_group_is_close_to_a_fit_of_the_others() -> None:
    draw = np.random.default_rng(3)
    x = np.column_stack([np.ones(300), draw.normal(size=(300, 4))])
    labelled = probability(x @ np.array([0.3, 1.5, -1.0, 0.5, 0.0])) > draw.random(300)
    prior = Posterior(np.zeros(5), np.eye(5))
    rows = Labelled(x, labelled, ~labelled)  # nothing was forgotten
    known, target = learn(rows, prior)
    np.testing.assert_array_equal(target, labelled)
    group = np.arange(300) // 10  # more groups than are fitted in full
    near = without_groups(x, target, group, prior, known)
    for number in (0, 7, 29):
        rest, mine = group != number, group == number
        exact, _ = learn(Labelled(x[rest], labelled[rest], ~labelled[rest]), prior)
        np.testing.assert_allclose(near[mine], x[mine] @ exact.weights, atol=0.05)
    rest = np.arange(300) != 17
    exact, _ = learn(Labelled(x[rest], labelled[rest], ~labelled[rest]), prior)
    assert without_each(x, target, known)[17] == pytest.approx(x[17] @ exact.weights, abs=0.02)


def test_candidates_that_the_rules_propose_are_learned_from_acceptances_and_refusals() -> None:
    dice = random.Random(4)
    articles, texts = [], {}
    for number in range(8):
        parts = [
            (f"They sold {dice.randint(12, 99)} boats.", True) if dice.random() < 0.5 else (f"It is chapter about {dice.randint(12, 99)} km of grief.", False)
            for _ in range(10)
        ]  # fmt: skip
        text = texts[f"n{number}"] = " ".join(part for part, _ in parts)
        spans, refused, at = [], set(), 0
        for part, taken in parts:
            low = text.index(part, at)
            at = low + len(part)
            start = low + next(i for i, c in enumerate(part) if c.isdigit() or part.startswith("about", i))
            end = text.index(" boats" if taken else " of grief", start)
            (spans.append((start, end, "number")) if taken else refused.add((start, end, "number")))
        articles.append(FinishedArticle(f"n{number}", f"n{number}", tuple(spans), frozenset(refused)))
    learned = trainer(texts).learn(articles[1:])
    assert learned["number"].figures.f1 > learned["number"].figures.rule_f1
    here = articles[0]._replace(spans=articles[0].spans[1:], refused=frozenset())
    found = offers(texts["n0"], here, learned, trainer(texts))
    assert [(o.start, o.end, o.label) for o in found if o.offer == "tag"] == [articles[0].spans[0]]


def test_a_script_asks_for_the_same_in_a_project(tmp_path: Path) -> None:
    articles, texts = corpus(6)
    (tmp_path / "seeds").mkdir()
    for name, text in texts.items():
        (tmp_path / "seeds" / f"{name}.txt").write_bytes(text.encode())
    project = annotator.open(tmp_path)
    with project.session("kim") as session:
        for one in articles:
            session.open(one.article)
            session.tag([place[:2] for place in one.spans[one.article == "a0" :]], "claim")
            session.mark("done")
    with project.session("lee") as session:  # whose spans teach kim's model nothing
        session.open("a0")
        session.mark("done")
    assert project.learned("kim")["claim"].figures.beats_rule
    assert project.learned("lee") == {}
    [found] = project.second_look("kim", "a0")
    assert (found.start, found.end, found.label) == articles[0].spans[0]
    with pytest.raises(AnnotatorError, match="has not marked it done"):
        project.second_look("lee", "a1")
    (tmp_path / "annotator.toml").write_text("suggestions = false\n")
    with pytest.raises(AnnotatorError, match="suggestions are forbidden"):
        annotator.open(tmp_path).second_look("kim", "a0")
    assert ProjectFolder.find(tmp_path).journals() == [tmp_path / "annotations" / f"{n}.jsonl" for n in ("kim", "lee")]


@pytest.mark.parametrize(
    ("code", "sentence", "told"),
    [
        ("en", "US officials welcomed the possible deal.", {"reports", "past", "speculates"}),
        ("en", "They collected rock, which highlights nothing.", {"past", "interprets", "judges"}),
        ("en", "We hope so, as Ruiz pointed out.", {"i", "vague", "past", "reports"}),
        ("de", "Die Mitteilung betonte, das könnte uns kaum helfen.", {"reports", "past", "speculates", "i"}),
        ("de", "Aber der Preis muss sinken.", {"but", "must"}),
        ("fr", "L’important n’est pas là.", {"judges", "is", "not"}),
        ("fr", "D’après le maire, la ville pourrait payer.", {"reports", "speculates", "would"}),
        ("es", "La alcaldesa dijo que tal vez sería caro.", {"reports", "speculates", "would"}),
        ("es", "Sin embargo, nosotros no pagamos.", {"but", "i", "not"}),
    ],
)
def test_words_tell_what_a_sentence_does_in_four_languages(code: str, sentence: str, told: set[str]) -> None:
    found = sentence_features.sentences_of(sentence, [], [], code)
    named = {name for name, count in zip(sentence_features.NAMES, found.counts[0], strict=False) if count}
    assert told <= {name.removesuffix("-told") for name in named}
    assert ("i" in named) == ("i" in told)


@pytest.mark.parametrize(("code", "seen"), [("es", 1), ("de", 0), (None, 0)])  # the text is too short to tell
def test_the_language_that_an_article_names_counts(code: str | None, seen: int) -> None:
    text = "Quizá podría. Tal vez pagamos.\n"
    spanish = Trainer(LABELS, lambda *_: text, language_of=lambda _: code)
    counts = spanish.candidates("a", "a", text, "claim").counts
    assert counts[0][sentence_features.NAMES.index("speculates")] == seen
