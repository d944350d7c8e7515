"""The front door: what a script or a notebook asks of a project, and what it must not cost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, assert_type

import pytest

import annotator
from annotator.adjudication.decisions import NONE
from annotator.agreement.intervals import Estimate
from annotator.project_session import ProjectSession
from tests.cli.cli_world import COUNCIL, World, two_annotators


@pytest.fixture
def world(tmp_path: Path) -> World:
    return two_annotators(tmp_path)


@pytest.fixture
def project(world: World) -> annotator.Project:
    return annotator.open(world.root)


LOADED = """
import sys
import annotator
print(*(name for name in sys.modules if name.partition(".")[0] in {ours}))
"""


def test_importing_loads_nothing_else() -> None:
    ours = {"annotator", "pydantic", "numpy", "orjson", "msgspec", "click", "rich", "textual", "matplotlib"}
    code = LOADED.replace("{ours}", repr(ours))
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert sorted(ran.stdout.split()) == ["annotator", "annotator.version"]


def test_the_front_door_loads_no_screen_and_no_charts(world: World) -> None:
    code = (
        "import sys, annotator\n"
        "project = annotator.open(sys.argv[1])\n"
        "project.status(), project.agreement(resamples=0).to_dict(), project.merge().spans, project.check()\n"
        "print({'textual', 'rich', 'click', 'matplotlib', 'pandas'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(world.root)], capture_output=True, text=True, check=True)
    assert ran.stdout == "set()\n"
    assert ran.stderr == ""


def test_every_name_is_there_and_no_other() -> None:
    for name in annotator.__all__:
        assert getattr(annotator, name) is not None
        assert name in dir(annotator)
    with pytest.raises(AttributeError, match="has no attribute 'projekt'"):
        annotator.__getattr__("projekt")


def test_the_package_is_typed() -> None:
    assert (Path(annotator.__file__).parent / "py.typed").is_file()


def test_agreement_is_a_package_and_can_be_called() -> None:
    code = (
        "import annotator, annotator.agreement.table\n"
        "import annotator.agreement.alpha as alpha\n"
        "from annotator.agreement import measures\n"
        "spans = [('a', 0, 3, 'claim')]\n"
        "print(annotator.agreement({'kim': spans, 'lee': spans}, resamples=0).f1.value, alpha.__name__)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "1.0 annotator.agreement.alpha\n"


def test_a_project_tells_what_it_holds(project: annotator.Project) -> None:
    assert [article.id for article in project.articles] == ["council", "harbour", "port"]
    assert project.annotators == ["kim", "lee"]
    assert list(project.labels) == ["claim", "quote", "number", "ad"]
    assert project.article("council").text == COUNCIL
    status = project.status()
    assert status.annotators["kim"].finished == 3
    assert status.articles[2].annotators["lee"].state == "started"
    assert status.finished_by == {1: 1, 2: 2}
    assert status.gold is None


def test_all_of_the_front_door_in_a_few_lines(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also a consumer that mypy looks at: each kind of value is what it says."""
    for i in range(9):
        world.article(f"more-{i}", f"News of day {i}. Nothing else.\n")
        for name in ("kim", "lee"):
            world.span(name, f"more-{i}", f"News of day {i}.", "claim")
            world.state(name, f"more-{i}")
    world.article("council-vote", "x" * 400)
    monkeypatch.chdir(world.root)
    project = annotator.open(".")
    assert_type(project, annotator.Project)
    assert project.articles
    assert project.annotators
    assert project.status().articles
    spans = project.spans(annotator="kim")
    assert_type(spans, annotator.Spans[annotator.Span])
    result = project.agreement(iou=0.5)
    assert_type(result, annotator.AgreementResult)
    assert_type(result.f1, Estimate)
    assert_type(result.by_label["claim"].f1.value, float | None)
    assert result.f1.value is not None
    assert result.alpha.value is not None
    assert result.confusion.labels[-1] == "none"
    assert result.disagreements(kind="boundary")
    assert result.to_dict()
    result.to_html("a.html")
    assert Path("a.html").read_text().startswith("<!DOCTYPE html>")
    gold = project.merge(keep="majority")
    assert_type(gold.spans, annotator.Spans[annotator.FlatSpan])
    assert gold.conflicts
    project.export("conll", "out", source=gold, split="80/10/10", with_text=True)
    assert (world.root / "out" / "card.json").is_file()
    with project.session("kim") as s:
        assert_type(s, ProjectSession)
        s.open("council-vote")
        s.tag([(120, 188)], "quote")
        s.undo()
    spans_a, spans_b = project.spans(annotator="kim"), project.spans(annotator="lee")
    assert annotator.agreement({"kim": spans_a, "lee": spans_b}).f1.value is not None


