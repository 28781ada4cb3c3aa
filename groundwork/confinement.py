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
from dataclasses import asdict, dataclass
from pathlib import Path

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


def run(module: str, folder: Path, share: Share) -> None:
    """Run `python -m MODULE FOLDER SHARE` and wait; it knows nothing of this process's settings.

    SHARE is a JSON object of `Share`. Raises TookTooLong or Died.
    """
    child = subprocess.Popen(
        [sys.executable, "-E", "-s", "-B", "-m", module, str(folder), json.dumps(asdict(share))],
        cwd=PROJECT,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", "TMPDIR": str(folder)},
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
