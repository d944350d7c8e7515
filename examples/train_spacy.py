"""Trains spaCy's span categorizer on what `annotator export --to spacy --with-text` wrote, scores and keeps it.

From nothing, on the CPU; needs the extra `spacy`: python examples/train_spacy.py FOLDER MODEL [EPOCHS]
"""

import random
import sys
from itertools import chain
from pathlib import Path

import spacy
from spacy.tokens import DocBin
from spacy.training import Example
from thinc.api import Ragged


def suggest(docs, *, ops):
    """The candidates of all documents in one array, and how many each has."""
    found = [sorted(set(candidates(doc))) for doc in docs]
    return Ragged(ops.asarray2i(list(chain(*found))), ops.asarray1i([len(some) for some in found]))


def candidates(doc):
    """What may be a span: runs of one to six tokens, text in quotation marks, sentences."""
    yield from ((i, i + n) for n in range(1, 7) for i in range(len(doc) - n + 1))
    closing = [token.i for token in doc if token.text == "”"]
    yield from ((t.i, next((i for i in closing if i > t.i), t.i) + 1) for t in doc if t.text == "“")
    runs = ([t.i for t in s if not t.is_space] for s in (doc.sents if doc.has_annotation("SENT_START") else ()))
    yield from ((words[0], words[-1] + 1) for words in runs if words)


spacy.registry.misc("annotator_candidates.v1", func=lambda: suggest)


def main(folder: Path, model: Path, epochs: int = 30) -> float:
    """Train, keep the model, print the scores; the F1 over all labels."""
    spacy.util.fix_random_seed(0)
    train = next(folder.glob("train.spacy"), folder / "data.spacy")
    test = next(folder.glob("test.spacy"), train)
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", "\n", "\n\n", "\r\n", "\r\n\r\n"]})
    nlp.add_pipe("spancat", config={"suggester": {"@misc": "annotator_candidates.v1"}, "threshold": 0.5})
    examples = [Example(nlp.make_doc(doc.text), doc) for doc in DocBin().from_disk(train).get_docs(nlp.vocab)]
    optimizer = nlp.initialize(lambda: examples)
    for example in chain(*(random.sample(examples, len(examples)) for _ in range(epochs))):
        nlp.update([example], sgd=optimizer, annotates=["sentencizer"])
    nlp.to_disk(model)
    scores = nlp.evaluate([Example(nlp.make_doc(d.text), d) for d in DocBin().from_disk(test).get_docs(nlp.vocab)])
    for label, score in scores["spans_sc_per_type"].items():
        print(f"{label}: precision {score['p']:.2f}, recall {score['r']:.2f}, F1 {score['f']:.2f}")
    print(f"all: F1 {scores['spans_sc_f']:.2f} on {test.name}{', which it was trained on' if test == train else ''}")
    return scores["spans_sc_f"]


if __name__ == "__main__":
    if len(sys.argv) not in {3, 4} or not any(Path(sys.argv[1]).glob("[dt][ar]*a*.spacy")):  # data or train
        print("train_spacy.py FOLDER MODEL [EPOCHS]: name a folder of --to spacy, and a new one", file=sys.stderr)
        sys.exit(2)
    main(Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
