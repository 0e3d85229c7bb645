import pytest

from form_analyzer.report.theme import DARK, LIGHT


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_on_its_background(theme):
    for words in (theme.ink, theme.muted, theme.near, theme.far, theme.guide, theme.research):
        assert _contrast(words, theme.page) >= 4.5
    for words in (theme.ink, theme.muted):
        assert _contrast(words, theme.card) >= 4.5
    for words in (theme.ink, theme.warn):
        assert _contrast(words, theme.warn_fill) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_no_two_roles_share_a_colour(theme):
    colors = list(theme.roles().values())
    assert len(set(colors)) == len(colors)


def _seen_without_red_or_green(color: str, weights: tuple[tuple[float, float, float], ...]):
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [sum(w * p for w, p in zip(row, parts, strict=True)) for row in weights]


# Machado, Oliveira and Fernandes 2009, full protanopia and deuteranopia, linear-ish use.
_PROTAN = ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052))
_DEUTAN = ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("weights", [_PROTAN, _DEUTAN], ids=["protan", "deutan"])
def test_near_and_far_stay_apart_for_the_colour_blind(theme, weights):
    near = _seen_without_red_or_green(theme.near, weights)
    far = _seen_without_red_or_green(theme.far, weights)
    assert sum((one - other) ** 2 for one, other in zip(near, far, strict=True)) ** 0.5 > 0.3
