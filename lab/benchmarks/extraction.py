"""How long pages take: a megabyte of HTML, and pages made to hang a parser, each at doubling sizes.

Time is processor time, best of three for ordinary pages. A ratio near 2 from one size to the next is linear time.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from clf.pages import read_blocks

PAGES = Path(__file__).resolve().parents[2] / "tests" / "pages" / "samples"
MB = 1_000_000
STORY = "<h2><a href='/a-story-of-one-night'>Ferry is back in port tonight</a></h2>"


def news(size: int) -> bytes:
    """Cards with text, links, pictures and scripts as news pages have them."""
    parts = ["<!doctype html><html><head><title>News</title></head><body><main><section><h2>News</h2>"]
    total, n = 0, 0
    while total < size:
        n += 1
        link = f'<a href="/2026/03/12/story-{n}-of-the-day">'
        card = (
            f'<article class="card card--teaser css-{n % 97}" data-id="{n}" data-context="front-page">'
            f'{link}<img src="/i/{n}.webp" '
            f'srcset="/i/{n}-320.webp 320w, /i/{n}-640.webp 640w" alt="Picture {n}"></a>'
            f'<h3 class="card__title">{link}Council {n} votes on the budget of the harbour</a></h3>'
            f'<p class="card__text">The vote on item {n} was close, the clerk said.</p>'
            f'<span class="date">12 March</span></article>'
        )
        if n % 6 == 0:
            card += "<script>window.q=window.q||[];" + f"q.push({{id:{n},slot:'a'}});" * 60 + "</script>"
        parts.append(card)
        total += len(card)
    return "".join([*parts, "</section></main></body></html>"]).encode()


def _repeated(unit: str) -> Callable[[int], bytes]:
    return lambda size: ("<html><body>" + STORY + unit * (size // len(unit)) + STORY).encode()


PATHOLOGICAL: dict[str, Callable[[int], bytes]] = {
    "unclosed <div>": _repeated("<div>x"),
    "unclosed <b id=..>": lambda size: (
        "<html><body>" + "".join(f"<b id={i}>x<p>" for i in range(size // 14))
    ).encode(),
    "unclosed <a>": _repeated("<a href=/some-story-of-today>A ferry is back in port"),
    "unclosed <p><span>": _repeated("<p><span>x"),
    "nested <table><td>": _repeated("<table><tr><td>x"),
    "nested <ul><li>": _repeated("<ul><li>x"),
    "<div></x> never closed": _repeated("<div></x>"),
    "deep, then </p>": lambda size: ("<html>" + "<div>" * (size // 9) + "</p>" * (size // 9)).encode(),
    "links": lambda size: (
        "<html><body>" + "".join(f"<a href=/story/{i}>A ferry is back in port {i}</a> " for i in range(size // 50))
    ).encode(),
    "links in one list": lambda size: (
        "<html><body><ul>" + "".join(f"<li><a href=/s/{i}>A ferry is back in port</a>" for i in range(size // 46))
    ).encode(),
    "one link repeated": _repeated("<a href=/story/1>A ferry is back in port</a> "),
    "headings": _repeated("<h2>A ferry is back in the port</h2>"),
    "headings in headings": _repeated("<h2><div>A ferry is back"),
    "labels": _repeated("<h3>News</h3>"),
    "nested headers": _repeated("<header><h2><a href=/a-story-of-one-night>Ferry is back</a></h2>"),
    "nested aria-hidden": _repeated("<div aria-hidden=true><p>x"),
    "nested menus": _repeated("<div class=menu><p>x"),
    "nested bylines": _repeated("<div class=meta>x"),
    "bylines": _repeated("<div><div><div class=meta>x</div></div></div>"),
    "forms": _repeated("<form><a href=/story/of/a/night>x</a></form>"),
    "lists without scripts": _repeated("<noscript><li><a href=/a-story-of-one-night>Ferry is back</a></noscript>"),
    "more, more": lambda size: (
        "<html><body>" + "".join(f"<p><b>Ferry is back</b> <a href=/story/{i}>more</a>" for i in range(size // 50))
    ).encode(),
    "data": lambda size: (
        "<html><body><script>window.a = " + "[" * (size // 2) + "</script><script>" + "window.a={" * (size // 20)
    ).encode(),
    "Markdown": lambda size: b"## [Ferry is back in port](https://a.example/b)\n\n> > * x [a](\n" * (size // 62),
    "Markdown: brackets": lambda size: b"# x\n\n[a](https://a.example/b)\n" + b"[" * size,
    "one paragraph": lambda size: (
        "<html><body><p>" + "the ferry is <a href=/s/1>back in the port today</a> " * (size // 50)
    ).encode(),
    "open tags only": _repeated("<a "),
    "open comments": _repeated("<!--"),
    "open scripts": _repeated("<script>"),
    "entities": _repeated("&a"),
    "attributes": lambda size: ("<html><body><a " + " ".join(f"a{i}=1" for i in range(size // 9)) + ">x").encode(),
    "null bytes": lambda size: b"<html><body>" + b"\0<p>\0" * (size // 5),
    "broken UTF-8": lambda size: b"<html><meta charset=utf-8><body>" + b"\xff\xc3<p>caf\xc3\xa9 " * (size // 12),
    "wrong charset": lambda size: b"<html><meta charset=utf-16><body>" + b"<p>caf\xe9 " * (size // 8),
    "JSON-LD nested": lambda size: (
        '<html><script type="application/ld+json">' + "[" * (size // 2) + "</script><body>" + STORY + "x" * (size // 2)
    ).encode(),
    "text: one line": lambda size: b"word " * (size // 5),
    "text: headlines": lambda size: b"Mayor opens the new bridge\nThe bridge was opened...\n\n" * (size // 53),
    "text: numbers": lambda size: "".join(f"{i}. Mayor opens bridge\n" for i in range(size // 26)).encode(),
    "text: ones": lambda size: b"1. Mayor opens bridge\n\n" * (size // 23),
    "text: quotes": lambda size: b"> > > > The mayor opens a bridge\n" * (size // 33),
    "text: gaps": lambda size: b"Mayor opens          Bakers strike\n" * (size // 35),
    "text: spaces": lambda size: b"<html>".rjust(size),
    "text: dots": lambda size: b"." * size + b"\nword\n\n",
    "text: capitals": lambda size: b"By " + b"Aa " * (size // 3) + b"!\n\nx",
}


def _seconds(data: bytes, rounds: int = 1) -> float:
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        read_blocks(data, url="https://lowmark.example/")
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=float, default=10, help="size of the largest pathological page, in MB")
    parser.add_argument(
        "--limit", type=float, default=60, help="seconds after which larger sizes of a page are left out"
    )
    parser.add_argument("--only", default="", help="only pages whose name has this in it")
    parser.add_argument("pages", nargs="*", type=Path, help="saved pages to time")
    options = parser.parse_args()
    print(f"{'page':<28}{'MB':>6}{'ms':>9}{'ms a MB':>10}")
    for name, data in [("made", news(MB)), *((p.stem[:26], p.read_bytes()) for p in options.pages)]:
        taken = _seconds(data, 3)
        print(f"{name:<28}{len(data) / MB:>6.2f}{taken * 1e3:>9.0f}{taken * 1e3 / len(data) * MB:>10.0f}")
    sizes = [options.largest / 4, options.largest / 2, options.largest]
    print(f"\n{'pathological':<28}" + "".join(f"{size:>8g} MB" for size in sizes) + "    ratios")
    for name, make in PATHOLOGICAL.items():
        if options.only not in name:
            continue
        times: list[float] = []
        for size in sizes:
            if not times or times[-1] < options.limit:
                times.append(_seconds(make(int(size * MB))))
        ratios = [b / a for a, b in pairwise(times) if a > 0]
        print(f"{name:<28}" + "".join(f"{t:>9.2f}s " for t in times) + "   " + " ".join(f"{r:.1f}" for r in ratios))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
