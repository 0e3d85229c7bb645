"""Real servers for tests: PostgreSQL from an installed binary, an object store from moto."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgres_folder() -> Path | None:
    """Where PostgreSQL's server programs are: on the path, or where Debian puts them."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return versions[-1].parent if versions else None


def _run(command: list[str | Path], user: str | None, folder: Path) -> None:
    done = subprocess.run(
        command, check=False, user=user, cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def postgres() -> Iterator[str]:
    """A throw-away PostgreSQL server; gives the URL of its maintenance database."""
    programs = postgres_folder()
    if programs is None:
        pytest.skip("no PostgreSQL server here: install Debian's package 'postgresql'")
    # The server refuses to run as root, so then it runs as an unprivileged user.
    user = _unprivileged_user()
    folder = Path(tempfile.mkdtemp(prefix="fa-pg-"))
    data, port = folder / "data", free_port()
    try:
        if user is not None:
            shutil.chown(folder, user)
        _run(
            [
                programs / "initdb",
                "-D",
                data,
                "-A",
                "trust",
                "-U",
                "tester",
                "--no-sync",
                "-E",
                "UTF8",
                "--locale",
                "C",
            ],
            user,
            folder,
        )
        options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c fsync=off"
        control = [programs / "pg_ctl", "-D", data, "-w"]
        _run([*control, "-l", folder / "log", "-o", options, "start"], user, folder)
        try:
            yield f"postgresql://tester@127.0.0.1:{port}/postgres"
        finally:
            _run([*control, "-m", "immediate", "stop"], user, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged_user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in known), None)


@contextmanager
def object_store() -> Iterator[str]:
    """A local S3-compatible server with one bucket; gives a URL for fsspec.

    The address and the (meaningless) keys are put into the environment.
    """
    import boto3
    import s3fs
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    bucket = f"season-{secrets.token_hex(4)}"  # moto remembers buckets between servers
    settings = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": endpoint,
    }
    # fsspec keeps file systems it opened before, with the address they had then.
    s3fs.S3FileSystem.clear_instance_cache()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        client = boto3.client("s3", endpoint_url=endpoint)
        client.create_bucket(Bucket=bucket)
        client.close()
        try:
            yield f"s3://{bucket}/media"
        finally:
            server.stop()
