"""`python -m fundqa` is the command line, for machines whose scripts folder is not on the path."""

from fundqa.cli import main

if __name__ == "__main__":
    main()
