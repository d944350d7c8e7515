"""What a search finds: every hit's text is the article's there, filters hold, a pattern that hangs is given up."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.api import Project
from annotator.errors import AnnotatorError
from annotator.project import ProjectFolder
from annotator.search import matching
from annotator.search.concordance import line_of
from annotator.search.query import Query, parse_query
from annotator.search.searcher import Hit
from annotator.text.find import folded, found_by, needles
from annotator.text.wrap import cell_length
from tests.cli.cli_world import World, two_annotators
from tests.making import examples, texts

ROOT = Path(__file__).parents[2]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return two_annotators(tmp_path)


@pytest.fixture
def project(world: World) -> Project:
    return Project(ProjectFolder.find(world.root))


def found(project: Project, *args: str, **filters: object) -> list[tuple[str, str]]:
    return [(hit.article, hit.text) for hit in project.search(*args, **filters).hits]  # type: ignore[arg-type]


class TestWords:
    @given(texts(), texts(6))
    def test_a_text_that_is_passed_over_holds_nothing(self, text: str, words: str) -> None:
        if not all(needle in folded(text) for needle in needles(words)):
            assert found_by(words, text) == []

    @given(
        st.text("iıİIsſSkKKµμßẞςσΣ'’‘\"“” ﬅﬆ", max_size=8),
        st.text("iıİIsſSkKKµμßẞςσΣ'’‘\"“”ﬅﬆ", min_size=1, max_size=2),
    )
    def test_letters_that_are_alike_are_folded_alike(self, text: str, words: str) -> None:
        if found_by(words, text):
            assert all(needle in folded(text) for needle in needles(words))

    def test_every_hit_is_what_the_article_has_there(self, project: Project) -> None:
        bundled = Project(ProjectFolder.find(ROOT))
        for each, words in ((project, "e"), (bundled, "moon"), (bundled, "'s")):
            result = each.search(words)
            assert len(result.hits) > 2
            for hit in result.hits:
                text = each.article(hit.article).text
                assert text[hit.start : hit.end] == hit.text
                assert text[: hit.start].endswith(hit.left)
                assert text[hit.end :].startswith(hit.right)
                assert (hit.start, hit.end) in found_by(words, text)
            assert sum(result.by_article.values()) == len(result.hits)

    def test_it_is_the_search_of_the_article_in_all_of_them(self, project: Project) -> None:
        assert found(project, "MONDAY") == []
        assert found(project, "monday") == [("port", "Monday")]
        assert found(project, '"we lost') == [("council", "“We lost")]
        assert found(project, "voted. “We") == [("council", "voted.\r\n“We")]

    def test_paragraphs_are_counted(self, project: Project) -> None:
        assert [hit.paragraph for hit in project.search("council").hits] == [1]
        assert [hit.paragraph for hit in project.search("rained").hits] == [3]


class TestFilters:
    def test_without_words_the_spans_are_the_hits(self, project: Project) -> None:
        assert found(project, label="ad") == [("harbour", "Glimmo bike lamps — order now.")]
        assert found(project, annotator="kim", label="number") == [("council", "4 million euros")]
        assert found(project, label=["number", "ad"], annotator="lee") == [("council", "4 million"), ("port", "40")]

    def test_with_words_they_must_stand_in_such_a_span(self, project: Project) -> None:
        assert found(project, "million", label="number", annotator="lee") == [("council", "million")]
        assert found(project, "million", label="claim") == []
        hit = project.search("lost", label="quote").hits[0]
        assert [(span.label, span.annotator) for span in hit.spans] == [("quote", "kim"), ("quote", "lee")]

    def test_notes_and_attributes(self, project: Project) -> None:
        assert found(project, note="REALLY") == []
        assert found(project, note="really") == [("council", "It rained.")]
        assert found(project, note="") == [("council", "It rained.")]
        assert found(project, attributes={"speaker": "ruiz"}) == [("council", "“We lost 4 million euros,”")]
        assert found(project, attributes={"speaker": ""}, label="claim") == []

    def test_articles_events_and_states(self, project: Project) -> None:
        assert found(project, "e", article="por*") == [("port", "e")] * 4
        assert {article for article, _ in found(project, "e", event="bridge")} == {"harbour", "port"}
        assert {article for article, _ in found(project, "e", state="started")} == {"port"}
        assert {article for article, _ in found(project, "e", state="done", annotator="lee")} == {"council", "harbour"}
        assert found(project, "e", state="open") == []

    def test_gold_is_searched_where_it_is_asked_for(self, project: Project, world: World) -> None:
        world.put("gold", "port", 33, 41, "number")
        assert found(project, annotator="gold") == [("port", "40 ships")]
        assert "gold" not in {span.annotator for hit in project.search("40").hits for span in hit.spans}

    def test_spans_of_an_earlier_text_are_counted_and_no_hits(self, project: Project, world: World) -> None:
        world.article("harbour", "Closed. Glimmo bike lamps — order now.")
        result = project.search(label="ad")
        assert (result.hits, result.earlier_text) == ([], 1)
        assert found(project, "glimmo") == [("harbour", "Glimmo")]

    def test_an_article_that_cannot_be_read_is_named(self, project: Project, world: World) -> None:
        (world.root / "seeds" / "latin.txt").write_bytes(b"caf\xe9")
        result = project.search("40")
        assert (len(result.hits), result.articles) == (1, 3)
        assert "not UTF-8" in result.unreadable["latin"]

    @pytest.mark.parametrize(
        ("filters", "sentence"),
        [
            ({}, "say what to look for"),
            ({"article": "port"}, "say what to look for"),
            ({"label": "quot"}, "no label is called 'quot': ad, claim, number, quote"),
            ({"annotator": "mo"}, "no annotator is called 'mo': kim, lee"),
            ({"words": "a", "state": "finished"}, "'finished' is no state: open, started, done, skipped"),
        ],
    )
    def test_what_cannot_be_asked_is_refused(self, project: Project, filters: dict[str, str], sentence: str) -> None:
        with pytest.raises(AnnotatorError, match=re.escape(sentence)):
            project.search(**filters)  # type: ignore[arg-type]


class TestPatterns:
    def test_a_pattern_finds_lines_and_groups(self, project: Project) -> None:
        assert found(project, r"^it (rain|snow)ed", regex=True) == [("council", "It rained")]
        assert found(project, r"\d+ \w+$", regex=True) == []
        assert found(project, r"x*", regex=True) == [], "nothing is no hit"
        emoji = project.search("\U0001f680", regex=True).hits[0]
        assert (emoji.start, emoji.end) == found_by("\U0001f680", project.article("council").text)[0]

    def test_one_that_hangs_is_given_up(self, project: Project, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        world.article("long", "a" * 60)
        monkeypatch.setattr(matching, "PATIENCE", 0.3)
        with pytest.raises(AnnotatorError, match=r"takes too long in long: make it simpler"):
            project.search(r"(a+)+b", regex=True)
        assert found(project, "a{60}", regex=True) == [("long", "a" * 60)]

    @pytest.mark.parametrize(
        ("pattern", "why"),
        [
            ("(", "missing ), unterminated subpattern at character 1"),
            ("a{9999999999999}", "is too large"),
            ("(" * 5000, "is too large"),
        ],
    )
    def test_one_that_is_none_is_refused(self, project: Project, pattern: str, why: str) -> None:
        with pytest.raises(AnnotatorError, match=re.escape(f"/ is no regular expression: {why}")):
            project.search(pattern, regex=True)


class TestLineOfTheScreen:
    @pytest.mark.parametrize(
        ("line", "query"),
        [
            ("the  man", Query("the man")),
            ("label:quote,claim said", Query("said", labels=("quote", "claim"))),
            ("/a b/ note:check", Query("a b", True, note="check")),
            ('attr:speaker="Ana Ruiz" attr:cue', Query(attributes=(("speaker", "Ana Ruiz"), ("cue", "")))),
            ("annotator:kim state:done,open note:", Query(annotators=("kim",), states=("done", "open"), note="")),
            ("at 10:30 http://x article:a* event:e", Query("at 10:30 http://x", articles=("a*",), events=("e",))),
            ("1/2 and 3/4", Query("1/2 and 3/4")),
            (r"/a\/b/", Query(r"a\/b", True)),
        ],
    )
    def test_it_is_read(self, line: str, query: Query) -> None:
        assert parse_query(line) == query

    @given(st.text(max_size=40))
    def test_any_line_is_read_or_refused_in_a_sentence(self, line: str) -> None:
        with contextlib.suppress(AnnotatorError):
            assert parse_query(line).regex == (parse_query(f"{line} label:ad").regex)


@given(texts(), texts(20), texts(), st.integers(20, 90))
def test_a_line_of_the_concordance_has_its_width_and_the_hit_in_its_place(
    left: str, text: str, right: str, width: int
) -> None:
    lines = [line_of(Hit("a", 0, 1, 1, *parts, ()), width) for parts in ((left, text, right), ("", "x", ""))]
    assert {cell_length(line.left) for line in lines} == {int(width * 0.42)}
    for line in lines:
        assert sum(map(cell_length, line)) == width
        assert line.hit
        assert all(character.isprintable() for part in line for character in part if character not in "\u200d\u200c")


@pytest.mark.parametrize("seed", range(examples(4)))
def test_a_second_search_sees_what_changed(project: Project, world: World, seed: int) -> None:
    from annotator.search.searcher import Searcher, search_all

    searcher = Searcher(project.folder)
    searcher.table()
    assert len(search_all(searcher, Query("ships")).hits) == 1
    world.article("port", f"Ships and ships: {seed}.")
    world.span("kim", "port", "Ships", "claim")
    searcher.look_again()
    searcher.table()
    hits = search_all(searcher, Query("ships")).hits
    assert [(hit.start, [span.label for span in hit.spans]) for hit in hits] == [(0, ["claim"]), (10, [])]
