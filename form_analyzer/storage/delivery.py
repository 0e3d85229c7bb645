"""Hand in the result of a job: its files and its rows, all or nothing, and once only."""

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import sqlalchemy as sa

from form_analyzer.datatypes import Analysis
from form_analyzer.storage.library import MediaLibrary
from form_analyzer.storage.media import StoredFile, spooled
from form_analyzer.storage.queue import Claim, WorkQueue
from form_analyzer.storage.records import AttachmentRole


def deliver(
    library: MediaLibrary,
    queue: WorkQueue,
    claim: Claim,
    analysis: Analysis,
    files: Mapping[AttachmentRole, Path],
    *,
    to_draw: bool = False,
) -> bool:
    """Store an analysis with the files beside it, and close its job.

    Parameters
    ----------
    to_draw
        Put the job back instead, for its clip to be drawn; see :func:`deliver_clip`.

    Returns
    -------
    bool
        False, with nothing left behind, if the job is no longer the worker's: deleted,
        cancelled, or done by another.
    """
    with ExitStack() as stack:
        uploads = {
            role: stack.enter_context(spooled(path, path.name)) for role, path in files.items()
        }
        hashes = {role: upload.file.sha256 for role, upload in uploads.items()}

        def write(connection: sa.Connection, _stored: list[StoredFile]) -> bool:
            return queue.complete(connection, claim, analysis, hashes, to_draw=to_draw)

        delivered = library.keep(list(uploads.values()), write)
    if not delivered:
        library.release(hashes.values())
    return delivered


def deliver_clip(library: MediaLibrary, queue: WorkQueue, claim: Claim, path: Path | None) -> bool:
    """Store an annotated clip beside the analysis of its job, and close the job.

    Parameters
    ----------
    path
        ``None`` if there is nothing to be drawn any more.

    Returns
    -------
    bool
        False, with nothing left behind, if the job is no longer the worker's.

    Notes
    -----
    A clip that would exceed the media quota is left out: it can be drawn again.
    """
    if path is None or not library.use().has_room(path.stat().st_size):
        return library.keep(
            [], lambda connection, _: queue.complete_drawing(connection, claim, None)
        )
    with spooled(path, path.name) as upload:
        sha256 = upload.file.sha256

        def write(connection: sa.Connection, _stored: list[StoredFile]) -> bool:
            return queue.complete_drawing(connection, claim, sha256)

        delivered = library.keep([upload], write)
    if not delivered:
        library.release([sha256])
    return delivered
