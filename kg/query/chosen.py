"""Which store answers the queries: the embedded workers, or the endpoint that a setting names."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from kg.query.client import QueryService
from kg.query.store import QueryStore
from kg.snapshot.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Remote:
    """The address of an endpoint, empty for none, and the credentials that it asks for."""

    url: str = ""
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def from_environment(cls) -> "Remote":
        """Read ``GLUTEAL_STORE``, ``GLUTEAL_STORE_USER`` and ``GLUTEAL_STORE_PASSWORD``."""
        names = ("GLUTEAL_STORE", "GLUTEAL_STORE_USER", "GLUTEAL_STORE_PASSWORD")
        return cls(*(os.environ.get(name, "").strip() for name in names))


NO_REMOTE = Remote()
"""The embedded workers answer."""


def open_store(
    socket_path: Path,
    manifest: Manifest,
    remote: Remote,
    waiting: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> QueryStore:
    """Return the store of one web worker: the pool behind ``socket_path``, or ``remote``.

    It waits for answers within ``waiting``.

    Raises:
        SettingError: the address cannot be used.
    """
    if not remote.url:
        return QueryService(socket_path, waiting=waiting)
    # What speaks HTTP is imported where it is used, and takes no memory elsewhere.
    from kg.query.endpoint import EndpointStore

    return EndpointStore(remote.url, manifest, remote.user, remote.password, waiting)
