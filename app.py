"""Start the web page: `streamlit run app.py`."""

from __future__ import annotations

from clf.ui.desk import show

show()
