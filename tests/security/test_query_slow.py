"""Queries that run long give way to everybody else, and those known to be slow wait behind."""

import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from kg import errors
from kg.query.client import QueryService
from kg.query.crew import SLOW_NICENESS, Member
from kg.query.pool import QueryPool, start_pool

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def _run(queries: QueryService, query: str, kinds: list[type]) -> threading.Thread:
    def _ask() -> None:
        try:
            queries.run(query)
        except errors.QueryError as error:
            kinds.append(type(error))

    thread = threading.Thread(target=_ask)
    thread.start()
    return thread


def _threads(worker: psutil.Process) -> list[int]:
    return [int(entry.name) for entry in Path(f"/proc/{worker.pid}/task").iterdir()]


def _gives_way(worker: psutil.Process) -> bool:
    try:
        return all(os.getpriority(os.PRIO_PROCESS, thread) == SLOW_NICENESS
                   for thread in _threads(worker))
    except OSError:  # it ended meanwhile
        return False


def _await(pool: QueryPool, count: int) -> list[psutil.Process]:
    """Wait until ``count`` workers give way, and return them."""
    while True:
        found = [worker for worker in psutil.Process(pool.pid).children() if _gives_way(worker)]
        if len(found) == count:
            return found
        time.sleep(0.01)


def test_bar_07_a_query_known_to_be_slow_gives_way_in_every_thread_and_leaves_a_core(
    snapshot_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("GLUTEAL_QUERY_DEADLINE_SECONDS", "3")
    with start_pool(snapshot_folder) as pool:
        queries = QueryService(pool.socket_path, slots=20)
        with pytest.raises(errors.QueryTimeout):
            queries.run(SLOW)
        _await(pool, 0)
        kinds: list[type] = []
        running = _run(queries, SLOW, kinds)
        [worker] = _await(pool, 1)
        while len(_threads(worker)) < 2:  # the engine starts its own as it begins
            time.sleep(0.01)
        cores = os.sched_getaffinity(0)
        for thread in _threads(worker):
            assert os.sched_getaffinity(thread) == (cores - {min(cores)} or cores)
        running.join()
        _await(pool, 0)


STARTS_THREADS = """
import sys, threading, time
def start_another():
    begin.wait()
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    time.sleep(60)
begin = threading.Event()
for _ in range(300):
    threading.Thread(target=start_another, daemon=True).start()
print("ready", flush=True)
begin.set()
while threading.active_count() < 601:
    time.sleep(0.01)
print("done", flush=True)
sys.stdin.read()
"""


def test_threads_that_a_worker_starts_while_it_is_told_to_give_way_give_way_too():
    cores = os.sched_getaffinity(0)
    for _ in range(5):
        with subprocess.Popen([sys.executable, "-c", STARTS_THREADS], text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE) as starting:
            assert starting.stdout
            assert starting.stdout.readline() == "ready\n"
            with socket.socket() as unused:
                Member(starting.pid, unused, -1).give_way()
            assert starting.stdout.readline() == "done\n"
            for thread in _threads(psutil.Process(starting.pid)):
                assert os.getpriority(os.PRIO_PROCESS, thread) == SLOW_NICENESS
                assert os.sched_getaffinity(thread) == (cores - {min(cores)} or cores)


def test_a_worker_that_gave_way_answers_once_and_is_followed_by_a_fresh_one(
    snapshot_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    # The pool takes for slow what ran for half of its own deadline.
    monkeypatch.setenv("GLUTEAL_QUERY_DEADLINE_SECONDS", "0.2")
    monkeypatch.setenv("GLUTEAL_QUERY_WORKERS", "1")
    rows = " ".join(map(str, range(170)))
    values = " ".join(f"VALUES ?{name} {{ {rows} }}" for name in "abc")
    middling = f"SELECT (COUNT(*) AS ?n) {{ {values} }}"
    with start_pool(snapshot_folder) as pool:
        monkeypatch.setenv("GLUTEAL_QUERY_DEADLINE_SECONDS", "60")
        queries = QueryService(pool.socket_path, slots=20)
        queries.run("ASK {}")
        with pytest.raises(errors.QueryTimeout):
            queries.run(middling, timeout=0.15)
        restarts = queries.pool_counters()["restarts"]
        before = {worker.pid for worker in psutil.Process(pool.pid).children()}
        assert b'"4913000"' in queries.run(middling).body
        queries.run("ASK {}")
        assert {worker.pid for worker in psutil.Process(pool.pid).children()} != before
        assert queries.pool_counters()["restarts"] == restarts


def test_bar_07_queries_known_to_be_slow_leave_a_worker_to_the_others(
    snapshot_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("GLUTEAL_QUERY_DEADLINE_SECONDS", "3")
    with start_pool(snapshot_folder) as pool:
        queries = QueryService(pool.socket_path, slots=20)
        with pytest.raises(errors.QueryTimeout):
            queries.run(SLOW)
        kinds: list[type] = []
        attack = [_run(queries, SLOW, kinds) for _ in range(8)]
        _await(pool, 1)
        for _ in range(20):
            assert b"true" in queries.run("ASK {}").body
        assert any(thread.is_alive() for thread in attack)
        assert len(_await(pool, 1)) == 1
        for thread in attack:
            thread.join()
        # One runs at a time and four wait; the rest are told at once.
        assert set(kinds) == {errors.QueryTimeout, errors.QueryOverloaded}
        assert kinds.count(errors.QueryTimeout) <= 5


def test_a_client_cannot_have_a_query_of_others_taken_for_slow(
    snapshot_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("GLUTEAL_QUERY_DEADLINE_SECONDS", "3")
    with start_pool(snapshot_folder) as pool:
        queries = QueryService(pool.socket_path, slots=20)
        queries.run("ASK {}")  # the pool is there
        with pytest.raises(errors.QueryTimeout):
            queries.run(SLOW, timeout=0.3)
        kinds: list[type] = []
        running = _run(queries, SLOW, kinds)
        time.sleep(0.5)
        assert running.is_alive()
        assert not any(map(_gives_way, psutil.Process(pool.pid).children()))
        running.join()


def test_bar_07_slow_queries_that_nobody_knew_make_room_for_a_quick_one(
    snapshot_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("GLUTEAL_QUERY_DEADLINE_SECONDS", "6")
    with start_pool(snapshot_folder) as pool:
        queries = QueryService(pool.socket_path, slots=20)
        kinds: list[type] = []
        before = queries.pool_counters()["queries"]
        slow = [_run(queries, f"{SLOW} # {number}", kinds) for number in range(2)]
        while queries.pool_counters()["queries"] < before + 2:
            time.sleep(0.01)
        assert b"true" in queries.run("ASK {}").body
        assert all(thread.is_alive() for thread in slow)
        assert queries.pool_counters()["put_back"] == 1
        for thread in slow:
            thread.join()
        assert kinds == [errors.QueryTimeout] * 2
