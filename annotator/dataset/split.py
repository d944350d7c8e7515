"""Parts articles into train, validation and test so that articles of one group (an event) never part. Pure."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from annotator.errors import AnnotatorError
from annotator.text.sanitize import one_line

METHOD = (
    "greedy: groups from large to small, in seeded order among those of like size, each to the part that it brings \
closest to the asked share of articles and of the spans of each label; then single groups are moved, and pairs of few \
groups exchanged, as long as that brings all parts closer"
)
_FEW = 40
"""Groups up to which exchanging any two is tried."""
_ROUNDS = 10
_GAIN = 1e-12

_NAMES = {2: ("train", "test"), 3: ("train", "validation", "test")}


class SplitArticle(NamedTuple):
    """An article to be assigned."""

    article: str
    group: str
    """Articles of one group stay together."""
    labels: Mapping[str, int]
    """Spans by label."""


def parse_sizes(text: str) -> dict[str, Decimal]:
    """`80/10/10` as shares of 1 by the part's name, parts of nothing left out.

    Raises:
        AnnotatorError: if these are not two or three percentages that add up to 100.
    """
    try:
        sizes = [Decimal(part) for part in text.split("/")]
    except InvalidOperation:
        sizes = []
    names = _NAMES.get(len(sizes))
    if names is None or not all(size.is_finite() and size >= 0 for size in sizes) or sum(sizes) != 100:
        raise AnnotatorError(
            "--split: give two or three percentages that add up to 100, as 80/20 (train/test) or 80/10/10 "
            "(train/validation/test)"
        )
    return {name: size / 100 for name, size in zip(names, sizes, strict=True) if size}


def empty_parts(text: str) -> list[str]:
    """The parts that `parse_sizes` leaves out, as nothing was asked for them."""
    return [name for name in _NAMES[len(text.split("/"))] if name not in parse_sizes(text)]


def split(
    items: Sequence[SplitArticle], shares: Mapping[str, Decimal], seed: int, tied: int = 0, share: str = "text"
) -> dict[str, str]:
    """The part of each article. The same articles, groups and seed give the same parts, in whatever order they come.

    Greedy (`METHOD`); every part gets at least one group.

    Args:
        items: the articles.
        shares: of 1, by the part's name.
        seed: another one, another split.
        tied: how many pairs of articles share their group for another reason than their event; for the refusal.
        share: what these pairs share; for the refusal too.

    Raises:
        AnnotatorError: if there are fewer groups than parts.
    """
    groups: dict[str, Counter[str]] = {}
    for item in items:
        # A label is prefixed, so that it cannot be taken for the count of articles.
        counts = groups.setdefault(item.group, Counter())
        counts["articles"] += 1
        counts.update({f"label {label}": n for label, n in item.labels.items()})
    if len(groups) < len(shares):
        raise AnnotatorError(_refusal(len(items), len(groups), len(shares), tied, share))
    totals: Counter[str] = Counter()
    for counts in groups.values():
        totals.update(counts)
    filled: dict[str, Counter[str]] = {part: Counter() for part in shares}
    chosen: dict[str, str] = {}
    order = sorted(groups, key=lambda group: _order(group, groups[group], seed))
    for i, group in enumerate(order):
        empty = [part for part in shares if not filled[part]]
        candidates = empty if len(empty) == len(groups) - i else list(shares)
        best = min(candidates, key=lambda part: _cost(filled[part], groups[group], totals, float(shares[part])))
        filled[best].update(groups[group])
        chosen[group] = best
    _improve(order, groups, totals, shares, chosen)
    return {item.article: chosen[item.group] for item in items}


def _refusal(articles: int, groups: int, parts: int, tied: int, share: str) -> str:
    if groups == articles:
        return f"--split: {articles} article{'s' * (articles != 1)} cannot fill {parts} parts: ask for fewer parts"
    if tied:
        what = (
            f"{groups} group{'s' * (groups != 1)} (an event's articles, and {tied} pairs of others that share {share})"
        )
    else:
        what = f"{groups} event{'s' * (groups != 1)}"
    never = f"articles of one event, or with the same {share}," if tied else "articles of one event"
    return (
        f"--split: the {articles} articles are of {what}, too few for {parts} parts, and "
        f"{never} never part: add articles of other events, or part them knowingly with --by article"
    )


def _improve(
    order: Sequence[str],
    groups: Mapping[str, Counter[str]],
    totals: Counter[str],
    shares: Mapping[str, Decimal],
    chosen: dict[str, str],
) -> None:
    """Move groups, and exchange pairs of few, as long as the parts come closer to what was asked. No part is emptied."""
    filled = {part: Counter[str]() for part in shares}
    members = Counter(chosen.values())
    for group, part in chosen.items():
        filled[part].update(groups[group])

    def tried(moves: Mapping[str, str]) -> bool:
        """Make some moves; take them back unless they help."""
        before = {group: chosen[group] for group in moves}
        touched = sorted({*moves.values(), *before.values()})
        cost = sum(_distance(filled[part], totals, float(shares[part])) for part in touched)
        for there, back in ((moves, before), (before, moves)):
            for group, part in there.items():
                filled[back[group]].subtract(groups[group])
                filled[part].update(groups[group])
            if there is moves and cost - _GAIN > sum(
                _distance(filled[part], totals, float(shares[part])) for part in touched
            ):
                chosen.update(moves)
                return True
        return False

    for _ in range(_ROUNDS):
        better = False
        for group in order:
            for part in shares:
                source = chosen[group]
                if part != source and members[source] > 1 and tried({group: part}):
                    members[source] -= 1
                    members[part] += 1
                    better = True
        for one, other in combinations(order, 2) if len(order) <= _FEW else ():
            if chosen[one] != chosen[other] and tried({one: chosen[other], other: chosen[one]}):
                better = True
        if not better:
            break


def _distance(filled: Counter[str], totals: Counter[str], share: float) -> float:
    """The sum of squared distances from the asked share."""
    return sum((filled[what] / n - share) ** 2 for what, n in sorted(totals.items()) if n)


def _order(group: str, counts: Counter[str], seed: int) -> tuple[int, bytes]:
    """Large groups first, by powers of two of their spans and articles; then as the seed shuffles them."""
    return -counts.total().bit_length(), hashlib.sha256(f"{seed}\0{group}".encode()).digest()


def _cost(filled: Counter[str], group: Counter[str], totals: Counter[str], share: float) -> float:
    """What the sum of squared distances from the asked share grows by if the group goes to this part."""
    cost = 0.0
    for what, n in sorted(group.items()):  # sorted: sums of floats depend on the order
        if n:
            before = filled[what] / totals[what] - share
            cost += (before + n / totals[what]) ** 2 - before**2
    return cost


SHINGLE = 5
"""Words in a row."""
THRESHOLD = 0.5
"""Jaccard index of the sets of shingles from which on two articles are near-duplicates."""
QUOTED_WORDS = 8
"""Words from which on the same quotation in two articles ties them."""

_BANDS, _ROWS = 32, 4
"""Of 32 bands of 4 values each, two articles of index 0.5 share one with probability 0.87, of 0.7 with 0.9999."""
_MOST_ALIKE = 50
"""Articles of one band that later ones are compared with: copies by the thousand take no longer."""
_WORD = re.compile(r"\w+")
_LONGEST_MARKED = 4_000
"""Code points between two quotation marks."""
_QUOTED = re.compile(
    rf"“([^“”]{{1,{_LONGEST_MARKED}}})”|„([^„“”]{{1,{_LONGEST_MARKED}}})[“”]|«([^«»]{{1,{_LONGEST_MARKED}}})»|"
    rf'"([^"]{{1,{_LONGEST_MARKED}}})"'
)

_Hashes = npt.NDArray[np.uint64]


class Tie(NamedTuple):
    """Two articles that share text."""

    kind: str
    """`near-duplicate`, `quotation`, or `group`: an annotator's."""
    articles: tuple[str, str]
    """Ids, sorted."""
    how: str
    """The Jaccard index, the words of the quotation, or the longest of the group."""


