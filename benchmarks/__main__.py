"""Speed and memory beside the loop everybody writes, in one run.

    python -m benchmarks [--clips 1080p60 ...] [--models full ...] [--repeats 3]
    python -m benchmarks --long          peak memory of 30 s against 5 minutes of 1080p60

Prints a table and puts it into ``benchmarks/README.md``; writes ``benchmarks/results/speed.json``
and ``speed.svg``.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.clips import KINDS, make_clip
from benchmarks.measure import Cost, cost_of, peak_mb_of
from benchmarks.plot import write_plot
from form_analyzer.pose.bundle import build_bundle
from form_analyzer.pose.fetch import DETECTOR, LANDMARKS
from form_analyzer.pose.model_file import ModelFile
from form_analyzer.pose.models import ensure_model
from form_analyzer.settings import load_settings

HERE = Path(__file__).parent
RESULTS = HERE / "results"
BEGIN, END = "<!-- results:begin -->", "<!-- results:end -->"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One clip with one model; seconds are medians of the repeats.

    ``plain_s`` and ``pipeline_s`` are the loops alone, without start-up and loading;
    ``ours_s`` is the whole command watching every frame, ``default_s`` with default settings,
    ``again_s`` with the track in the cache. ``ours_cpu_s`` and ``timing_s`` belong to ``ours_s``.
    ``invoke_ms`` is the landmark network as published, as the loops use it, ``lean_invoke_ms``
    without its silhouette, as we use it; ``floor_s`` and ``lean_floor_s`` likewise.
    """

    clip: str
    model: str
    frames: int
    decode_ms: float
    invoke_ms: float
    lean_invoke_ms: float
    floor_s: float
    lean_floor_s: float
    plain_s: float
    pipeline_s: float
    ours_s: float
    default_s: float
    again_s: float
    plain_peak_mb: float
    ours_peak_mb: float
    ours_cpu_s: float
    timing_s: dict[str, float]

    @property
    def times_plain(self) -> float:
        """How many times faster than the plain loop."""
        return self.plain_s / self.ours_s

    @property
    def times_floor(self) -> float:
        """How many times the floor."""
        return self.ours_s / self.floor_s

    @property
    def times_lean_floor(self) -> float:
        """How many times the floor of the network without its silhouette."""
        return self.ours_s / self.lean_floor_s


@dataclass(frozen=True)
class Ours:
    """Runs of the command: every frame, the same again from the cache, default settings.

    ``peak_mb`` is the memory of one more run on every frame.
    """

    cost: Cost
    again: Cost
    default: Cost
    peak_mb: float
    timing_s: dict[str, float]


def cores() -> int:
    """Processor cores this process may use."""
    return len(os.sched_getaffinity(0))


def python(*arguments: object) -> list[str]:
    """A command of this very Python."""
    return [sys.executable, "-m", *map(str, arguments)]


def run_ours(clip: Path, model: ModelFile) -> Ours:
    """``analyze --json-only`` in caches that hold only the model at first."""
    with tempfile.TemporaryDirectory(prefix="fa-bench-") as scratch:
        out = Path(scratch, "out")
        whole = new_cache(Path(scratch, "whole"), model)
        default = new_cache(Path(scratch, "default"), model)
        watched = new_cache(Path(scratch, "watched"), model)
        command = python("form_analyzer", "analyze", clip, "--out", out, "--json-only")
        command += ["--pose-model", model.name]
        first = cost_of([*command, "--every-frame"], whole)
        timing_s = json.loads((out / "analysis.json").read_text())["timing_s"]
        again = cost_of([*command, "--every-frame"], whole)
        by_default = cost_of(command, default)
        peak_mb = peak_mb_of([*command, "--every-frame"], watched)
        return Ours(first, again, by_default, peak_mb, timing_s)


def new_cache(folder: Path, model: ModelFile) -> dict[str, str]:
    """A cache with the model and nothing else, as an environment."""
    (folder / "models").mkdir(parents=True)
    for file in (model.path, model.path.with_suffix(".sha256")):
        shutil.copy(file, folder / "models")
    return {"FORM_ANALYZER_CACHE_DIR": str(folder)}


def published(model: ModelFile, folder: Path) -> Path:
    """The bundle of a model with its landmark network as published."""
    networks = (DETECTOR, LANDMARKS[model.name])
    detector, landmarks = ((model.path.parent / one.file_name).read_bytes() for one in networks)
    path = folder / f"published_{model.name}.task"
    path.write_bytes(build_bundle(detector, landmarks, as_published=True))
    return path


def run_loop(name: str, clip: Path, bundle: Path) -> tuple[float, int]:
    """One of the loops: its seconds and its frames."""
    cost = cost_of(python("benchmarks.loops", name, clip, bundle))
    told = json.loads(cost.stdout.splitlines()[-1])
    return float(told["loop_s"]), int(told["frames"])


def run_floor(clip: Path, *bundles: Path) -> list[float]:
    """Milliseconds of decoding a frame and of invoking each bundle's landmark network."""
    told = json.loads(cost_of(python("benchmarks.floor", clip, *bundles)).stdout.splitlines()[-1])
    return [told["decode_ms"], *told["invoke_ms"]]


