"""Connections to the pool are kept between queries, and never relied on."""

import os
import signal
import socket
import struct
import threading

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryTimeout
from kg.query.client import QueryService
from kg.query.pool import QueryPool
from kg.query.protocol import ERROR, Incoming, pack
from tests.processes import standby

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"



def test_queries_share_a_connection(pool: QueryPool):
    queries = QueryService(pool.socket_path)
    queries.run("ASK {}")
    (line,) = queries._lines._idle
    for _ in range(5):
        queries.run("ASK {}")
    assert queries._lines._idle == [line]


def test_a_query_that_is_late_takes_its_connection_along(pool: QueryPool):
    queries = QueryService(pool.socket_path)
    with pytest.raises(QueryTimeout):
        queries.run(SLOW, timeout=0.2)
    assert queries.run("ASK {}").body == b'{"head":{},"boolean":true}'


def test_a_connection_that_the_pool_has_closed_is_replaced(pool: QueryPool):
    queries = QueryService(pool.socket_path)
    queries.run("ASK {}")
    heir = standby(pool.pid)
    os.kill(pool.pid, signal.SIGKILL)
    assert b"true" in queries.run("ASK {}").body
    psutil.wait_procs([heir], timeout=60)  # it closes connections once more, when it is relieved
    assert b"true" in queries.run("ASK {}").body


def test_a_fork_does_not_share_connections(pool: QueryPool):
    queries = QueryService(pool.socket_path)
    queries.run("ASK {}")
    (line,) = queries._lines._idle
    child = os.fork()
    if child == 0:
        try:
            queries.run("ASK {}")
            os._exit(0 if line not in queries._lines._idle else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert b"true" in queries.run("ASK {}").body
    assert queries._lines._idle == [line]


def test_answers_never_change_places_between_threads(pool: QueryPool):
    queries, wrong = QueryService(pool.socket_path, slots=8), []

    def ask(number: int) -> None:
        for turn in range(30):
            query = f"SELECT ?x {{ BIND({number * 1000 + turn} AS ?x) }}"
            body = queries.run(query, accept="text/csv", timeout=30).body
            if body.split()[1:] != [str(number * 1000 + turn).encode()]:
                wrong.append(body)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(queries._lines._idle) <= 8


@given(bodies=st.lists(st.binary(max_size=300), min_size=1, max_size=5), data=st.data())
def test_frames_are_put_together_from_any_pieces(bodies: list[bytes], data: st.DataObject):
    sent = b"".join(pack({"deadline": float(n)}, body) for n, body in enumerate(bodies, 1))
    incoming, found, at = Incoming(), [], 0
    while at < len(sent):
        size = data.draw(st.integers(1, len(sent) - at))
        frame = incoming.feed(sent[at : at + size])
        at += size
        while frame is not None:
            found.append(frame)
            frame = incoming.feed(b"")
    assert [frame.body for frame in found] == bodies
    assert [frame.mark for frame in found] == [float(n) for n in range(1, len(bodies) + 1)]
    assert b"".join(frame.whole for frame in found) == sent


def test_an_error_is_told_by_its_mark():
    frame = Incoming().feed(pack({"error": "QueryTimeout", "detail": "late"}))
    assert frame is not None
    assert (frame.mark, frame.fields["detail"]) == (ERROR, "late")


def test_a_caller_that_sends_half_a_frame_keeps_nobody_waiting(pool: QueryPool):
    queries = QueryService(pool.socket_path)
    with socket.socket(socket.AF_UNIX) as half:
        half.connect(str(pool.socket_path))
        half.sendall(struct.pack(">dIQ", 1.0, 10, 10) + b"{")
        assert b"true" in queries.run("ASK {}").body
