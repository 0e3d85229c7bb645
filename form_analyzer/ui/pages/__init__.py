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
    Route(key="analyze", title="Analyze", icon="add_circle", body=analyze.page),
    Route(key="report", title="Report", icon="assignment", body=report.page),
    Route(key="player", title="Player", icon="play_circle", body=player.page),
    Route(key="compare", title="Compare", icon="compare_arrows", body=compare.page),
    Route(key="athletes", title="Athletes", icon="group", body=athletes.page),
    Route(key="sessions", title="Sessions", icon="list", body=sessions.page),
    Route(key="trends", title="Trends", icon="show_chart", body=trends.page),
    Route(
        key="training",
        title="Training and symptoms",
        icon="event_note",
        body=training.page,
    ),
    Route(key="guide", title="Guide", icon="menu_book", body=guide.page),
    Route(key="settings", title="Settings", icon="tune", body=settings.page),
)
