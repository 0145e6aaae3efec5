"""The linear model: its arrays, its calibration, and the folder it is kept in."""
