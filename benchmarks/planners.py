"""How the planner's page bears its users: `python -m benchmarks.planners`.

Three things, over HTTP from a server of its own with all cores: from a slider's move to the first estimate, one user at
a time; so many users at once, each of whom has moved another slider, until every one has a first estimate, told to come
again or not; and hostile requests, in this process, of which none may end in an error of the server or take long.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

from benchmarks.machine import machine, versions
from benchmarks.run import RESULTS
from experiments.page.app import make_app
from experiments.page.engine import Engine
from tests.asking import ask
from tests.hostile import hostile_request
from tests.test_page import made_up_answer, run_once

STATE = "place=kezuohou&future=historical&a=as_reported&b=cattle_loan&sample=0.1&replicates=20&seed=1&lang=en"
AGAIN, TOO_MANY = 0.5, 429  # seconds until somebody who was told to come again does; the status that tells it
LEAST, MOST = 17_000, 47_000  # yuan of a cattle loan


def main() -> None:
    """Measure, print, store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moves", type=int, default=20)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--hostile", type=int, default=10_000)
    asked = parser.parse_args()
    load = os.getloadavg()[0]
    with served() as address:
        first_estimate(address, STATE)  # compiles, and runs what stands beside every move
        principals = [LEAST + (MOST - LEAST) * place // (asked.moves + asked.users) for place in range(asked.moves)]
        moves = [first_estimate(address, moved(each)) for each in principals]
        with ThreadPoolExecutor(asked.users) as users:
            several = [MOST - (MOST - LEAST) * place // (3 * asked.users) for place in range(asked.users)]
            waits = list(users.map(lambda each: first_estimate(address, moved(each)), several))
    measured = {
        "load before": load, "seconds from slider to first estimate, median": median(moves), "moves": len(moves),
        "longest": max(moves), "users at once": len(waits), "seconds until all have a first estimate": max(waits),
        **attacked(asked.hostile),
    }  # fmt: skip
    now = datetime.now(UTC)
    report = {"date": now.isoformat(timespec="minutes"), "machine": machine(), "versions": versions(), **measured}
    path = RESULTS / f"planners-{now:%Y-%m-%d-%H%M}.json"
    path.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    print(json.dumps(measured, indent=2), f"Stored as {path.name}", sep="\n")


@contextmanager
def served() -> Any:
    """The address of a page of our own."""
    command = [sys.executable, "-m", "experiments.cli", "page", "--port", "0", "--no-browser", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        text = "".join(iter(server.stdout.readline, "}\n")) + "}"
        yield json.loads(text)["address"]
        server.terminate()


def moved(principal: int) -> str:
    """The state in which the second mix lends so many yuan."""
    return f"{STATE}&b.cattle_loan.principal={principal}"


def first_estimate(address: str, state: str) -> float:
    """Seconds until there is something to show. Raises HTTPError for any refusal but to come again."""
    begun = time.perf_counter()
    while True:
        try:
            with urlopen(f"{address}results?{state}&after=0") as answer:
                if "html" in json.load(answer):
                    return time.perf_counter() - begun
        except HTTPError as error:
            if error.code != TOO_MANY:
                raise
            time.sleep(AGAIN)


def attacked(requests: int) -> dict[str, Any]:
    """What comes of hostile requests, by status, and the longest answer in seconds."""
    engine, luck = Engine(made_up_answer), random.Random(requests)
    engine.start()
    app = make_app(engine=engine, run=run_once(), studies=Path("no such folder"))
    statuses, longest = dict[int, int](), 0.0
    for _each in range(requests):
        method, target = hostile_request(luck)
        begun = time.perf_counter()
        status = ask(app, target, method=method).status
        longest = max(longest, time.perf_counter() - begun)
        statuses[status] = statuses.get(status, 0) + 1
    engine.close()
    return {"hostile requests": requests, "by status": dict(sorted(statuses.items())), "longest answer, s": longest}


if __name__ == "__main__":
    main()
