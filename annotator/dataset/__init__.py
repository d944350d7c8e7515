"""A dataset: spans with their articles, collected from gold or merged spans, and its splits."""
