"""Reading of the bands behind the curves; no checks across files here."""

from collections.abc import Mapping

from form_analyzer.guide.model import CurveNorm, Source
from form_analyzer.guide.tables import Table, paired

CURVE_TEXTS = ("none",)


def read_curves(
    numbers: Table, words: Table, sources: Mapping[str, Source]
) -> dict[str, CurveNorm]:
    """How joints move in other runners, by the curve's name."""
    return {key: _curve(key, curve, said, sources) for key, curve, said in paired(numbers, words)}


def _curve(key: str, numbers: Table, words: Table, sources: Mapping[str, Source]) -> CurveNorm:
    source = numbers.text("source")
    if source not in sources:
        raise numbers.error("source", f"names '{source}', which sources.toml does not hold")
    norm = CurveNorm(
        name=key,
        source=sources[source],
        width_sd=numbers.positive("width_sd"),
        percent=numbers.numbers("percent"),
        mean_deg=numbers.numbers("mean_deg"),
        sd_deg=numbers.numbers("sd_deg"),
        label=words.text("label"),
        note=words.text("note"),
    )
    _check(norm, numbers)
    numbers.finish()
    words.finish()
    return norm


def _check(norm: CurveNorm, numbers: Table) -> None:
    if list(norm.percent) != sorted({0.0, *norm.percent, 100.0}):
        raise numbers.error("percent", "must increase from 0 to 100")
    for name in ("mean_deg", "sd_deg"):
        if len(getattr(norm, name)) != len(norm.percent):
            raise numbers.error(name, "must hold as many numbers as percent")
