"""Settings that every test needs."""

import os

from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# QtWebEngine refuses its sandbox to root, and CI runs as root; the program never sets this itself.
os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")

# How long an example takes depends on the machine; speed is measured in benchmarks/.
settings.register_profile("dzmap", deadline=None, print_blob=True)
# CI tries the same examples each time, so that a change is judged by what it changes.
settings.register_profile("ci", settings.get_profile("dzmap"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "dzmap")
