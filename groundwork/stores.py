"""Where files are kept: those that only some people may read have a store of their own."""

from django.core.files.storage import Storage, storages


def private() -> Storage:
    """The store of files that are never served by their address."""
    return storages["private"]
