"""Hand in the result of a job: its files and its rows, all or nothing, and once only."""

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import sqlalchemy as sa

from form_analyzer.datatypes import Analysis
from form_analyzer.storage.library import MediaLibrary
from form_analyzer.storage.media import SpooledFile, StoredFile, spooled
from form_analyzer.storage.queue import Claim, WorkQueue
from form_analyzer.storage.records import AttachmentRole


def deliver(
    library: MediaLibrary,
    queue: WorkQueue,
    claim: Claim,
    analysis: Analysis,
    files: Mapping[AttachmentRole, Path],
) -> bool:
    """Store an analysis with the files beside it, and close its job.

    Returns
    -------
    bool
        False, with nothing left behind, if the job is no longer the worker's: deleted,
        cancelled, or done by another.

    Notes
    -----
    An annotated clip that would exceed the media quota is left out: it can be drawn again.
    """
    with ExitStack() as stack:
        uploads = {
            role: stack.enter_context(spooled(path, path.name)) for role, path in files.items()
        }
        _leave_out_what_has_no_room(library, uploads)
        hashes = {role: upload.file.sha256 for role, upload in uploads.items()}

        def write(connection: sa.Connection, _stored: list[StoredFile]) -> bool:
            return queue.complete(connection, claim, analysis, hashes)

        delivered = library.keep(list(uploads.values()), write)
    if not delivered:
        library.release(hashes.values())
    return delivered


def _leave_out_what_has_no_room(
    library: MediaLibrary, uploads: dict[AttachmentRole, SpooledFile]
) -> None:
    total = sum(upload.file.size_bytes for upload in uploads.values())
    if not library.use().has_room(total):
        uploads.pop(AttachmentRole.ANNOTATED, None)
