import pytest

from form_analyzer.datatypes import Analysis
from form_analyzer.guide.load import load_guide
from form_analyzer.guide.model import Guide
from form_analyzer.report.content import report_view
from form_analyzer.report.view import ReportView
from tests.analyses import good_analysis, refused_analysis, troubled_analysis


@pytest.fixture(scope="session")
def guide() -> Guide:
    return load_guide()


@pytest.fixture(scope="session")
def troubled() -> Analysis:
    return troubled_analysis()


@pytest.fixture(scope="session")
def good() -> Analysis:
    return good_analysis()


@pytest.fixture(scope="session")
def refused() -> Analysis:
    return refused_analysis()


@pytest.fixture(scope="session")
def troubled_view(troubled: Analysis, guide: Guide) -> ReportView:
    return report_view(troubled, guide)


@pytest.fixture(scope="session")
def good_view(good: Analysis, guide: Guide) -> ReportView:
    return report_view(good, guide)


@pytest.fixture(scope="session")
def refused_view(refused: Analysis, guide: Guide) -> ReportView:
    return report_view(refused, guide)
