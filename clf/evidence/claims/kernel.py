"""The compiled loops of the claim index: inverting it, adding up postings, and comparing a query with candidates."""

from __future__ import annotations

import numpy as np

from clf.text import compiled

K1, B, AVERAGE = 1.2, 0.5, 18.0
"""BM25 (Robertson & Zaragoza 2009); the average length is fixed, so that adding a claim changes no other's weight."""

OVERLAPS = (
    "claim_cosine",
    "claim_covered",
    "query_covered",
    "claim_pairs",
    "claim_run",
    "claim_grams",
    "title_cosine",
    "title_covered",
    "title_pairs",
    "title_grams",
    "strongest_shared",
    "names_covered",
    "names_missing",
    "figures_covered",
    "figures_missing",
    "denial_differs",
    "claim_content",
    "query_content",
    "shared_content",
    "either_content",
)
"""What `compare` measures of a candidate, in its order; all shares are weighted by how rare the terms are,
but for those of content: words rarer than one text in thirty, each counted alike."""

CONTENT = 3.4  # inverse document frequency


@compiled()
def find(sorted_terms, term):  # type: ignore[no-untyped-def]
    """Place of ``term`` in ``sorted_terms``, or -1."""
    lo, hi = 0, sorted_terms.shape[0]
    while lo < hi:
        mid = (lo + hi) >> 1
        if sorted_terms[mid] < term:
            lo = mid + 1
        else:
            hi = mid
    return lo if lo < sorted_terms.shape[0] and sorted_terms[lo] == term else -1


@compiled()
def rarity(vocabulary, idf, unknown, term):  # type: ignore[no-untyped-def]
    """Inverse document frequency of ``term``; ``unknown[0]`` for a stem and ``unknown[1]`` for a 4-gram never seen."""
    at = find(vocabulary, term)
    return idf[at] if at >= 0 else unknown[term & 1]


@compiled()
def invert(stems, stem_begin, grams, gram_begin, vocabulary, idf, unknown):  # type: ignore[no-untyped-def]
    """Postings of texts: (terms, begin of each term's postings, documents, weights)."""
    n = stem_begin.shape[0] - 1
    most = stems.shape[0] + grams.shape[0]
    term, doc, weight = np.empty(most, np.uint32), np.empty(most, np.int32), np.empty(most, np.float32)
    count = 0
    for row in range(n):
        ordered = np.sort(stems[stem_begin[row] : stem_begin[row + 1]])
        size = ordered.shape[0]
        i = 0
        while i < size:
            tf = 1
            while i + tf < size and ordered[i + tf] == ordered[i]:
                tf += 1
            saturated = tf * (K1 + 1) / (tf + K1 * (1 - B + B * size / AVERAGE))
            term[count], doc[count] = ordered[i], row
            weight[count] = saturated * rarity(vocabulary, idf, unknown, ordered[i])
            count += 1
            i += tf
        square, first = 1e-9, count
        for j in range(gram_begin[row], gram_begin[row + 1]):
            rare = rarity(vocabulary, idf, unknown, grams[j])
            term[count], doc[count], weight[count] = grams[j], row, rare
            square += rare * rare
            count += 1
        for j in range(first, count):
            weight[j] /= np.sqrt(square)
    order = np.argsort(term[:count], kind="mergesort")
    term, doc, weight = term[:count][order], doc[:count][order], weight[:count][order]
    distinct = 0
    for i in range(count):
        distinct += i == 0 or term[i] != term[i - 1]
    terms, begin = np.empty(distinct, np.uint32), np.empty(distinct + 1, np.int64)
    at = 0
    for i in range(count):
        if i == 0 or term[i] != term[i - 1]:
            terms[at], begin[at] = term[i], i
            at += 1
    begin[distinct] = count
    return terms, begin, doc, weight


@compiled()
def retrieve(query, query_idf, terms, begin, docs, weights, count):  # type: ignore[no-untyped-def]
    """First-stage score of every text: BM25 over the query's own, plus the cosine of 4-grams; shape (count,)."""
    whole, square = 1e-9, 1e-9
    for i in range(query.shape[0]):
        if query[i] & 1:
            square += query_idf[i] * query_idf[i]
        else:
            whole += query_idf[i]
    scores = np.zeros(count, np.float32)
    for i in range(query.shape[0]):
        at = find(terms, query[i])
        if at >= 0:
            share = np.float32(query_idf[i] / np.sqrt(square) if query[i] & 1 else 1 / whole)
            for p in range(begin[at], begin[at + 1]):
                scores[docs[p]] += share * weights[p]
    return scores


