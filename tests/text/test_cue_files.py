"""The cue lists keep their format, so that every phrase can be found in a folded headline."""

import re
from pathlib import Path

import pytest

import clf.text
from clf.text.characters import TOKEN_PATTERN
from clf.text.cues import MOST_LISTS, parse
from clf.text.fold import fold

FILES = sorted((Path(clf.text.__file__).parent / "cues").glob("*.txt"))
PHRASES = {f.stem: [p for p in f.read_text("utf-8").splitlines() if not p.startswith("#")] for f in FILES}

every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
every_list = pytest.mark.parametrize("name", PHRASES)


def bare(phrase: str) -> str:
    return phrase.removeprefix("^").removesuffix("$")


def test_the_lists_fit_one_mask():
    assert 1 <= len(FILES) <= MOST_LISTS == 63


@every_file
def test_name_and_header(path):
    assert re.fullmatch("[a-z]+(_[a-z]+)*", path.stem)
    lines = path.read_text("utf-8").splitlines()
    title, reason = (re.fullmatch(f"# {key}: (.+)", lines[i]) for i, key in enumerate(("title", "reason")))
    assert title
    assert 2 <= len(title[1].split()) <= 4
    assert reason
    assert re.fullmatch("[a-z]+s .*[^. ]", reason[1]), "a verb first, no full stop"
    assert lines[2] in ("# leans: clickbait", "# leans: news")
    assert all(line.startswith("# ") for line in lines if line.startswith("#"))
    assert all("# source: " not in line for line in (*lines[:3], *lines[4:]))


@every_file
def test_lines_are_clean(path):
    text = path.read_text("utf-8")
    assert text.endswith("\n")
    assert "\r" not in text
    assert all(line and line == line.strip() for line in text.splitlines())


@every_file
def test_parser_reads_what_is_written(path):
    cue = parse(path.stem, path.read_text("utf-8"))
    assert cue.phrases == tuple(PHRASES[path.stem])
    assert len(cue.phrases) >= 10


@every_list
def test_phrases_have_one_to_four_words(name):
    for phrase in PHRASES[name]:
        tokens = re.findall(TOKEN_PATTERN, bare(phrase))
        assert 1 <= len(tokens) <= 4, phrase
        assert " ".join(tokens) == bare(phrase), phrase
        assert all(any(c.isalpha() for c in token) for token in tokens), f"{phrase}: has a token without letters"


@every_list
def test_phrases_are_folded(name):
    assert [p for p in map(bare, PHRASES[name]) if p != fold(p).text] == []


@every_list
def test_no_phrase_twice(name):
    phrases = PHRASES[name]
    assert sorted(phrases) == sorted(set(phrases))
    assert [p for p in phrases if p != bare(p) and bare(p) in phrases] == [], "already found anywhere"
