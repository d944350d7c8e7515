"""`annotator agreement` as it is used."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import orjson
import pytest

from tests.cli.cli_world import World, two_annotators


def test_the_report_of_a_project(tmp_path: Path) -> None:
    ran = two_annotators(tmp_path).run("agreement")
    assert ran.code == 0
    assert "2 annotators, 2 shared articles" in ran.out
    assert "1 article finished by one annotator only" in ran.out
    assert ran.err == ""


def test_the_numbers_by_hand(tmp_path: Path) -> None:
    """Kim has 4 spans and Lee 3 in what both finished; the quote alone is the same, the ad has another label."""
    found = two_annotators(tmp_path).run("agreement", "--json", "--resamples", 0).json
    assert found["overall"]["f1"] == {"value": pytest.approx(2 / 7), "low": None, "high": None}
    assert found["overall"]["boundary_f1"]["value"] == pytest.approx(4 / 7)
    assert found["overall"]["relaxed_f1"]["value"] == pytest.approx(4 / 7)
    assert found["disagreements"]["all labels"] == {
        "agree": 1,
        "label": 1,
        "boundary": {"space or punctuation": 0, "start": 0, "end": 1, "both": 0},
        "split or merged": 0,
        "label and boundary": 0,
        "missing": 1,
    }
    assert found["confusion"]["counts"][3][0] == 1
    assert found["labels"]["ad"]["spans"] == {"kim": 1, "lee": 0}


def test_labels_and_articles_can_be_chosen(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    quote = world.run("agreement", "--label", "quote", "--json").json
    assert quote["overall"]["f1"]["value"] == 1
    assert list(quote["labels"]) == ["quote"]
    harbour = world.run("agreement", "--article", "harbour", "--json").json
    assert harbour["overall"]["f1"]["value"] == 0
    assert harbour["settings"]["shared_articles"] == 1


def test_the_threshold_of_the_relaxed_f1_can_be_chosen(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    assert world.run("agreement", "--iou", "0.9", "--json").json["overall"]["relaxed_f1"]["value"] == pytest.approx(
        2 / 7
    )


@pytest.mark.parametrize(("least", "code"), [("0.2", 0), ("0.9", 1)])
def test_a_gate_for_scripts(tmp_path: Path, least: str, code: int) -> None:
    ran = two_annotators(tmp_path).run("agreement", "--fail-under", least)
    assert ran.code == code
    assert ("0.286" in ran.err) == bool(code)


def test_an_undefined_value_does_not_pass_the_gate(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.article("port", "Nothing here.")
    for name in ("kim", "lee"):
        world.state(name, "port")
    ran = world.run("agreement", "--fail-under", "0")
    assert ran.code == 1
    assert "undefined" in ran.err
    assert "n/a" in ran.out


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--label", "adverb"], "no label 'adverb'"),
        (["--article", "moon"], "no article 'moon'"),
        (
            ["kim.jsonl"],
            "only kim has finished articles here (kim: 3 articles done): agreement needs two: name the others'",
        ),
        (["kim.jsonl", "empty.jsonl"], "(kim: 3 articles done; empty.jsonl is empty)"),
        (
            ["kim.jsonl", "new.jsonl"],
            "(kim: 3 articles done; new: 0 articles done, 1 begun): agreement needs two: have the",
        ),
        (["kim.jsonl", "new.jsonl"], "import it again with `annotator import --done`"),
        (["kim.jsonl", "lee.jsonl", "--baseline", "kim.jsonl"], "the baseline: only kim has finished articles here"),
        (["kim.jsonl", "."], ".: is a folder: name the files in it, such as ./*.jsonl"),
        (["kim.jsonl", "lee.jsonl", "--baseline", "."], ".: is a folder"),
        (["kim.jsonl", "--against", "."], ".: is a folder"),
        (["kim.jsonl", "spans.csv"], "spans.csv: no line of it is a record"),
        (["kim.jsonl", "spans.csv"], "work of other tools comes in with `annotator import spans.csv`"),
        (["kim.jsonl", "lee.jsonl", "--baseline", "spans.csv"], "spans.csv: no line of it is a record"),
        (["nowhere.jsonl"], "there is no such file"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], says: str
) -> None:
    world = two_annotators(tmp_path)
    monkeypatch.chdir(tmp_path / "annotations")
    Path("empty.jsonl").touch()
    Path("spans.csv").write_text("article,start,end,label\nport,0,4,claim\n")
    world.span("new", "port", "40", "number")
    world.state("new", "port", "started")
    ran = world.run("agreement", *args)
    assert ran.code == 2
    assert says in ran.err
    assert "\n" not in ran.err.strip()
    assert ran.out == ""


def test_no_shared_article_is_one_sentence(tmp_path: Path) -> None:
    world = World(tmp_path)
    for name, article in (("kim", "port"), ("lee", "moon")):
        world.article(article, "Nothing here.")
        world.state(name, article)
    ran = world.run("agreement")
    assert ran.code == 2
    assert "no article was finished by two" in ran.err


def test_copies_of_a_journal_change_nothing(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    once = world.run("agreement", "--json").json
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(b"".join(sorted(world.journal("kim").read_bytes().splitlines(keepends=True), reverse=True)))
    assert world.run("agreement", "--json", copy, world.journal("lee"), world.journal("kim")).json == once


def test_flat_files_without_lengths_are_read_and_the_guess_is_told(tmp_path: Path) -> None:
    for name, end in (("kim", 9), ("lee", 8)):
        line = {"article": "port", "start": 0, "end": end, "label": "claim"}
        (tmp_path / f"{name}.jsonl").write_bytes(orjson.dumps(line) + b"\n")
    (tmp_path / "p").mkdir()
    ran = World(tmp_path / "p").run("agreement", tmp_path / "kim.jsonl", tmp_path / "lee.jsonl", "--json")
    assert ran.code == 0
    assert "The length of port is not recorded" in ran.err
    assert ran.json["settings"]["guessed_lengths"] == ["port"]
    assert ran.json["articles"][0]["length"] == 9


def test_lines_that_are_no_records_are_counted_by_file_and_told_in_one_line(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    kim = world.journal("kim")
    first = len(kim.read_bytes().splitlines()) + 1
    with kim.open("ab") as file:
        file.write(b'{"v":1,"article":"port"}\n' * 89)
    ran = world.run("agreement")
    assert ran.code == 0
    told = f"kim.jsonl: 89 lines passed over (`annotator check` lists them), the first, line {first}: op: a record says"
    assert told in ran.err
    assert len(ran.err.splitlines()) == 1
    assert told in " ".join(ran.out.split())
    assert world.run("agreement", "--json").json["settings"]["unread_lines"] == {str(kim): 89}


def test_merged_spans_come_with_a_warning_that_names_the_journals(tmp_path: Path) -> None:
    """Kim and Lee both finished the port and found nothing, and Lee nothing in the harbour: merged, that is lost."""
    world = World(tmp_path)
    for article in ("port", "harbour"):
        world.article(article, "It rained in Glimmo.")
    for name in ("kim", "lee"):
        world.article("council", "It rained. It snowed.")
        world.span(name, "council", "It rained.", "claim")
        for article in ("council", "harbour", "port"):
            world.state(name, article)
    world.span("kim", "harbour", "It rained", "claim")
    merged = tmp_path / "merged.jsonl"
    assert world.run("merge", world.journal("kim"), world.journal("lee"), "-o", merged).code == 0
    honest, ran = world.run("agreement", "--json"), world.run("agreement", merged, "--json")
    assert honest.json["settings"]["flat_spans"] == {"annotators": [], "articles_with_unnamed_finishers": 0}
    assert honest.json["overall"]["f1"]["value"] == pytest.approx(2 / 3)
    assert ran.json["overall"]["f1"]["value"] == 1
    assert ran.json["settings"]["flat_spans"] == {"annotators": ["kim", "lee"], "articles_with_unnamed_finishers": 1}
    said = " ".join(world.run("agreement", merged).out.split())
    assert "kim, lee: read from flat spans, which do not say who finished an article and found nothing there" in said
    assert "Better name the annotators' journals. In 1 article more people finished than are named" in said
    assert "flat spans" not in world.run("agreement").out


def test_a_closed_stdout_is_one_sentence(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    for command in (["agreement"], ["agreement", "--json"], ["status"], ["check"]):
        words = [sys.executable, "-m", "annotator", "--project", str(world.root), *command]
        ran = subprocess.run(
            ["sh", "-c", 'exec "$@" >&-', "sh", *words], stderr=subprocess.PIPE, text=True, check=False
        )
        assert ran.returncode == 2, command
        assert [line for line in ran.stderr.splitlines() if "stdout is closed" in line], command
        assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--resamples", "x"], "'x': give a whole number from 1,000 to 1,000,000, or 0 for no intervals"),
        (["--resamples", "50"], "'50': give a whole number from 1,000 to 1,000,000, or 0 for no intervals"),
        (["--iou", "0"], "'0': give a number above 0, at most 1"),
        (["--seed", "-1"], "'-1': give a whole number from 0"),
        (["--fail-under", "nan"], "'nan': give a number from 0 to 1"),
    ],
)
def test_numbers_out_of_bounds_are_refused_in_words(tmp_path: Path, args: list[str], says: str) -> None:
    with pytest.raises(click.UsageError) as refused:
        two_annotators(tmp_path).run("agreement", *args)
    assert says in refused.value.format_message()


def test_a_name_that_cannot_be_is_refused_with_the_rule_for_names(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    world.span("Zoë", "port", "40", "number")
    assert (
        "annotator: an annotator's name is 1 to 64 letters (a to z, without accents), digits"
        in world.run("agreement").err
    )


def test_gold_is_no_annotator(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    (tmp_path / "annotations" / "gold.jsonl").write_bytes(world.journal("kim").read_bytes())
    assert world.run("agreement", "--json").json["settings"]["annotators"] == ["kim", "lee"]


def test_annotators_are_scored_against_gold(tmp_path: Path) -> None:
    """Against Kim's spans as gold, Lee has 3, one of them right, and Kim herself is not scored."""
    world = two_annotators(tmp_path)
    ran = world.run("agreement", "--against", world.journal("kim"), "--json", "--resamples", 1000)
    strict = ran.json["scored"][0]["accuracy"]["strict"]
    assert [scored["annotator"] for scored in ran.json["scored"]] == ["lee"]
    assert [strict[field]["value"] for field in ("precision", "recall", "f1")] == pytest.approx([1 / 3, 1 / 4, 2 / 7])
    assert "LEE AGAINST GOLD" in world.run("agreement", "--against", world.journal("kim")).out


