"""Trains a conditional random field for each label on what `annotator export --to conll --with-text` wrote.

One model a label, since spans of different labels nest. Needs python-crfsuite (the extra `train`).
    python examples/train_crf.py FOLDER MODELS
"""

import sys
from itertools import pairwise
from pathlib import Path

import pycrfsuite


def sentences(path: Path):
    """Each a list of (token, tag): the first and the last column."""
    blocks = ([line.split("\t") for line in part.split("\n") if line] for part in path.read_text("utf-8").split("\n\n"))
    return [[(row[0], row[-1]) for row in block] for block in blocks if block and block[0][0] != "-DOCSTART-"]


def features(sentence):
    """For each token a list of words that say what it is and what is around it."""
    words = ["<s>", *(word.lower() for word, _ in sentence), "</s>"]
    for i, (word, _) in enumerate(sentence, 1):
        shape = "".join("9" if c.isdigit() else "A" if c.isupper() else "a" if c.isalpha() else c for c in word[:8])
        around = [f"word{d:+}={words[i + d]}" for d in (-2, -1, 0, 1, 2) if 0 <= i + d < len(words)]
        yield [*around, f"shape={shape}", f"ends={words[i][-3:]}", f"place={min(i, 4)}", f"last={words[-2]}"]


def spans(tags):
    """The stretches `[first, last)` that the tags of a sentence mark."""
    edges = [i for i, tag in enumerate([*tags, "O"]) if not tag.startswith("I-")]
    return {(first, last) for first, last in pairwise(edges) if tags[first] != "O"}


def main(folder: Path, models: Path) -> dict[str, float]:
    """Train and keep the models, print the scores; the F1 by label."""
    models.mkdir(parents=True, exist_ok=True)
    part = "train" if any(folder.glob("train.*.conll")) else "data"
    scores = {}
    for path in sorted(path for path in folder.glob(f"{part}.*.conll") if path.name.count(".") == 2):
        label = path.name.split(".")[1]
        model = str(models / f"{label}.crf")
        trainer = pycrfsuite.Trainer(verbose=False, params={"c1": 0.01, "c2": 0.01, "max_iterations": 100})
        for sentence in sentences(path):
            trainer.append(list(features(sentence)), [tag for _, tag in sentence])
        trainer.train(model)
        measured = test if (test := folder / f"test.{label}.conll").exists() else path
        (tagger := pycrfsuite.Tagger()).open(model)
        pairs = [(spans(tagger.tag(list(features(s)))), spans([tag for _, tag in s])) for s in sentences(measured)]
        scores[label] = 2 * sum(len(a & b) for a, b in pairs) / max(sum(len(a) + len(b) for a, b in pairs), 1)
        print(f"{label}: F1 {scores[label]:.2f} on {measured.name}{', which it was trained on' * (measured == path)}")
    return scores


if __name__ == "__main__":
    if len(sys.argv) != 3 or not any(Path(sys.argv[1]).glob("[dt][ar]*a*.*.conll")):  # data or train
        print("train_crf.py FOLDER MODELS: name a folder of export --to conll, and a new one", file=sys.stderr)
        sys.exit(2)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