def test_spans_can_be_chosen(project: annotator.Project) -> None:
    assert len(project.spans()) == 8
    assert [span.label for span in project.spans(annotator="kim")] == ["quote", "number", "claim", "ad"]
    assert [span.annotator for span in project.spans(label="quote")] == ["kim", "lee"]
    assert {span.article for span in project.spans(article=["port", "harbour"])} == {"port", "harbour"}
    with pytest.raises(annotator.AnnotatorError, match="mo: has no journal here: kim, lee"):
        project.spans(annotator="mo")


def test_a_table_without_its_library_says_which(project: annotator.Project, monkeypatch: pytest.MonkeyPatch) -> None:
    spans = project.spans()
    for name, make in (("pandas", spans.to_pandas), ("polars", spans.to_polars), ("pyarrow", spans.to_arrow)):
        monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(annotator.AnnotatorError, match=f"needs {name}, which is not installed"):
            make()


def test_agreement_is_that_of_the_command_line(project: annotator.Project, world: World) -> None:
    found = project.agreement(resamples=1000)
    assert json.loads(json.dumps(found.to_dict())) == world.run("agreement", "--json", "--resamples", 1000).json
    assert found.to_text() == world.run("agreement", "--resamples", 1000).out
    only = project.agreement(label="number", article=["council"], resamples=0)
    assert only.articles == ["council"]
    assert list(only.by_label) == ["number"]
    assert only.f1 == Estimate(0.0)


def test_disagreements_are_listed_by_kind(project: annotator.Project) -> None:
    found = project.agreement(resamples=0)
    kinds = [(one.kind, one.article) for one in found.disagreements()]
    assert kinds == [("end", "council"), ("missing", "council"), ("label", "harbour")]
    end = found.disagreements("boundary")[0]
    assert end.left is not None
    assert end.right is not None
    assert (end.left.text, end.right.text, end.annotators) == ("4 million euros", "4 million", ("kim", "lee"))
    missing = found.disagreements("missing")[0]
    assert missing.left is not None
    assert missing.right is None
    with pytest.raises(annotator.AnnotatorError, match="no disagreement is of the kind 'bounds': label, "):
        found.disagreements("bounds")


def test_a_result_shows_itself_in_a_notebook_harmlessly(world: World) -> None:
    for name in ("kim", "lee"):
        world.put(name, "port", 0, 3, "<b>")
        world.state(name, "port", rev=2)
    shown = annotator.open(world.root).agreement(resamples=0)._repr_html_()
    assert shown.startswith("<table><caption>Agreement of kim, lee; 3 shared articles</caption>")
    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown


def test_agreement_of_lists_needs_no_project(project: annotator.Project) -> None:
    lengths = {"council": len(COUNCIL), "harbour": len(project.article("harbour").text)}
    tuples = [(s.article, s.start, s.end, s.label) for s in project.spans(annotator="kim")]
    dicts: list[dict[str, Any]] = [
        {"article": s.article, "start": s.start, "end": s.end, "label": s.label}
        for s in project.spans(annotator="lee", article=list(lengths))
    ]
    found = annotator.agreement({"kim": tuples, "lee": dicts}, lengths=lengths, resamples=1000)
    whole = project.agreement(resamples=1000)
    assert [found[name] for name in found] == [pytest.approx(whole[name]) for name in whole]


def test_who_found_nothing_counts_where_the_lengths_are_told() -> None:
    one = [("a", 0, 3, "claim")]
    with pytest.raises(annotator.AnnotatorError, match="only kim has finished articles here"):
        annotator.agreement({"kim": one, "lee": []})
    with pytest.raises(annotator.AnnotatorError, match="kim: the span 0–3 is of a, which has 2 characters"):
        annotator.agreement({"kim": one, "lee": []}, lengths={"a": 2})
    with pytest.raises(annotator.AnnotatorError, match="of a, which is none of those with a length"):
        annotator.agreement({"kim": one, "lee": []}, lengths={"b": 2})
    found = annotator.agreement({"kim": one, "lee": []}, lengths={"a": 10}, resamples=0)
    assert found.f1.value == 0.0
    assert found.disagreements()[0].kind == "missing"


@pytest.mark.parametrize(
    ("span", "message"),
    [
        ((1, 2), "kim, span 1: is .1, 2.: give .article, start, end, label., a mapping or a Span"),
        (("a", 3, 3, "claim"), "kim, span 1: the span 3–3 is empty or backwards"),
        (("a", -1, 3, "claim"), "kim, span 1: start: "),
        (("a", 1.0, 3, "claim"), "kim, span 1: start: "),
        (("../a", 1, 3, "claim"), "kim, span 1: article: "),
        ({"article": "a", "start": 1}, "kim, span 1: end: "),
    ],
)
def test_what_is_no_span_is_named(span: object, message: str) -> None:
    with pytest.raises(annotator.AnnotatorError, match=message):
        annotator.agreement({"kim": [span], "lee": []})


