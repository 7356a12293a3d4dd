"""The HTTP service: routes, bodies, errors and pages over one snapshot."""

from apiflask import APIFlask

import kg
from api import openapi, roles, strict
from api.config import Config
from api.failures import register_failures
from api.pages import words
from api.pages.assets import load_assets
from api.pages.templating import Templates
from api.routes import BLUEPRINTS
from api.service import Service
from api.serving import arrival, cors, headers, hosts, observe
from api.serving.board import Board
from api.serving.clients import Clients
from api.serving.direct import DirectQueries
from api.serving.encoding import CODINGS
from api.serving.repeated import RepeatedReads

__all__ = ["create_app"]


def create_app(
    service: Service | None = None,
    config: Config | None = None,
    *,
    board: Board | None = None,
    compress: bool = False,
) -> APIFlask:
    """Return the WSGI application.

    Without ``service`` the snapshot named by ``config`` (by default: the environment) is loaded.
    ``board`` is what this process shares with others; by default it shares nothing.
    With ``compress`` answers are compressed for clients that take them so; clients that call the
    application in their own process seldom undo it.

    Raises:
        SnapshotError: the snapshot is missing or damaged.
    """
    config, board = config or Config.from_environment(), board or Board()
    app = APIFlask(
        __name__,
        title="Gluteal",
        version=kg.__version__,
        spec_path=None,
        docs_path=None,
        json_errors=False,
        static_folder="web/static",
        template_folder="web/templates",
    )
    app.extensions["gluteal"] = service or Service.open(config)
    app.extensions["gluteal-config"] = config
    app.extensions["gluteal-board"] = board
    app.url_map.strict_slashes = False
    _prepare_pages(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    _install(app, config, board, compress=compress)
    return app


def _prepare_pages(app: APIFlask) -> None:
    """Give the templates what all of them use."""
    app.jinja_environment = Templates
    app.jinja_env.globals["assets"] = load_assets()
    app.jinja_env.filters["sentence"] = lambda text: f"{text[:1].upper()}{text[1:]}"
    app.jinja_env.filters.update(denied=words.denied, signed=words.signed, due=words.due)
    app.jinja_env.globals["is_page"] = lambda path: any(
        rule.rule == path for rule in app.url_map.iter_rules())
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _install(app: APIFlask, config: Config, board: Board, *, compress: bool) -> None:
    """Install what stands around the routes, in the order in which a request meets it."""
    register_failures(app)
    observe.install(app, board, log=config.access_log)
    clients = Clients(board)
    arrival.install(app, clients, config.proxies)
    app.before_request(arrival.require_framing)
    hosts.install(app, config.hosts)
    cors.install(app, config.cors_origins)
    strict.install(app)
    roles.install(app, config.admin_key, config.proxies)
    codings = CODINGS if compress else ()
    headers.install(app, codings)
    openapi.install(app)
    direct = DirectQueries(app, config, clients, codings)
    app.wsgi_app = RepeatedReads(app, direct)  # type: ignore[assignment]
