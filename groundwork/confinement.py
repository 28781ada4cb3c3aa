"""Work on files of strangers, done in a process of its own with little of the machine.

The parent calls `run`; the child, a module run by `python -m`, calls `confine` before it reads a
byte. A file made to do harm then harms only the child.
"""

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
MEBIBYTE = 1024 * 1024
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


@dataclass(frozen=True)
class Share:
    """How much of the machine the child may take."""

    memory_bytes: int = 1024 * MEBIBYTE
    written_bytes: int = 40 * MEBIBYTE
    cpu_seconds: int = 15
    wall_seconds: int = 25


class TookTooLong(Exception):
    """The child used up its time."""


class Died(Exception):
    """The child ended in any other way than by itself and well."""


def confine(share: Share) -> None:
    """Take on the limits, and leave the network where the machine allows that."""
    limits = {
        resource.RLIMIT_AS: share.memory_bytes,
        resource.RLIMIT_CPU: share.cpu_seconds,
        resource.RLIMIT_FSIZE: share.written_bytes,
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limits.items():
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    if unshare(CLONE_NEWNET) != 0:
        unshare(CLONE_NEWUSER | CLONE_NEWNET)


def run(
    module: str,
    folder: Path,
    share: Share,
    *,
    limits: Any = None,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Run `python -m MODULE FOLDER LIMITS` and wait; it knows nothing of this process's settings.

    LIMITS is a JSON object of `limits`, a dataclass, or else of the share itself; `environment` is
    all that the child is told besides. Raises TookTooLong or Died.
    """
    told = json.dumps(asdict(limits or share))
    child = subprocess.Popen(
        [sys.executable, "-E", "-s", "-B", "-m", module, str(folder), told],
        cwd=PROJECT,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", "TMPDIR": str(folder), **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        code = child.wait(timeout=share.wall_seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        raise TookTooLong from None
    if code in {-signal.SIGXCPU, -signal.SIGKILL}:
        raise TookTooLong
    if code != 0:
        raise Died
