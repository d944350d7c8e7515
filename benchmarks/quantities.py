"""The number board over many articles: reading what numbers say, indexing them, and offers for slots; four times the articles beside."""

from __future__ import annotations

from annotator.boards.figures import figures_of
from annotator.boards.number_board import NumberBoard, NumbersRead
from annotator.boards.sums import sums_of
from annotator.errors import AnnotatorError
from benchmarks.apart import measured
from benchmarks.quantities_world import planted
from benchmarks.report import Row, heading, show, timed

ROUNDS = 3
SLOTS = 100
_OUTLETS = 4
_HERE = "benchmarks.quantities"


def numbers(articles: str) -> None:
    """What `annotator boards --kind numbers` does with articles in memory, for a hundred slots of one member each."""
    world = planted(int(articles) // _OUTLETS)
    read = NumbersRead([], [], {})
    for article in world.articles:
        figures = figures_of(article)
        read.figures.extend(figures)
        read.sums.extend(sums_of(article.text, figures))
    index = NumberBoard(read, lambda _name, _sha256: None).index
    places = {(one.article, one.start, one.end): one for one in read.figures}
    offered = sum(len(index.proposals([places[said[0]]])) for said in list(world.slots.values())[:SLOTS])
    if not offered:
        raise AnnotatorError("nothing was offered")


def main(*, full: bool = False) -> None:
    """Measure it for so many articles, and for a quarter of them."""
    count = 10_000 if full else 2_000
    heading(f"Numbers ({ROUNDS} rounds in turn, processes of their own; {count:,} articles)")
    less, more = measured(ROUNDS, (_HERE, "numbers", str(count // 4)), (_HERE, "numbers", str(count)))
    show(timed(f"{count:,} articles and {SLOTS} slots", more, bar=40.0 if full else 10.0))
    show(timed(f"{count:,} articles against {count // 4:,}", more, less, 5.0))
    show(Row("memory at the peak", more.peak, 0.0, "MiB"))


__all__ = ["main", "numbers"]
