"""Start the web page for one person on this machine: `streamlit run app.py`."""

from __future__ import annotations

from clf.app.main import show
from clf.app.session import Mode

show(Mode.OPEN)
