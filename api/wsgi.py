"""The application that the server loads, configured from the environment."""

import gc
import logging
import sys

from api import create_app


def _log_to_stderr() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    root = logging.getLogger("gluteal")
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    root.propagate = False


_log_to_stderr()
gc.disable()
app = create_app(compress=True)
# What is loaded now stays; workers that inherit it need not look through it, nor copy it.
gc.freeze()
gc.enable()
