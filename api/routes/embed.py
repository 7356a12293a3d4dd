"""The graph inside the pages of other clinic systems: a page for a frame, and a script that puts
that frame into a page.

Who may frame it says ``GLUTEAL_FRAME_ANCESTORS``; every other page refuses to be framed at all.
"""

from apiflask import APIBlueprint
from flask import Response, current_app

from api.answers import given_as
from api.config import Config
from api.negotiate import choose
from api.routes.explore import ExploreQuery, explored
from api.serving.headers import CSP

routes = APIBlueprint("embed", __name__, tag="Graph")
SCRIPT = "text/javascript"
_LOADER = """\
// Puts a graph after <script src="…/embed.js" data-of="sciatic-nerve"></script>
(() => {
  const script = document.currentScript;
  if (!script) return;
  const address = new URL("/embed/graph", script.src);
  const names = ["of", "from", "to", "k", "depth", "relations", "kinds", "inferred", "limit"];
  for (const name of names) {
    if (script.dataset[name]) address.searchParams.set(name, script.dataset[name]);
  }
  const frame = document.createElement("iframe");
  frame.src = address.href;
  frame.title = script.dataset.title || "Gluteal: graph of the knowledge";
  frame.loading = "lazy";
  frame.width = "100%";
  frame.height = script.dataset.height || "640";
  frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-downloads allow-forms "
    + "allow-popups allow-popups-to-escape-sandbox");
  script.after(frame);
})();
"""


def _config() -> Config:
    config: Config = current_app.extensions["gluteal-config"]
    return config


@routes.get("/embed/graph")
@routes.input(ExploreQuery, location="query", arg_name="asked")
@routes.doc(responses=given_as("text/html"))
def embedded(asked: ExploreQuery) -> Response:
    """Show the explorer without the frame of the site, for pages of other systems."""
    response = explored(asked, "embed.html")
    ancestors = " ".join(_config().frame_ancestors) or "'none'"
    policy = CSP.replace("frame-ancestors 'none'", f"frame-ancestors {ancestors}")
    response.headers["Content-Security-Policy"] = policy
    return response


@routes.get("/embed.js")
@routes.doc(responses=given_as(SCRIPT))
def loader() -> Response:
    """Give the script that puts a graph into a page of another system."""
    choose([SCRIPT])
    response = Response(_LOADER, mimetype=SCRIPT)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
