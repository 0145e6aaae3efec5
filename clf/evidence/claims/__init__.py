"""Claims that fact-checkers rated, and the headlines that resemble them.

`claim` is the noun, `index` finds the claims nearest to a text, `match` says what they share and what sets them apart,
`store` and `library` keep them. A match is evidence for a moderator to look at; the lack of one is no evidence at all.
"""
