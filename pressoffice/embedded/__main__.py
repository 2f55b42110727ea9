"""python -m pressoffice.embedded demo | forget | run COMMAND …"""

import os
import signal
import subprocess
import sys

from pressoffice.embedded.demo import forget_demo, run_demo
from pressoffice.embedded.preflight import CannotStart, chosen_port, not_ours
from pressoffice.embedded.servers import throw_away_servers


def main() -> int:
    try:
        match sys.argv[1:]:
            case ["demo"]:
                return run_demo(chosen_port())
            case ["forget"]:
                return forget_demo(chosen_port())
            case ["run", *command] if command:
                return run_command(command)
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    except PermissionError as refused:
        print(not_ours(refused.filename), file=sys.stderr)
        return 1
    print(__doc__, file=sys.stderr)
    return 2


def run_command(command: list[str]) -> int:
    """Run the command with servers of its own; a signal to us reaches it, and its exit code is ours."""
    with throw_away_servers() as addresses:
        process = subprocess.Popen(command, env={"PRESSOFFICE_MODE": "test", **os.environ, **addresses})
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it to the command as well
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        return process.wait()


if __name__ == "__main__":
    sys.exit(main())
