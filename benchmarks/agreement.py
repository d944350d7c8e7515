"""Agreement over many articles, against parsing the same lines and one pass over them as numpy columns."""

from __future__ import annotations

import importlib
import tempfile
import time
from array import array
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import orjson

from annotator.agreement.result import AgreementSettings, analyse
from annotator.agreement.table import read_table
from annotator.report.text import render
from benchmarks.apart import measured
from benchmarks.corpora import LENGTH, as_others_write, make
from benchmarks.report import Row, heading, show, timed

ROUNDS = 3
_HERE = "benchmarks.agreement"


def parse(*files: str) -> None:
    """Every line through orjson, and nothing else."""
    for name in files:
        with Path(name).open("rb") as file:
            for line in file:
                orjson.loads(line)


def parse_and_pass(*files: str) -> None:
    """Every line through orjson; spans as columns of integers; one pass that matches equal spans."""
    columns = [array("q") for _ in range(5)]
    codes: dict[str, int] = {}
    for name in files:
        with Path(name).open("rb") as file:
            for line in file:
                record = orjson.loads(line)
                if "start" in record:
                    columns[0].append(codes.setdefault(record["article"], len(codes)))
                    columns[1].append(record["start"])
                    columns[2].append(record["end"])
                    columns[3].append(codes.setdefault(record["label"], len(codes)))
                    columns[4].append(codes.setdefault(record["annotator"], len(codes)))
    article, start, end, label, who = (np.array(column, dtype=np.int64) for column in columns)
    key = ((article * (1 << 13) + start) * (1 << 13) + end) * (1 << 17) + label
    order = np.lexsort((who, key))
    matched = int((key[order][1:] == key[order][:-1]).sum())
    print_nothing(matched / len(key))


def print_nothing(value: float) -> None:
    """A place for a result, which must have been computed."""
    assert value >= 0


def report(resamples: str, *files: str) -> None:
    """Everything that `annotator agreement` prints."""
    table = read_table([Path(name) for name in files]).table
    render(analyse(table, AgreementSettings(Fraction(1, 2), int(resamples))))


def _against_parsing(folder: Path, articles: int, annotators: int) -> None:
    made = make(folder, articles, annotators)
    foreign = [as_others_write(path) for path in made.journals]
    for what, paths, bar in (
        ("journals", made.journals, 2.0), ("the same as json.dumps writes them", foreign, 2.5), ("flat spans", made.flat, 2.0),
    ):  # fmt: skip
        files = [str(path) for path in paths]
        heading(f"{articles:,} articles × {annotators} annotators, {what} (median of {ROUNDS}, in turn; seconds, MiB)")
        bare, passed, plain, resampled = measured(
            ROUNDS,
            (_HERE, "parse", *files),
            (_HERE, "parse_and_pass", *files),
            (_HERE, "report", "0", *files),
            (_HERE, "report", "10000", *files),
        )
        show(timed("parse + one numpy pass, against parsing alone", passed, bare))
        show(timed("report without intervals", plain, passed, bar))
        show(timed("report with 10,000 replicates", resampled, passed, bar + 1))
        show(Row("peak memory without intervals", plain.peak, passed.peak, "MiB", 1.5 if annotators == 2 else 2.0))
        show(
            Row(
                "peak memory with 10,000 replicates",
                resampled.peak,
                passed.peak,
                "MiB",
                1.5 if annotators == 2 else 2.0,
            )
        )
    for path in (*made.journals, *foreign, *made.flat):
        path.unlink()


def _growth(folder: Path, largest: int) -> None:
    heading("Growth with the articles (2 annotators, without intervals; microseconds an article)")
    first: float | None = None
    for articles in (size for size in (10, 100, 1_000, 10_000) if size <= largest):
        made = make(folder, articles, 2, flat=False)
        (cost,) = measured(ROUNDS, (_HERE, "report", "0", *map(str, made.journals)))
        value = cost.seconds / articles * 1e6
        show(Row(f"{articles:,} articles", value, 0.0, "µs"))
        first = value if articles == 100 else first
        if articles == largest and first is not None:
            show(Row(f"{articles:,} articles against 100, an article", value, first, "µs", 1.5))


def _timed(task: Callable[[], object]) -> float:
    begin = time.perf_counter()
    task()
    return time.perf_counter() - begin


def _others(folder: Path) -> None:
    """Other projects' measures on what they survive, beside our whole report on the same."""
    heading("Beside other projects' packages (one run each; seconds; each measures a part of what the report holds)")
    for name, articles, run in (("krippendorff", 200, _krippendorff), ("nervaluate", 1_000, _nervaluate),
                                ("pygamma_agreement", 1, _pygamma)):  # fmt: skip
        try:
            importlib.import_module(name)
        except ImportError:
            print(f"{name}: not installed here (make interop installs it)")
            continue
        files = [str(path) for path in make(folder, articles, 2, flat=False).journals]
        theirs = _timed(lambda run=run, files=files: run(files))  # type: ignore[misc]
        ours = _timed(lambda files=files: report("0", *files))  # type: ignore[misc]
        show(Row(f"our report, {articles:,} articles, beside {name}", ours, theirs, "s"))


def _spans(files: list[str]) -> list[dict[str, list[tuple[int, int, str]]]]:
    found = []
    for name in files:
        spans: dict[str, list[tuple[int, int, str]]] = {}
        for line in Path(name).read_bytes().splitlines():
            record = orjson.loads(line)
            if record["op"] == "put":
                spans.setdefault(record["article"], []).append((record["start"], record["end"], record["label"]))
        found.append(spans)
    return found


def _krippendorff(files: list[str]) -> None:
    import krippendorff

    both = _spans(files)
    data = np.zeros((2, len(both[0]) * LENGTH))
    for who, spans in enumerate(both):
        for place, found in enumerate(spans.values()):
            for start, end, label in found:
                if label == "claim":
                    data[who, place * LENGTH + start : place * LENGTH + end] = 1
    krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")


def _nervaluate(files: list[str]) -> None:
    from nervaluate import Evaluator

    one, other = (
        [[{"label": label, "start": start, "end": end} for start, end, label in found] for found in spans.values()]
        for spans in _spans(files)
    )
    Evaluator(one, other, tags=["claim", "quote", "number", "ad"]).evaluate()


def _pygamma(files: list[str]) -> None:
    from pyannote.core import Segment
    from pygamma_agreement import CombinedCategoricalDissimilarity, Continuum

    continuum = Continuum()
    for who, spans in enumerate(_spans(files)):
        for start, end, label in next(iter(spans.values())):
            continuum.add(f"annotator{who}", Segment(start, end), label)
    continuum.get_best_alignment(CombinedCategoricalDissimilarity())


def main(*, full: bool = False) -> None:
    """All of it; `full`: with 10,000 articles, which takes minutes."""
    articles = 10_000 if full else 1_000
    with tempfile.TemporaryDirectory() as name:
        for annotators in (2, 5):
            _against_parsing(Path(name), articles, annotators)
        _growth(Path(name), articles)
        _others(Path(name))
