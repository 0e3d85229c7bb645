import re
from io import BytesIO
from xml.etree import ElementTree

from PIL import Image

from form_analyzer.datatypes import Side
from form_analyzer.report.plots import BandLane, ValueLane, footfall_chart, range_strip
from form_analyzer.report.render import to_png, to_svg
from form_analyzer.report.theme import LIGHT

CHART = range_strip(
    [ValueLane(label="near", value=1, low=0.5, high=2, text="1 & more")],
    [BandLane(label="the guide", low=0, high=1, text="0 to 1")],
    unit="m",
)


def test_svg_is_whole_and_says_what_it_shows():
    svg = to_svg(CHART, theme=LIGHT, label='a "number" & its range', prefix="s1")
    root = ElementTree.fromstring(svg)
    assert root.attrib["aria-label"] == 'a "number" & its range'
    assert root.attrib["role"] == "img"
    assert "1 & more" in "".join(root.itertext())


def test_svg_colours_follow_the_page():
    svg = to_svg(CHART, theme=LIGHT, label="", prefix="s1")
    assert f'var(--near, {LIGHT.near})"' in svg
    assert f'"{LIGHT.near}"' not in svg


def test_names_inside_are_unique_to_each_picture():
    svgs = [
        to_svg(footfall_chart(_events(), near_side=Side.LEFT), theme=LIGHT, label="", prefix=name)
        for name in ("a", "b")
    ]
    names = [set(re.findall(r'\bid="([^"]+)"', svg)) for svg in svgs]
    assert not names[0] & names[1]
    for svg, own in zip(svgs, names, strict=True):
        assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= own


def _events():
    from tests.stick_runner import events

    return events(n_strides=2, stride_time_s=0.7, contact_s=0.2, frame_rate_hz=60.0, near=Side.LEFT)


def test_png_is_as_large_as_asked():
    small, large = (Image.open(BytesIO(to_png(CHART, scale=scale))).size for scale in (1.0, 3.0))
    assert abs(large[0] - 3 * small[0]) <= 3
    assert small[0] > 320


def test_png_stands_on_the_page_colour():
    with Image.open(BytesIO(to_png(CHART, scale=1.0))) as image:
        assert image.convert("RGB").getpixel((0, 0)) == (255, 255, 255)
