"""`clf desk`."""

from __future__ import annotations

import getpass
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clf.cli.options import ModelOption, StoreOption, load_model
from clf.errors import ClfError, SignInError, extra

if TYPE_CHECKING:
    from clf.desk import Desk

app = typer.Typer(help="The moderators' desk: open it, and what its store holds.", no_args_is_help=True)
users = typer.Typer(help="Who works at the desk.", no_args_is_help=True)
app.add_typer(users, name="user")

AsOption = Annotated[str | None, typer.Option("--as", metavar="NAME", help="Who you are; your login name by default.")]


@app.command("open")
def open_page(
    store: StoreOption = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 8501,
    browser: Annotated[bool, typer.Option(help="Open it in a browser.")] = True,
) -> None:
    """Open the desk in your browser, for you alone: only this machine can reach it, and nobody signs in."""
    _serve(store, "open", "127.0.0.1", port, ["--server.headless", str(not browser).lower()])


@app.command("serve")
def serve(
    store: StoreOption = None,
    address: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8501,
    secrets: Annotated[
        Path, typer.Option(metavar="FILE", help="TOML file that says who may sign in, and how (docs/desk.md).")
    ] = Path("~/.streamlit/secrets.toml"),
) -> None:
    """Serve the desk to a team: everybody signs in, and it does not start before --secrets says how."""
    with extra("app"):
        from clf.app.sign_in import MIN_COOKIE_SECRET, read_sign_in
    try:
        place = secrets.expanduser().absolute()
    except RuntimeError:
        raise SignInError(f"{secrets}: there is no home folder: name the file with --secrets") from None
    if place.suffix != ".toml":
        raise SignInError(f"{place}: Streamlit reads secrets from files whose names end in .toml: rename it")
    if read_sign_in(place).weak_cookie_secret:
        print(
            f"clf: {place}: cookie_secret has fewer than {MIN_COOKIE_SECRET} bytes: who guesses it can sign in as "
            "anybody, so use a long random one",
            file=sys.stderr,
        )
    with extra("login"):
        import authlib  # noqa: F401  Streamlit needs it
        import httpx  # noqa: F401  and Authlib needs this
    _serve(store, "serve", address, port, ["--server.headless", "true", "--secrets.files", str(place)])


@app.command("export")
def export(path: Annotated[Path, typer.Argument(metavar="FILE")], store: StoreOption = None) -> None:
    """Write every decision to FILE (.csv, .jsonl or .parquet)."""
    with _desk(store) as desk:
        from clf.desk import exported, write_rows

        try:
            number = write_rows(exported(desk), path)
        except OSError as error:
            raise ClfError(f"{path}: cannot be written ({error.strerror})") from None
    print(f"{number} decisions written to {path}", file=sys.stderr)


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(metavar="FILE")], store: StoreOption = None, name: AsOption = None
) -> int:
    """Take in decisions that `clf desk export` wrote; those already there are left alone."""
    with _desk(store) as desk:
        from clf.desk import import_rows, read_rows

        rows, bad = read_rows(path)
        for line in bad:
            print(f"clf: {line}", file=sys.stderr)
        number = import_rows(desk, _name(desk, name), rows)
    print(f"{number} new decisions of {len(rows)}", file=sys.stderr)
    return 65 if bad else 0


@app.command("migrate")
def migrate_(store: StoreOption = None) -> None:
    """Bring the store's tables up to date (opening it does so too) and say their version."""
    with _desk(store) as desk:
        from clf.desk import migrate

        print(migrate(desk))


