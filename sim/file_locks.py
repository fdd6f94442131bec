"""Locks on files, also where a share has none."""

from __future__ import annotations

import errno
from pathlib import Path

from filelock import BaseFileLock, FileLock, SoftFileLock, Timeout

NO_LOCKS = {errno.ENOSYS, errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP}  # as network shares say it
HELD = ".held"  # ends the name of a file that stands for a lock while it is held


def taken(path: Path, timeout: float) -> BaseFileLock:
    """Take a lock, to be released by its `release`; on a share without locks, by a file that stands for it.

    Parameters
    ----------
    path : Path
        The file that is locked.
    timeout : float
        Seconds to wait for another that holds it.

    Raises
    ------
    Timeout
        If another process holds it still. On a share without locks also, with some versions of `filelock`,
        if one was killed while it held it: its `lock_file` says which file it left.
    OSError
        If the file cannot be written.
    """
    lock: BaseFileLock = FileLock(path, timeout=timeout)
    try:
        lock.acquire()
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
        lock = SoftFileLock(path.with_name(path.name + HELD), timeout=timeout)
        lock.acquire()
    return lock


def is_held(path: Path) -> bool:
    """Whether another process holds the lock on a file."""
    if not path.exists():
        return False
    try:
        taken(path, 0).release()
    except OSError as error:
        return isinstance(error, Timeout)
    return False
