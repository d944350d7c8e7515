"""`--engine dask` gives what one machine gives, with any number of workers and where one is lost; and files may be remote."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from annotator import cluster
from annotator.api import open as open_project
from annotator.journal import columns
from tests.cli.cli_world import World
from tests.interop.cluster_world import MARK, PEOPLE, lost_once, made, results

fsspec: Any = pytest.importorskip("fsspec")
LocalCluster: Any = pytest.importorskip("distributed").LocalCluster
ThreadedMotoServer: Any = pytest.importorskip("moto.server").ThreadedMotoServer


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return made(tmp_path_factory.mktemp("cluster") / "project")


@pytest.fixture(scope="module")
def alone(world: World, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What this machine gives."""
    return results(world, tmp_path_factory.mktemp("alone") / "out")


@contextmanager
def workers(count: int) -> Iterator[str]:
    """The address of a scheduler with workers of one thread each."""
    with LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=None, silence_logs=50) as found:
        yield found.scheduler_address


@pytest.mark.parametrize(("count", "partitions"), [(1, "1"), (2, "5"), (3, "40")])
def test_several_workers_give_what_one_machine_gives(
    world: World, alone: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, partitions: str
) -> None:
    monkeypatch.setattr(columns, "_APART", 2_000)
    with workers(count) as address:
        found = results(world, tmp_path / "out", "--engine", "dask", "--scheduler", address, "--partitions", partitions)
    assert found == alone


def test_a_worker_that_is_killed_changes_nothing(
    world: World, alone: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "_APART", 2_000)
    monkeypatch.setattr(cluster, "_done", lost_once)
    monkeypatch.setenv(MARK, str(tmp_path / "lost"))
    with workers(2) as address:
        found = results(world, tmp_path / "out", "--engine", "dask", "--scheduler", address, "--partitions", "6")
    assert (tmp_path / "lost").exists()
    assert found == alone


def test_workers_of_this_machine_come_and_go_with_the_command(world: World) -> None:
    here = world.run("agreement", "--json")
    ran = world.run("agreement", "--json", "--engine", "dask")
    assert (ran.code, ran.out) == (here.code, here.out)


def test_a_scheduler_that_cannot_be_reached_is_one_sentence(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 1)
    for address in ("tcp://127.0.0.1:9", "nowhere://x", "nonsense"):
        ran = world.run("agreement", "--engine", "dask", "--scheduler", address)
        assert (ran.code, ran.out) == (2, "")
        assert "cannot be reached" in ran.err
        assert address in ran.err


def test_a_scheduler_without_workers_is_one_sentence(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_WITHOUT_WORKERS", 0)
    monkeypatch.setattr(cluster, "_LOOK", 0.1)
    with workers(0) as address:
        ran = world.run("agreement", "--engine", "dask", "--scheduler", address)
    assert (ran.code, ran.out) == (2, "")
    assert "has no workers" in ran.err


def test_what_a_worker_refuses_is_said_as_here(world: World, tmp_path: Path) -> None:
    (tmp_path / "new.jsonl").write_bytes(world.journal("kim").read_bytes().replace(b'"v":1', b'"v":9', 1))
    words = ["merge", tmp_path / "new.jsonl", "-o", "-"]
    here = world.run(*words)
    with workers(1) as address:
        ran = world.run(*words, "--engine", "dask", "--scheduler", address)
    assert (ran.code, ran.err) == (here.code, here.err) == (2, ran.err)
    assert "line 1" in ran.err


@pytest.fixture
def memory() -> Iterator[Any]:
    """Files in memory, which fsspec has as `memory://`."""
    files = fsspec.filesystem("memory")
    yield files
    for path in files.find("/"):
        files.rm_file(path)


def test_remote_journals_merge_as_local_ones(world: World, tmp_path: Path, memory: Any) -> None:
    for person in PEOPLE:
        memory.pipe_file(f"/in/{person}.jsonl", world.journal(person).read_bytes())
    world.run("merge", *map(world.journal, PEOPLE), "-o", tmp_path / "local.jsonl")
    remote = [f"memory://in/{person}.jsonl" for person in PEOPLE]
    ran = world.run("merge", *remote, "-o", "memory://out/all.jsonl")
    assert ran.code == 1
    assert memory.cat_file("/out/all.jsonl") == (tmp_path / "local.jsonl").read_bytes()
    assert world.run("agreement", *remote, "--json").json["overall"] == world.run("agreement", "--json").json["overall"]
    assert world.run("merge", f"file://{world.journal('kim')}", "-o", "-").code == 0
    again = world.run("merge", *remote, "-o", remote[0])
    assert again.code == 2
    assert "one of the files to merge" in again.err


def test_a_remote_file_that_is_not_there_is_one_sentence(world: World, memory: Any) -> None:
    for words in (["memory://in/nobody.jsonl"], ["strange://in/nobody.jsonl"]):
        ran = world.run("merge", *words, "-o", "-")
        assert (ran.code, ran.out) == (2, "")
        assert words[0] in ran.err


class Locked(fsspec.AbstractFileSystem):  # type: ignore[misc, no-any-unimported, unused-ignore]
    """A file system without rights."""

    protocol = "locked"

    def info(self, path: str, **_: Any) -> Any:
        raise PermissionError(path)


def test_a_remote_file_without_rights_is_one_sentence(world: World) -> None:
    fsspec.register_implementation("locked", Locked, clobber=True)
    ran = world.run("merge", "locked://in/kim.jsonl", "-o", "-")
    assert (ran.code, ran.out) == (2, "")
    assert "locked://in/kim.jsonl" in ran.err
    assert "permission denied" in ran.err


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a bucket on a server of this machine."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    fsspec.filesystem("s3", skip_instance_cache=True).mkdir("news")
    yield "s3://news"
    server.stop()


def test_a_project_in_a_bucket_is_worked_on_by_workers(world: World, tmp_path: Path, bucket: str) -> None:
    files = fsspec.filesystem("s3", skip_instance_cache=True, use_listings_cache=False)
    files.put(f"{world.root}/", f"{bucket}/project", recursive=True)
    here = open_project(world.root, exactly=True)
    there = open_project(f"{bucket}/project", exactly=True)
    journals = [f"{bucket}/project/annotations/{person}.jsonl" for person in PEOPLE]
    with workers(2) as address, cluster.dask_engine(address, 5) as engine:
        # The settings name the files that have lines which cannot be read.
        measured = there.agreement(engine=engine).to_dict() | {"settings": None}
        assert measured == here.agreement().to_dict() | {"settings": None}
        assert there.merge(journals, engine=engine).to_jsonl() == here.merge().to_jsonl()
        assert there.boards(engine=engine).structure() == here.boards().structure()
        there.export("jsonl", f"{bucket}/data", source=journals[0], with_text=True, engine=engine)
    here.export("jsonl", tmp_path / "data", source=world.journal("kim"), with_text=True)
    assert files.cat_file(f"{bucket}/data/data.jsonl") == (tmp_path / "data" / "data.jsonl").read_bytes()
    assert files.exists(f"{bucket}/data/README.md")
    gone = world.run("merge", "s3://no-such-bucket/kim.jsonl", "-o", "-")
    assert (gone.code, gone.out) == (2, "")
