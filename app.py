"""Start the web page for one person on this machine: `streamlit run app.py`."""

from __future__ import annotations

from clf.ui.desk import Mode, show

show(Mode.OPEN)
