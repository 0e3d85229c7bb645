"""Commands for a coach's season: athletes, sessions, comparing, keeping, many clips."""

import typer

from form_analyzer.cli_season import comparing, keeping, running
from form_analyzer.cli_season.athletes import app as athletes_app
from form_analyzer.cli_season.sessions import app as sessions_app

__all__ = ["mount"]


def mount(app: typer.Typer) -> None:
    """Add the season's commands to the command line."""
    app.add_typer(athletes_app, name="athletes")
    app.add_typer(sessions_app, name="sessions")
    for name, command in (
        ("compare", comparing.compare),
        ("trend", comparing.trend),
        ("batch", running.batch),
        ("work", running.work),
        ("export", keeping.export),
        ("import", keeping.import_),
        ("backup", keeping.backup),
        ("restore", keeping.restore),
        ("clean", keeping.clean),
        ("doctor", running.doctor),
    ):
        app.command(name)(command)