@pytest.mark.parametrize(("least", "code"), [("0.5", 0), ("0.6", 1)])
def test_the_gate_looks_at_the_measure_named_and_at_the_lowest_annotator(tmp_path: Path, least: str, code: int) -> None:
    world = two_annotators(tmp_path)
    asked = ["--measure", "boundary_f1", "--fail-under", least]
    assert world.run("agreement", *asked).code == code
    ran = world.run("agreement", "--against", world.journal("kim"), *asked)
    assert ran.code == code
    assert ("the boundary F1 is 0.571" in ran.err) == bool(code)


def test_a_run_is_compared_with_another(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    files = ["--baseline", world.journal("kim"), "--baseline", world.journal("lee")]
    found = world.run("agreement", *files, "--json", "--resamples", 1000).json["less_baseline"]
    assert (found["paired"], found["articles"], found["f1"]["value"]) == (True, [2, 2], 0)
    said = world.run("agreement", *files, "--resamples", 1000).out
    assert "LESS THE BASELINE" in said
    assert "no difference              0.286 less 0.286" in said


def test_an_article_whose_text_was_another_in_the_baseline_is_no_pair(tmp_path: Path) -> None:
    (tmp_path / "now").mkdir()
    (tmp_path / "then").mkdir()
    world, before = two_annotators(tmp_path / "now"), two_annotators(tmp_path / "then")
    for name in ("kim", "lee"):
        journal = before.journal(name)
        journal.write_bytes(journal.read_bytes().replace(before.sha256("harbour").encode(), b"0" * 64))
    files = ["--baseline", before.journal("kim"), "--baseline", before.journal("lee")]
    found = world.run("agreement", *files, "--json", "--resamples", 0).json["less_baseline"]
    assert (found["paired"], found["articles"], found["different_texts"]) == (False, [2, 2], 1)
    said = " ".join(world.run("agreement", *files, "--resamples", 0).out.split())
    assert "each by its own articles; 1 article of the same name with other texts: not compared with each other" in said
    for name in ("kim", "lee"):
        journal = before.journal(name)
        journal.write_bytes(journal.read_bytes().replace(before.sha256("council").encode(), b"1" * 64))
    assert "all of the same name have other texts there" in world.run("agreement", *files, "--resamples", 0).out


def test_gold_is_not_scored_against_itself(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    with pytest.raises(click.UsageError, match="against itself"):
        world.run("agreement", world.journal("kim"), "--against", world.journal("kim"))
    with pytest.raises(click.UsageError, match="--against and --baseline"):
        world.run("agreement", "--against", world.journal("kim"), "--baseline", world.journal("lee"))


def test_predictions_that_are_said_to_be_complete_are_scored_on_all_of_gold(tmp_path: Path) -> None:
    """Kim, as gold, has 4 spans in three articles; the tagger has a span in one of them."""
    world = two_annotators(tmp_path)
    predictions = tmp_path / "tagger.jsonl"
    predictions.write_text('{"article":"harbour","start":0,"end":34,"label":"claim"}\n')
    asked = ["agreement", "--against", world.journal("kim"), predictions, "--resamples", 0]
    assert "say --complete" in " ".join(world.run(*asked).out.split())
    some, every = (world.run(*asked, *more, "--json").json["scored"][0] for more in ([], ["--complete"]))
    assert (some["settings"]["shared_articles"], every["settings"]["shared_articles"]) == (1, 3)
    of_gold, recalls = (
        [one["pairs"][0]["spans"][0] for one in (some, every)],
        [one["accuracy"]["strict"]["recall"]["value"] for one in (some, every)],
    )
    assert of_gold[0] < of_gold[1] == 4
    assert recalls[1] * of_gold[1] == pytest.approx(recalls[0] * of_gold[0])
    assert "say --complete" not in world.run(*asked, "--complete").out
    with pytest.raises(click.UsageError, match="name gold too"):
        world.run("agreement", "--complete")


@pytest.mark.parametrize("option", [["--drift"], ["--origins"], ["--methods"]])
def test_what_is_asked_for_besides_is_of_people_among_themselves_not_of_gold(tmp_path: Path, option: list[str]) -> None:
    world = two_annotators(tmp_path)
    with pytest.raises(click.UsageError, match=f"--against and {option[0]} do not go together"):
        world.run("agreement", "--against", world.journal("kim"), *option)


def test_gold_is_planned_for_and_has_a_page(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    gold, page = world.journal("kim"), tmp_path / "accuracy.html"
    ran = world.run("agreement", "--against", gold, "--plan", 0.1, "--html", page, "--json")
    assert [need["measure"] for need in ran.json["plan"][0]["needs"][:3]] == ["precision", "recall", "f1"]
    assert "the page is in" in ran.err
    assert (
        page.read_text(encoding="utf-8") == world.run("agreement", "--against", gold, "--plan", 0.1, "--html", "-").out
    )
    assert "ARTICLES UNTIL ±0.1" in world.run("agreement", "--against", gold, "--plan", 0.1).out
    notes = tmp_path / "notes.html"
    notes.write_text("mine")
    ran = world.run("agreement", "--against", gold, "--html", notes)
    assert ran.code == 2
    assert "no page of this program" in ran.err
    assert notes.read_text() == "mine"


def test_what_is_asked_for_besides_comes_last_and_changes_nothing_before_it(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    report = world.run("agreement", "--resamples", 0).out
    more = world.run("agreement", "--resamples", 0, "--plan", 0.1, "--drift", "--origins", "--methods").out
    assert more.startswith(report)
    titles = [line for line in more[len(report) :].splitlines() if line[:1].isupper()]
    assert [title.split(" (")[0].split(" UNTIL")[0] for title in titles] == [
        "ARTICLES",
        "DRIFT",
        "AGREEMENT BY ORIGIN, AND WHAT IT GOES WITH",
        "METHODS",
    ]
    with pytest.raises(click.UsageError, match="ask for that too"):
        world.run("agreement", "--gamma-weights", 2, 1)
    for wrong in (["--plan", "0"], ["--plan", "0.6"], ["--gamma-weights", "0", "1"]):
        with pytest.raises(click.UsageError):
            world.run("agreement", *wrong)


def test_what_was_taken_all_at_once_in_the_sweep_is_told_from_what_was_found_by_hand(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    for name in ("kim", "lee"):
        world.span(name, "harbour", "Glimmo bike lamps", "claim", by="sweep")
        world.span(name, "council", "rained", "claim", by="rule:claim", origin="suggested")
    ran = world.run("agreement", "--origins", "--methods", "--resamples", 0)
    assert re.search(r"all at once in the sweep +2 +1 +1\.000\n", ran.out)
    told = " ".join(ran.out.split())
    assert "2 (18 % of the spans) were proposed by the program's rule and taken all at once in the sweep" in told
    blind = world.run("agreement", "--origins", "--resamples", 0, "--json").json["origins"]
    assert [one["origin"] for one in blind["shares"]] == ["hand", "sweep", "suggested"]
    assert blind["blind"] is None
    same = world.run("agreement", "--before-suggestions", "--resamples", 0, "--json").json
    assert same["sums"] == world.run("agreement", "--resamples", 0, "--json").json["sums"]
