"""Find a Chromium for the browser tests; with --install, fetch one where that can be done. Prints what was found."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """Return the path of a Chromium: the one named in CHROMIUM, one on the PATH, or Playwright's own."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    for name in NAMES:
        if path := shutil.which(name):
            return path
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    found = sorted(cache.glob("chromium*/chrome-*/*chrome*")) + sorted(cache.glob("chromium*/chrome-*/headless_shell"))
    return next((str(path) for path in reversed(found) if os.access(path, os.X_OK) and path.is_file()), None)


def install() -> None:
    """Try Playwright's own download, then Debian's package when we are root. Failing is not an error here."""
    tries = [[sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]]
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
        tries += [[*quiet, "update"], [*quiet, "install", "-y", "--no-install-recommends", "chromium"]]
    for command in tries:
        if find() is None:
            subprocess.run(command, check=False, timeout=600, capture_output=True)


if __name__ == "__main__":
    if find() is None and "--install" in sys.argv:
        print("Looking for a Chromium for the browser tests ...", flush=True)
        install()
    print(f"Chromium: {find() or 'none found; the browser tests will not run'}")
