"""`clf serve`."""

from __future__ import annotations

import os
import socket
import sys
from typing import Annotated

import typer

from clf.cli.options import ClaimsOption, ModelOption, PolicyOption, SourcesOption, load_numba_without_scipy
from clf.errors import ClfError, extra
from clf.loopback import is_loopback

TOKEN = "CLF_SERVE_TOKEN"
_OTHER_FILES = 64  # files that the service opens besides its connections


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 for any that is free.")] = 8642,
    model: ModelOption = None,
    policy: PolicyOption = None,
    evidence: Annotated[bool, typer.Option("--evidence", help="Offer evidence about misinformation, too.")] = False,
    claims: ClaimsOption = None,
    sources: SourcesOption = None,
    max_body: Annotated[int, typer.Option(min=100, help="Bytes of a request.")] = 1 << 20,
    max_items: Annotated[int, typer.Option(min=1, help="Items of a batch.")] = 1000,
    max_chars: Annotated[int, typer.Option(min=1, help="Characters of a headline or teaser.")] = 2000,
    max_seconds: Annotated[float, typer.Option(min=0.1, help="Seconds to receive a request, and to answer it.")] = 10.0,
    max_requests: Annotated[int, typer.Option(min=1, help="Requests at once; more are answered with 503.")] = 64,
    max_connections: Annotated[int, typer.Option(min=1, help="Open connections in all.")] = 512,
    max_per_peer: Annotated[
        int | None, typer.Option(min=1, help="Open connections of one peer; half of all unless given.")
    ] = None,
) -> None:
    """Score and explain headlines by JSON over HTTP.

    Listens on this machine only. To listen elsewhere, set CLF_SERVE_TOKEN: callers send it as a bearer token. Another
    model that is promoted takes over by itself. /docs shows what can be asked; docs/serve.md has the details.
    """
    token = os.environ.get(TOKEN, "").strip()
    if not token and not is_loopback(host):
        raise ClfError(
            f"{host} can be reached from elsewhere: set {TOKEN} to a secret that callers send, or listen on 127.0.0.1"
        )
    with extra("serve"):
        import uvicorn
    load_numba_without_scipy()
    from clf.policy import read_policy
    from clf.serve import Connection, Holder, Limits, make_app

    rules = None if policy is None else read_policy(policy)
    evidencer = None
    if evidence:
        from clf.evidence import Evidencer

        evidencer = Evidencer.load(claims, sources, rules.misinformation if rules else None)
        evidencer.find("Ready to answer")
    listening = _listen(host, port)
    connections = min(max_connections, max(1, _open_files() - _OTHER_FILES))
    per_peer = max_per_peer or max(1, connections // 2)
    limits = Limits(max_body, max_items, max_chars, max_seconds, max_requests, connections, per_peer)
    app = make_app(Holder(model, rules), limits, token=token, evidencer=evidencer)
    config = uvicorn.Config(
        app,
        http=Connection,
        log_level="info",
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=int(max_seconds) + 1,
        backlog=1024,
    )
    where = listening.getsockname()
    typer.echo(f"clf: listening on http://{f'[{where[0]}]' if ':' in where[0] else where[0]}:{where[1]}/docs", err=True)
    uvicorn.Server(config).run([listening])


def _open_files() -> int:
    """How many files and sockets the process may have open."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return sys.maxsize
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return sys.maxsize if soft == resource.RLIM_INFINITY else soft


def _listen(host: str, port: int) -> socket.socket:
    """A socket on ``host``; raises `ClfError` if it cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(1024)  # who reads the line that it listens may call at once
    except OSError as error:
        raise ClfError(f"cannot listen on {host} port {port}: {error.strerror or error}") from None
    return listening