def near_duplicates(texts: Mapping[str, str]) -> list[Tie]:
    """Pairs of articles whose shingles have a Jaccard index of `THRESHOLD` or more, sorted.

    Of many copies of one text each is tied to one other, which is enough to keep all together.
    """
    shingles = {article: _shingles(texts[article]) for article in sorted(texts)}
    signatures = {article: _signature(found) for article, found in shingles.items() if len(found)}
    found: dict[tuple[str, str], float] = {}
    failed: set[tuple[str, str]] = set()
    for band in range(_BANDS):
        leaders: dict[bytes, list[str]] = {}
        for article, signature in signatures.items():
            alike = leaders.setdefault(signature[band * _ROWS : (band + 1) * _ROWS].tobytes(), [])
            for other in alike:
                pair = other, article
                if pair not in found and pair not in failed:
                    index = jaccard(shingles[other], shingles[article])
                    if index >= THRESHOLD:
                        found[pair] = index
                    else:
                        failed.add(pair)
                if pair in found:
                    break
            if len(alike) < _MOST_ALIKE:
                alike.append(article)
    return [Tie("near-duplicate", pair, f"{index:.2f}") for pair, index in sorted(found.items())]


def jaccard(one: _Hashes, other: _Hashes) -> float:
    """The Jaccard index of two sets, each sorted: what is common, of all."""
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / (len(one) + len(other) - common) if len(one) or len(other) else 0.0


