"""From annotators' spans to a dataset: merging with votes, splits, the card, and one file an export format."""
