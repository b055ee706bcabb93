"""Settings that every test needs."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# QtWebEngine refuses its sandbox to root, and CI runs as root; the program never sets this itself.
os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")
