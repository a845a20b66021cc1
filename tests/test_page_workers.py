"""The page's life from its first breath to its last, and a worker's, seen from inside."""

import asyncio
import os
import signal
from threading import Event
from types import SimpleNamespace

import pytest

from experiments import cli, cli_page
from experiments.page import app, runner
from experiments.page.runner import Stopped, begin, run_there
from tests.small import small


class Engine:
    """Remembers when it was started and closed."""

    def __init__(self, told):
        self.told = told

    def start(self):
        self.told.append("engine starts")

    def close(self):
        self.told.append("engine closes")


def lived(application):
    """What a server is told from start to end, as it would ask."""
    asked, said = iter(["lifespan.startup", "lifespan.shutdown"]), []

    async def receive():
        return {"type": next(asked)}

    async def send(message):
        said.append(message["type"])

    asyncio.run(application({"type": "lifespan", "asgi": {"version": "3.0"}}, receive, send))
    return said


def test_the_page_starts_its_engine_and_closes_it_and_its_processes(monkeypatch):
    told = []

    class Workers:
        def __init__(self, count):
            told.append(f"{count} workers")
            self.run = None

        def close(self):
            told.append("workers go")

    monkeypatch.setattr(app, "Runner", Workers)
    monkeypatch.setattr(app, "cores", lambda: 2)
    monkeypatch.setattr(app, "Engine", lambda _answer: Engine(told))
    assert lived(app.make_app()) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert told == ["2 workers", "engine starts", "engine closes", "workers go"]
    told.clear()
    monkeypatch.setattr(app, "cores", lambda: 1)
    lived(app.make_app())
    assert told == ["engine starts", "engine closes"]


@pytest.fixture
def worker(monkeypatch):
    """This process as a worker sees itself, in turn 3, with the page for its parent."""
    gone, ended = Event(), []
    monkeypatch.setattr(runner, "_turn", None)
    monkeypatch.setattr(runner, "parent_process", lambda: SimpleNamespace(join=gone.wait))
    monkeypatch.setattr(os, "_exit", lambda status: ended.append(status) or gone.clear())
    before = signal.getsignal(signal.SIGINT)
    begin(SimpleNamespace(value=3))
    yield gone, ended
    signal.signal(signal.SIGINT, before)


def test_a_worker_is_deaf_to_ctrl_c_and_leaves_with_the_page(worker):
    gone, ended = worker
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    assert ended == []
    gone.set()
    while not ended:
        pass
    assert ended == [1]


@pytest.mark.usefixtures("worker")
def test_a_run_gives_up_once_its_turn_is_over_and_one_without_a_turn_does_not():
    few = small("none", population__households=24, population__listed=12, months=2)
    done = run_there(few, 1, 0, 3)
    assert run_there(few, 1, 0, None).digest == done.digest
    with pytest.raises(Stopped):
        run_there(few, 1, 0, 2)


@pytest.mark.parametrize("as_json", [False, True])
def test_the_command_tells_the_address_opens_it_and_serves_until_it_is_ended(as_json, monkeypatch, capsys, tmp_path):
    opened, served = Event(), []

    class Server:
        def __init__(self, config):
            served.append(config)

        def run(self, sockets):
            assert opened.wait(5)
            served.append(sockets[0].getsockname()[1])
            sockets[0].close()
            raise KeyboardInterrupt

    uvicorn = SimpleNamespace(Config=lambda asked, **how: (asked, how), Server=Server)
    monkeypatch.setattr("experiments.extras.extra", lambda name, _of: uvicorn if name == "uvicorn" else app)
    monkeypatch.setattr(app, "make_app", lambda hosts, studies: (tuple(hosts), studies))
    monkeypatch.setattr(cli_page, "OPENED_AFTER", 0.0)
    monkeypatch.setattr(cli_page.webbrowser, "open", lambda _address: opened.set())
    cli_page.page(port=0, trusted=["here"], studies=tmp_path, as_json=as_json)
    (asked, how), port = served
    assert asked == ((*app.LOOPBACK, "127.0.0.1", "here"), tmp_path)
    assert how["ws"] == "none"
    assert f"http://127.0.0.1:{port}/" in capsys.readouterr().out


def test_told_to_end_a_command_stops_as_for_ctrl_c(monkeypatch):
    before, called = signal.getsignal(signal.SIGTERM), []
    monkeypatch.setattr(cli, "app", lambda: called.append(signal.getsignal(signal.SIGTERM)))
    cli.main()
    signal.signal(signal.SIGTERM, before)
    assert called == [signal.default_int_handler]
