"""Label Studio: an export of ours goes in and comes out through its HTTP interface, with three annotations made there."""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.clients import corpus
from tests.clients.corpus import Place
from tests.clients.outcome import Outcome
from tests.clients.server import Api, ClientError, environment, free_port, started, waited

NAME = "Label Studio"
MO, MAKER = "mo@example.org", "user-1"
"""Its only user; its export names users by number."""
_STARTING = 600.0
"""Seconds; the first start makes its data base, which takes minutes on a busy machine."""


@contextlib.contextmanager
def served(venv: Path, folder: Path) -> Iterator[Api]:
    """Its server, on the loopback interface alone, with one user: `MO`."""
    port, token, log = free_port(), secrets.token_hex(20), folder / "server.log"
    quiet = dict.fromkeys(("LATEST_VERSION_CHECK", "COLLECT_ANALYTICS", "DEBUG"), "0")
    quiet |= dict.fromkeys(("SENTRY_DSN", "FRONTEND_SENTRY_DSN"), "")
    env = environment(folder, venv / "bin", **{f"LABEL_STUDIO_{name}": value for name, value in quiet.items()})
    command = [
        *(venv / "bin" / "label-studio", "start", "--no-browser", "--enable-legacy-api-token"),
        *("--data-dir", folder, "--internal-host", "127.0.0.1", "--port", port),
        *("--username", MO, "--password", secrets.token_hex(8), "--user-token", token),
    ]
    with started(command, env, log, folder) as process:
        api = Api(port)
        waited(f"{NAME} to start", lambda: api.get("/health"), _STARTING, process, log)
        api.head["Authorization"] = f"Token {token}"
        yield api


def tried(venv: Path, root: Path) -> Outcome:
    """There and back."""
    project = corpus.make_project(root / "before")
    corpus.annotator(project, "export", corpus.MERGED, "--to", "label-studio", "-o", "out", "--with-text")
    tasks = json.loads((project / "out/data.json").read_bytes())
    (root / "data").mkdir()
    with served(venv, root / "data") as api:
        version = api.get("/api/version")["release"]
        config = (project / "out/label_config.xml").read_text()
        number = api.post("/api/projects/", {"title": "There and back", "label_config": config})["id"]
        taken = api.post(f"/api/projects/{number}/import", tasks)
        if taken["task_count"] != len(tasks):
            raise ClientError(f"{NAME} took {taken['task_count']} of {len(tasks)} tasks")
        came_back = _export(api, number)
        held = _differences(_regions(tasks), _regions(came_back))
        _annotate(api, number, came_back)
        (root / "back.json").write_bytes(json.dumps(_export(api, number)).encode())
    after = corpus.make_empty(root / "after", project)
    told = corpus.annotator(after, "import", root / "back.json", "--from", "label-studio").stderr
    corpus.annotator(
        after, "import", root / "back.json", "--from", "label-studio", "--only", "gold", "--as", corpus.JOINED
    )
    given = sum(len(places) for places in _regions(tasks).values())
    return Outcome.of(f"{NAME} {version}", len(tasks), given, held, project, after, MAKER, told)


def _export(api: Api, number: int) -> Any:
    return api.get(f"/api/projects/{number}/export?exportType=JSON&download_all_tasks=true")


def _regions(tasks: list[dict[str, Any]]) -> dict[tuple[str, int], set[str]]:
    """All results of each annotation, by the article and the annotation's number in the task."""
    return {
        (task["data"]["article"], number): {json.dumps(result, sort_keys=True) for result in annotation["result"]}
        for task in tasks
        for number, annotation in enumerate(
            sorted(task["annotations"], key=lambda one: one.get("import_id") or one["id"])
        )
    }


def _differences(one: dict[tuple[str, int], set[str]], other: dict[tuple[str, int], set[str]]) -> list[str]:
    return [f"{key}: {value}" for key in one | other for value in one.get(key, set()) ^ other.get(key, set())]


def _annotate(api: Api, number: int, tasks: list[dict[str, Any]]) -> None:
    """An annotation with three regions, as its editor sends them: offsets and words of code points."""
    task = next(task for task in tasks if task["data"]["article"] == corpus.HARD)
    results = [_region(corpus.TEXT, at) for at in corpus.places_made_there()]
    sent = {"result": results, "lead_time": 12.5, "draft_id": 0, "parent_prediction": None, "project": number}
    api.post(f"/api/tasks/{task['id']}/annotations/?project={number}", sent)


def _region(text: str, at: Place) -> dict[str, Any]:
    value = {"start": at.start, "end": at.end, "text": text[at.start : at.end], "labels": [at.label]}
    about = {"id": secrets.token_urlsafe(7), "from_name": "label", "to_name": "text"}
    return {**about, "type": "labels", "origin": "manual", "value": value}
