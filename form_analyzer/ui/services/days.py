"""Days as whoever sits at this computer lives them."""

from datetime import UTC, date, datetime


def today() -> date:
    """The day on this computer's clock, which need not be the one in Greenwich."""
    return datetime.now(UTC).astimezone().date()