@app.command("verify")
def verify_(
    store: StoreOption = None,
    expect: Annotated[
        str | None, typer.Option(metavar="ID:HASH", help="A head that this command printed: is it still in the log?")
    ] = None,
) -> int:
    """Check that audit log, decisions and triggers are as clf wrote them; 65 if anything is not.

    Note the head it prints somewhere else: only with --expect does it notice newest entries that were cut off, or a log
    that was rewritten from start to end.
    """
    with extra("app"):
        from clf.desk import Head, address, exists, verify

    expected = Head.parse(expect) if expect else None
    if not exists(store):
        raise ClfError(f"{address(store)}: there is no desk to verify: name one with --store")
    with _desk(store) as desk:
        head, found = verify(desk, expected)
    for finding in found:
        print(finding)
    if found:
        return 65
    print(f"ok: {head.id} entries, head {head}")
    if expected is None:
        print("clf: entries cut off at the end show only with --expect: keep this head elsewhere", file=sys.stderr)
    return 0


@app.command("rescore")
def rescore_(store: StoreOption = None, name: AsOption = None, model: ModelOption = None) -> None:
    """Give the items that wait the scores of the live model; the desk does so itself, from its next page on."""
    loaded = load_model(model)
    with _desk(store) as desk:
        from clf.desk import rescore

        number = rescore(desk, _name(desk, name), loaded)
    print(f"{number:,} waiting items scored again with {loaded.id}", file=sys.stderr)


@app.command("shadow")
def shadow_(
    model: Annotated[str, typer.Argument(metavar="ID|off", help="An id of `clf model list`, or off.")],
    store: StoreOption = None,
    name: AsOption = None,
) -> None:
    """Let a candidate score along in silence, what waits and the last month's decisions too; leads may."""
    candidate = None if model == "off" else load_model(Path(model))
    with _desk(store) as desk:
        from clf.desk import DAY, fill_scores, now, set_shadow

        set_shadow(desk, _name(desk, name), "" if candidate is None else model)
        number = fill_scores(desk, candidate, now() - 30 * DAY) if candidate else 0
    said = f"{candidate.id} scores along, {number:,} items so far" if candidate else "no model scores along"
    print(said, file=sys.stderr)


@users.command("add")
def add_user(
    person: Annotated[str, typer.Argument(metavar="NAME")],
    role: Annotated[str, typer.Option(help="moderator, lead or admin.")] = "moderator",
    store: StoreOption = None,
    name: AsOption = None,
) -> None:
    """Add a person, or give one another role."""
    with extra("app"):
        from clf.desk import Role, add_person

    if role not in list(Role):
        raise typer.BadParameter(f"must be one of {', '.join(Role)}, found {role!r}", param_hint="--role")
    with _desk(store) as desk:
        add_person(desk, _name(desk, name), person, Role(role))


@users.command("list")
def list_users(store: StoreOption = None) -> None:
    """List people and their roles."""
    with _desk(store) as desk:
        from clf.desk import list_people

        for person, role in list_people(desk):
            print(f"{person}\t{role}")


def _name(desk: Desk, given: str | None) -> str:
    """The person at the shell, who is the admin of a desk where nobody is known yet."""
    from clf.desk import list_people, sign_in

    name = given or getpass.getuser()
    if not list_people(desk):
        sign_in(desk, name)
    return name


@contextmanager
def _desk(store: str | None) -> Iterator[Desk]:
    """The store, open. Import what needs the extra `app` within, so that its absence is reported in one line."""
    with extra("app"):
        from clf.desk import open_desk

        desk = open_desk(store)
        try:
            yield desk
        finally:
            desk.close()


def _serve(store: str | None, mode: str, address: str, port: int, flags: list[str]) -> None:
    """Run the page in ``mode`` (see `clf.app.main.Mode`) in place of this process, so that signals reach it."""
    with extra("app"):
        import streamlit  # noqa: F401
    with _desk(store):  # a store that cannot be opened is said here, not in the browser
        pass
    page = Path(__file__).parent.parent / "app" / "start.py"
    command = [sys.executable, "-m", "streamlit", "run", str(page), "--server.address", address]
    command += ["--server.port", str(port), *flags, "--", mode]
    environment = {**os.environ, **({"CLF_DESK": store} if store else {})}
    if os.name == "posix":
        sys.stderr.flush()
        os.execve(sys.executable, command, environment)
    raise typer.Exit(subprocess.run(command, env=environment, check=False).returncode)
