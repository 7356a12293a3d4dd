"""What the README shows is what the service answers."""

import re
import shlex
from collections.abc import Iterator, Sequence
from urllib.parse import quote

import pytest

from tests.api.live import ROOT, Running, start

ADDRESS = "http://127.0.0.1:8080"
README = (ROOT / "README.md").read_text("utf-8")
EXAMPLES = re.findall(r"```sh\n(curl .*?)```\n```\n(.*?)```", README, re.DOTALL)
VALUE = r'"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null'
TOKEN = re.compile(rf'("(?:[^"\\]|\\.)*")\s*:\s*({VALUE})|({VALUE})')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service on a free port, over the committed ontology."""
    process, service = start(tmp_path_factory.mktemp("state"))
    yield service
    process.terminate()
    process.wait(timeout=60)


def _replayed(running: Running, command: str) -> str:
    """Send what the curl ``command`` sends; return the body of the answer."""
    words = iter(shlex.split(command.replace("\\\n", " "))[1:])
    path, headers, body = "", {}, None
    for word in words:
        if word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-d":
            body = next(words).encode()
        elif word == "--data-urlencode":
            name, _, value = next(words).partition("=")
            body, headers = f"{name}={quote(value)}".encode(), FORM | headers
        elif word != "-s":
            assert word.startswith(ADDRESS), f"{word} is not understood here"
            path = word.removeprefix(ADDRESS)
    reply = running.ask("GET" if body is None else "POST", path, body, **headers)
    assert reply.status == 200, reply.body
    return reply.body.decode()


def _parts(text: str) -> list[str]:
    """Return the lines of a text, or the values of JSON, each with its key where it has one."""
    if not text.startswith("{"):
        return [line for line in text.splitlines() if line]
    return [f"{key}: {value}" if key else alone for key, value, alone in TOKEN.findall(text)]


def _not_in(shown: Sequence[str], answer: Sequence[str]) -> list[str]:
    """Return the parts ``shown`` that the answer does not hold in that order."""
    missing, at = [], 0
    for part in shown:
        if part in answer[at:]:
            at = answer.index(part, at) + 1
        else:
            missing.append(part)
    return missing


def test_every_example_with_curl_shows_its_answer():
    assert len(EXAMPLES) == README.count("\ncurl ") > 4


@pytest.mark.parametrize(("command", "output"), EXAMPLES, ids=range(len(EXAMPLES)))
def test_the_answer_holds_what_the_readme_shows(running: Running, command: str, output: str):
    # What ends in dots is elided: whole lines, parts of JSON, the digest.
    shown = [part for part in _parts(output) if not part.rstrip('"').endswith("...")]
    assert shown
    assert _not_in(shown, _parts(_replayed(running, command))) == []


def test_a_stale_example_is_found():
    answer = _parts('{"a": {"rank": 1, "score": -0.5, "for": ["x"]}}')
    assert _not_in(_parts('{..., "a": {"rank": 1, ... "for": ["x", ...]}}'), answer) == []
    assert _not_in(_parts('{"rank": 1, "score": -0.6, "for": ["y"]}'), answer) == [
        '"score": -0.6', '"y"']
    assert _not_in(["b", "a"], ["a", "b"]) == ["a"]
