"""`clf desk`: how it starts, when it refuses to, and what it says without what it needs."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.test_browser import _wait_for, free_port

GOOD = f"""
[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "{"c" * 32}"
client_id = "desk"
client_secret = "x"
server_metadata_url = "http://127.0.0.1:9/x"
[roles]
"ann@example.org" = "admin"
"""
BROKEN: dict[str, Callable[[str], str | bytes]] = {
    "duplicate key": lambda good: good + '"ann@example.org" = "lead"\n',
    "unquoted role": lambda good: good + '"lee@example.org" = lead\n',
    "unclosed quote": lambda good: good + '"lee@example.org" = "lead\n',
    "half saved": lambda good: good[: len(good) // 2],
    "empty": lambda good: "",
    "not UTF-8": lambda good: good.encode("utf-16"),
    "no [auth]": lambda good: "[roles]" + good.split("[roles]")[1],
    "no [roles]": lambda good: good.split("[roles]")[0],
    "unknown role": lambda good: good.replace('"admin"', '"boss"'),
    "no admin": lambda good: good.replace('"admin"', '"lead"'),
}
SERVE = [sys.executable, "-m", "clf", "desk", "serve"]


def refused(*args: str, cwd: Path, **environment: str) -> str:
    """The one line that `clf desk serve` ends with, having listened nowhere."""
    port = free_port()
    done = subprocess.run(
        [*SERVE, "--port", str(port), *args],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        env={**os.environ, **environment},
    )
    assert done.returncode == 78, done.stderr
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("clf: ")
    with pytest.raises(OSError, match="refused"), socket.create_connection(("127.0.0.1", port), 5):
        pass
    return done.stderr


@pytest.mark.parametrize("kind", BROKEN)
def test_serve_refuses_to_start_on_a_broken_file(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "secrets.toml"
    content = BROKEN[kind](GOOD)
    place.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert "secrets.toml" in refused("--secrets", str(place), cwd=tmp_path)


def test_serve_reads_no_file_of_the_start_folder(tmp_path: Path) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text(GOOD)
    home = tmp_path / "home"
    home.mkdir()
    said = refused("--address", "0.0.0.0", cwd=tmp_path, HOME=str(home))
    assert str(home / ".streamlit" / "secrets.toml") in said


def test_serve_wants_a_file_that_streamlit_reads_alike(tmp_path: Path) -> None:
    place = tmp_path / "secrets"
    place.write_text(GOOD)
    assert ".toml" in refused("--secrets", str(place), cwd=tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
@pytest.mark.parametrize("ending", ["desk", "streamlit"])
def test_a_terminal_with_a_display_is_asked_nothing(tmp_path: Path, ending: str) -> None:
    import pty

    port = free_port()
    ours, theirs = pty.openpty()
    root = Path(__file__).parent.parent.parent
    command = {
        "desk": ["-m", "clf", "desk", "open", "--port", str(port)],
        "streamlit": ["-m", "streamlit", "run", str(root / "app.py"), "--server.port", str(port)],
    }[ending]
    environment = {
        **os.environ,
        "HOME": str(tmp_path),
        "DISPLAY": ":0",
        "BROWSER": "true",
        "PYTHONPATH": os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")]),
    }
    with subprocess.Popen(
        [sys.executable, *command], cwd=tmp_path, stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    ) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/_stcore/health", server)
            server.send_signal(signal.SIGTERM)  # the process that was started is the one that listens
            server.wait(20)
            with pytest.raises(urllib.error.URLError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5)
        finally:
            server.kill()
    os.close(theirs)
    said = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "Email" not in said


@pytest.mark.parametrize(
    "args",
    [
        ["user", "list"],
        ["user", "add", "mia"],
        ["migrate"],
        ["export", "x.csv"],
        ["import", "x.csv"],
        ["rescore"],
        ["shadow", "off"],
        ["open"],
        ["serve"],
    ],
)
def test_without_its_extra_the_desk_says_what_to_install(tmp_path: Path, args: list[str]) -> None:
    code = "import sys; sys.modules['sqlalchemy'] = None; from clf.cli.main import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, "desk", *args],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == (
        "clf: this needs sqlalchemy, which is not installed: pip install '.[app]' in a clone of clf\n"
    )
