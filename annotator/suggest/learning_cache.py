"""What was learned, kept as plain arrays between runs: outside the project, and made anew where it is missing or broken."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from annotator.journal import storage
from annotator.suggest.learned import Examples, Learned, LearnedLabel
from annotator.suggest.learning_figures import Figures
from annotator.suggest.logistic import Posterior
from annotator.suggest.phrases import LearnedPhrases
from annotator.suggest.sentence_features import Candidates

Arrays = Mapping[str, npt.NDArray[Any]]
_LARGEST = 64 * 2**20
"""Bytes of a file that is read."""
_PARTS = ("weights", "precision", "tagged", "left")
_TYPES = (np.float32, np.float32, np.float16, np.float16)


class LearningCache:
    """Two files for each annotator of a project, in the folder of what the program remembers.

    Args:
        state: that folder.
        project: the project's.
        annotator: whose spans were learned from.
    """

    def __init__(self, state: Path, project: Path, annotator: str) -> None:
        name = hashlib.sha256(os.fsencode(project) + b"\0" + annotator.encode()).hexdigest()[:16]
        self.path = state / "learned" / f"{name}.npz"
        self.texts_path = state / "learned" / f"{name}-texts.npz"

    def read(self, key: str) -> dict[str, Learned] | None:
        """See `annotator.suggest.learned.Cache`."""
        try:
            return _labels(*_load(self.path, key))
        except Exception:  # whatever is wrong with it
            return None

    def write(self, key: str, found: Mapping[str, Learned]) -> None:
        """See `annotator.suggest.learned.Cache`."""
        by_candidates = [one for one in found.values() if isinstance(one, LearnedLabel)]
        phrases = [one.to_json() for one in found.values() if isinstance(one, LearnedPhrases)]
        about = [
            {
                "label": one.label, "threshold": one.threshold, "figures": list(one.figures), "tagged": one.tagged.texts,
                "left": one.left.texts,
            }
            for one in by_candidates
        ]  # fmt: skip
        arrays: dict[str, npt.NDArray[Any]] = {}
        for number, one in enumerate(by_candidates):
            parts = (one.known.weights, one.known.precision, one.tagged.features, one.left.features)
            arrays |= {f"{number}_{n}": part.astype(t) for n, part, t in zip(_PARTS, parts, _TYPES, strict=True)}
        _save(self.path, {"key": key, "labels": about, "phrases": phrases}, arrays)

    def read_texts(self, key: str, labels: Sequence[str]) -> dict[str, dict[str, Candidates]]:
        """See `annotator.suggest.learned.Cache`."""
        try:
            return _texts(*_load(self.texts_path, key), labels)
        except Exception:  # whatever is wrong with it
            return {}

    def write_texts(self, key: str, texts: Mapping[str, Mapping[str, Candidates]]) -> None:
        """See `annotator.suggest.learned.Cache`."""
        arrays: dict[str, npt.NDArray[Any]] = {}
        labels = list(next(iter(texts.values()), {}))
        for n, label in enumerate(labels):
            found = [of[label] for of in texts.values()]
            arrays[f"{n}_ranges"] = np.array([place for one in found for place in one.ranges], dtype=np.int32).reshape(
                -1, 2
            )
            arrays[f"{n}_counts"] = np.concatenate([one.counts for one in found])
            arrays[f"{n}_rule"] = np.concatenate([one.rule for one in found])
        sizes = [[len(of[label].ranges) for label in labels] for of in texts.values()]
        _save(self.texts_path, {"key": key, "texts": list(texts), "sizes": sizes}, arrays)


def _labels(about: Mapping[str, Any], arrays: Arrays) -> dict[str, Learned]:
    labels = [(one, [arrays[f"{n}_{part}"] for part in _PARTS]) for n, one in enumerate(about["labels"])]
    found: dict[str, Learned] = {one["label"]: _label(one, parts) for one, parts in labels}
    return found | {one["label"]: LearnedPhrases.from_json(one) for one in about["phrases"]}


def _texts(about: Mapping[str, Any], arrays: Arrays, labels: Sequence[str]) -> dict[str, dict[str, Candidates]]:
    ends = np.cumsum(np.array(about["sizes"], dtype=np.int64).reshape(-1, len(labels)), axis=0)
    found: dict[str, dict[str, Candidates]] = {sha256: {} for sha256 in about["texts"]}
    for n, label in enumerate(labels):
        whole = [arrays[f"{n}_{part}"] for part in ("ranges", "counts", "rule")]
        for number, sha256 in enumerate(about["texts"]):
            begin, end = int(ends[number - 1, n]) if number else 0, int(ends[number, n])
            ranges, counts, rule = (part[begin:end] for part in whole)
            if not len(ranges) == len(counts) == len(rule) == end - begin:
                raise ValueError("sizes")
            found[sha256][label] = Candidates([(s, e) for s, e in ranges.tolist()], counts, rule.astype(np.bool_))
    return found


def _label(about: Mapping[str, Any], parts: Sequence[npt.NDArray[Any]]) -> LearnedLabel:
    weights, precision, tagged, left = (part.astype(np.float64) for part in parts)
    texts = [[str(text) for text in about[name]] for name in ("tagged", "left")]
    shapes = ((len(weights),) * 2, (len(texts[0]), len(weights)), (len(texts[1]), len(weights)))
    if (precision.shape, tagged.shape, left.shape) != shapes or not np.isfinite(precision).all():
        raise ValueError("shapes")
    f1, rule_f1, gains, sizes, chances = about["figures"]
    figures = Figures(float(f1), float(rule_f1), tuple(gains), tuple(sizes), tuple(chances))
    known, threshold = Posterior(weights, precision), float(about["threshold"])
    return LearnedLabel(
        str(about["label"]), known, threshold, Examples(tagged, texts[0]), Examples(left, texts[1]), figures
    )


def _load(path: Path, key: str) -> tuple[dict[str, Any], Arrays]:
    """What stands in a file of this key; fails, in any way, if it is not there, of another key, or broken."""
    if path.stat().st_size > _LARGEST:
        raise ValueError("size")
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
        about = orjson.loads(arrays["about"].tobytes())
        if about["key"] != key:
            raise ValueError("key")
        return about, {name: arrays[name] for name in arrays.files}


def _save(path: Path, about: Mapping[str, Any], arrays: Arrays) -> None:
    buffer = io.BytesIO()
    whole = {"about": np.frombuffer(orjson.dumps(about), dtype=np.uint8), **arrays}
    np.savez_compressed(buffer, allow_pickle=False, **whole)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        storage.replace_file(path, buffer.getvalue())
