"""Write docs/cli.md from the help of every command: `python -m lab.cli_reference`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from clf.cli.main import app

PAGE = Path(__file__).parents[1] / "docs" / "cli.md"
WIDTH = 100


def reference() -> str:
    """The text of docs/cli.md: a section per command, with its help."""
    parts = ["# Every command\n\nGenerated from `--help` by `python -m lab.cli_reference`; do not edit.\n"]
    _add(typer.main.get_command(app), "clf", None, parts)
    return "\n".join(parts)


def _add(command: Any, name: str, parent: Any, parts: list[str]) -> None:
    context = command.context_class(
        command, info_name=name.rsplit(" ", 1)[-1], parent=parent, terminal_width=WIDTH, max_content_width=WIDTH
    )
    lines = [line.rstrip() for line in command.get_help(context).splitlines()]
    parts.append("\n".join([f"## {name}", "", "```text", *lines, "```", ""]))
    for child in sorted(getattr(command, "commands", {})):
        _add(command.commands[child], f"{name} {child}", context, parts)


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
