from __future__ import annotations

import pytest
from hypothesis import given

from clf.app.charts import CLICKBAIT, INK, NEWS, contribution_chart, strongest
from clf.app.format import counts, percent
from clf.app.inputs import sample_pages, uploaded_blocks
from clf.errors import InputError
from clf.model.model import Model
from clf.types import Band
from tests.strategies import texts


@given(text=texts)
def test_bars_and_the_rest_add_up_to_the_log_odds(model: Model, text: str) -> None:
    explanation = model.explain(text)
    shown, rest = strongest(explanation)
    total = explanation.intercept + sum(bar.contribution for bar in shown + rest)
    assert total == pytest.approx(explanation.log_odds, abs=1e-6)
    assert len(shown) <= 15
    assert [bar.contribution for bar in shown] == sorted((bar.contribution for bar in shown), reverse=True)
    assert len({bar.label for bar in shown}) == len(shown)


def test_the_chart_has_two_colours_by_sign_and_keeps_the_order(model: Model) -> None:
    shown, _ = strongest(model.explain("You won't believe what the council said on Tuesday"))
    chart = contribution_chart(shown, INK["light"]).to_dict()
    bars = chart["layer"][0]["encoding"]
    assert bars["color"]["condition"]["value"] == CLICKBAIT
    assert bars["color"]["value"] == NEWS
    assert bars["y"]["sort"] is None


def test_percent_never_claims_certainty() -> None:
    assert percent(0.99999).startswith(">")
    assert percent(0.00001).startswith("<")


def test_the_count_line_names_every_band() -> None:
    bands = [Band.CLICKBAIT] * 3 + [Band.UNSURE] * 5 + [Band.FINE] * 6
    assert counts(bands) == "14 blocks: 3 clickbait, 5 unsure, 6 fine"
    assert counts(bands[:1]).startswith("1 block:")
    assert counts([Band.UNSUPPORTED]).endswith("0 fine, 1 unsupported language")


def test_sample_pages_are_readable_text() -> None:
    pages = sample_pages()
    assert len(pages) >= 4
    assert all(path.read_text(encoding="utf-8").strip() for path in pages.values())


@pytest.mark.parametrize(
    "data",
    [
        "Café opens in the harbour".encode(),
        "Café opens in the harbour".encode("utf-8-sig"),
        "Café opens in the harbour".encode("utf-16"),
        '<meta charset="windows-1252"><h2>Café opens in the harbour</h2>'.encode("windows-1252"),
    ],
)
def test_uploads_are_read_in_the_encoding_they_state(data: bytes) -> None:
    _, blocks, troubles = uploaded_blocks([("page.html", data)])
    assert [block.headline for block in blocks] == ["Café opens in the harbour"]
    assert troubles == ()
    assert "clf-upload" not in blocks[0].source


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0", b"", b"PAR1 cut short"])
def test_an_upload_that_holds_nothing_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(InputError, match=r"photo\.html"):
        uploaded_blocks([("photo.html", data)])