@compiled()
def _overlap(  # type: ignore[no-untyped-def]
    stems,
    lo,
    hi,
    grams,
    glo,
    ghi,
    query,
    idf,
    qrare,
    qsquare,
    qgrams,
    qgrare,
    qgsquare,
    pairs,
    vocabulary,
    idfs,
    unknown,
    out,
    at,
):
    """Cosine, share covered, share of word pairs covered, longest run and 4-gram cosine of one field.

    Returns (weight of the query's terms that were found, largest weight of a shared term).
    """
    whole, shared, square, dot, pair_whole, pair_shared, strongest = 1e-9, 0.0, 1e-9, 0.0, 1e-9, 0.0, 0.0
    run, longest, before, before_rare = 0, 0, np.uint32(0), 0.0
    seen = np.zeros(query.shape[0], np.bool_)
    for i in range(lo, hi):
        rare = rarity(vocabulary, idfs, unknown, stems[i])
        place = find(query, stems[i])
        whole += rare
        square += rare * rare
        if place >= 0:
            shared += rare
            if not seen[place]:
                dot += rare * idf[place]
                seen[place] = True
            strongest = max(strongest, rare)
            run += 1
            longest = max(longest, run)
        else:
            run = 0
        if i > lo:
            pair_whole += rare + before_rare
            if place >= 0 and find(pairs, before * np.uint32(31) ^ stems[i]) >= 0:
                pair_shared += rare + before_rare
        before, before_rare = stems[i], rare
    gdot, gsquare, j = 0.0, 1e-9, 0
    for i in range(glo, ghi):
        rare = rarity(vocabulary, idfs, unknown, grams[i])
        gsquare += rare * rare
        while j < qgrams.shape[0] and qgrams[j] < grams[i]:
            j += 1
        if j < qgrams.shape[0] and qgrams[j] == grams[i]:
            gdot += rare * qgrare[j]
    found = 0.0
    for i in range(query.shape[0]):
        if seen[i]:
            found += idf[i]
    out[at] = dot / np.sqrt(square * qsquare)
    out[at + 1] = shared / whole
    out[at + 2] = found / qrare
    out[at + 3] = pair_shared / pair_whole
    out[at + 4] = longest / max(hi - lo, 1)
    out[at + 5] = gdot / np.sqrt(gsquare * qgsquare)
    return strongest


@compiled()
def _share(stems, lo, hi, query, vocabulary, idfs, unknown):  # type: ignore[no-untyped-def]
    """Weight of stems the query has, over that of all; and the largest weight it lacks."""
    whole, shared, missing = 0.0, 0.0, 0.0
    for i in range(lo, hi):
        rare = rarity(vocabulary, idfs, unknown, stems[i])
        whole += rare
        if find(query, stems[i]) >= 0:
            shared += rare
        else:
            missing = max(missing, rare)
    return (shared / whole if whole > 0 else 0.5), missing


@compiled()
def _content(stems, lo, hi, query, idf, vocabulary, idfs, unknown, out, at):  # type: ignore[no-untyped-def]
    """Shares of the content words of a claim and of the query that the other has, and how many they share."""
    claimed, shared, asked, answered = 0, 0, 0, 0
    for i in range(lo, hi):
        if rarity(vocabulary, idfs, unknown, stems[i]) >= CONTENT:
            claimed += 1
            shared += find(query, stems[i]) >= 0
    for i in range(query.shape[0]):
        if idf[i] >= CONTENT:
            asked += 1
            for j in range(lo, hi):
                if stems[j] == query[i]:
                    answered += 1
                    break
    out[at] = shared / max(claimed, 1)
    out[at + 1] = answered / max(asked, 1)
    out[at + 2] = min(answered, 8) / 8
    out[at + 3] = min(out[at], out[at + 1])


@compiled()
def compare(  # type: ignore[no-untyped-def]
    chosen,
    stems,
    stem_begin,
    grams,
    gram_begin,
    title_stems,
    title_begin,
    title_grams,
    title_gram_begin,
    names,
    name_begin,
    figures,
    figure_begin,
    denials,
    query,
    query_idf,
    pairs,
    query_grams,
    gram_idf,
    query_denies,
    vocabulary,
    idfs,
    unknown,
    width,
):
    """`OVERLAPS` of the ``chosen`` texts with a query, shape (chosen, width)."""
    out = np.zeros((chosen.shape[0], width))
    qrare, qsquare, qgsquare = 1e-9, 1e-9, 1e-9
    for i in range(query.shape[0]):
        qrare += query_idf[i]
        qsquare += query_idf[i] ** 2
    for i in range(gram_idf.shape[0]):
        qgsquare += gram_idf[i] ** 2
    scratch = np.zeros(12)
    for row in range(chosen.shape[0]):
        d = chosen[row]
        strong = _overlap(
            stems,
            stem_begin[d],
            stem_begin[d + 1],
            grams,
            gram_begin[d],
            gram_begin[d + 1],
            query,
            query_idf,
            qrare,
            qsquare,
            query_grams,
            gram_idf,
            qgsquare,
            pairs,
            vocabulary,
            idfs,
            unknown,
            scratch,
            0,
        )
        if title_begin[d + 1] == title_begin[d]:  # no title: the claim stands for it
            scratch[6:] = scratch[:6]
        else:
            _overlap(
                title_stems,
                title_begin[d],
                title_begin[d + 1],
                title_grams,
                title_gram_begin[d],
                title_gram_begin[d + 1],
                query,
                query_idf,
                qrare,
                qsquare,
                query_grams,
                gram_idf,
                qgsquare,
                pairs,
                vocabulary,
                idfs,
                unknown,
                scratch,
                6,
            )
        out[row, :6] = scratch[:6]
        out[row, 6], out[row, 7], out[row, 8], out[row, 9] = scratch[6], scratch[7], scratch[9], scratch[11]
        out[row, 10] = strong / unknown[0]
        out[row, 11], missing = _share(names, name_begin[d], name_begin[d + 1], query, vocabulary, idfs, unknown)
        out[row, 12] = missing / unknown[0]
        out[row, 13], missing = _share(figures, figure_begin[d], figure_begin[d + 1], query, vocabulary, idfs, unknown)
        out[row, 14] = missing > 0
        out[row, 15] = denials[d] != query_denies
        _content(stems, stem_begin[d], stem_begin[d + 1], query, query_idf, vocabulary, idfs, unknown, out[row], 16)
    return out
