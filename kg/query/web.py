"""HTTP to another SPARQL store: one deadline for a whole exchange, bounded answers, one host."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import urllib3
from urllib3 import exceptions

from kg.errors import AnswerTooLarge, QueryTimeout, SettingError, StoreFailed, StoreUnavailable
from kg.limits import limit

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply: its status, its media type without parameters, its bytes."""

    status: int
    media_type: str
    body: bytes


class Web:
    """A few connections to the store, kept open between exchanges; threads may share it."""

    def __init__(self, user: str = "", password: str = "") -> None:
        """Send ``user`` and ``password`` (HTTP basic) with each request, where there is a user."""
        self._headers = {"Accept-Encoding": "identity", "User-Agent": "gluteal"}
        if user:
            self._headers |= urllib3.make_headers(basic_auth=f"{user}:{password}")
        self._pools = urllib3.PoolManager(maxsize=int(limit("query_slots")), retries=False)

    def exchange(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        *,
        deadline: float,
    ) -> Reply:
        """Send a request and return the whole reply, by ``deadline`` (monotonic seconds).

        Redirects are not followed: what they name could be another host.

        Raises:
            QueryTimeout: the reply was not complete in time.
            StoreUnavailable: nobody answers there.
            AnswerTooLarge: the reply is larger than answers may be.
        """
        try:
            return self._once(method, url, headers, body, deadline)
        except (exceptions.ConnectTimeoutError, exceptions.NewConnectionError):
            raise StoreUnavailable("the SPARQL store cannot be reached") from None
        except exceptions.TimeoutError:
            raise QueryTimeout("the query took longer than its limit") from None
        except exceptions.ProtocolError as error:
            if isinstance(error.args[-1], TimeoutError):  # while it was still being sent
                raise QueryTimeout("the query took longer than its limit") from None
            raise StoreUnavailable("the SPARQL store ended the connection") from None
        except (exceptions.HTTPError, OSError) as error:
            reason = f"the SPARQL store cannot be spoken to ({type(error).__name__})"
            raise StoreUnavailable(reason) from None

    def close(self) -> None:
        """Close the connections."""
        self._pools.clear()

    def _once(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None,
        deadline: float,
    ) -> Reply:
        remaining = max(0.001, deadline - time.monotonic())
        # The library sends the body within the time for connecting.
        timeout = urllib3.Timeout(connect=remaining, read=remaining)
        response = self._pools.urlopen(
            method, url, body=body, headers={**self._headers, **headers}, timeout=timeout,
            redirect=False, retries=False, preload_content=False, decode_content=False,
        )
        try:
            content = _content(response, deadline)
        except BaseException:
            response.close()
            raise
        response.release_conn()
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise StoreFailed("the SPARQL store compressed an answer unasked")
        media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return Reply(response.status, media_type, content)


def _content(response: urllib3.BaseHTTPResponse, deadline: float) -> bytes:
    """Read the body; a read waits as long as the deadline allows, and all of them together."""
    most, content = int(limit("query_answer_bytes")), bytearray()
    while chunk := response.read1(_CHUNK):
        content += chunk
        if len(content) > most:
            raise AnswerTooLarge(f"the answer is larger than {most} bytes")
        remaining = deadline - time.monotonic()
        if remaining <= 0:
            raise QueryTimeout("the query took longer than its limit")
        if (sock := getattr(response.connection, "sock", None)) is not None:
            sock.settimeout(remaining)
    return bytes(content)


def require_address(url: str) -> str:
    """Return ``url``; raises SettingError unless it is a usable address of a store."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.fragment:
        raise SettingError(f"{url!r} is not the address (http or https) of a SPARQL endpoint")
    if parts.username is not None or parts.password is not None:
        raise SettingError("the address of a store must not hold credentials; they are settings"
                           " of their own: GLUTEAL_STORE_USER and GLUTEAL_STORE_PASSWORD")
    return url
