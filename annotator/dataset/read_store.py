"""What was read of articles, kept in a temporary file, so that whoever goes through a dataset again reads nothing twice."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

import msgspec

from annotator.errors import AnnotatorError

_Value = TypeVar("_Value")


class ReadStore(Generic[_Value]):
    """Values by key in a file that is gone with the object; in memory there is a place for each."""

    def __init__(self, kind: Any) -> None:
        """Take what type values are of."""
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the object
        weakref.finalize(self, self._file.close)
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode: Callable[[bytes], _Value] = msgspec.msgpack.Decoder(kind).decode
        self._places: dict[Hashable, tuple[int, int]] = {}
        self._end = 0

    def __contains__(self, key: Hashable) -> bool:
        return key in self._places

    def put(self, key: Hashable, value: _Value) -> None:
        """Keep a value.

        Raises:
            AnnotatorError: if the folder for temporary files has no room.
        """
        data = self._encode(value)
        try:
            self._file.seek(self._end)
            self._file.write(data)
        except OSError as error:
            raise AnnotatorError(
                f"{tempfile.gettempdir()}: a temporary file cannot be written ({error.strerror}): make room there, or name "
                "another folder in TMPDIR"
            ) from error
        self._places[key] = self._end, len(data)
        self._end += len(data)

    def get(self, key: Hashable) -> _Value:
        """A value that was kept."""
        at, size = self._places[key]
        self._file.seek(at)
        return self._decode(self._file.read(size))
