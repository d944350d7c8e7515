"""The files of an export: made while they are read, a part at a time, so that none is ever whole in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

Content = bytes | Callable[[], Iterable[bytes]]
"""The bytes of a file, or what makes them in parts."""


class Files(Mapping[str, bytes]):
    """Contents by the file's name, relative to the folder of the dataset."""

    def __init__(self, contents: Mapping[str, Content]) -> None:
        """Take the contents; those that are functions are called when the file is read."""
        self._contents = contents
        self._unread = dict.fromkeys(contents)

    def parts(self, name: str) -> Iterator[bytes]:
        """The bytes of a file in parts."""
        content = self._contents[name]
        yield from [content] if isinstance(content, bytes) else content()
        self._unread.pop(name, None)

    def finish(self) -> None:
        """Make those that were never read, for what is counted on the way."""
        for name in list(self._unread):
            for _ in self.parts(name):
                pass

    def __getitem__(self, name: str) -> bytes:
        return b"".join(self.parts(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._contents)

    def __len__(self) -> int:
        return len(self._contents)
