"""The page that `clf desk open` and `clf desk serve` run; the mode is its only argument."""

from __future__ import annotations

import sys

from clf.app.main import show

show(sys.argv[1] if len(sys.argv) == 2 else "")
