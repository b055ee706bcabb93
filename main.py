"""Start dzmap from a source checkout: ``python main.py …`` is the same as ``dzmap …``."""

from dzmap.__main__ import main

if __name__ == "__main__":
    main()
