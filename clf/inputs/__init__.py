"""What a user names (files, folders, tables, addresses, standard input) as headline blocks."""

from __future__ import annotations

from clf.inputs.columns import BadRow, Batch, Columns, Places, Report, text_of
from clf.inputs.delimited import (
    Dialect,
    Row,
    Top,
    delimited_rows,
    delimited_top,
    dialect_of,
    json_line_rows,
    json_line_top,
    json_row,
    wrong_width,
)
from clf.inputs.fetch import Limits
from clf.inputs.formats import Form, form_of
from clf.inputs.robots import Robots
from clf.inputs.sources import Layout, Options, is_address, read, read_stream
from clf.inputs.stream import DAMAGED, Lines, Stream, decompressed, errors_of, is_broken, line_end

__all__ = [
    "DAMAGED",
    "BadRow",
    "Batch",
    "Columns",
    "Dialect",
    "Form",
    "Layout",
    "Limits",
    "Lines",
    "Options",
    "Places",
    "Report",
    "Robots",
    "Row",
    "Stream",
    "Top",
    "decompressed",
    "delimited_rows",
    "delimited_top",
    "dialect_of",
    "errors_of",
    "form_of",
    "is_address",
    "is_broken",
    "json_line_rows",
    "json_line_top",
    "json_row",
    "line_end",
    "read",
    "read_stream",
    "text_of",
    "wrong_width",
]
