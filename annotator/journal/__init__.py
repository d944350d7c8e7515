"""Append-only JSONL: the file and its lock, reading lines, folding records into spans, snapshots of articles."""
