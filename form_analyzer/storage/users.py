"""People who log in: coaches and athletes, known by their identity provider."""

import sqlalchemy as sa

from form_analyzer.errors import NotAllowedError, NotFoundError, StorageError
from form_analyzer.storage import rows
from form_analyzer.storage.access import require_athlete, require_everything, require_manager
from form_analyzer.storage.engine import reading, writing
from form_analyzer.storage.records import Role, User, Viewer
from form_analyzer.storage.tables import athletes, new_id, now, users


def sign_in(
    engine: sa.Engine, *, issuer: str, subject: str, name: str, email: str | None = None
) -> User:
    """The user of a log-in; whoever comes for the first time becomes a coach.

    An athlete is invited by their coach with :meth:`Users.invite`: then the log-in with
    that verified e-mail address becomes the athlete's.

    Parameters
    ----------
    issuer, subject
        The ``iss`` and ``sub`` claims of the OpenID Connect token.
    email
        Only an address the provider says is verified; else ``None``.
    """
    known = sa.and_(users.c.issuer == issuer, users.c.subject == subject)
    with writing(engine) as connection:
        row = connection.execute(sa.select(users).where(known)).mappings().first()
        if row is None:
            _first_sign_in(connection, issuer, subject, name, email)
        else:
            connection.execute(users.update().where(known).values(name=name, email=email))
        row = connection.execute(sa.select(users).where(known)).mappings().one()
    return rows.user(row)


_INVITED = "invited"


def _first_sign_in(
    connection: sa.Connection, issuer: str, subject: str, name: str, email: str | None
) -> None:
    invited = sa.and_(users.c.issuer == _INVITED, users.c.subject == (email or "").casefold())
    values = {"issuer": issuer, "subject": subject, "name": name, "email": email}
    if email and connection.execute(users.update().where(invited).values(values)).rowcount:
        return
    connection.execute(
        users.insert().values(id=new_id(), role=Role.COACH.value, created_at=now(), **values)
    )


def viewer_of(user: User) -> Viewer:
    """Who is looking, for a user that signed in."""
    return Viewer(role=user.role, user_id=user.id)


class Users:
    """Who exists, and which athlete is whose."""

    def __init__(self, engine: sa.Engine, viewer: Viewer) -> None:
        self._engine = engine
        self._viewer = viewer

    def me(self) -> User | None:
        """The viewer's own row; ``None`` for the single user without log-in."""
        if self._viewer.user_id is None:
            return None
        query = sa.select(users).where(users.c.id == self._viewer.user_id)
        with reading(self._engine) as connection:
            row = connection.execute(query).mappings().first()
        return rows.user(row) if row else None

    def all(self) -> list[User]:
        """Everyone who ever signed in or was invited, by name."""
        require_everything(self._viewer)
        with reading(self._engine) as connection:
            found = connection.execute(sa.select(users).order_by(users.c.name)).mappings()
            return [rows.user(row) for row in found]

    def invite(self, athlete_id: str, email: str) -> User:
        """Let an athlete see their own data once they sign in with this e-mail address."""
        require_manager(self._viewer)
        address = email.strip().casefold()
        if "@" not in address:
            raise StorageError(f"'{email}' is not an e-mail address.")
        with writing(self._engine) as connection:
            require_athlete(connection, self._viewer, athlete_id)
            user_id = _athlete_user(connection, address)
            connection.execute(
                athletes.update().where(athletes.c.id == athlete_id).values(user_id=user_id)
            )
            row = connection.execute(sa.select(users).where(users.c.id == user_id)).mappings().one()
        return rows.user(row)

    def give_to_coach(self, athlete_id: str, coach_id: str | None) -> None:
        """Make someone the coach of an athlete; ``None`` = nobody's but the single user's."""
        require_everything(self._viewer)
        with writing(self._engine) as connection:
            require_athlete(connection, self._viewer, athlete_id)
            if coach_id is not None:
                _require_coach(connection, coach_id)
            connection.execute(
                athletes.update().where(athletes.c.id == athlete_id).values(owner_id=coach_id)
            )


def _athlete_user(connection: sa.Connection, address: str) -> str:
    """Id of the invitation for this address, a new one where needed."""
    invited = sa.select(users.c.id).where(users.c.issuer == _INVITED, users.c.subject == address)
    user_id: str | None = connection.execute(invited).scalar_one_or_none()
    if user_id is not None:
        raise StorageError(f"{address} is already invited for another athlete.")
    user_id = new_id()
    connection.execute(
        users.insert().values(
            id=user_id,
            issuer=_INVITED,
            subject=address,
            role=Role.ATHLETE.value,
            name=address,
            email=address,
            created_at=now(),
        )
    )
    return user_id


def _require_coach(connection: sa.Connection, user_id: str) -> None:
    query = sa.select(users.c.role).where(users.c.id == user_id)
    role = connection.execute(query).scalar_one_or_none()
    if role is None:
        raise NotFoundError("There is no such coach.")
    if role != Role.COACH.value:
        raise NotAllowedError("Athletes can only be given to a coach.")
