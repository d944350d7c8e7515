"""The book: a dataset as static pages for readers, which open from a disk, ask nobody for anything and need no script."""
