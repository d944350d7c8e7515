"""Gold's journal read by what knows nothing of decisions: as one party, whoever wrote its records."""

from __future__ import annotations

from pathlib import Path

from annotator.adjudication.decisions import NONE, take_version
from annotator.agreement.table import read_table
from annotator.journal.fold import read_corpus
from annotator.model import GOLD
from tests.adjudication.adjudicating import TEXT, at, closed, opened, write


def test_what_two_people_decided_is_one_partys_work_in_every_reader(tmp_path: Path) -> None:
    number, longer, claim = at("4 million", "number"), at("4 million euros", "number"), at("It rained", "claim")
    project = write(tmp_path, {"kim": [number, claim], "lee": [longer]})
    for decider in ("kim", "lee"):
        adjudication = opened(project, decider)
        passage = adjudication.statuses.open[0].passage
        answer = take_version(passage, passage.versions[0], TEXT) if passage.kind == "end" else NONE
        adjudication.decide([(passage, answer)])
        closed(adjudication)
    paths = [*project.journals(), project.journal_path(GOLD)]
    corpus, table = read_corpus(paths), read_table(paths).table
    assert list(corpus.works) == list(table.annotators) == [GOLD, "kim", "lee"]
    assert [len(corpus.works[name].spans["market"]) for name in corpus.works] == [1, 2, 1]
    assert [int((table.annotator == who).sum()) for who in range(3)] == [1, 2, 1]
