"""The application that the server loads, configured from the environment.

The master imports it once and forks the web workers from there.
"""

import gc
import logging
import sys

from flask import Flask

from api import create_app
from api.serving import lines
from api.serving.board import Board
from api.serving.reload import Follower, adopt, open_next
from api.serving.sweeper import Sweeper

_STANDARD_ERROR = 2
__all__ = ["adopt", "app", "begin_work", "board", "open_next"]


def _log_to_stderr() -> None:
    lines.straight_to(_STANDARD_ERROR)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    root = logging.getLogger("gluteal")
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    root.propagate = False


_log_to_stderr()
gc.disable()
board = Board()
app = create_app(board=board, compress=True)
# What is loaded now stays; workers that inherit it need not look through it, nor copy it.
gc.freeze()
gc.enable()


def begin_work() -> Flask:
    """Return the application for a web worker, which follows reloads from now on.

    It also closes connections of clients that are too slow.
    """
    Sweeper().start()
    Follower(app, board, app.extensions["gluteal-metrics"].page).start()
    return app
