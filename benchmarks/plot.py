"""The comparison as a picture."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import altair as alt
import pandas as pd

_NAMES = {
    "plain_s": "plain loop",
    "pipeline_s": "pipeline, one process",
    "ours_s": "form-analyzer",
    "floor_s": "floor",
}


def write_plot(rows: Sequence[Mapping[str, object]], path: Path) -> None:
    """Draw milliseconds per frame of every contender as an SVG or PNG."""
    tidy = pd.DataFrame(
        [
            {
                "clip": f"{row['clip']}, {row['model']}",
                "contender": name,
                "ms": 1000 * float(str(row[key])) / float(str(row["frames"])),
            }
            for row in rows
            for key, name in _NAMES.items()
        ]
    )
    chart = (
        alt.Chart(tidy)
        .mark_bar()
        .encode(
            x=alt.X("ms:Q", title="milliseconds per frame (shorter is better)"),
            y=alt.Y("contender:N", title=None, sort=list(_NAMES.values())),
            color=alt.Color(
                "contender:N",
                sort=list(_NAMES.values()),
                scale=alt.Scale(range=["#999999", "#c9a227", "#0072b2", "#cccccc"]),
                legend=None,
            ),
            row=alt.Row("clip:N", title=None, sort=None),
        )
        .properties(width=460, height=90)
    )
    chart.save(str(path))
