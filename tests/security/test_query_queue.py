"""Which waiting query is next, and which are remembered as slow."""

import socket

import pytest

from kg.errors import QueryOverloaded
from kg.limits import limit
from kg.query.protocol import Frame, Incoming
from kg.query.queue import Caller, Job, Queue

DEADLINE = limit("query_deadline_seconds")
NOBODY = socket.socket()
NOBODY.close()


def _job(text: str, began: float = 0.0) -> Job:
    body = text.encode()
    caller = Caller(NOBODY, Incoming())
    return Job(caller, Frame(1.0, b"{}", body, body), DEADLINE, began=began)


def _is_known(queue: Queue, text: str, now: float) -> bool:
    job = _job(text)
    queue.add(job, now)
    queue.drop(job.caller)
    return job.is_slow


@pytest.fixture
def full() -> Queue:
    """A queue in which as many slow queries wait as may."""
    queue = Queue()
    for number in range(int(limit("query_slow_queue"))):
        queue.put_back(_job(f"slow {number}", began=0.01), 0.2)
    return queue


def test_bar_07_a_query_that_cannot_even_be_put_back_is_known_to_be_slow(full: Queue):
    assert not _is_known(full, "runaway", 0.2)
    with pytest.raises(QueryOverloaded):
        full.put_back(_job("runaway", began=0.1), 0.2)
    with pytest.raises(QueryOverloaded, match="takes long"):
        full.add(_job("runaway"), 0.3)
    assert not _is_known(full, "slow 0", 0.3), "what found room may yet be quick enough"
    later = 0.3 + limit("query_slow_memory_seconds")
    assert not _is_known(full, "runaway", later)


def test_bar_07_a_query_that_was_put_back_and_got_no_other_turn_is_known_to_be_slow(full: Queue):
    waiting = _job("never begun")
    full.add(waiting, 0.2)
    late = full.expire(DEADLINE)
    assert len(late) == limit("query_slow_queue") + 1
    assert _is_known(full, "slow 0", DEADLINE)
    assert not _is_known(full, "never begun", DEADLINE)


def test_a_deadline_that_a_client_lowered_makes_no_query_slow():
    queue = Queue()
    job = _job("of others", began=0.01)
    job.deadline = 0.3
    queue.put_back(job, 0.2)
    assert queue.expire(0.3) == [job]
    assert not _is_known(queue, "of others", 0.3)
