"""Which names the service answers to.

A page of another site can have its own name point to this machine, and a browser then lets it
read what the service answers; it cannot choose the name that the browser sends along.
"""

from flask import Flask, request

from api.problems import Problem


def install(app: Flask, hosts: tuple[str, ...]) -> None:
    """Refuse requests that call the service by none of ``hosts``; without hosts any will do."""
    known = frozenset(host.lower() for host in hosts)

    @app.before_request
    def _require_known() -> None:
        asked = request.headers.get("Host", "")
        if asked and not is_known(asked, known):
            detail = "the service does not answer to this host; GLUTEAL_HOSTS lists those it does"
            raise Problem(400, "unknown-host", detail)


def is_known(asked: str, known: frozenset[str]) -> bool:
    """Tell whether the Host header ``asked`` is one of ``known``; without those any is."""
    return not known or _name(asked) in known


def _name(host: str) -> str:
    """Return ``host`` without its port, in lower case.

    >>> _name("[::1]:8080"), _name("LOCALHOST:80"), _name("localhost")
    ('[::1]', 'localhost', 'localhost')
    """
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdecimal() else host.lower()
