"""From a file's bytes to an article's exact text, or to one line that says why not."""

from __future__ import annotations

import codecs
import hashlib
import os
import shlex
import stat
from pathlib import Path

import orjson

from annotator.errors import AnnotatorError
from annotator.model import ARTICLE_ID, Article, Meta
from annotator.remote import RemotePath, is_there
from annotator.text.sanitize import one_line
from annotator.validation import complaint, validated

MAX_BYTES = 20_000_000
"""Articles beyond this are refused unless the project's `limits.article_bytes` says otherwise."""
META_SUFFIX = ".meta.json"
META_MAX_BYTES = 1_000_000
_BLOCK = 2**16

FileStamp = tuple[int, int, int] | None
"""What tells at once that a file is as it was: time of change (ns), size (bytes), inode; `None` if there is none."""


def file_stamp(path: Path) -> FileStamp:
    """The stamp of a file now."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def read_regular(path: Path, limit: int) -> bytes:
    """The bytes of a regular file of at most `limit` bytes.

    Raises:
        AnnotatorError: for anything else: no such file, no right to read, a folder, a pipe, a device, too large.
    """
    if isinstance(path, RemotePath):
        return _read_remote(path, limit)
    try:
        # O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise AnnotatorError(
            f"{one_line(str(path))}: cannot be read ({error.strerror}): check the name and its permissions"
        ) from error
    try:
        return _all_bytes(descriptor, limit)
    except ValueError as error:
        raise AnnotatorError(f"{one_line(str(path))}: {error}") from None
    except OSError as error:
        shown = one_line(str(path))
        raise AnnotatorError(f"{shown}: reading failed ({error.strerror}): try again or copy the file") from error
    finally:
        os.close(descriptor)


def _all_bytes(descriptor: int, limit: int) -> bytes:
    """What an open file holds; `ValueError` with the end of a sentence if it is no regular file, or too large."""
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise ValueError("is not a regular file: name a text file")
    if status.st_size > limit:
        raise ValueError(
            f"has {status.st_size:,} bytes, more than the limit of {limit:,}: "
            "split it, or raise limits.article_bytes in annotator.toml"
        )
    # Asked for as many bytes as the limit allows, Python would set aside room for all of them, for each small file.
    parts = [os.read(descriptor, status.st_size + 1)]
    if len(parts[0]) == status.st_size:
        return parts[0]
    while parts[-1] and (room := limit + 1 - sum(map(len, parts))) > 0:
        parts.append(os.read(descriptor, min(room, _BLOCK)))
    data = b"".join(parts)
    if len(data) > limit:
        raise ValueError(f"is growing beyond the limit of {limit:,} bytes: wait until it is complete")
    return data


def _read_remote(path: RemotePath, limit: int) -> bytes:
    try:
        size = path.stat().st_size
        if size <= limit:
            return path.read_bytes()
    except FileNotFoundError as error:
        raise AnnotatorError(f"{one_line(str(path))}: there is no such file: check the name") from error
    raise AnnotatorError(f"{one_line(str(path))}: has {size:,} bytes, more than the limit of {limit:,}: split it")


def decode(data: bytes, name: str) -> tuple[str, bool]:
    """Strict UTF-8 of a file of this name with nothing translated: `(text, whether a byte order mark stood before it)`.

    Raises:
        AnnotatorError: naming the line and the byte that is not UTF-8.
    """
    bom = data.startswith(codecs.BOM_UTF8)
    body = data[len(codecs.BOM_UTF8) :] if bom else data
    try:
        return body.decode("utf-8"), bom
    except UnicodeDecodeError as error:
        shown = one_line(name)
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise AnnotatorError(f"{shown}: is UTF-16: save it as UTF-8 ({_recoded(shown, 'UTF-16')})") from error
        byte = error.start + (len(codecs.BOM_UTF8) if bom else 0)
        line = body.count(b"\n", 0, error.start) + 1
        raise AnnotatorError(
            f"{shown}: line {line}, byte {byte} (0x{data[byte]:02X}) is not UTF-8: save it as UTF-8 "
            f"(for example {_recoded(shown, 'WINDOWS-1252')})"
        ) from error


def _recoded(name: str, encoding: str) -> str:
    """What to type so that a copy of a file is UTF-8."""
    other = Path(name).with_stem(f"{Path(name).stem}-utf8")
    return f"iconv -f {encoding} -t UTF-8 {shlex.quote(name)} > {shlex.quote(str(other))}"


ARTICLE_NAMES = "an article's file name is 1 to 128 letters (a to z), digits, dots, hyphens or underscores"


def check_article_name(path: Path) -> None:
    """Refuse a file whose name cannot be an article's id.

    Raises:
        AnnotatorError: saying what the name may be, and what renames many.
    """
    if not ARTICLE_ID.fullmatch(path.stem):
        raise AnnotatorError(
            f"{one_line(str(path))}: {ARTICLE_NAMES}: rename it; or, from another, empty folder, annotator import FOLDER "
            "takes in and renames all of a folder"
        )


def load_article(path: Path, limit: int = MAX_BYTES) -> Article:
    """Read one article and, if there is one, its `<id>.meta.json`; one that cannot be read is noted in `meta_missing`.

    Raises:
        AnnotatorError: if the name cannot be an article's id, or the file is not plain UTF-8 text within `limit` bytes.
    """
    check_article_name(path)
    data = read_regular(path, limit)
    text, bom = decode(data, str(path))
    meta, missing = Meta(), ""
    try:
        meta = load_meta(path)
    except AnnotatorError as error:
        missing = str(error)
    sha256 = hashlib.sha256(data).hexdigest()
    return Article(id=path.stem, text=text, sha256=sha256, bom=bom, meta=meta, meta_missing=missing)


_HEAD = 2_000
"""Code points in which the first line of an article is looked for."""


def title_of(meta: Meta, text: str) -> str:
    """An article's title by its metadata, else its first line with letters in it, without marks of headings; or nothing."""
    lines = (line.strip(" \t#*_>|=-") for line in text[:_HEAD].splitlines())
    return meta.title or next((line for line in lines if any(map(str.isalpha, line))), "")


def meta_path(article: Path) -> Path:
    """Where what is known of an article stands, if anything is: beside it."""
    return article.with_suffix(META_SUFFIX)


def load_meta(path: Path) -> Meta:
    """What the `.meta.json` beside the article at `path` says; empty if there is none.

    Raises:
        AnnotatorError: if it is there but cannot be read, or says something else than it may.
    """
    beside = meta_path(path)
    if not is_there(beside):
        return Meta()
    text, _ = decode(read_regular(beside, META_MAX_BYTES), str(beside))
    try:
        return validated(Meta, orjson.loads(text))
    except ValueError as error:
        shown, why = one_line(str(beside)), complaint(text, Meta) or str(error)
        raise AnnotatorError(f"{shown}: {one_line(why, 200)}: correct the file or remove it") from error
