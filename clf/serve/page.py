"""The page that shows the OpenAPI description to people. It fetches nothing, so it works where there is no network."""

from __future__ import annotations

import json
from html import escape
from typing import Any

_STYLE = (
    "body{font:16px/1.5 system-ui;max-width:50rem;margin:2rem auto;padding:0 1rem}pre{background:#f3f3f0;"
    "padding:.8rem;overflow:auto;white-space:pre-wrap}h2{margin-top:2rem}code{font-size:.95em}"
)


def page(description: dict[str, Any]) -> str:
    """HTML of an OpenAPI ``description``: each path with what it takes and an example to try."""
    info = description["info"]
    parts = [
        f"<h1>{escape(info['title'])}</h1><p>{escape(info['description'])}</p>",
        "<p>For programs: <a href='openapi.json'>openapi.json</a></p>",
    ]
    for path, methods in description["paths"].items():
        for method, said in methods.items():
            parts.append(
                f"<h2><code>{method.upper()} {escape(path)}</code></h2>"
                f"<p>{escape(said.get('description') or said['summary'])}</p>"
            )
            content = said.get("requestBody", {}).get("content", {}).get("application/json")
            if content:
                example = escape(json.dumps(content["example"], indent=1, ensure_ascii=False))
                schema = escape(json.dumps(content["schema"], indent=1))
                parts.append(f"<pre>{example}</pre><details><summary>Schema</summary><pre>{schema}</pre></details>")
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(info['title'])}</title>"
        f"<style>{_STYLE}</style>{''.join(parts)}</html>"
    )
