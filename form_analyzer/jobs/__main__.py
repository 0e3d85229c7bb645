"""``python -m form_analyzer.jobs``: the runner process."""

import argparse
import logging

from form_analyzer.jobs.background import IDLE_S, serve
from form_analyzer.jobs.task import TaskOptions
from form_analyzer.jobs.work import DEFAULT_DRAWING, DEFAULT_WORK
from form_analyzer.settings import load_settings


def main() -> None:
    """Run jobs until there are none for a while."""
    parser = argparse.ArgumentParser(prog="python -m form_analyzer.jobs", description=main.__doc__)
    parser.add_argument("--work", default=DEFAULT_WORK, help="what to do, as module:function")
    parser.add_argument("--drawing", default=DEFAULT_DRAWING, help="what draws the annotated clip")
    parser.add_argument("--workers", type=int, default=None, help="jobs at once; default: cores")
    parser.add_argument("--idle-s", type=float, default=IDLE_S, help="end after this long idle")
    parser.add_argument("--forever", action="store_true", help="never end by itself")
    parser.add_argument("--lease-s", type=float, default=30.0, help="a silent job is taken back")
    parser.add_argument("--beat-s", type=float, default=1.0, help="seconds between signs of life")
    parser.add_argument("--poll-s", type=float, default=0.5, help="seconds between looks")
    arguments = parser.parse_args()
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(process)d %(levelname)s %(message)s"
    )
    serve(
        load_settings(),
        TaskOptions(
            work=arguments.work,
            drawing=arguments.drawing,
            lease_s=arguments.lease_s,
            beat_s=arguments.beat_s,
        ),
        n_slots=arguments.workers,
        idle_s=None if arguments.forever else arguments.idle_s,
        poll_s=arguments.poll_s,
    )


if __name__ == "__main__":
    main()
