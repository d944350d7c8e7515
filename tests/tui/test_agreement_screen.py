"""The agreement of the journals on the screen: what it says, where it leads, and what it does not wait for."""

from __future__ import annotations

import hashlib
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.agreement.gamma import Gamma, gamma
from annotator.agreement.result import AgreementSettings, Analysis, analyse
from annotator.agreement.table import Sources, Table, TableRead, read_table
from annotator.errors import AnnotatorError
from annotator.project import ProjectFolder
from annotator.report.advice import MEANING, TITLE, causes
from annotator.settings import read_settings
from annotator.text.wrap import cell_length, fit
from annotator.tui.agreement.screen import AgreementScreen
from annotator.tui.annotate.screen import AnnotateScreen
from annotator.tui.widgets.report_view import bar
from tests.making import texts
from tests.tui.driving import Drive, Driven, add_mo, measured, records

ROOT = Path(__file__).parents[2]
WHERE_LINES = "Enter or a click shows the passages that a line speaks of."


@pytest.fixture
def annotated(world: ProjectFolder) -> ProjectFolder:
    """The bundled articles with kim's and lee's bundled annotations."""
    shutil.copytree(ROOT / "annotations", world.annotations, ignore=shutil.ignore_patterns(".*"))
    return world


async def opened(driven: Driven, *keys: str) -> AgreementScreen:
    """Agreement, measured, after some more keys."""
    await driven.press("=")
    screen = await measured(driven)
    await driven.press(*keys)
    return screen


def text(driven: Driven) -> str:
    return "\n".join(driven.dialog())


def highlighted(driven: Driven) -> str:
    """The line of the place that Enter would go to."""
    screen = driven.app.screen
    assert isinstance(screen, AgreementScreen)
    assert screen.page.target is not None
    return next(line for line in driven.dialog()[2:] if line.startswith(f"{screen.page.target + 1} "))


