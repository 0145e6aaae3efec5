"""The report as one page of HTML: nothing is loaded from anywhere, and no script runs."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from markdown_it import MarkdownIt

_INTERVAL = re.compile(r"\((-?[\d.]+(?:–| to )-?[\d.]+)\)")
_PLOT = re.compile(r"<!-- plot: (\w+) -->")
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color: #1c1c1c;
  background: #fff; }}
h1, h2, h3 {{ line-height: 1.2; margin-top: 2rem; }}
p, li {{ max-width: 46rem; }}
.wide {{ overflow-x: auto; }}
table {{ border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; }}
th, td {{ padding: .3rem .6rem; border-bottom: 1px solid #ddd; text-align: left; vertical-align: top; }}
td span {{ white-space: nowrap; }}
th {{ border-bottom: 2px solid #888; }}
figure {{ margin: 1.5rem 0; }}
svg {{ max-width: 100%; height: auto; }}
</style>
<main>
{body}
</main>
</html>
"""


def page(markdown: str, plots: Mapping[str, str]) -> str:
    """``markdown`` with each line ``<!-- plot: name -->`` replaced by the SVG of that name.

    >>> "<h1>A &lt;b&gt;</h1>" in page("# A &lt;b&gt;", {})
    True
    """
    title = html.escape(markdown.lstrip("# ").split("\n", 1)[0])
    body = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)
    body = body.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")
    body = _INTERVAL.sub(r"<span>(\1)</span>", body).replace(" %", "&nbsp;%")
    figures = {name: f"<figure>{svg}</figure>" for name, svg in plots.items()}
    return _PAGE.format(title=title, body=_PLOT.sub(lambda found: figures.get(found[1], ""), body))
