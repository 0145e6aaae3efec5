"""`python -m clf` is `clf`."""

from clf.cli.main import main

main()
