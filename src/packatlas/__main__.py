"""`python -m packatlas`."""

import sys

from packatlas.cli import main

if __name__ == "__main__":
    sys.exit(main())
