"""A folder on a network share that brings no folder to the disk, or has no locks: the faults made real.

A library that is loaded before C's own gives the errors that such shares give, below one folder.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.runs.folder import LOCK
from sim.file_locks import HELD

ROOT = Path(__file__).parents[3]
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
static int on_share(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strstr(path, getenv("SHARE")) != NULL;
}
int flock(int fd, int how) {
    if (getenv("NO_LOCKS") && on_share(fd)) { errno = atoi(getenv("NO_LOCKS")); return -1; }
    return ((int (*)(int, int)) dlsym(RTLD_NEXT, "flock"))(fd, how);
}
int fsync(int fd) {
    struct stat found;
    if (getenv("NO_FSYNC") && on_share(fd) && !fstat(fd, &found) && S_ISDIR(found.st_mode)) {
        errno = atoi(getenv("NO_FSYNC"));
        return -1;
    }
    return ((int (*)(int)) dlsym(RTLD_NEXT, "fsync"))(fd);
}
"""
FILL = """
import os, sys
from pathlib import Path
from analysis.runs import folder
out = Path(os.environ["SHARE"]) / "out"
with folder.opened(out, {"command": "x"}, ["x"], []) as filled:
    filled.text("some.txt", "something")
    print(folder.being_written(out), sorted(each.name for each in out.iterdir()))
    if len(sys.argv) > 1:
        os._exit(1)  # killed
print(folder.being_written(out), (out / folder.MANIFEST).exists())
"""


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("takes Linux and a C compiler")
    place = tmp_path_factory.mktemp("shim")
    (place / "shim.c").write_text(SHIM)
    words = [compiler, "-shared", "-fPIC", "-o", "shim.so", "shim.c", "-ldl"]
    subprocess.run(words, cwd=place, check=True)
    return place / "shim.so"


def filled(shim: Path, share: Path, *words: str, **faults: int) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LD_PRELOAD": str(shim), "SHARE": str(share)}
    return subprocess.run(
        [sys.executable, "-c", FILL, *words],
        cwd=ROOT,
        env={**environment, **{name: str(number) for name, number in faults.items()}},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.heavy
@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP])
def test_a_share_that_brings_no_folder_to_the_disk_is_written_to(
    number: int, shim: Path, tmp_path: Path
) -> None:
    done = filled(shim, tmp_path, NO_FSYNC=number)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "False True"), done.stderr


@pytest.mark.heavy
def test_a_disk_that_fails_is_not_passed_over(shim: Path, tmp_path: Path) -> None:
    done = filled(shim, tmp_path, NO_FSYNC=errno.EIO)
    assert done.returncode == 1
    assert "Input/output error" in done.stderr


def test_a_share_that_has_neither_is_written_to(shim: Path, tmp_path: Path) -> None:
    done = filled(shim, tmp_path, NO_FSYNC=errno.EINVAL, NO_LOCKS=errno.ENOLCK)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "False True"), done.stderr


@pytest.mark.heavy
@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOTSUP])
def test_a_share_without_locks_has_a_file_in_their_place(number: int, shim: Path, tmp_path: Path) -> None:
    done = filled(shim, tmp_path, NO_LOCKS=number)
    assert done.returncode == 0, done.stderr
    within, after = done.stdout.splitlines()
    assert within.startswith("True")
    assert LOCK + HELD in within
    assert after == "False True"
    assert not (tmp_path / "out" / (LOCK + HELD)).exists()
