"""How long the program takes to answer, in fresh processes: ``python benchmarks/startup.py``.

``dzmap --help`` is compared with a bare interpreter in the same run (target: at most 0.5 s).
"""

import statistics
import subprocess
import sys
import time

RUNS = 7
HELP_LIMIT_S = 0.5


def seconds(arguments: list[str]) -> float:
    """Median wall time of a command in seconds."""
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def main() -> int:
    """Print both times and their ratio; 1 if the target is missed."""
    bare = seconds(["-c", "pass"])
    shown = seconds(["-m", "dzmap", "--help"])
    print(f"python -c pass      {bare:6.3f} s")
    print(f"dzmap --help        {shown:6.3f} s   ratio {shown / bare:.1f}   limit {HELP_LIMIT_S} s")
    return 0 if shown <= HELP_LIMIT_S else 1


if __name__ == "__main__":
    sys.exit(main())
