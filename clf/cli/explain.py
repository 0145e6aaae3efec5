"""`clf explain`."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from clf.cli.inputs import Failures, batches, is_source
from clf.cli.options import (
    AllowPort,
    AllowPrivate,
    AnyLanguage,
    EncodingOption,
    FeedOption,
    HeadlineColumn,
    LayoutOption,
    ModelOption,
    PolicyOption,
    TeaserColumn,
    load_model,
    reading,
)
from clf.cli.rows import STYLES, printable
from clf.errors import InputError
from clf.inputs import Columns, Layout
from clf.types import Band, Explanation, Field, HeadlineBlock

if TYPE_CHECKING:
    from clf.model import Model

_SHADES = ((0.5, "bold white on red", "bold white on blue"), (0.15, "red", "blue"))


class Form(StrEnum):
    """How an explanation is written."""

    TEXT = "text"
    JSON = "json"


def explain(
    item: Annotated[str, typer.Argument(metavar="HEADLINE|FILE|FOLDER|URL|-", help="A headline, or what has some.")],
    teaser: Annotated[str, typer.Option(help="The teaser under the headline.")] = "",
    model: ModelOption = None,
    policy: PolicyOption = None,
    output: Annotated[
        Form, typer.Option("--format", "-f", help="For people, or as JSON; of a file, a line for each block.")
    ] = Form.TEXT,
    any_language: AnyLanguage = False,
    layout: LayoutOption = Layout.AUTO,
    encoding: EncodingOption = "auto",
    headline_column: HeadlineColumn = "",
    teaser_column: TeaserColumn = "",
    feed: FeedOption = False,
    allow_private: AllowPrivate = False,
    allow_port: AllowPort = None,
) -> int:
    """Show which words and cues make the score of a headline, and how they add up.

    Takes a headline, or any of the sources that `clf score` takes, and explains each of its blocks.
    """
    if output is Form.JSON:
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    console = Console(highlight=False, soft_wrap=True)
    if item != "-" and not is_source(item):
        if not item.strip():
            raise InputError("an empty headline was given: give some text")
        scorer = load_model(model, policy)
        _show(scorer, HeadlineBlock(item, teaser), output, console, any_language, 1)
        return 0
    if teaser:
        raise InputError("--teaser goes with a headline: a file brings its own teasers")
    failures = Failures()
    columns = Columns(headline_column, teaser_column)
    options = reading([item], layout, encoding, columns, feed, allow_private, allow_port)
    scorer = load_model(model, policy)
    first = True
    for batch in batches([item], options, failures):
        for block in batch.blocks:
            if output is Form.TEXT and not first:
                console.rule(style="dim")
            first = False
            _show(scorer, block, output, console, any_language, None)
    return failures.exit_code()


def _show(
    model: Model, block: HeadlineBlock, form: Form, console: Console, any_language: bool, indent: int | None
) -> None:
    score = model.score([block], any_language=any_language)[0]
    if score.band is Band.UNSUPPORTED:
        if form is Form.JSON:
            unknown = {"block": block.to_dict(), "score": {"band": score.band.value, "model": score.model}}
            print(json.dumps(unknown, ensure_ascii=False, indent=indent))
            return
        console.print(Text(printable(block.headline), "bold"))
        console.print(Text(score.band.value, STYLES[score.band]).append(": not scored (see --any-language)", "dim"))
        return
    explanation = model.explain(block)
    if form is Form.JSON:
        print(json.dumps(explanation.to_dict(), ensure_ascii=False, indent=indent), flush=True)
    else:
        _print(console, explanation)


def _print(console: Console, explanation: Explanation) -> None:
    score = explanation.score
    console.print(_shaded(explanation, "headline"))
    if explanation.block.teaser:
        console.print(_shaded(explanation, "teaser"))
    verdict = Text(f"\n{score.probability:.1%} ")
    verdict.append(score.band.value, STYLES[score.band])
    verdict.append("".join(f", {notice.value}" for notice in score.notices), "yellow")
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
