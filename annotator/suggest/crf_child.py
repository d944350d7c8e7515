"""Run as a program of its own: trains conditional random fields on words, and tells how likely words bear a label.

It loads nothing of this package but python-crfsuite, which holds up all threads of its process while it trains, and
ends with its process if a model is broken; see `annotator.suggest.phrases`.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

Line = tuple[list[str], str]
"""Its words, and for each a character that says whether it was tagged in another article."""
Tagged = tuple[list[str], str, list[str]]
"""The same, and for each `B` where a span begins, `I` where it goes on, else `O`."""
_TRAINING = {"c1": 0.02, "c2": 0.2, "max_iterations": 25, "feature.possible_transitions": True}


def features(words: Sequence[str], known: str) -> Iterator[list[str]]:
    """For each word of a line what it is, how it is written, how it begins and ends, what is around it, and if it is known."""
    lower = ["<", "<", *(word.lower() for word in words), ">", ">"]
    shapes = ["<", *map(shape, words), ">"]
    for i, word in enumerate(lower[2:-2], 2):
        yield [
            "any", f"k={known[i - 2]}", f"w={word}", f"s={shapes[i - 1]}", f"b={word[:3]}", f"e={word[-3:]}", f"e2={word[-2:]}",
            f"-1={lower[i - 1]}", f"+1={lower[i + 1]}", f"-2={lower[i - 2]}", f"+2={lower[i + 2]}",
            f"-s={shapes[i - 2]}", f"+s={shapes[i]}", f"s-={shapes[i - 2]}{shapes[i - 1]}",
        ]  # fmt: skip


def shape(word: str) -> str:
    """A word's capitals, small letters and digits: `Aa`, `A9`."""
    found = ""
    for character in word[:12]:
        kind = "9" if character.isdigit() else "A" if character.isupper() else "a" if character.isalpha() else character
        if not found.endswith(kind):
            found += kind
    return found


def _train(module: Any, lines: Sequence[Tagged]) -> bytes:
    trainer = module.Trainer(algorithm="lbfgs", params=_TRAINING, verbose=False)
    for words, known, tags in lines:
        trainer.append(list(features(words, known)), tags)
    handle, path = tempfile.mkstemp(prefix="annotator-crf-")
    os.close(handle)
    try:
        trainer.train(path)
        return Path(path).read_bytes()
    finally:
        Path(path).unlink()


def _marginals(module: Any, model: bytes, lines: Sequence[Line]) -> list[list[list[float]]]:
    """By line and word how likely a span begins there, and goes on there."""
    tagger = module.Tagger()
    tagger.open_inmemory(model)
    labels = tagger.labels()
    found = []
    for words, known in lines:
        tagger.set(list(features(words, known)))
        found.append([[_chance(tagger, tag, i, labels) for tag in "BI"] for i in range(len(words))])
    return found


def _chance(tagger: Any, tag: str, place: int, labels: Sequence[str]) -> float:
    return round(tagger.marginal(tag, place), 4) if tag in labels else 0.0


def _answer(module: Any, asked: dict[str, Any]) -> dict[str, Any]:
    if "model" in asked:
        return {"marginals": _marginals(module, base64.b64decode(asked["model"]), asked["lines"])}
    lines, parts = asked["lines"], asked["parts"]
    found: list[Any] = [None] * len(lines)
    for part in sorted(set(parts)):
        model = _train(module, [line for line, of in zip(lines, parts, strict=True) if of != part])
        mine = [place for place, of in enumerate(parts) if of == part]
        for place, one in zip(mine, _marginals(module, model, [lines[i][:2] for i in mine]), strict=True):
            found[place] = one
    return {"model": base64.b64encode(_train(module, lines)).decode(), "marginals": found}


def main() -> None:
    """Answer what stands on standard input: the marginals of lines by a model, or a model and those left out in parts."""
    asked = json.load(sys.stdin.buffer)
    sys.path.append(asked["packages"])
    import pycrfsuite

    json.dump(_answer(pycrfsuite, asked), sys.stdout)


if __name__ == "__main__":
    main()
