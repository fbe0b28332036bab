"""`python -m fawang`, and the `fawang` command of an installed wheel."""

from __future__ import annotations

import sys

from fawang.interfaces.cli import main as dispatch


def main() -> None:
    """Run the command named on the command line and leave with its exit status."""
    sys.exit(dispatch(sys.argv[1:]))


if __name__ == "__main__":
    main()
