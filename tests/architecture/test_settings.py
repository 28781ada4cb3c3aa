"""Every setting is explained, and every explained setting exists."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_setting_is_explained_in_the_example():
    read = set(
        re.findall(r"\benv(?:_\w+)?\(\s*[\"']([A-Z_]+)", (ROOT / "config/settings.py").read_text())
    )
    explained = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert read == explained


def test_no_module_reads_the_environment_but_the_settings():
    """Others may write to it for a library's sake; what they read comes from settings."""
    reading = re.compile(r"os\.getenv|os\.environ(\.get\(|\[[^\]]+\](?!\s*=))")
    readers = {
        str(path.relative_to(ROOT))
        for package in ROOT.glob("*/__init__.py")
        if package.parent.name != "tests"
        for path in package.parent.rglob("*.py")
        if reading.search(path.read_text())
    }
    assert readers == {"config/settings.py"}
