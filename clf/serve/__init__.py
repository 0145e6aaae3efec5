"""`clf serve`: scores and explanations by JSON over HTTP. Needs the extra ``serve``."""