def test_options_out_of_bounds_are_refused(project: annotator.Project) -> None:
    with pytest.raises(annotator.AnnotatorError, match="iou: 0"):
        project.agreement(iou=0)
    with pytest.raises(annotator.AnnotatorError, match="resamples and seed"):
        project.agreement(seed=-1)
    with pytest.raises(annotator.AnnotatorError, match="format: 'word' is none of "):
        project.export("word", "out")
    with pytest.raises(annotator.AnnotatorError, match="format: 'word' is none of text, html, "):
        project.import_files("x", format="word")
    with pytest.raises(annotator.AnnotatorError, match="label: 'qoute' is none of claim, quote, number, ad"):
        project.spans(label="qoute")
    with pytest.raises(annotator.AnnotatorError, match="keep: '0' is none of all, majority, unanimous, "):
        project.merge(keep=0)
    with pytest.raises(annotator.AnnotatorError, match="kim: 5 is no list of spans and no table"):
        annotator.agreement({"kim": 5})  # type: ignore[dict-item]


def test_a_merge_is_that_of_the_command_line(project: annotator.Project, world: World) -> None:
    found = project.merge(keep=2)
    ran = world.run("merge", world.journal("kim"), world.journal("lee"), "-o", "-", "--keep", 2)
    assert found.to_jsonl().decode() == ran.out
    assert [span.support for span in found.spans] == [2]
    assert found.left_out == 5
    assert found.unfinished == {("lee", "port"): 1}
    found.write(world.root / "merged.jsonl")
    assert (world.root / "merged.jsonl").read_text() == ran.out
    with pytest.raises(annotator.AnnotatorError, match="is one of the files to merge"):
        found.write(world.journal("kim"))
    assert repr(found) == "MergedSpans(1 of kim, lee, 3 conflicts)"


def test_a_session_saves_and_says_what_it_did(project: annotator.Project, world: World) -> None:
    with project.session("mo") as session:
        session.open("port")
        assert session.tag([(0, 8)], "claim", attributes={"type": "fact"}).message == "tagged claim ‹The port›"
        with pytest.raises(annotator.AnnotatorError, match="'qoute' is no label of the project"):
            session.tag([(0, 8)], "qoute")
        with pytest.raises(annotator.AnnotatorError, match="is no stretch of port"):
            session.tag([(0, 8000)], "claim")
        with pytest.raises(annotator.AnnotatorError, match="nowhere: there is no such article"):
            session.open("nowhere")
        session.mark("done")
    assert [span.text for span in project.spans(annotator="mo")] == ["The port"]
    assert project.status().articles[2].annotators["mo"].state == "done"
    with project.session("mo") as session:
        session.open("port")
        session.undo()
        session.undo()
    assert project.spans(annotator="mo") == []
    with project.session("mo", read_only=True) as session:
        session.open("port")
        with pytest.raises(annotator.AnnotatorError, match="nothing can be changed"):
            session.tag([(0, 8)], "claim")


def test_gold_is_made_and_used(project: annotator.Project, world: World) -> None:
    with project.adjudication("ann") as adjudication:
        waiting = adjudication.open_passages
        assert len(waiting) == 3
        adjudication.decide([(passage, NONE) for passage in waiting])
    assert [span.label for span in project.spans(annotator="gold")] == ["quote"]
    assert project.export("jsonl", world.root / "out").card["counts"]["data"]["articles"] == 3
    scored = project.accuracy(resamples=0)
    assert [one.name for one in scored.scored] == ["kim", "lee"]


def test_checking_finds_what_is_wrong_and_changes_nothing(project: annotator.Project, world: World) -> None:
    assert project.check().findings == []
    world.put("kim", "port", 0, 8, "claim", text="the port")
    found = project.check()
    assert found.errors == 1
    assert found.findings[0].message.startswith("the span 0–8 is 'the port' here")


def test_files_of_other_tools_come_in(project: annotator.Project, world: World, tmp_path: Path) -> None:
    (tmp_path / "late.txt").write_text("A late article.\n")
    assert project.import_files(tmp_path / "late.txt").articles[0]["new"]
    flat = {"article": "late", "start": 2, "end": 6, "label": "claim", "annotator": "mo"}
    (tmp_path / "flat.jsonl").write_text(json.dumps(flat) + "\n")
    found = project.import_files([str(tmp_path / "flat.jsonl")], done=True)
    assert [(one.annotator, one.spans, one.done) for one in found.added] == [("mo", 1, 1)]
    assert [span.text for span in project.spans(annotator="mo")] == ["late"]
