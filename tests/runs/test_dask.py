"""The same runs on a real Dask cluster of processes: workers killed in the middle, files that kill workers, TLS."""

from __future__ import annotations

import os
import signal
from functools import partial

import dask
import pytest
from click.testing import CliRunner
from distributed import LocalCluster
from distributed.diagnostics.plugin import WorkerPlugin
from distributed.security import Security
from projects import Home, contents, report

from fundqa import engine
from fundqa.cli import main
from fundqa.errors import PackError
from fundqa.ledger.tables import FILES
from fundqa.runs.dasking import ClusterLost, connected, dasked
from fundqa.seeding.generator import generate
from fundqa.seeding.mutate_files import written

COUNT = 15
SETTINGS = {
    "distributed.scheduler.allowed-failures": 1,
    "distributed.worker.daemon": True,
    "logging.distributed": "critical",
}
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:Port .* is already in use"),
]


def local(**options) -> LocalCluster:
    """A cluster on this machine, its workers processes of their own, without a web page."""
    return LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=0,
        silence_logs=60, **options,
    )  # fmt: skip


@pytest.fixture(scope="module")
def cluster():
    with dask.config.set(SETTINGS), local() as cluster:
        yield cluster


@pytest.fixture
def client(cluster):
    with connected(cluster.scheduler_address) as client:
        client.wait_for_workers(2, timeout=60)
        yield client


@pytest.fixture
def homes(tmp_path):
    """Two equal projects; in one the files lie where the other's workers would not look for them."""
    found = [Home.make(tmp_path / name, run="chunk = 3", rest='[outputs]\nfiles = ["json"]') for name in ("a", "b")]
    for home in found:
        for i in range(COUNT):
            home.put(f"r{i:02}.md", report(told=str(2300 + i % 5), year=2020 + i % 3))
        home.put("s.docx", written(generate(3, form="none", narrative="N3").document, "docx"))
        home.put("坏.docx", b"PK\x03\x04 not at all")
        home.put("空.md", b"")
    return found


def same(home: Home, other: Home) -> None:
    """Both ledgers and all outputs are equal."""
    assert contents(home.root) == contents(other.root)
    left_out = {"manifest.json", "run.html"}
    assert {n: t for n, t in home.written().items() if n not in left_out} == {
        n: t for n, t in other.written().items() if n not in left_out
    }


def test_a_cluster_finds_what_processes_find_though_a_worker_is_killed_in_the_middle(client, homes):
    calm, killed = homes
    calm.go(workers=2)
    pids = list(client.run(os.getpid).values())
    struck = []

    def strike(stage: str, done: int, _total: int) -> None:
        if stage == "check" and done and not struck:
            struck.append(pids[0])
            os.kill(pids[0], signal.SIGKILL)

    killed.go(executor=partial(dasked, client=client), progress=strike)
    assert struck
    same(calm, killed)


def test_no_more_chunks_are_under_way_than_keep_the_cluster_busy(client, homes):
    asked, done = [], []

    def watched(task, chunks):
        for result in dasked(task, (asked.append(chunk) or chunk for chunk in chunks), client):
            done.append(result)
            assert len(asked) - len(done) <= 4
            yield result

    homes[0].go(executor=watched)
    assert len(asked) == len(done) == (COUNT + 3) // 3


class BadDay(WorkerPlugin):
    """Rules that take their process along, and rules that raise."""

    def setup(self, worker):  # noqa: ARG002
        evaluate = engine.evaluate

        def bad(view, rules):
            text = "".join(view.texts.values())
            if "此处崩溃" in text:
                os._exit(9)
            if "此处报错" in text:
                raise ValueError("a rule nobody has tried on this")
            return evaluate(view, rules)

        engine.evaluate = bad


def test_a_file_that_kills_its_workers_ends_as_unreadable_and_costs_no_other(client, homes, monkeypatch):
    calm, other = homes
    for home in homes:
        home.put("崩溃.md", report() + "\n此处崩溃。\n")
        home.put("报错.md", report() + "\n此处报错。\n")
    client.register_plugin(BadDay(), name="bad-day")
    monkeypatch.setattr(engine, "evaluate", engine.evaluate)
    BadDay().setup(None)
    other.go(executor=partial(dasked, client=client))
    errors = dict(other.query(FILES.c.path, FILES.c.error_code, where=FILES.c.error_code.is_not(None)))
    assert {path.rpartition("/")[2]: code for path, code in errors.items()} == {
        "崩溃.md": "crashed", "报错.md": "crashed", "坏.docx": "broken_docx", "空.md": "empty",
    }  # fmt: skip
    calm.go(workers=2)
    same(calm, other)


@pytest.fixture
def tls(tmp_path_factory):
    """A certificate and its key in files, as an administrator hands them out."""
    made = Security.temporary()
    folder = tmp_path_factory.mktemp("tls")
    pems = {"ca": made.tls_ca_file, "cert": made.tls_client_cert, "key": made.tls_client_key}
    for name, pem in pems.items():
        (folder / f"{name}.pem").write_text(pem, encoding="utf-8")
    return made, [str(folder / f"{name}.pem") for name in pems]


def test_a_cluster_behind_tls_and_what_is_done_when_it_goes_away(homes, tls):
    security, files = tls
    calm, other = homes
    calm.go(workers=2)
    with dask.config.set(SETTINGS):
        cluster = local(security=security, protocol="tls://")
        address = cluster.scheduler_address
        assert address.startswith("tls://")
        plain = CliRunner().invoke(main, ["run", str(other.root), "--dask", address])
        assert (plain.exit_code, address in plain.output) == (2, True)

        def strike(stage: str, done: int, _total: int) -> None:
            if stage == "check" and done:
                cluster.scale(0)

        with connected(address, files) as client, pytest.raises(ClusterLost):
            other.go(executor=partial(dasked, client=client, patience=1), progress=strike)
        assert 0 < len(other.paths()) < COUNT
        cluster.scale(1)
        cluster.wait_for_workers(1)
        done = CliRunner().invoke(main, ["run", str(other.root), "--dask", address, "--dask-tls", *files])
        assert done.exit_code == 3, done.output
        cluster.close()
    same(calm, other)


@pytest.mark.parametrize(
    ("address", "tls", "code"),
    [("tcp://127.0.0.1:1", (), "no_cluster"), ("nowhere://x", (), "no_cluster"), ("tls://x", ("a", "b"), "bad_tls")],
)
def test_a_cluster_that_is_not_there(address, tls, code):
    with pytest.raises(PackError, match=code), connected(address, tls, patience=1):
        pass


def test_what_to_install_when_it_is_missing(monkeypatch):
    from fundqa.ledger import database

    monkeypatch.setattr(database, "find_spec", lambda _: None)
    with pytest.raises(PackError, match=r"pip install 'fundqa\[dask\]'"), connected("tcp://x"):
        pass
