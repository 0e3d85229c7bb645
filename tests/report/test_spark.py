from math import inf
from xml.etree import ElementTree

from form_analyzer.report.spark import spark
from form_analyzer.report.view import BandLane, StripView, ValueLane


def _strip(low, high, *, far=False):
    return StripView(
        values=(ValueLane(label="near", value=5, low=4, high=6, text="5", far=far),),
        bands=(BandLane(label="the guide", low=low, high=high, text=""),),
        unit="",
        description='5 < "6"',
    )


def _tags(svg):
    return [element.tag for element in ElementTree.fromstring(svg)]


def test_it_is_whole_and_says_what_it_shows():
    root = ElementTree.fromstring(spark(_strip(0, 10)))
    assert root.attrib["aria-label"] == '5 < "6"'


def test_near_is_a_disc_and_far_an_open_diamond():
    assert "circle" in _tags(spark(_strip(0, 10)))
    assert "path" in _tags(spark(_strip(0, 10, far=True)))


def test_a_value_in_the_middle_of_its_range_stands_in_the_middle():
    root = ElementTree.fromstring(spark(_strip(0, 10)))
    disc = next(element for element in root if element.tag == "circle")
    assert float(disc.attrib["cx"]) == 66.0


def test_an_open_range_reaches_the_border():
    root = ElementTree.fromstring(spark(_strip(-inf, 5)))
    band = next(element for element in root if element.tag == "rect")
    assert float(band.attrib["x"]) == 0.0
    root = ElementTree.fromstring(spark(_strip(5, inf)))
    band = next(element for element in root if element.tag == "rect")
    assert float(band.attrib["x"]) + float(band.attrib["width"]) == 132.0
