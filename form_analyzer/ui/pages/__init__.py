"""One module a page, each with a function ``page()``; here they stand in menu order."""

from form_analyzer.ui.pages import (
    analyze,
    athletes,
    compare,
    guide,
    player,
    report,
    sessions,
    settings,
    training,
    trends,
)
from form_analyzer.ui.routes import Route

PAGES = (
    Route(key="analyze", title="Analyze", icon="add_circle", section="Run", body=analyze.page),
    Route(key="report", title="Report", icon="assignment", section="Run", body=report.page),
    Route(key="player", title="Player", icon="play_circle", section="Run", body=player.page),
    Route(key="compare", title="Compare", icon="compare_arrows", section="Run", body=compare.page),
    Route(key="athletes", title="Athletes", icon="group", section="Season", body=athletes.page),
    Route(key="sessions", title="Sessions", icon="list", section="Season", body=sessions.page),
    Route(key="trends", title="Trends", icon="show_chart", section="Season", body=trends.page),
    Route(
        key="training",
        title="Training and symptoms",
        icon="event_note",
        section="Season",
        body=training.page,
    ),
    Route(key="guide", title="Guide", icon="menu_book", section="Know", body=guide.page),
    Route(key="settings", title="Settings", icon="tune", section="Know", body=settings.page),
)
