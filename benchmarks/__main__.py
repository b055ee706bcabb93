"""Every benchmark, one after the other, in processes of their own: ``python -m benchmarks``."""

import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Run all; 1 if any target was missed."""
    missed = []
    for script in sorted(Path(__file__).parent.glob("[!_]*.py")):
        print(f"\n=== {script.stem}", flush=True)
        if subprocess.run([sys.executable, str(script)], check=False).returncode:
            missed.append(script.stem)
    print(f"\nmissed: {', '.join(missed) or 'none'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
