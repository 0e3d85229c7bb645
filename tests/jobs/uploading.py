"""An app that uploads one clip after another until it is killed: the tests run it alone.

It writes a line for each upload that was confirmed to the user.
"""

import os
import sys
from pathlib import Path

from form_analyzer.settings import load_settings
from form_analyzer.storage.service import open_season
from tests.storage import seasons


def main(athlete_id: str, confirmed: Path, most: int) -> None:
    season = open_season(load_settings())
    ada = season.athletes.get(athlete_id)
    with confirmed.open("a") as lines:
        for number in range(most):
            clip = f"clip {os.getpid()} {number}".encode() * 2000
            stored = seasons.session(season, ada, clip)
            lines.write(f"{stored.id} {stored.clip_sha256}\n")
            lines.flush()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
