"""How what is counted for a while is named: so that the names tell nobody anything."""

from django.utils.crypto import salted_hmac


def hidden(key: str, prefix: str, version: int) -> str:
    """Return a name for a counter that says neither whose network address nor whose account it is.

    Tries at a password are counted by network address. The counts lie in the database, so that all
    processes count together, and could otherwise be read there long after.
    """
    return salted_hmac("groundwork.counting", f"{prefix}:{version}:{key}").hexdigest()
