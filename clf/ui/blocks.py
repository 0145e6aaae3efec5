"""The list of scored blocks, and the one that is picked."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha1

import streamlit as st

from clf.ui.literal import literal
from clf.ui.model import Scored
from clf.ui.wording import badge, percent

_PAGE = 50  # blocks drawn at once: more make the browser slow
_HEADLINE, _TEASER = 240, 140  # characters shown in the list
_HEIGHT, _FEW = 640, 6  # pixels; fewer blocks take just the room they need


def pick_block(scored: Sequence[Scored], key: str) -> Scored:
    """Draw the list, in the order given, and return the block that is picked: at first, the first.

    ``key`` stands for what they were read from: another one, and the pick begins anew.
    """
    name = sha1(key.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
    first = 0
    with st.container(key="list"):
        if len(scored) > _PAGE:
            first = _PAGE * (st.pagination(-(-len(scored) // _PAGE), key=f"page-{name}", width="stretch") - 1)
        shown = scored[first : first + _PAGE]
        with st.container(height=_HEIGHT if len(shown) > _FEW else "content", border=False, key="blocks"):
            place = st.radio(
                "Blocks, highest score first",
                range(len(shown)),
                format_func=lambda i: _label(shown[i]),
                captions=[literal(block.teaser, _TEASER) for block, _ in shown],
                key=f"block-{name}-{first}",
                label_visibility="collapsed",
                width="stretch",
            )
    return shown[place]


def _label(scored: Scored) -> str:
    block, score = scored
    return f"**{percent(score.probability)}** {badge(score.band)} {literal(block.headline, _HEADLINE)}"
