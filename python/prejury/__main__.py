"""``python -m prejury``: the program itself."""

from __future__ import annotations

import os
import subprocess
import sys

from ._binary import find_binary
from ._errors import BinaryNotFoundError


def main() -> int:
    """Runs the program in place of this process, or waits for it where that cannot be done.

    Returns:
        The program's exit code, 2 when it is not there.
    """
    try:
        program = os.fspath(find_binary())
    except BinaryNotFoundError as error:
        print(f"prejury: {error}", file=sys.stderr)
        return 2
    arguments = [program, *sys.argv[1:]]
    if os.name == "nt":
        return subprocess.run(arguments, check=False).returncode
    os.execv(program, arguments)


if __name__ == "__main__":
    sys.exit(main())
