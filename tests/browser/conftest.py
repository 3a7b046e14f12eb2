"""A headless Chromium, the website on a local server, and JupyterLab on a copy of the course."""

import contextlib
import functools
import http.server
import json
import os
import pathlib
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request

import pytest

from tools import book, notebooks

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
COURSE = ("notebooks", "utils", "data", "pyproject.toml", "requirements.txt")


@pytest.fixture(scope="session")
def browser():
    """The machine's own Chromium or Chrome; COURSE_BROWSER names another."""
    from playwright.sync_api import sync_playwright

    found = os.environ.get("COURSE_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), "")
    if not found:
        pytest.fail(f"No browser: install one of {', '.join(BROWSERS)}, or set COURSE_BROWSER.")
    with sync_playwright() as playwright:
        # No sandbox: containers run as root, and the pages are the course's own.
        running = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="session")
def website():
    """The address of the website that `make book` built."""
    folder = book.BUILD / "html"
    if not (folder / "index.html").exists():
        pytest.fail("There is no website: run `make book` first.")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    handler = functools.partial(Quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """The address of JupyterLab, with a token, on a copy of the course."""
    folder = tmp_path_factory.mktemp("lab")
    for name in COURSE:
        copy = shutil.copytree if (notebooks.ROOT / name).is_dir() else shutil.copy
        copy(notebooks.ROOT / name, folder / name)
    for path in (folder / "notebooks").glob("*.ipynb"):
        lesson = notebooks.read(path)
        notebooks.forget(lesson)  # a cell with a number has run here
        notebooks.write(lesson, path)
    # All cells are in the page, not only those on the screen, so that a test can find them.
    settings = folder / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text(json.dumps({"windowingMode": "none"}))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    jupyter = pathlib.Path(os.environ.get("COURSE_ENVIRONMENT", notebooks.ROOT / ".venv")) / "bin"
    command = [jupyter / "jupyter", "lab", "--no-browser", "--allow-root", f"--port={port}"]
    command += ["--IdentityProvider.token=course", f"--ServerApp.root_dir={folder}"]
    environment = {
        **os.environ,
        "PATH": f"{jupyter}{os.pathsep}{os.environ['PATH']}",
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "COURSE_DATA": "embedded",
    }
    environment.pop("PYTHONPATH", None)
    log = folder / "lab.log"
    with log.open("w") as stream:
        server = subprocess.Popen(command, env=environment, stdout=stream, stderr=stream)
    try:
        _wait_for(f"http://127.0.0.1:{port}/api?token=course", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(20)
        server.kill()


def _wait_for(address, server, log):
    for _ in range(120):
        if server.poll() is not None:
            break
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(address, timeout=2).close()
            return
        time.sleep(0.5)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")
