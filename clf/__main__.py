"""`python -m clf` is `clf`."""

from clf.cli import main

main()
