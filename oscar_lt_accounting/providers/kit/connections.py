"""Connections that stay open from call to call: per integration and thread, and never longer than is safe.

Opening TCP and TLS for every call, and loading the bundle of certificates each time, costs three round trips in
place of one and most of a worker's CPU. But a server may close an idle connection at any moment, and a request
written into it then is a request whose answer was lost. So a call that writes takes only a connection whose last
answer has just ended, and where a doubt cannot be settled by asking (no look-up, no refusal of duplicates) none;
and no process touches what another one opened (design.md §2).
"""

from __future__ import annotations

import os
import socket
import ssl
import threading
from collections import OrderedDict
from functools import lru_cache
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any

import requests
from requests.adapters import DEFAULT_CA_BUNDLE_PATH, HTTPAdapter
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3 import PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.ssl_ import create_urllib3_context

from oscar_lt_accounting.providers.kit.deadline import current_deadline

#: How many seconds after its last answer a connection may still carry a call that writes, or one that reads.
WRITES_WITHIN, READS_WITHIN = 2.0, 15.0
_MOST_SESSIONS = 32


class Connections:
    """The open connections of one integration, which is named by `owner`; each thread has its own.

    `writes_reuse` is false for systems where a lost answer cannot be settled by asking: there every call that
    writes opens a connection of its own.
    """

    def __init__(self, owner: str, *, writes_reuse: bool = True) -> None:
        self._owner = owner
        self._writes_reuse = writes_reuse

    def reuses_within(self, *, writes: bool) -> float:
        """The greatest age in seconds of a connection that carries a call; 0 for none."""
        if not writes:
            return READS_WITHIN
        return WRITES_WITHIN if self._writes_reuse else 0

    def session(self, *, trusted: bool, ca_bundle: str) -> requests.Session:
        """This thread's session, made anew where there is none; the oldest of too many is closed."""
        kept = _of_this_thread()
        key = (self._owner, trusted, ca_bundle)
        session = kept.pop(key, None) or new_session(trusted=trusted, ca_bundle=ca_bundle)
        kept[key] = session
        if len(kept) > _MOST_SESSIONS:
            _key, oldest = kept.popitem(last=False)
            oldest.close()
        return session


_Sessions = OrderedDict[tuple[str, bool, str], requests.Session]
_threads = threading.local()


def _of_this_thread() -> _Sessions:
    kept: _Sessions | None = getattr(_threads, "sessions", None)
    if kept is None or _threads.process != os.getpid():
        # Sockets of the process that forked this one stay its own: they are left, not closed with a farewell.
        kept = _threads.sessions = OrderedDict()
        _threads.process = os.getpid()
    return kept


def new_session(*, trusted: bool, ca_bundle: str) -> requests.Session:
    """A session that follows nothing and remembers nothing but its connections.

    `trusted` hosts may be called by http and have private addresses; `ca_bundle` is the path of the certificates
    to trust, empty for those that `requests` brings along.
    """
    session = _Session()
    session.trust_env = False
    # A cookie of one call would travel with the next.
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    if trusted:
        session.mount("http://", TrustedAdapter(ca_bundle))
    session.mount("https://", TrustedAdapter(ca_bundle) if trusted else PublicAdapter(ca_bundle))
    return session


class _Session(requests.Session):
    """A session that does not even look where a redirect leads, which `requests` does on its way."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Nowhere."""


class _WatchedHTTPConnection(HTTPConnection):
    idle_since = float("-inf")
    process = 0

    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        self.process = os.getpid()
        if deadline := current_deadline():
            deadline.connected(sock)
        return sock

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        if deadline := current_deadline():
            deadline.before_writing()
        super().send(data)


class _WatchedHTTPSConnection(_WatchedHTTPConnection, HTTPSConnection):
    pass


class _ReusingPool(HTTPConnectionPool):
    """Hands out an open connection only where the current call may use it, and says so to its deadline."""

    def _get_conn(self, timeout: float | None = None) -> Any:
        conn = super()._get_conn(timeout)
        deadline = current_deadline()
        if isinstance(conn, _WatchedHTTPConnection) and conn.sock is not None:
            if conn.process == os.getpid() and deadline and deadline.may_reuse(conn.idle_since):
                deadline.connected(conn.sock)
            else:
                conn.close()
        return conn

    def _put_conn(self, conn: Any) -> None:
        deadline = current_deadline()
        if isinstance(conn, _WatchedHTTPConnection):
            conn.idle_since = deadline.now() if deadline else float("-inf")
        super()._put_conn(conn)


class _HTTPPool(_ReusingPool):
    ConnectionCls = _WatchedHTTPConnection


class _HTTPSPool(_ReusingPool, HTTPSConnectionPool):
    ConnectionCls = _WatchedHTTPSConnection


class _WatchedPools(HTTPAdapter):
    def __init__(self, ca_bundle: str = "") -> None:
        self._ca_bundle = ca_bundle
        super().__init__(pool_maxsize=1)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any) -> None:
        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **pool_kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}

    def build_connection_pool_key_attributes(self, *args: Any, **options: Any) -> Any:
        """Their pool, with certificates that were loaded before."""
        host, pool = super().build_connection_pool_key_attributes(*args, **options)
        if host["scheme"] == "https":
            pool["ssl_context"] = _tls(self._ca_bundle)
        return host, pool

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Certificates are always checked, against those that the context has loaded."""
        if url.lower().startswith("https"):
            conn.cert_reqs = "CERT_REQUIRED"
            conn.ca_certs = conn.ca_cert_dir = None


class TrustedAdapter(_WatchedPools):
    """For hosts the deployer listed by name, wherever they resolve to."""


class PublicAdapter(_WatchedPools, IPFilterAdapter):
    """For providers' own hosts: the name is resolved once and only a public address is connected to."""

    def __init__(self, ca_bundle: str = "") -> None:
        self._ca_bundle = ca_bundle
        IPFilterAdapter.__init__(self, is_https_proto=True)


def _tls(ca_bundle: str) -> ssl.SSLContext:
    path = Path(ca_bundle or DEFAULT_CA_BUNDLE_PATH)
    return _loaded(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _loaded(path: Path, changed: int) -> ssl.SSLContext:
    """What trusts the certificates of a bundle, a file or a folder; read again when the bundle has `changed`."""
    context = create_urllib3_context()
    if path.is_dir():
        context.load_verify_locations(capath=path)
    else:
        context.load_verify_locations(cafile=path)
    return context
