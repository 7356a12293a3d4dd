"""A Flask handler that does nothing but read its body and give one of a wanted size."""

import os

from flask import Flask, Response, request

app = Flask(__name__)
ANSWER = b'"' + b"x" * (int(os.environ.get("NOOP_BYTES", "2")) - 2) + b'"'


@app.post("/")
def nothing() -> Response:
    """Answer."""
    request.get_data()
    return Response(ANSWER, mimetype="application/json")


@app.get("/")
def ready() -> str:
    """Tell that it is there."""
    return "ready"
