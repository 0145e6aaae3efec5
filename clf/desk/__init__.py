"""The moderators' desk: what is kept in its store, and every way in which it changes.

`database` opens it, `schema` says what it holds, `people` who may do what; `intake`, `queue`, `claims`,
`decisions`, `policy`, `review` and `transfer` are what people do with it. Needs ``clf[app]``.
"""
