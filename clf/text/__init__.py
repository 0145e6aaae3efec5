"""From a headline's characters to its features: folding, tokens, n-grams, cues, and the compiled kernel."""

from __future__ import annotations

from clf.text.classes import is_word
from clf.text.compiled import compiled, leaf
from clf.text.cues import Cue, index_phrases, phrase_cues, read_lists, style_cues
from clf.text.entities import MAX_NAME, has_entity
from clf.text.fold import Folded, fold, folded_length, is_blank, is_other_script
from clf.text.kernel import MAX_CHARS, fold_into, mix
from clf.text.ngrams import spelled
from clf.text.pack import (
    CUT,
    DISGUISED,
    Packed,
    encoded,
    fold_table,
    folded_rows,
    notice_bits,
    notices_of,
    pack,
    pack_buffer,
    pack_folded,
)
from clf.text.phrases import PhraseTable, phrase_table
from clf.text.scan import collect_hashes, count_features, document_frequency, locate, ngram_hashes
from clf.text.score import Weights, add_up, byte_sums, lay_out
from clf.text.table import Table, build_table, look_up, spread

__all__ = [
    "CUT",
    "DISGUISED",
    "MAX_CHARS",
    "MAX_NAME",
    "Cue",
    "Folded",
    "Packed",
    "PhraseTable",
    "Table",
    "Weights",
    "add_up",
    "build_table",
    "byte_sums",
    "collect_hashes",
    "compiled",
    "count_features",
    "document_frequency",
    "encoded",
    "fold",
    "fold_into",
    "fold_table",
    "folded_length",
    "folded_rows",
    "has_entity",
    "index_phrases",
    "is_blank",
    "is_other_script",
    "is_word",
    "lay_out",
    "leaf",
    "locate",
    "look_up",
    "mix",
    "ngram_hashes",
    "notice_bits",
    "notices_of",
    "pack",
    "pack_buffer",
    "pack_folded",
    "phrase_cues",
    "phrase_table",
    "read_lists",
    "spelled",
    "spread",
    "style_cues",
]
