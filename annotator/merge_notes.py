"""Several annotators' notes on one span as one note."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def all_of(notes: Sequence[str]) -> str:
    """The notes below each other, none that stands in another: flat spans on input may have joined the same ones."""
    lines = {note: tuple(line.strip() for line in note.splitlines()) for note in notes}
    distinct = {said: note for note, said in reversed(lines.items())}
    inside = _inside_others(distinct)
    return "\n".join(note for said, note in reversed(distinct.items()) if said not in inside)


def _inside_others(notes: Collection[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Which of several distinct notes stand in another one, as lines in a row; in a time that grows with the lines.

    A tree of the notes by their lines, and from each node the node of the longest end of its lines that is in the tree too
    (Aho & Corasick 1975): a note stands in another where such a link leads to its end, or where the tree goes on from there.
    """
    following: list[dict[str, int]] = [{}]
    end = {}
    for note in notes:
        node = 0
        for line in note:
            if line not in following[node]:
                following[node][line] = len(following)
                following.append({})
            node = following[node][line]
        end[note] = node
    link = [0] * len(following)
    nodes = list(following[0].values())
    for node in nodes:  # which grows while it is gone through: by the number of lines
        for line, child in following[node].items():
            shorter = link[node]
            while shorter and line not in following[shorter]:
                shorter = link[shorter]
            link[child] = following[shorter].get(line, 0)
            nodes.append(child)
    linked = set(link[1:])
    return {note for note, node in end.items() if following[node] or node in linked}
