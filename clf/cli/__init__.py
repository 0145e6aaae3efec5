"""The command line: one module per command, which calls the packages and prints."""
