"""doccano: exports of ours go in and come out through its HTTP interface, with three annotations made there."""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen
from typing import Any, NamedTuple

from tests.clients import corpus
from tests.clients.corpus import utf16
from tests.clients.outcome import Outcome
from tests.clients.server import Api, ClientError, environment, free_port, ran, started, waited

NAME = "doccano"
_STARTING, _TASK = 300.0, 120.0
"""Seconds; a task is taken from its queue."""
_PROJECT = {
    "description": "There and back",
    "project_type": "SequenceLabeling",
    "resourcetype": "SequenceLabelingProject",
    "allow_overlapping": True,
    "grapheme_mode": False,
    "tags": [],
}
_COLUMNS = {"column_data": "text", "column_label": "label", "encoding": "utf_8"}


class Server(NamedTuple):
    """doccano's server; a user's requests bear that user's token."""

    port: int
    process: Popen[bytes]
    log: Path
    passwords: dict[str, str]

    def user(self, name: str) -> Api:
        """The requests of a user."""
        api = Api(self.port)
        key = api.post("/v1/auth/login/", {"username": name, "password": self.passwords[name]})["key"]
        api.head["Authorization"] = f"Token {key}"
        return api

    def task(self, api: Api, what: str, task: str) -> None:
        """Wait for a task of its queue."""

        def status() -> Any:
            found = api.get(f"/v1/tasks/status/{task}")
            return found if found["ready"] else None

        done = waited(f"{NAME} to {what}", status, _TASK, self.process, self.log)
        if done["error"] or (isinstance(done["result"], dict) and done["result"].get("error")):
            raise ClientError(f"{NAME} could not {what}: {done}")


@contextlib.contextmanager
def served(venv: Path, folder: Path, users: tuple[str, ...]) -> Iterator[Server]:
    """Its web server, on the loopback interface alone (its own command listens on all), and its queue of tasks."""
    backend = next((venv / "lib").glob("python3*/site-packages/backend"))
    more = {
        "DOCCANO_HOME": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "MEDIA_ROOT": str(folder / "media"),
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "STANDALONE": "True",
        "SECRET_KEY": secrets.token_hex(20),
    }
    env, log, command = environment(folder, venv / "bin", **more), folder / "server.log", venv / "bin" / "doccano"
    passwords = {name: secrets.token_hex(8) for name in users}
    ran([command, "init"], env, log, _STARTING)
    for name, password in passwords.items():
        ran([command, "createuser", "--username", name, "--password", password], env, log, _STARTING)
    port = free_port()
    web = [venv / "bin" / "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4", "config.wsgi"]
    queue = [command, "task", "--concurrency", "1"]
    with started(queue, env, folder / "queue.log", folder), started(web, env, log, backend) as process:
        server = Server(port, process, log, passwords)
        waited(f"{NAME} to start", lambda: server.user(users[0]), _STARTING, process, log)
        yield server


def tried(venv: Path, root: Path) -> Outcome:
    """There and back: a project for each file, brought in by the user whose spans it holds; `mo` is a member of kim's."""
    project = corpus.make_project(root / "before")
    corpus.annotator(project, "export", corpus.MERGED, "--to", "doccano", "-o", "out", "--with-text")
    (root / "data").mkdir()
    held: list[str] = []
    given = 0
    files = {"gold": "data.jsonl", "kim": "data.kim.jsonl", "lee": "data.lee.jsonl"}
    with served(venv, root / "data", (*files, "mo")) as server:
        for name, file in files.items():
            lines = [json.loads(line) for line in (project / "out" / file).read_text().splitlines()]
            given += sum(len(line["label"]) for line in lines)
            api = server.user(name)
            number = _import(server, api, project / "out" / file)
            held += _differences(api, number, lines)
            if name == "kim":
                _annotate(server, api, number)
            (root / f"{name}.zip").write_bytes(_export(server, api, number))
    after = corpus.make_empty(root / "after", project)
    told = "".join(
        corpus.annotator(after, "import", root / f"{name}.zip", "--from", "doccano", "--done").stderr
        for name in ("kim", "lee")
    )
    corpus.annotator(after, "import", root / "gold.zip", "--from", "doccano", "--only", "gold", "--as", corpus.JOINED)
    return Outcome.of(f"{NAME} {_version(venv)}", len(lines), given, held, project, after, "mo", told)


def _version(venv: Path) -> str:
    found = next((venv / "lib").glob("python3*/site-packages/doccano-*.dist-info"))
    return found.name.removeprefix("doccano-").removesuffix(".dist-info")


def _import(server: Server, api: Api, file: Path) -> int:
    """A new project with the file's lines; its number."""
    number = int(api.post("/v1/projects", {**_PROJECT, "name": file.name})["id"])
    upload = api.upload("/v1/fp/process/", "filepond", file).decode().strip()
    given = {"format": "JSONL", "task": "SequenceLabeling", "uploadIds": [upload], **_COLUMNS}
    server.task(api, f"import {file.name}", api.post(f"/v1/projects/{number}/upload", given)["task_id"])
    return number


def _examples(api: Api, number: int) -> list[dict[str, Any]]:
    return list(api.get(f"/v1/projects/{number}/examples?limit=1000")["results"])


def _differences(api: Api, number: int, lines: list[dict[str, Any]]) -> list[str]:
    """What it holds otherwise than the file says: texts, and spans in its own offsets."""
    kinds = {kind["id"]: kind["text"] for kind in api.get(f"/v1/projects/{number}/span-types")}
    held = {example["meta"]["article"]: example for example in _examples(api, number)}
    found = []
    for line in lines:
        example = held.get(line["article"], {})
        if example.get("text") != line["text"]:
            found.append(f"{line['article']}: its text")
            continue
        spans = api.get(f"/v1/projects/{number}/examples/{example['id']}/spans")
        there = {(span["start_offset"], span["end_offset"], kinds[span["label"]]) for span in spans}
        found += [f"{line['article']}: {span}" for span in there ^ {tuple(span) for span in line["label"]}]
    return found


def _annotate(server: Server, api: Api, number: int) -> None:
    """Three spans by a further member, as its screen sends them: UTF-16 code units."""
    api_of_mo = server.user("mo")
    roles = {role["name"]: role["id"] for role in api.get("/v1/roles")}
    users = {user["username"]: user["id"] for user in api.get("/v1/users")}
    api.post(f"/v1/projects/{number}/members", {"user": users["mo"], "role": roles["annotator"]})
    kinds = {kind["text"]: kind["id"] for kind in api_of_mo.get(f"/v1/projects/{number}/span-types")}
    example = next(e for e in _examples(api_of_mo, number) if e["meta"]["article"] == corpus.HARD)
    for at in corpus.places_made_there():
        ends = {"start_offset": utf16(corpus.TEXT, at.start), "end_offset": utf16(corpus.TEXT, at.end)}
        api_of_mo.post(f"/v1/projects/{number}/examples/{example['id']}/spans", {"label": kinds[at.label], **ends})


def _export(server: Server, api: Api, number: int) -> bytes:
    task = api.post(f"/v1/projects/{number}/download", {"format": "JSONL", "exportApproved": False})["task_id"]
    server.task(api, "export", task)
    return api.bytes_of("GET", f"/v1/projects/{number}/download?taskId={task}")
