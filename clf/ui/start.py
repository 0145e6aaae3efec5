"""Start the desk: what `clf desk open` and `app.py` run."""

from __future__ import annotations

from clf.ui.desk import show

show()
