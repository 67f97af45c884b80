"""`packatlas serve` as a process of its own, for tests that are its readers."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from packatlas.scaffold import new_catalog

DAY = date(2026, 10, 12)


@contextmanager
def preview_of(folder: Path, *options: str, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of a preview of a new catalog that is made in `folder`."""
    if not folder.exists():
        new_catalog(folder, DAY)
    process = subprocess.Popen(
        [sys.executable, "-m", "packatlas", "serve", "--as-of", str(DAY), *(options or ["--port", "0"])],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Serving "):
            break
    else:
        pytest.fail("".join(lines) + process.communicate()[1])
    try:
        yield line.split()[1]
    finally:
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate()
    assert process.returncode == 0
    assert "ERROR:" not in complaints


def fetch(address: str) -> str:
    """What stands at an address."""
    with urllib.request.urlopen(address) as answer:
        text: bytes = answer.read()
        return text.decode()


def until(happened: Callable[[], bool]) -> bool:
    """Whether it happens at all: half a minute is many times what it takes."""
    for _ in range(600):
        if happened():
            return True
        time.sleep(0.05)
    return False


def connected(address: str, request: str) -> socket.socket:
    """A connection on which a request has been sent; what it lacks of its end is up to the caller."""
    host, port = address.removeprefix("http://").rstrip("/").split(":")
    connection = socket.create_connection((host, int(port)), timeout=30)
    connection.sendall(request.replace("HOST", f"{host}:{port}").encode())
    return connection


def states(address: str) -> Iterator[dict[str, Any]]:
    """What open pages are told, one state after the other."""
    with urllib.request.urlopen(f"{address}.packatlas/events", timeout=30) as stream:
        for line in stream:
            if line.startswith(b"data: "):
                yield json.loads(line[6:])
