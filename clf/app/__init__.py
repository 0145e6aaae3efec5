"""The web page: `page` puts it together, one module for each part of it.

`highlight`, `bars`, `wording`, `literal`, `samples` and `uploads` are plain Python; the others draw with
Streamlit.
"""
