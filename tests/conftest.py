"""Settings that every test needs."""

import os

from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# QtWebEngine refuses its sandbox to root, and CI runs as root; the program never sets this itself.
os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")

# How long an example takes depends on the machine; speed is measured in benchmarks/.
settings.register_profile("dzmap", deadline=None, print_blob=True)
settings.load_profile("dzmap")
