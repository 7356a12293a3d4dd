"""Every bound in one table: name, default, unit and what it protects.

A bound is read with :func:`limit`; the environment variable ``GLUTEAL_<NAME>`` overrides it.
"""

import os
from dataclasses import dataclass

from kg.errors import SettingError


@dataclass(frozen=True, slots=True)
class Limit:
    """One bound: its default, its unit and its purpose."""

    name: str
    default: float
    unit: str
    help: str


LIMITS = {
    bound.name: bound
    for bound in (
        Limit("query_deadline_seconds", 2.0, "s", "whole life of a SPARQL query, queue included"),
        Limit("query_answer_bytes", 16 * 2**20, "bytes", "largest SPARQL answer"),
        Limit("query_text_bytes", 64 * 2**10, "bytes", "longest SPARQL query text"),
        Limit("query_depth", 64, "levels", "deepest nesting of brackets and braces"),
        Limit("query_tokens", 20_000, "tokens", "longest SPARQL query in tokens"),
        Limit("query_unions", 500, "keywords", "most UNIONs in one query"),
        Limit("query_workers", 2, "processes", "pre-forked SPARQL workers"),
        Limit("query_worker_bytes", 512 * 2**20, "bytes", "address space a worker may add"),
        Limit("query_queue", 16, "requests", "queries that may wait for a worker"),
        Limit("query_quick_seconds", 0.1, "s", "a query that runs longer makes room for others"),
        Limit("query_slow_count", 1, "times", "a query that uses up time or memory this often"),
        Limit("query_slow_memory_seconds", 60, "s", "is known to be slow for this long"),
        Limit("query_slow_queue", 4, "requests", "queries known to be slow that may wait"),
        Limit("query_slots", 12, "requests", "queries that one web worker may have in flight"),
        Limit("query_crash_count", 3, "crashes", "crashes after which a query is refused"),
        Limit("query_crash_refusal_seconds", 600, "s", "how long it is then refused"),
        Limit("store_check_seconds", 2.0, "s", "how long another store is trusted to be the same"),
        Limit("store_write_seconds", 300.0, "s", "longest write of one graph into another store"),
        Limit("body_bytes", 2**20, "bytes", "largest request body"),
        Limit("json_depth", 32, "levels", "deepest nesting of a JSON body"),
        Limit("findings", 200, "findings", "most findings in one presentation"),
        Limit("complaints", 8, "complaints", "most complaints in one presentation"),
        Limit("text_characters", 20_000, "code points", "longest free text"),
        Limit("name_characters", 300, "code points", "longest name of a concept"),
        Limit("request_seconds", 10.0, "s", "slowest request head or body"),
        Limit("cache_bytes", 16 * 2**20, "bytes", "answers that one web worker keeps for repeats"),
        Limit("cache_answer_bytes", 2**20, "bytes", "largest answer that is kept"),
        Limit("web_working", 8, "requests", "requests that one web worker works on at once"),
        Limit("web_waiting", 64, "requests", "requests that may wait for that"),
        Limit("web_waiting_seconds", 1.0, "s", "how long one of them waits; half is expected"),
        Limit("web_refusing", 64, "requests", "requests that wait for their refusal"),
        Limit("refusal_seconds", 0.02, "s", "wait before a refusal under load"),
        Limit("web_receiving", 64, "requests", "requests whose bodies are still arriving"),
        Limit("client_work_seconds", 120, "s", "work that one client may ask for at once"),
        Limit("client_work_rate", 2.0, "s/s", "work that it may ask for without end"),
        Limit("client_errors", 600, "requests", "failed requests that it may send at once"),
        Limit("client_error_rate", 10, "requests/s", "failed requests without end"),
        Limit("compress_bytes", 1024, "bytes", "smallest answer that is compressed"),
        Limit("page_items", 100, "items", "most items of one page"),
        Limit("graph_depth", 3, "steps", "farthest neighbourhood of an entity"),
        Limit("graph_nodes", 500, "entities", "most entities of one neighbourhood"),
        Limit("graph_starts", 20, "entities", "most entities that one neighbourhood begins at"),
        Limit("graph_paths", 10, "paths", "most paths of one answer"),
        Limit("graph_path_steps", 8, "steps", "longest path between two entities"),
        Limit("hermit_seconds", 600, "s", "longest run of HermiT or Pellet"),
        Limit("hermit_megabytes", 4000, "MiB", "heap of HermiT or Pellet"),
    )
}


_VARIABLES = {name: f"GLUTEAL_{name.upper()}" for name in LIMITS}


def limit(name: str) -> float:
    """Return the bound ``name``, overridden by ``GLUTEAL_<NAME>`` where that is a number.

    Raises:
        KeyError: there is no bound of that name.
        SettingError: the environment holds something that is not a positive number.
    """
    text = os.environ.get(_VARIABLES[name])
    if text is None:
        return LIMITS[name].default
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise SettingError(f"{_VARIABLES[name]} must be a positive number, not {text!r}")
    return value
