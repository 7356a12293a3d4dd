"""Places to work are given in turn, and a line that would take too long takes nobody in."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.serving.places import Places
from kg.limits import limit


def _until(is_so: Callable[[], bool]) -> None:
    while not is_so():
        time.sleep(0.001)


@contextmanager
def _working(places: Places, job: Callable[[], None]) -> Iterator[threading.Thread]:
    thread = threading.Thread(target=job)
    thread.start()
    try:
        yield thread
    finally:
        thread.join()


@pytest.fixture
def one(monkeypatch: pytest.MonkeyPatch) -> Places:
    """A single place, taken; whoever waits has time."""
    monkeypatch.setenv("GLUTEAL_WEB_WORKING", "1")
    monkeypatch.setenv("GLUTEAL_WEB_WAITING_SECONDS", "60")
    places = Places()
    assert places.enter()
    return places


def test_bar_76_who_waits_longest_is_next_and_newcomers_are_not_before_them(one: Places):
    served: list[int] = []
    threads = []

    def visit(number: int) -> None:
        assert one.enter()
        served.append(number)
        one.leave()

    for number in range(20):
        threads.append(threading.Thread(target=visit, args=(number,)))
        threads[-1].start()
        _until(lambda: one.waiting == len(threads))
    assert not one.enter(may_wait=False)
    one.leave()
    for thread in threads:
        thread.join()
    assert served == [*range(20)]
    assert (one.free, one.waiting) == (1, 0)


def test_a_place_that_is_given_on_is_never_free_for_a_newcomer(one: Places):
    """Between the leave of one and the waking of the next nobody gets in."""
    turn = threading.Event()

    def visit() -> None:
        assert one.enter()
        turn.wait()
        one.leave()

    with _working(one, visit):
        _until(lambda: one.waiting == 1)
        one.leave()
        assert not one.enter(may_wait=False)
        turn.set()
    assert one.free == 1


def test_who_had_a_place_gets_it_back_before_those_who_have_not_begun(one: Places):
    served: list[str] = []

    def begin() -> None:
        assert one.enter()
        served.append("new")
        one.leave()

    def go_on() -> None:
        one.take()
        served.append("begun")
        one.leave()

    with _working(one, begin):
        _until(lambda: one.waiting == 1)
        with _working(one, go_on):
            _until(lambda: one.waiting == 2)
            one.leave()
    assert served == ["begun", "new"]


def test_bar_76_a_line_that_would_take_too_long_takes_nobody_in(one: Places):
    one._turn_seconds = limit("web_waiting_seconds") / 2 / 4.5
    entered: list[bool] = []

    def visit() -> None:
        entered.append(one.enter())
        one.leave()

    threads = [threading.Thread(target=visit) for _ in range(4)]
    for number, thread in enumerate(threads, 1):
        thread.start()
        _until(lambda number=number: one.waiting == number)
    assert not one.enter()
    one.leave()
    for thread in threads:
        thread.join()
    assert entered == [True] * 4


def test_one_may_wait_however_long_turns_were_so_that_they_can_get_shorter(one: Places):
    one._turn_seconds = 1e6
    entered: list[bool] = []
    with _working(one, lambda: entered.append(one.enter())):
        _until(lambda: one.waiting == 1)
        assert not one.enter()
        one.leave()
    assert entered == [True]
    assert one._turn_seconds < 1e6


def test_who_waited_in_vain_stands_in_the_line_no_more(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GLUTEAL_WEB_WORKING", "1")
    monkeypatch.setenv("GLUTEAL_WEB_WAITING_SECONDS", "0.001")
    places = Places()
    assert places.enter()
    assert [places.enter() for _ in range(3)] == [False] * 3
    assert places.waiting == 0
    places.leave()
    assert places.free == 1


def test_only_so_many_wait_for_their_refusal(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GLUTEAL_WEB_REFUSING", "2")
    monkeypatch.setenv("GLUTEAL_REFUSAL_SECONDS", "60")
    places = Places()
    places._refusing.acquire()
    places._refusing.acquire()
    started = time.monotonic()
    places.pause()
    assert time.monotonic() - started < 30, "a third one waited its minute out"


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["work", "step aside", "give up"]), min_size=1, max_size=40))
def test_every_place_is_back_in_the_end_whatever_happened(visits: list[str]):
    places = Places()
    most = places.free

    def visit(what: str) -> None:
        if not places.enter(may_wait=what != "give up"):
            return
        if what == "step aside":
            places.leave()
            places.take()
        places.leave()

    threads = [threading.Thread(target=visit, args=(what,)) for what in visits]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (places.free, places.waiting) == (most, 0)
