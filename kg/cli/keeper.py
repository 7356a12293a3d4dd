"""What a running service answers from: the query pool and the application over one snapshot.

A reload makes the next pair beside the present one, publishes it, and ends the old pool when no
web worker answers from the old snapshot any more. What cannot be loaded changes nothing.
"""

import os
import threading
import time
import weakref
from collections import Counter, deque
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from kg.cli.common import err
from kg.cli.record import ServiceRecord
from kg.errors import GlutealError, QueryError, StoreDiffers
from kg.places import state_folder
from kg.query.chosen import Remote, open_store
from kg.query.pool import QueryPool
from kg.query.store import QueryStore
from kg.snapshot.folder import in_use
from kg.snapshot.load import verify

_PATIENCE_SECONDS = 60.0
"""How long the pool of another snapshot may take to answer its first query."""
_SETTLING_SECONDS = 0.3
"""How long a web worker that was just forked may take to say what it answers from."""
_DEATHS = 8


class Generation:
    """One snapshot that is, or was, served: its folder and its query pool, unless another store
    answers the queries."""

    def __init__(self, number: int, folder: Path, keeper: "Keeper") -> None:
        """Hold ``folder`` against removal and start the pool.

        Raises:
            OSError: the folder cannot be read, or the socket not be made.
        """
        self.number, self.folder = number, folder
        self._held = ExitStack()
        self._held.enter_context(in_use(folder))
        self.socket_path = state_folder() / f"query-{os.getpid()}-{number}.sock"
        self._pool: QueryPool | None = None
        if not keeper.remote.url:
            self._pool = QueryPool(folder, self.socket_path, lambda: keeper.note_end("zygote"))

    def close(self) -> None:
        """End the pool and let go of the folder."""
        if self._pool is not None:
            self._pool.close()
        self._held.close()


class Keeper:
    """Keeps the generations; made before the application is loaded."""

    def __init__(self, source: Path, record: ServiceRecord) -> None:
        """Start with the verified snapshot behind ``source``, which a reload looks at again."""
        self._source, self._record = source, record
        self.remote = Remote.from_environment()
        self._lock = threading.Lock()
        self._ended: Counter[str] = Counter()
        self._deaths: deque[float] = deque(maxlen=_DEATHS)
        self._refused, self._reloads, self._following = "", 0, True
        self._module: Any = None
        self._old: list[Generation] = []
        self.now = Generation(0, source.resolve(), self)

    def serve(self, module: Any) -> None:
        """Publish to the workers of the application in ``module``, which is loaded now."""
        self._module = module
        self._publish()

    def note_end(self, process: str) -> None:
        """Count a process that ended and is replaced."""
        self._ended[process] += 1
        self._deaths.append(time.monotonic())
        self._publish()

    def reload(self) -> None:
        """Change to what the source is now; keep what is served where that cannot be."""
        self._reloads += 1
        try:
            self._change()
            self._refused = ""
        except (GlutealError, OSError, ValueError, MemoryError) as error:
            folder = self._source.resolve()
            reason = str(error) or type(error).__name__
            self._refused = f"{folder.name[:16]}: {reason.replace(f'{folder}/', '')}"
            err.print(f"reload refused: {self._refused}", markup=False)
        self._publish()

    def close(self) -> None:
        """End every pool."""
        for generation in (*self._old, self.now):
            generation.close()

    def _change(self) -> None:
        folder = self._source.resolve()
        manifest = verify(folder)
        if manifest.digest == self._digest():
            return
        following = Generation(self.now.number + 1, folder, self)
        try:
            application = self._module.app
            service = self._module.open_next(
                application, folder, following.socket_path, following.number
            )
            _require_answer(open_store(following.socket_path, manifest, self.remote))
        except BaseException:
            following.close()
            raise
        present = weakref.ref(application.extensions["gluteal"])
        # Processes that are forked from now on inherit the new snapshot.
        self._module.adopt(application, service)
        old, self.now, self._following = self.now, following, False
        self._old.append(old)
        err.print(f"serving snapshot {folder.name[:16]}", markup=False)
        threading.Thread(target=self._retire, args=(old, present), daemon=True).start()

    def _retire(self, old: Generation, present: "weakref.ref[Any]") -> None:
        """End ``old`` when nothing is answered from it any more, here or in a web worker."""
        time.sleep(_SETTLING_SECONDS)
        while present() is not None or any(
            page.oldest <= old.number for page in self._module.board.claimed()
        ):
            time.sleep(0.05)
        with suppress(ValueError):  # the service may be closing them itself
            self._old.remove(old)
            old.close()
        self._following = not self._old
        self._publish()

    def _digest(self) -> str:
        digest: str = self._module.app.extensions["gluteal"].snapshot.manifest.digest
        return digest

    def _publish(self) -> None:
        if self._module is None:
            return
        with self._lock:
            now = {
                "generation": self.now.number, "folder": str(self.now.folder),
                "socket": str(self.now.socket_path), "refused": self._refused,
                "ended": dict(self._ended), "deaths": list(self._deaths),
            }
            self._module.board.publish(now)
            self._record.write({
                "digest": self._digest(), "reloads": self._reloads, "refused": self._refused,
                "following": self._following,
            })


def _require_answer(store: QueryStore) -> None:
    """Wait until ``store`` answers; raises the ``QueryError`` that says why it does not."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            store.run("ASK { ?s ?p ?o }")
            return
        except StoreDiffers:
            raise
        except QueryError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
