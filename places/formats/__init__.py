"""Files and pasted text, read into records: one shape and its properties each, nothing judged yet.

A record's shape is in the coordinates of its file. Nothing here knows Django, a database or the
metric reference system, so that `child` can read an upload in a bare process.
"""
