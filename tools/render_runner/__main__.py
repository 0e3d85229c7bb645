"""``python -m tools.render_runner``: render the sample clips, or a grid of random runners."""

import argparse
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from tools.render_runner.film import film
from tools.render_runner.grid import draw_recipes, with_duration
from tools.render_runner.recipe import Recipe
from tools.render_runner.samples import SAMPLES
from tools.render_runner.truth import write_truth

_SAMPLE_FOLDER = Path("sample_videos")


def main() -> None:
    """Render what the command line asks for."""
    args = _parser().parse_args()
    if args.grid:
        recipes = islice(draw_recipes(args.first + args.grid, seed=args.seed), args.first, None)
        render_all(_lengths(recipes, args.seconds), args.out or Path("grid"))
        return
    wanted = [r for r in SAMPLES if args.all or r.name in (args.only or [])]
    render_all(wanted, args.out or _SAMPLE_FOLDER)


def render_all(recipes: Iterable[Recipe], folder: Path) -> None:
    """Render each recipe to ``folder`` with its truth; names what is finished."""
    folder.mkdir(parents=True, exist_ok=True)
    for recipe in recipes:
        clip = folder / f"{recipe.name}.mp4"
        write_truth(film(recipe, clip), clip)
        print(f"{clip} {clip.stat().st_size / 1e6:.2f} MB", flush=True)


def _lengths(recipes: Iterable[Recipe], seconds: float | None) -> Iterator[Recipe]:
    return (with_duration(r, seconds) if seconds else r for r in recipes)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.render_runner", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--all", action="store_true", help="render every sample clip")
    what.add_argument("--only", nargs="+", metavar="NAME", help="render these sample clips")
    what.add_argument("--grid", type=int, metavar="N", help="render N random runners")
    parser.add_argument("--out", type=Path, help="folder for the clips (samples: sample_videos)")
    parser.add_argument("--seed", type=int, default=0, help="which random runners")
    parser.add_argument("--first", type=int, default=0, help="leave out the first runners")
    parser.add_argument("--seconds", type=float, help="length of the random clips")
    return parser


if __name__ == "__main__":
    main()
