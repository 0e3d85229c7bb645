"""One module a page, each with a function ``page()``; here they stand in menu order."""

from form_analyzer.ui.pages import analyze, player, report
from form_analyzer.ui.routes import Route

PAGES = (
    Route(key="analyze", title="Analyze", icon="add_circle", section="Run", body=analyze.page),
    Route(key="report", title="Report", icon="assignment", section="Run", body=report.page),
    Route(key="player", title="Player", icon="play_circle", section="Run", body=player.page),
)
