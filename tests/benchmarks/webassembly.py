"""The model as WebAssembly, in Node: what a browser's worker does, without the browser."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from analysis.page.module_file import BUILT

NODE = shutil.which("node")
# Told how many runs, it does them and says so: neither its start nor reading the module is timed. Each time
# under another seed, for the module remembers what it was asked.
SCRIPT = """
import { createInterface } from "node:readline";
import { simulate } from %r;
let seed = 0;
for await (const runs of createInterface({ input: process.stdin })) {
  await simulate({ runs: Number(runs), seed: (seed += 1), parameters: "prior" });
  console.log("done");
}
"""


@contextmanager
def in_node() -> Iterator[Callable[[int], None]]:
    """Give what does so many runs of the study region, the horizon alone kept, in one thread of Node."""
    if NODE is None:
        raise FileNotFoundError("Node is not installed, in which the module of WebAssembly is timed")
    with subprocess.Popen(
        [NODE, "--input-type=module", "--eval", SCRIPT % BUILT.as_uri()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        asked, answers = process.stdin, process.stdout

        def run(runs: int) -> None:
            print(runs, file=asked, flush=True)
            if answers.readline() != "done\n":
                raise RuntimeError("Node ended before it had done its runs")

        yield run
        asked.close()
