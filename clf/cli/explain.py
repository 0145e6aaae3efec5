"""`clf explain`."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from clf.block import Explanation, Field, HeadlineBlock
from clf.cli.options import ModelOption, PolicyOption, load_model
from clf.cli.rows import STYLES, printable
from clf.errors import InputError

_SHADES = ((0.5, "bold white on red", "bold white on blue"), (0.15, "red", "blue"))


class Form(StrEnum):
    """How an explanation is written."""

    TEXT = "text"
    JSON = "json"


def explain(
    headline: Annotated[str, typer.Argument(help="The headline to explain.")],
    teaser: Annotated[str, typer.Option(help="The teaser under it.")] = "",
    model: ModelOption = None,
    policy: PolicyOption = None,
    output: Annotated[Form, typer.Option("--format", "-f", help="For people, or as JSON.")] = Form.TEXT,
) -> None:
    """Show which words and cues make the score of a headline, and how they add up."""
    if not headline.strip():
        raise InputError("an empty headline was given: give some text")
    explanation = load_model(model, policy).explain(HeadlineBlock(headline, teaser))
    if output is Form.JSON:
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
        print(json.dumps(explanation.to_dict(), ensure_ascii=False, indent=1))
    else:
        _print(Console(highlight=False, soft_wrap=True), explanation)


def _print(console: Console, explanation: Explanation) -> None:
    score = explanation.score
    console.print(_shaded(explanation, "headline"))
    if explanation.block.teaser:
        console.print(_shaded(explanation, "teaser"))
    verdict = Text(f"\n{score.probability:.1%} ")
    verdict.append(score.band.value, STYLES[score.band])
    verdict.append(f", strength {score.strength:.2f}, by {score.model}", "dim")
    console.print(verdict)
    console.print("\nReasons (+ towards clickbait, - towards plain news)")
    for reason in explanation.reasons:
        console.print(Text(f"  {reason.contribution:+6.2f}  {printable(reason.text)}"))
    console.print("\nArithmetic (log-odds)")
    words = sum(part.contribution for part in explanation.words)
    cues = sum(part.contribution for part in explanation.cues)
    console.print(f"  {explanation.intercept:+6.2f}  where every headline begins")
    console.print(f"  {words:+6.2f}  {len(explanation.words)} words: {_strongest(explanation)}")
    console.print(f"  {cues:+6.2f}  {len(explanation.cues)} cues")
    console.print(f"  {explanation.log_odds:+6.2f}  in all = {score.probability:.1%}")
    if explanation.what_ifs:
        console.print("\nWithout")
        for what_if in explanation.what_ifs:
            console.print(Text(f"  {what_if.probability:6.1%}  “{printable(what_if.text)}”"))


def _strongest(explanation: Explanation) -> str:
    parts = sorted(explanation.words, key=lambda part: -abs(part.contribution))[:6]
    return ", ".join(f"{printable(part.text)} {part.contribution:+.2f}" for part in parts)


def _shaded(explanation: Explanation, name: Field) -> Text:
    block = explanation.block
    text = block.headline if name == "headline" else block.teaser
    shaded = Text(printable(text), style="bold" if name == "headline" else "")
    for part in explanation.words:
        if part.span.field == name:
            for least, up, down in _SHADES:
                if abs(part.contribution) >= least:
                    shaded.stylize(up if part.contribution > 0 else down, part.span.start, part.span.end)
                    break
    return shaded
