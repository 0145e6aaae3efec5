"""Wording that resembles statements which fact-checkers rated false: a weak signal, for ordering a queue.

It says nothing about whether a headline is true. It does not see names, groups, places or parties (`masks`).
"""
