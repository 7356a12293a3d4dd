"""Settings of the service, each read from one environment variable.

The bounds of requests and queries are in :mod:`kg.limits`; here is everything else.
"""

import ipaddress
import os
import re
from dataclasses import dataclass, field, fields
from pathlib import Path

from api.serving.clients import Network
from kg.places import state_folder
from kg.query.chosen import NO_REMOTE, Remote

_ORIGIN = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
"""What a client on this machine calls it; a page of another site that had its name point here
would call it by that name."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its variable, its default in words, and what it does."""

    variable: str
    default: str
    help: str


SETTINGS = (
    Setting("GLUTEAL_STATE", "the checkout's .state", "folder of snapshots, the only one written"),
    Setting("GLUTEAL_SNAPSHOT", "current in the state folder", "snapshot folder to serve"),
    Setting("GLUTEAL_STORE", "none: the embedded workers",
            "address of a SPARQL 1.1 endpoint that answers the queries; gluteal publish fills it"),
    Setting("GLUTEAL_STORE_USER", "none", "user that the endpoint knows (HTTP basic)"),
    Setting("GLUTEAL_STORE_PASSWORD", "none", "password of that user; never logged"),
    Setting("GLUTEAL_QUERY_SOCKET", "chosen by gluteal serve",
            "socket of the query pool, for the application under another server"),
    Setting("GLUTEAL_HOSTS", "this machine's own names",
            "names that the service answers to, with commas between; * for any"),
    Setting("GLUTEAL_PROXIES", "none",
            "addresses or networks of the proxies before the service, with commas between; what"
            " they forward in X-Forwarded-For is believed, and each client then has its own share"),
    Setting("GLUTEAL_ADMIN_KEY", "none",
            "key that /metrics asks for (Authorization: Bearer); without one it answers to this"
            " machine only"),
    Setting("GLUTEAL_CORS_ORIGINS", "none",
            "origins whose pages may read answers, such as https://clinic.example, with commas"
            " between; * for any"),
    Setting("GLUTEAL_FRAME_ANCESTORS", "none",
            "origins of the clinic systems that may show the graph in a frame, such as"
            " https://clinic.example, with commas between; * for any"),
    Setting("GLUTEAL_ACCESS_LOG", "yes", "yes or no: one log line a request, never with values"),
)


@dataclass(frozen=True, slots=True)
class Config:
    """The settings as values."""

    snapshot: Path
    query_socket: Path
    access_log: bool = True
    hosts: tuple[str, ...] = LOOPBACK
    store: Remote = NO_REMOTE
    proxies: tuple[Network, ...] = ()
    admin_key: str = field(default="", repr=False)
    cors_origins: tuple[str, ...] = ()
    frame_ancestors: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls) -> "Config":
        """Read the settings.

        Raises:
            ValueError: one of them cannot be read; the message names it.
        """
        state = state_folder()
        log = os.environ.get("GLUTEAL_ACCESS_LOG", "yes")
        if log not in ("yes", "no"):
            raise ValueError("GLUTEAL_ACCESS_LOG must be yes or no")
        return cls(
            snapshot=Path(os.environ.get("GLUTEAL_SNAPSHOT") or state / "current"),
            query_socket=Path(os.environ.get("GLUTEAL_QUERY_SOCKET") or state / "query.sock"),
            access_log=log == "yes",
            store=Remote.from_environment(),
            hosts=_hosts(os.environ.get("GLUTEAL_HOSTS", "")),
            proxies=_proxies(os.environ.get("GLUTEAL_PROXIES", "")),
            admin_key=os.environ.get("GLUTEAL_ADMIN_KEY", ""),
            cors_origins=_origins("GLUTEAL_CORS_ORIGINS"),
            frame_ancestors=_origins("GLUTEAL_FRAME_ANCESTORS"),
        )

    def __str__(self) -> str:
        """Render as ``name=value`` pairs."""
        return ", ".join(f"{f.name}={getattr(self, f.name)}" for f in fields(self) if f.repr)


def _hosts(text: str) -> tuple[str, ...]:
    """Return the names in ``text``; none of them means that any will do."""
    if text.strip() == "*":
        return ()
    return tuple(name.strip() for name in text.split(",") if name.strip()) or LOOPBACK


def _proxies(text: str) -> tuple[Network, ...]:
    """Return the networks in ``text``."""
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError:
        reason = "GLUTEAL_PROXIES must hold addresses or networks, such as 10.0.0.0/8"
        raise ValueError(reason) from None


def _origins(variable: str) -> tuple[str, ...]:
    """Return the origins that ``variable`` holds, as browsers send them."""
    text = os.environ.get(variable, "")
    origins = tuple(origin.strip().lower() for origin in text.split(",") if origin.strip())
    for origin in origins:
        if origin != "*" and not _ORIGIN.fullmatch(origin):
            raise ValueError(
                f"{variable} must hold origins such as https://clinic.example, without a path"
            )
    return origins