def measure(clip: Path, name: str, model: ModelFile, repeats: int) -> Row:
    """Everything about one clip, the contenders taking turns."""
    plain, pipeline, ours, floors = [], [], [], []
    bundle = published(model, clip.parent)
    for _ in range(repeats):
        floors.append(run_floor(clip, bundle, model.path))
        plain.append(run_loop("plain", clip, bundle))
        ours.append(run_ours(clip, model))
        floors.append(run_floor(clip, bundle, model.path))
        pipeline.append(run_loop("pipeline", clip, bundle))
    median = statistics.median
    frames = plain[0][1]
    decode_ms, invoke_ms, lean_ms = map(median, zip(*floors, strict=True))
    usual = sorted(ours, key=lambda one: one.cost.wall_s)[len(ours) // 2]
    return Row(
        clip=name,
        model=model.name,
        frames=frames,
        decode_ms=decode_ms,
        invoke_ms=invoke_ms,
        lean_invoke_ms=lean_ms,
        floor_s=frames * (decode_ms + invoke_ms) / 1000 / cores(),
        lean_floor_s=frames * (decode_ms + lean_ms) / 1000 / cores(),
        plain_s=median(seconds for seconds, _ in plain),
        pipeline_s=median(seconds for seconds, _ in pipeline),
        ours_s=usual.cost.wall_s,
        default_s=median(one.default.wall_s for one in ours),
        again_s=median(one.again.wall_s for one in ours),
        plain_peak_mb=peak_mb_of(python("benchmarks.loops", "plain", clip, bundle)),
        ours_peak_mb=max(one.peak_mb for one in ours),
        ours_cpu_s=usual.cost.cpu_s,
        timing_s=usual.timing_s,
    )


def table(rows: list[Row]) -> list[str]:
    """The rows as a Markdown table."""
    head = "clip model frames plain pipeline ours default again faster floor lean ms/frame CPU peak"
    names = head.split()
    lines = [f"| {' | '.join(names)} |", f"|---|---|{'--:|' * (len(names) - 2)}"]
    for row in rows:
        cells = [
            *(row.clip, row.model, str(row.frames)),
            *(f"{s:.1f} s" for s in (row.plain_s, row.pipeline_s)),
            *(f"{s:.1f} s" for s in (row.ours_s, row.default_s, row.again_s)),
            f"**x {row.times_plain:.2f}**",
            f"x {row.times_floor:.2f}",
            f"x {row.times_lean_floor:.2f}",
            f"{1000 * row.ours_s / row.frames:.1f}",
            f"{row.ours_cpu_s:.1f} s",
            f"{row.ours_peak_mb:.0f} MB",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def start_up(repeats: int) -> dict[str, float]:
    """Seconds of ``--help`` and of a bare Python that does nothing."""
    both: dict[str, list[float]] = {"help_s": [], "bare_python_s": []}
    for _ in range(repeats):
        both["bare_python_s"].append(cost_of([sys.executable, "-c", "pass"]).wall_s)
        both["help_s"].append(cost_of(python("form_analyzer", "--help")).wall_s)
    return {name: statistics.median(seconds) for name, seconds in both.items()}


def machine() -> dict[str, object]:
    """Where the figures come from; a load above 1 makes them worthless."""
    return {
        "cores": cores(),
        "processor": platform.processor() or platform.machine(),
        "python": platform.python_version(),
        "load_before": os.getloadavg()[0],
    }


def compare(arguments: argparse.Namespace, folder: Path) -> None:
    """Measure the clips asked for, print and write the results."""
    where, begins = machine(), start_up(7)
    models = [ensure_model(name, load_settings()) for name in arguments.models]
    rows: list[Row] = []
    for kind in (KINDS[name] for name in arguments.clips):
        clip = make_clip(kind, folder, arguments.seconds)
        for model in models:
            rows.append(measure(clip, kind.name, model, arguments.repeats))
            print("\n".join(table(rows)[-1:] if len(rows) > 1 else table(rows)), flush=True)
    ratios = [{"times_plain": row.times_plain, "times_floor": row.times_floor} for row in rows]
    plain = [asdict(row) | more for row, more in zip(rows, ratios, strict=True)]
    write("speed", {"machine": where, "start_up": begins, "rows": plain})
    write_plot(plain, RESULTS / "speed.svg")
    put_into_readme([*table(rows), "", *footnotes(where, begins)])


def footnotes(where: dict[str, object], begins: dict[str, float]) -> list[str]:
    """What the table alone does not tell."""
    return [
        f"{where['cores']} cores, Python {where['python']}, load before the run "
        f"{where['load_before']:.1f}. `--help` takes {begins['help_s']:.2f} s, a bare Python "
        f"{begins['bare_python_s']:.2f} s.",
    ]


def put_into_readme(lines: list[str]) -> None:
    """Replace the results in the README beside this module."""
    page = HERE / "README.md"
    head, rest = page.read_text(encoding="utf-8").split(BEGIN)
    _, tail = rest.split(END)
    text = "\n".join([BEGIN, *lines, END])
    page.write_text(f"{head}{text}{tail}", encoding="utf-8")
    print("\n" + "\n".join(lines))


def compare_lengths(arguments: argparse.Namespace, folder: Path) -> None:
    """Peak memory and time of 30 seconds and of 5 minutes of the same."""
    model = ensure_model(arguments.models[0], load_settings())
    found = {}
    for seconds in (30.0, 300.0):
        ours = run_ours(make_clip(KINDS["1080p60"], folder, seconds), model)
        found[f"{seconds:g} s"] = {
            "wall_s": ours.cost.wall_s,
            "peak_mb": ours.peak_mb,
            "timing_s": ours.timing_s,
        }
        print(seconds, found[f"{seconds:g} s"], flush=True)
    write("length", {"machine": machine(), "1080p60": found})


def write(name: str, found: dict[str, object]) -> None:
    """Write results as JSON."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--clips", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--models", nargs="+", default=["full"])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seconds", type=float, help="length of the clips")
    parser.add_argument("--long", action="store_true", help="compare clip lengths instead")
    arguments = parser.parse_args()
    folder = load_settings().cache_dir / "benchmark-clips"
    folder.mkdir(parents=True, exist_ok=True)
    (compare_lengths if arguments.long else compare)(arguments, folder)


if __name__ == "__main__":
    main()
