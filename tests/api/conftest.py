"""Applications to test: one over stand-ins, which every test may have to itself."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api import create_app
from tests.api.standins import service


@pytest.fixture
def app() -> Flask:
    """An application over the stand-ins."""
    return create_app(service())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of that application."""
    return app.test_client()


@pytest.fixture
def post(client: FlaskClient) -> Callable[..., TestResponse]:
    """Post to an address, the differential where none is given; values are sent as JSON."""

    def _post(body: Any, path: str = "/v1/differential", **headers: str) -> TestResponse:
        raw = body if isinstance(body, bytes | str) else json.dumps(body)
        sent = {"Content-Type": "application/json"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return client.post(path, data=raw, headers=sent)

    return _post
