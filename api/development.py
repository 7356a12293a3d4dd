"""``gluteal serve --dev``: the application in one process, where a debugger can stop it."""

import socket

from flask import Flask
from werkzeug.serving import make_server


def run(app: Flask, listener: socket.socket) -> None:
    """Serve ``app`` on ``listener`` until interrupted; changed page templates show at once."""
    app.jinja_env.auto_reload = True
    host, port = listener.getsockname()[:2]
    listener.settimeout(None)
    server = make_server(host, port, app, threaded=True, fd=listener.fileno())
    try:
        server.serve_forever()
    finally:
        server.server_close()