def shared_quotations(texts: Mapping[str, str], quoted: Mapping[str, Sequence[str]] | None = None) -> list[Tie]:
    """Pairs of articles with the same quotation of `QUOTED_WORDS` words or more, sorted; letter case does not count.

    Of many articles with one quotation each is tied to the first.

    Args:
        texts: by article id; text between quotation marks there is a quotation.
        quoted: by article id, further wordings that are known to be quotations.
    """
    first: dict[str, str] = {}
    found: dict[tuple[str, str], str] = {}
    for article in sorted({*texts, *(quoted or {})}):
        for wording in (*_quotations(texts.get(article, "")), *(quoted or {}).get(article, ())):
            words = _WORD.findall(wording.casefold())
            if len(words) < QUOTED_WORDS:
                continue
            other = first.setdefault(" ".join(words), article)
            if other != article:
                found.setdefault((other, article), " ".join(words))
    return [Tie("quotation", pair, words) for pair, words in sorted(found.items())]


def groups(items: Iterable[str], tied: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The group of each item, named after its least member: items that are tied, however indirectly, are of one group."""
    parent = {item: item for item in items}

    def root(item: str) -> str:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for one, other in tied:
        least, most = sorted((root(one), root(other)))
        parent[most] = least
    return {item: root(item) for item in parent}


def _quotations(text: str) -> Iterator[str]:
    return (next(filter(None, match.groups())) for match in _QUOTED.finditer(text))


def _shingles(text: str) -> _Hashes:
    """Hashes of all runs of `SHINGLE` words, sorted, each once; of a shorter text, of the whole."""
    words: npt.NDArray[Any] = np.array(
        [zlib.crc32(word.encode()) for word in _WORD.findall(text.casefold())], dtype=np.uint64
    )
    count = max(len(words) - SHINGLE + 1, 1 if len(words) else 0)
    found = np.zeros(count, dtype=np.uint64)
    for place in range(min(SHINGLE, len(words))):
        found = found * np.uint64(1_000_003) + words[place : place + count]  # wraps round at 2⁶⁴
    return np.unique(found)


def _signature(shingles: _Hashes) -> _Hashes:
    """The least value of the set under each of the hash functions, `(_BANDS * _ROWS,)`."""
    mixed = shingles ^ (shingles >> np.uint64(31))
    values = mixed[None, :] * _FACTORS[:, None] + _SUMMANDS[:, None]  # multiply, add, wrap round: Dietzfelbinger 1996
    least: _Hashes = (values >> np.uint64(16)).min(axis=1)
    return least


_DRAWN = np.frombuffer(hashlib.shake_256(b"near-duplicates").digest(_BANDS * _ROWS * 16), dtype="<u8").astype(np.uint64)
_FACTORS: _Hashes = _DRAWN[: _BANDS * _ROWS] | np.uint64(1)
_SUMMANDS: _Hashes = _DRAWN[_BANDS * _ROWS :]


_SHOWN = 3


class Grouping(NamedTuple):
    """The groups, and what ties them beyond the events."""

    groups: dict[str, str]
    """The group of each article."""
    ties: list[Tie]
    """Between articles of different events."""
    unread: list[str]
    """Articles whose text is not at hand, so that duplicates of them could not be looked for."""

    def told(self) -> list[str]:
        """What a reader should know, in sentences; of each kind of tie, three pairs are named."""
        found = []
        kinds = [
            ("near-duplicate", "near-duplicates", f"{SHINGLE}-word shingles, Jaccard index of {THRESHOLD:g} or more"),
            ("quotation", "sharers of a quotation", f"the same {QUOTED_WORDS} words or more between quotation marks"),
        ]
        if any(tie.kind == "group" for tie in self.ties):
            kinds.append(("group", "articles of one group", "as annotators decided"))
        for kind, plural, how in kinds:
            ties = [tie for tie in self.ties if tie.kind == kind]
            shown = "; ".join(
                f"{a} and {b}: {one_line(tie.how, 60)}" for tie in ties[:_SHOWN] for a, b in [tie.articles]
            )
            more = f"; and {len(ties) - _SHOWN} more" if len(ties) > _SHOWN else ""
            which = f"{len(ties)} pair{'s' * (len(ties) != 1)} kept together ({shown}{more})" if ties else "none found"
            found.append(f"{plural.capitalize()} across events ({how}): {which}.")
        if self.unread:
            names = ", ".join(self.unread[:_SHOWN]) + ", …" * (len(self.unread) > _SHOWN)
            found.append(
                f"Near-duplicates of {len(self.unread)} article{'s' * (len(self.unread) != 1)} whose text is not at hand "
                f"({names}) could not be looked for."
            )
        return found

    def structure(self) -> dict[str, Any]:
        """All of it for `card.json`."""
        return {
            "near_duplicates": {"words": SHINGLE, "jaccard": THRESHOLD},
            "quotations": {"words": QUOTED_WORDS},
            "ties": [{"kind": tie.kind, "articles": list(tie.articles), "how": tie.how} for tie in self.ties],
            "not_compared": self.unread,
            "groups": len(set(self.groups.values())),
        }


def grouping(
    events: Mapping[str, str],
    texts: Mapping[str, str | None],
    quoted: Mapping[str, Sequence[str]],
    bound: Iterable[Tie] = (),
) -> Grouping:
    """Articles in groups that are to stay on one side of a split.

    Args:
        events: of each article what it reports on, or, where that is not known, the article itself.
        texts: of each article; `None` where it is not at hand.
        quoted: of some articles, wordings that were annotated as quotations.
        bound: articles that are in one group of an annotator's.
    """
    at_hand = {article: text for article, text in texts.items() if text is not None}
    ties = [*near_duplicates(at_hand), *shared_quotations(at_hand, quoted), *bound]
    across = [tie for tie in ties if events[tie.articles[0]] != events[tie.articles[1]]]
    event = groups(sorted({*events.values()}), [(events[a], events[b]) for a, b in (tie.articles for tie in across)])
    unread = sorted(article for article, text in texts.items() if text is None)
    return Grouping({article: event[events[article]] for article in events}, across, unread)