def journal(
    project: ProjectFolder, annotator: str, spans: list[tuple[int, int, str]], *, text: str, article: str
) -> None:
    """A journal with spans of one article, done."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    about = {"article": article, "annotator": annotator, "at": "2026-11-22T05:20:15.123Z", "sha256": sha256}
    lines: list[dict[str, object]] = [
        {
            "v": 1,
            "op": "put",
            "id": f"01{annotator.upper()}{number}",
            "rev": 1,
            **about,
            "start": start,
            "end": end,
            "label": label,
            "text": text[start:end],
            "origin": "hand",
            "attributes": {},
            "note": None,
            "action": f"01A{number}",
        }
        for number, (start, end, label) in enumerate(spans)
    ]
    done = {"v": 1, "op": "article", "id": f"article:{article}", "rev": 1, **about, "state": "done", "seconds": 1}
    lines.append(done | {"length": len(text), "note": None, "action": "01B"})
    project.annotations.mkdir(exist_ok=True)
    project.journal_path(annotator).write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))


class TestWhatItSays:
    """The pages hold what the printed report holds."""

    async def test_the_first_page_has_the_headline_what_it_means_and_the_habits(
        self, drive: Drive, annotated: ProjectFolder
    ) -> None:
        async with drive(size=(120, 50)) as driven:
            await opened(driven)
            said = text(driven)
            assert "Agreement of 2 annotators in 5 articles" in said
            assert "strict F1 0.657 0.6" in said
            assert "Of 100 spans that one annotator tags, another has 66" in said
            assert "Fewer than 50 articles" in said
            assert "kim's number spans end earlier than lee's in 52 of 52" in said
            row = next(line for line in driven.dialog() if line.startswith("end "))
            assert row.split()[1] == "54"
            assert "█" in row
            assert row.endswith("number 52, claim 1, quote 1")

    async def test_each_page_has_its_part_of_the_report(self, drive: Drive, annotated: ProjectFolder) -> None:
        add_mo(annotated)
        async with drive(size=(120, 60)) as driven:
            await opened(driven, "2")
            labels = text(driven)
            assert [name for name in ("claim", "quote", "number", "ad") if f"{name} " in labels]
            assert "TAKEN FOR" in labels
            await driven.press("tab")
            people = text(driven)
            assert "kim – lee" in people
            assert "STRICT F1 OF EACH TWO" in people
            assert "EACH AGAINST THE REST" in people
            row = next(line for line in driven.dialog() if line.startswith("lee ") and "0.66" in line)
            assert row.split()[:2] == ["lee", "0.66"]
            await driven.press("tab")
            assert "[two] hemispheres" in text(driven)
            assert text(driven).count("mo ") >= 3
            await driven.press("5")
            assert "F1 without" in text(driven)
            assert "mission-explainer" in text(driven)
            await driven.press("tab")
            assert "SEMEVAL-2013 COUNTS" in text(driven)
            await driven.press("tab")
            assert "WHAT DIFFERS" in text(driven)

    async def test_the_first_page_says_what_the_printed_report_says_to_look_at_first(
        self, drive: Drive, annotated: ProjectFolder
    ) -> None:
        add_mo(annotated)
        table = read_table(annotated.journals(), list(annotated.labels())).table
        printed = causes(analyse(table, AgreementSettings(resamples=0)))
        async with drive(size=(120, 70)) as driven:
            await opened(driven)
            said = " ".join(text(driven).replace("▌", " ").split())
            assert f"{TITLE.upper()}, and {MEANING}" in said
            assert len(printed) > 3
            for cause in printed:
                assert " ".join(f"{cause.gained} {cause.sentence}".split()) in said
            assert said.index(TITLE.upper()) < said.index("WHAT DIFFERS")

    async def test_two_alone_have_semeval_counts_by_scheme_and_label_and_no_error_rates(
        self, drive: Drive, annotated: ProjectFolder
    ) -> None:
        async with drive(size=(120, 60)) as driven:
            await opened(driven, "6")
            rows = {line.split()[0]: line.split()[1:] for line in driven.dialog() if line}
            assert "SEMEVAL-2013 COUNTS: kim as key, lee as response" in text(driven)
            assert rows["partial"] == ["194", "0", "68", "58", "9", "320", "271", "0.841", "0.713", "0.772"]
            assert rows["number"] == ["126", "109", "19", "2", "0.468", "0.468", "0.689", "0.911"]
            assert "Not estimated: the model needs 30 ranges, and some that 3 annotators judged." in text(driven)

    async def test_three_have_counts_of_each_two_and_the_rates_of_a_model(
        self, drive: Drive, annotated: ProjectFolder
    ) -> None:
        add_mo(annotated)
        async with drive(size=(120, 60)) as driven:
            await opened(driven, "6")
            said = text(driven)
            row = next(line for line in driven.dialog() if line.startswith("kim – lee"))
            assert row.split()[3:] == ["320", "271", "58", "9", "0.657", "0.657", "0.772", "0.876"]
            assert "the model of Dawid & Skene 1979" in said
            assert "Assumed: errors are independent" in said
            assert "Of three annotators rates can just be estimated" in said
            assert [line.split()[0] for line in driven.dialog() if line.count("0.") + line.count("1.0") == 5] == [
                "kim",
                "lee",
                "mo",
            ]

    async def test_many_annotators_have_numbers_on_the_map(self, drive: Drive, world: ProjectFolder) -> None:
        words = (world.seeds / "short-note.txt").read_text(encoding="utf-8")
        for who in range(16):
            spans = [(0, 20 + who // 2, "claim"), (30, 40, "quote")]
            journal(world, f"person{who:02}", spans, text=words, article="short-note")
        async with drive(annotator="person00", size=(80, 60), read_only=True) as driven:
            await opened(driven, "3")
            row = next(line for line in driven.dialog() if line.startswith("16 person15"))
            assert row.split()[2:5] == [".50", ".50", ".50"]
            assert row.split()[-1] in {"1.00", ".50"}
            assert "no room for" in text(driven)

    async def test_what_is_left_out_is_said(self, drive: Drive, annotated: ProjectFolder) -> None:
        kim = annotated.journal_path("kim")
        kim.write_bytes(kim.read_bytes() + b"not a record\n")
        async with drive(size=(120, 60)) as driven:
            await opened(driven)
            assert "kim.jsonl: line 339: is not JSON" in text(driven)

    @pytest.mark.parametrize("size", [(80, 24), (40, 10)])
    async def test_every_page_fits_any_terminal(
        self, drive: Drive, annotated: ProjectFolder, size: tuple[int, int]
    ) -> None:
        add_mo(annotated)
        async with drive(size=size) as driven:
            await opened(driven)
            for key in "123456":
                await driven.press(key, "pagedown", "end", "home", "down")
                assert all(cell_length(row) == size[0] for row in driven.shown())
                assert f" {key} " in driven.shown()[2]

    async def test_one_finisher_alone_is_told_in_a_sentence(self, drive: Drive, annotated: ProjectFolder) -> None:
        annotated.journal_path("lee").unlink()
        async with drive() as driven:
            screen = await opened(driven)
            said = " ".join(text(driven).split())
            assert "Only kim has finished articles here (kim: 5 articles done): agreement needs two" in said
            assert "have somebody else annotate the same articles" in said
            assert "name " not in said
            await driven.press("enter", "tab", "r")
            await measured(driven)
            assert driven.app.screen is screen

    async def test_of_one_article_it_says_that_there_are_no_intervals(self, drive: Drive, world: ProjectFolder) -> None:
        words = (world.seeds / "short-note.txt").read_text(encoding="utf-8")
        for who, end in (("kim", 20), ("Kim", 21), ("lee", 22)):
            journal(world, who, [(0, end, "claim"), (30, 40, "quote")], text=words, article="short-note")
        async with drive(annotator="max", size=(100, 60), read_only=True) as driven:
            await opened(driven)
            said = " ".join(text(driven).split())
            assert "There is no interval of strict F1: fewer than 5 articles with spans" in said
            assert "Fewer than" not in said
            assert "The annotators Kim and kim differ by case only: are they one?" in said
            await driven.press("2")
            assert next(line.split()[1:3] for line in driven.dialog() if "quote" in line and "1*" in line) == [
                "quote",
                "1*",
            ]
            assert "* under 50 articles with spans: few for an interval; under 5 or 80 spans: none" in text(driven)
            assert "Nobody used number, ad." in text(driven)

    async def test_where_nobody_tagged_anything_every_page_can_be_read(
        self, drive: Drive, world: ProjectFolder
    ) -> None:
        words = (world.seeds / "short-note.txt").read_text(encoding="utf-8")
        for who in ("kim", "lee", "mo"):
            journal(world, who, [], text=words, article="short-note")
        async with drive(annotator="max", size=(100, 60), read_only=True) as driven:
            await opened(driven)
            assert "there is nothing to agree on" in text(driven)
            for key in "23456":
                await driven.press(key)
                assert f" {key} " in driven.shown()[2]
            await driven.press("2")
            assert "Nobody used claim, quote, number, ad." in text(driven)

    async def test_the_lowest_two_are_compared_with_the_highest_on_the_articles_of_both(
        self, drive: Drive, annotated: ProjectFolder
    ) -> None:
        add_mo(annotated)
        async with drive(size=(100, 60)) as driven:
            await opened(driven, "3")
            assert "THE LOWEST PAIR LESS THE HIGHEST" in text(driven)
            assert "on these 5 articles" in text(driven)
            assert any(line.startswith("kim – lee") and "5*" in line for line in driven.dialog())

    async def test_without_any_journal_it_says_what_to_do(self, drive: Drive, world: ProjectFolder) -> None:
        async with drive(annotator="new", read_only=True) as driven:
            await opened(driven)
            assert "Nobody has finished an article here: mark articles done" in text(driven)

    async def test_nothing_hostile_reaches_the_terminal(self, drive: Drive, world: ProjectFolder) -> None:
        words = "One [/b] two \x1b[31m three \u202e four [@click=app.quit]five[/]."
        (world.seeds / "odd.txt").write_text(words)
        label = "[/b]\x1b]52;c;x\x07\u202e[@click=app.quit]"
        journal(world, "kim", [(0, 30, label), (4, 8, "claim")], text=words, article="odd")
        journal(world, "lee", [(0, 28, label), (4, 9, "claim")], text=words, article="odd")
        async with drive(article="odd", size=(100, 30), read_only=True) as driven:
            await opened(driven)
            for key in "123456":
                await driven.press(key)
                shown = "".join(driven.shown())
                assert not set(shown) & {"\x1b", "\x07", "\u202e"}
            await driven.press("4")
            assert "[One [/b] two [31m three ⯑ f]ou" in text(driven)

    async def test_a_blind_round_shows_nothing_of_the_others(self, drive: Drive, annotated: ProjectFolder) -> None:
        (annotated.root / "annotator.toml").write_text("suggestions = false\n")
        annotated.settings = read_settings(annotated.root / "annotator.toml")
        async with drive() as driven:
            await driven.press("=")
            assert isinstance(driven.app.screen, AnnotateScreen)
            assert "nobody sees here what the others tagged" in driven.status()
        assert replace(annotated.settings, agreement=True).shows_agreement


class TestWhereItLeads:
    """Passages and articles, by keyboard and by mouse; and back."""

    async def test_enter_goes_to_the_passage(self, drive: Drive, annotated: ProjectFolder) -> None:
        async with drive() as driven:
            await opened(driven, "4", "down")
            assert "long-analysis 939–1,244" in highlighted(driven)
            await driven.press("enter")
            assert driven.screen is driven.app.screen
            assert driven.screen.article.id == "long-analysis"
            assert driven.screen.caret.offset == 939
            first, beyond = driven.screen.pane.in_view()
            assert first <= 939 < beyond

    async def test_a_line_of_what_to_look_at_first_opens_its_passages_and_these_their_places(
        self, drive: Drive, annotated: ProjectFolder
    ) -> None:
        async with drive(size=(120, 40)) as driven:
            await opened(driven, "down", "down", "enter")
            said = " ".join(text(driven).split())
            assert "number: 21 that only one has (lee leaves out 19, kim 2)" in said
            first = highlighted(driven)
            assert "1 disagreement" in first
            assert "none of these" in text(driven)
            await driven.press("escape")
            assert WHERE_LINES in text(driven)
            assert driven.app.screen.page.target == 2  # type: ignore[attr-defined]
            await driven.press("enter", "down", "enter")
            assert driven.screen is driven.app.screen
            assert driven.screen.caret.selection is not None
            start, end = driven.screen.caret.selection
            assert end - start < 30
            await driven.press("=")
            await measured(driven)
            assert highlighted(driven).startswith("2 ")
            await driven.press("4")
            assert "number: 21 that only one has" not in text(driven)

    async def test_the_passage_is_selected_and_everybodys_version_told_until_it_is_let_go(
        self, drive: Drive, annotated: ProjectFolder
    ) -> None:
        async with drive(size=(200, 40)) as driven:
            await opened(driven, "4", "down", "enter")
            selected = driven.screen.caret.selection
            assert selected == (939, 1244)
            said = driven.status()
            assert "kim quote ‘" in said
            assert " · lee quote ‘" in said
            assert "= goes back to the" in said
            await driven.press("escape")
            assert driven.screen.caret.selection is None
            assert driven.screen.caret.offset == 939

    async def test_a_passage_of_the_article_at_hand_is_gone_to(self, drive: Drive, annotated: ProjectFolder) -> None:
        async with drive(article="long-analysis") as driven:
            await driven.press("ctrl+end", "shift+left")
            await opened(driven, "4", "enter")
            assert driven.screen.caret.selection == (3847, 4157)
            assert driven.screen.caret.offset == 3847

    async def test_escape_goes_back_to_exactly_where_the_person_was(
        self, drive: Drive, annotated: ProjectFolder
    ) -> None:
        async with drive(article="long-analysis") as driven:
            await driven.go("$5,400 million")
            await driven.press("shift+right", "shift+right")
            before = driven.screen.caret.selection, driven.screen.pane.top, driven.shown()
            await opened(driven, "4", "down", "down", "tab", "pagedown", "escape")
            assert (driven.screen.caret.selection, driven.screen.pane.top, driven.shown()) == before
            assert driven.screen is driven.app.screen

    async def test_an_article_can_be_opened(self, drive: Drive, annotated: ProjectFolder) -> None:
        async with drive(article="wire-report") as driven:
            await opened(driven, "5", "j", "k", "j", "enter")
            assert driven.screen.article.id == "long-analysis"

    async def test_it_opens_again_where_it_was_left(self, drive: Drive, annotated: ProjectFolder) -> None:
        async with drive(read_only=True) as driven:
            await opened(driven, "4", "down", "down", "enter")
            await driven.press("=")
            assert isinstance(driven.app.screen, AgreementScreen)
            assert not driven.app.screen.busy
            await driven.pilot.pause()
            assert highlighted(driven).startswith("3 ")

    async def test_an_article_that_is_not_open_here_is_said_and_nothing_happens(
        self, drive: Drive, annotated: ProjectFolder
    ) -> None:
        async with drive() as driven:
            driven.screen.articles = [file for file in driven.screen.articles if file.id == "short-note"]
            driven.screen.index = 0
            screen = await opened(driven, "4", "enter")
            assert driven.app.screen is screen
            assert "long-analysis is not among the articles that are open here" in text(driven)

    async def test_a_place_in_a_text_that_has_changed_since_is_told_to_be_unsure(
        self, drive: Drive, annotated: ProjectFolder
    ) -> None:
        path = annotated.seeds / "long-analysis.txt"
        path.write_text("New.\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
        for snapshot in (annotated.annotations / "articles").iterdir():
            snapshot.unlink()
        async with drive() as driven:
            await opened(driven, "4", "enter")
            assert driven.screen.article.id == "long-analysis"
            assert "another text of this article" in driven.status()

    async def test_all_of_it_by_mouse(self, drive: Drive, annotated: ProjectFolder) -> None:
        async with drive(size=(80, 24)) as driven:
            await opened(driven)
            tabs = driven.app.screen.query_one("#tabs")
            row = driven.shown()[tabs.region.y]
            await driven.pilot.click("#tabs", offset=(row.index("Passages") - tabs.region.x, 0))
            await driven.pilot.pause()
            page = driven.app.screen.query_one("#rows")
            rows = driven.shown()
            place = next(y for y, line in enumerate(rows) if "939–1,244" in line)
            await driven.pilot.click("#rows", offset=(10, place - page.region.y))
            await driven.pilot.pause()
            assert driven.screen.caret.offset == 939
            await driven.press("=")
            await measured(driven)
            bar = driven.app.screen.query_one("#keys")
            cell = driven.shown()[bar.region.y].index("Esc") - bar.region.x
            await driven.pilot.click("#keys", offset=(cell, 0))
            await driven.pilot.pause()
            assert driven.app.screen is driven.screen

    async def test_the_palette_has_it(self, drive: Drive, annotated: ProjectFolder) -> None:
        async with drive() as driven:
            await driven.press("ctrl+p", *"agreem", "enter")
            await measured(driven)
            assert "strict F1" in text(driven)


class TestFilesThatChange:
    """Live for the files."""

    async def test_a_change_is_noticed_and_r_reads_again(
        self, drive: Drive, annotated: ProjectFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("annotator.tui.agreement.screen._LOOK", 0.02)
        async with drive(read_only=True) as driven:
            await opened(driven, "3")
            add_mo(annotated)
            await driven.pilot.pause(0.3)
            assert "The files have changed since: r reads them again." in text(driven)
            await driven.press("r")
            await measured(driven)
            assert "Agreement of 3 annotators" in text(driven)
            assert "kim – mo" in text(driven)

    async def test_opened_again_after_a_change_it_reads_again(self, drive: Drive, annotated: ProjectFolder) -> None:
        async with drive() as driven:
            await opened(driven, "escape")
            await driven.press("tab", "x")
            assert records(annotated, "kim")[-1]["op"] == "del"
            await opened(driven, "3")
            row = next(line for line in driven.dialog() if line.startswith("kim "))
            assert row.split()[:4] == ["kim", "5", "5", "319"]


class TestWhileItMeasures:
    """Nobody waits for it."""

    @pytest.fixture
    def gate(self, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
        """Holds the reading back in the middle until it is set."""
        gate, real = threading.Event(), read_table

        def slowly(paths: list[Path], labels: list[str], progress: Callable[[int], None]) -> TableRead:
            progress(1_000)
            gate.wait(20)
            return real(paths, labels, progress)

        monkeypatch.setattr("annotator.tui.agreement.worker.read_table", slowly)
        return gate

    async def test_the_screen_goes_on_and_says_how_far_it_is(
        self, drive: Drive, annotated: ProjectFolder, gate: threading.Event
    ) -> None:
        async with drive(size=(80, 24)) as driven:
            await driven.press("=")
            for _ in range(100):
                await driven.pilot.pause(0.02)
                if "reading 0 of 0 MB … Esc stops" in text(driven):
                    break
            assert "reading 0 of 0 MB … Esc stops" in text(driven)
            await driven.press("tab", "down", "4", "enter")
            assert "4 Passages" in text(driven)
            gate.set()
            await measured(driven)
            assert "long-analysis 3,847–4,157" in text(driven)

    async def test_escape_stops_it(
        self, drive: Drive, annotated: ProjectFolder, gate: threading.Event, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        analysed: list[int] = []

        def noticed(table: Table, settings: AgreementSettings, sources: Sources) -> Analysis:
            analysed.append(1)
            return analyse(table, settings, sources)

        monkeypatch.setattr("annotator.tui.agreement.worker.analyse", noticed)
        async with drive() as driven:
            await driven.press("=")
            thread = next(t for t in threading.enumerate() if t.name == "background")
            await driven.press("escape")
            assert driven.app.screen is driven.screen
            gate.set()
            thread.join(20)
            assert not thread.is_alive()
            assert analysed == []
            await driven.press("right")
            assert driven.screen.caret.offset == 1
            await opened(driven)
            assert analysed == [1]
            assert "strict F1 0.657" in text(driven)

    async def test_the_program_can_be_left(self, drive: Drive, annotated: ProjectFolder, gate: threading.Event) -> None:
        async with drive() as driven:
            await driven.press("=", "ctrl+q")
            assert driven.app.return_code == 0
        gate.set()

    async def test_what_goes_wrong_unexpectedly_is_not_hidden(
        self, drive: Drive, annotated: ProjectFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr("annotator.tui.agreement.worker.analyse", broken)

        async def measure() -> None:
            async with drive() as driven:
                await driven.press("=")
                await measured(driven)

        with pytest.raises(ZeroDivisionError):
            await measure()

    async def test_a_wrong_file_is_a_sentence(
        self, drive: Drive, annotated: ProjectFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with drive() as driven:
            (annotated.annotations / "lee.jsonl").write_bytes(b'{"v":99,"op":"put"}\n')
            await opened(driven)
            assert "lee.jsonl:line1isofformat99" in "".join(text(driven).split())  # a long path breaks the sentence


PATIENCE = 120.0
"""Seconds for what takes one on a machine that has nothing else to do."""


def _background(but: set[threading.Thread]) -> list[threading.Thread]:
    """In the order in which they began."""
    return [thread for thread in threading.enumerate() if thread.name == "background" and thread not in but]


class TestGamma:
    """Only when it is asked for, and never waited for."""

    @pytest.fixture
    def gate(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
        """Holds the measuring back after the first article until it is set."""
        gate = threading.Event()

        def slowly(table: Table, seed: int, *, progress: Callable[[int], None]) -> Gamma:
            def more(count: int) -> None:
                progress(count)
                gate.wait(PATIENCE)

            return gamma(table, seed, progress=more)

        monkeypatch.setattr("annotator.tui.agreement.worker.gamma", slowly)
        yield gate
        gate.set()

    @pytest.fixture
    def others(self) -> set[threading.Thread]:
        """Threads of tests before this one, which may still be about to end."""
        return set(threading.enumerate())

    async def measured_gamma(self, driven: Driven) -> AgreementScreen:
        screen = driven.app.screen
        assert isinstance(screen, AgreementScreen)
        for _ in range(int(PATIENCE / 0.05)):
            await driven.pilot.pause(0.05)
            if not screen.busy_with_gamma:
                return screen
        raise AssertionError("gamma is measured for longer than anybody waits")

    async def test_a_key_measures_it_and_says_what_the_command_says(
        self, drive: Drive, annotated: ProjectFolder
    ) -> None:
        table = read_table(annotated.journals(), list(annotated.labels())).table
        wanted = gamma(table, 0)
        async with drive(size=(120, 60)) as driven:
            screen = await opened(driven, "6")
            said = text(driven)
            assert "g measures it" in said
            assert "at least 30 shuffles, seed 0" in said
            assert not screen.busy_with_gamma
            await driven.press("1", "g")
            await self.measured_gamma(driven)
            said = " ".join(text(driven).split())
            assert f"gamma {wanted.value:.3f}" in said
            assert "Weights of positions and labels 1 and 1, of a missing span 1" in said
            assert "at least 30 shuffles, seed 0" in said
            row = next(line for line in driven.dialog() if line.startswith("short-note"))
            assert row.split()[1:3] == ["71", f"{wanted.articles[table.articles.index('short-note')].value:.3f}"]
            await driven.press("escape")
            again = await opened(driven)
            assert f"gamma {wanted.value:.3f}" in text(driven)
            await driven.press("g")
            assert not again.busy_with_gamma
            await driven.press("r")
            await measured(driven)
            assert "g measures it" in text(driven)

    async def test_the_screen_goes_on_meanwhile_and_says_how_far_it_is(
        self, drive: Drive, annotated: ProjectFolder, gate: threading.Event, others: set[threading.Thread]
    ) -> None:
        async with drive(size=(120, 60)) as driven:
            screen = await opened(driven, "g")
            for _ in range(int(PATIENCE / 0.02)):
                await driven.pilot.pause(0.02)
                if "Measuring: 1 of 5 articles measured …" in text(driven):
                    break
            assert "Measuring: 1 of 5 articles measured …" in text(driven)
            await driven.press("g", "4", "down")
            assert "long-analysis 939–1,244" in highlighted(driven)
            assert screen.busy_with_gamma
            *earlier, _ = _background(others)
            for thread in earlier:  # what read the journals has told all, and may be about to end
                thread.join(PATIENCE)
            assert len(_background(others)) == 1
            gate.set()
            await self.measured_gamma(driven)
            assert "long-analysis 939–1,244" in highlighted(driven)
            await driven.press("6")
            assert "gamma 0.759" in text(driven)

    @pytest.mark.parametrize("key", ["escape", "r"])
    async def test_leaving_and_reading_again_stop_it(
        self, drive: Drive, annotated: ProjectFolder, gate: threading.Event, others: set[threading.Thread], key: str
    ) -> None:
        async with drive(size=(120, 60)) as driven:
            await opened(driven, "g")
            await driven.pilot.pause(0.1)
            thread = _background(others)[-1]
            await driven.press(key)
            gate.set()
            thread.join(PATIENCE)
            assert not thread.is_alive()
            await (opened(driven) if key == "escape" else measured(driven))
            await driven.press("6")
            assert "g measures it" in text(driven)

    async def test_before_there_are_numbers_it_says_so(self, drive: Drive, annotated: ProjectFolder) -> None:
        annotated.journal_path("lee").unlink()
        async with drive() as driven:
            screen = await opened(driven, "g")
            assert "Gamma is measured of what is shown, and nothing is yet." in text(driven)
            assert not screen.busy_with_gamma

    async def test_what_cannot_be_measured_is_refused_in_words(
        self, drive: Drive, annotated: ProjectFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("annotator.agreement.gamma.MOST_UNITS", 100)
        async with drive(size=(120, 60)) as driven:
            await opened(driven, "g")
            await self.measured_gamma(driven)
            assert "gamma n/a" in text(driven)
            said = " ".join(text(driven).split())
            assert "Not measured, for heritage-appeal, long-analysis, mission-explainer and 1 more: the best" in said

    async def test_without_scipy_it_names_the_extra(
        self, drive: Drive, annotated: ProjectFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "scipy.sparse.csgraph", None)
        async with drive(size=(120, 60)) as driven:
            screen = await opened(driven, "g")
            for _ in range(200):
                if not screen.busy_with_gamma:
                    break
                await driven.pilot.pause(0.02)
            await driven.press("6")
            assert "gamma: needs the extra 'gamma'" in text(driven)


class TestDrawing:
    """The laws of what pages are drawn with."""

    @given(texts(), st.integers(1, 40))
    def test_a_fitted_text_has_the_width_asked_for(self, words: str, width: int) -> None:
        assert cell_length(fit(words, width)) == width
        assert cell_length(fit(words, width, right=True)) == width

    @given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 40))
    def test_a_longer_bar_stands_for_more(self, one: float, other: float, width: int) -> None:
        drawn = [bar(share, width) for share in sorted((one, other))]
        assert {len(line) for line in drawn} == {width}
        filled = [" ▏▎▍▌▋▊▉█".index(line.rstrip()[-1:] or " ") + 8 * len(line.rstrip()) for line in drawn]
        assert filled[0] <= filled[1]
        assert all((share > 0) == (line.strip() != "") for share, line in zip(sorted((one, other)), drawn, strict=True))


def test_a_setting_that_is_no_truth_value_is_refused(tmp_path: Path) -> None:
    (tmp_path / "annotator.toml").write_text('agreement = "sometimes"\n')
    with pytest.raises(AnnotatorError, match="agreement"):
        read_settings(tmp_path / "annotator.toml")
