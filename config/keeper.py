"""`python -m config.keeper FOLDER`: stops the cluster when its last user has died on it."""

import sys
from pathlib import Path

from config import locks, postgres
from config.places import prepare


def main(folder: Path) -> None:
    """Wait until nobody uses the cluster, and see that its server is stopped."""
    place = prepare(folder)
    while postgres.server_process(place):
        locks.wait_until_unshared(place.stakes)
        with locks.alone(place.turn):
            if locks.is_unshared(place.stakes):
                postgres.halt(place)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
