"""Gold's journal read by what knows nothing of decisions: as one party, whoever wrote its records."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from annotator.adjudication.decisions import NONE, take_version
from annotator.agreement.table import read_table
from annotator.journal.columns import read_columns
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
    found, table = read_columns(paths), read_table(paths).table
    assert sorted(found.annotators) == list(table.annotators) == [GOLD, "kim", "lee"]
    counts = Counter(found.annotators[who] for who in found.spans.annotator.tolist())
    assert counts == {GOLD: 1, "kim": 2, "lee": 1}
    assert [int((table.annotator == who).sum()) for who in range(3)] == [1, 2, 1]
