"""How many students does a hub bear? A real JupyterHub and N students who all work at once.

    python -m benchmarks.hub_load --students 1 4 8 [--lessons 02 05 08] [--threads 1]

For each number of students: start JupyterHub on this machine, then let all students at once
log in through the login page, start their server, fetch the course through nbgitpuller, and
run the lessons cell by cell through the kernel's websocket, as the browser does. Kernels stay
open until the student is through with the last lesson: people do not shut them down. A cell
that raises, a kernel that dies and a request that times out are failures.

Stops at the first number with a failure. Writes benchmarks/results/hub_load.json, from which
hub/values.yaml and the table in docs/HUB.md are made (tools/hub_values.py). `make hub-test`
makes the environment that this needs.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import contextlib
import dataclasses
import datetime
import json
import os
import pathlib
import platform
import re
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "hub_load.json"
LESSONS = ("02", "05", "08")
CELL_SECONDS = 600  # a cell that takes longer has failed
MEGABYTE = 1 << 20


class HubError(RuntimeError):
    """The hub, a student's server or a lesson did not do what was asked."""


@dataclasses.dataclass
class Student:
    """What one student went through.

    Attributes:
        name: user name on the hub.
        server_seconds: from the login page until server and course are there.
        lesson_seconds: for each lesson, from opening to the end of its last cell.
        failures: one line each; empty if all went well.
    """

    name: str
    server_seconds: float = 0.0
    lesson_seconds: dict[str, float] = dataclasses.field(default_factory=dict)
    failures: list[str] = dataclasses.field(default_factory=list)


def thread_limits(threads: int) -> dict[str, str]:
    """Environment variables that hold a student's kernels to so many threads.

    TensorFlow would take as many as the machine has cores, in every kernel: a node with 32
    cores and 30 students would switch between a thousand of them. 0 sets no limit.
    """
    if threads == 0:
        return {}
    names = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS")
    return {name: str(threads) for name in (*names, "OPENBLAS_NUM_THREADS")}


def free_port() -> int:
    """A TCP port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running_hub(folder: pathlib.Path, threads: int):
    """Start JupyterHub; yield its address, the shared password and its process.

    Args:
        folder: for its database, logs and the students' homes.
        threads: see `thread_limits`.

    Raises:
        HubError: it did not answer within a minute; the end of its log is in the message.
    """
    binaries = pathlib.Path(sys.executable).parent
    proxy = binaries.parent / "node_modules" / ".bin" / "configurable-http-proxy"
    for needed in (binaries / "jupyterhub", proxy):
        if not needed.exists():
            raise HubError(f"{needed} is missing: run this through `make hub-test`.")
    address, password = f"http://127.0.0.1:{free_port()}", secrets.token_hex(16)
    environment = {
        **os.environ,
        "PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONPATH": str(ROOT),
        "COURSE_HUB_FOLDER": str(folder),
        "COURSE_HUB_URL": address,
        "COURSE_HUB_PORT": str(free_port()),
        "COURSE_HUB_PROXY": str(proxy),
        "COURSE_HUB_PROXY_API": f"http://127.0.0.1:{free_port()}",
        "COURSE_HUB_PASSWORD": password,
        "COURSE_HUB_SERVER": str(binaries / "jupyterhub-singleuser"),
        "COURSE_HUB_THREADS": str(threads),
        "COURSE_DATA": os.environ.get("COURSE_DATA", "embedded"),
    }
    command = [str(binaries / "jupyterhub"), "-f", str(ROOT / "hub" / "jupyterhub_config.py")]
    log = folder / "hub.log"
    with log.open("w", encoding="utf-8") as stream:
        hub = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=stream, stderr=subprocess.STDOUT
        )
    try:
        _wait_for(address, hub, log)
        yield address, password, hub
    finally:
        _stop_with_children(hub)


def _wait_for(address: str, hub: subprocess.Popen, log: pathlib.Path) -> None:
    import requests

    for _ in range(120):
        if hub.poll() is None:
            with contextlib.suppress(requests.RequestException):
                if requests.get(f"{address}/hub/health", timeout=2).ok:
                    return
        time.sleep(0.5)
    end = log.read_text(encoding="utf-8")[-2000:]
    raise HubError(f"JupyterHub did not start. The end of its log:\n{end}")


def _stop_with_children(hub: subprocess.Popen) -> None:
    import psutil

    with contextlib.suppress(psutil.NoSuchProcess):
        family = [*psutil.Process(hub.pid).children(recursive=True), psutil.Process(hub.pid)]
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.terminate()
        _, alive = psutil.wait_procs(family, timeout=15)
        for process in alive:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()


class Browser:
    """What a student's browser does: log in, start the server, open lessons, run cells."""

    def __init__(self, address: str, name: str, password: str) -> None:
        import requests

        self.address, self.name = address, name
        self.session = requests.Session()
        self._login(password)

    def _login(self, password: str) -> None:
        page = self._request("get", "/hub/login")
        form = {"username": self.name, "password": password, "_xsrf": self._xsrf(page)}
        self._request("post", "/hub/login", data=form, params={"_xsrf": form["_xsrf"]})
        page = self._request("get", "/hub/token")
        answer = self._request(
            "post",
            f"/hub/api/users/{self.name}/tokens",
            headers={"X-XSRFToken": self._xsrf(page)},
            json={"note": "load test"},
        )
        self.session.headers["Authorization"] = f"token {answer.json()['token']}"

    def _xsrf(self, page) -> str:
        found = re.search(r'name="_xsrf" value="([^"]+)"|xsrf_token: "([^"]+)"', page.text)
        if not found:
            raise HubError(f"no token against forged requests on {page.url}")
        return found[1] or found[2]

    def _request(self, method: str, path: str, **options):
        response = self.session.request(method, self.address + path, timeout=300, **options)
        if not response.ok:
            raise HubError(f"{method} {path}: {response.status_code} {response.text[:200]}")
        return response

    def start_server(self) -> None:
        """Ask the hub for a server and wait until it answers (at most five minutes)."""
        self._request("post", f"/hub/api/users/{self.name}/server")
        for _ in range(600):
            servers = self._request("get", f"/hub/api/users/{self.name}").json()["servers"]
            if servers.get("", {}).get("ready"):
                self._request("get", f"/user/{self.name}/api/status")
                return
            time.sleep(0.5)
        raise HubError("the server was not ready after five minutes")

    def fetch_course(self, repository: str) -> None:
        """Click the nbgitpuller link: the course is cloned into the student's folder `course`.

        Args:
            repository: address of a git repository.

        Raises:
            HubError: the clone failed, with nbgitpuller's own words.
        """
        events = self._request(
            "get",
            f"/user/{self.name}/git-pull/api",
            params={"repo": repository, "targetpath": "course"},
            stream=True,
        )
        for line in events.iter_lines(decode_unicode=True):
            if line.startswith("data:"):
                event = json.loads(line.removeprefix("data:"))
                if event["phase"] == "error":
                    raise HubError(f"nbgitpuller: {event.get('message', event)}")
                if event["phase"] == "finished":
                    return
        raise HubError("nbgitpuller stopped without an end")

    def stop_server(self) -> None:
        """Give the server back, with all its kernels."""
        self._request("delete", f"/hub/api/users/{self.name}/server")

    def run_lesson(self, path: pathlib.PurePosixPath, cells: list[str]) -> None:
        """Open a notebook and run its cells one after another.

        Args:
            path: of the notebook, in the student's folder.
            cells: the sources of its code cells.

        Raises:
            HubError: a cell raised, or was silent for longer than CELL_SECONDS.
        """
        import websocket

        opened = self._request(
            "post",
            f"/user/{self.name}/api/sessions",
            json={
                "path": str(path),
                "name": path.name,
                "type": "notebook",
                "kernel": {"name": "python3"},
            },
        ).json()
        url = f"{self.address}/user/{self.name}/api/kernels/{opened['kernel']['id']}/channels"
        channels = websocket.create_connection(
            url.replace("http", "ws", 1),
            header=[f"Authorization: {self.session.headers['Authorization']}"],
            timeout=CELL_SECONDS,
        )
        with contextlib.closing(channels):
            for number, cell in enumerate(cells):
                self._run_cell(channels, cell, f"{path.name}, code cell {number}")

    @staticmethod
    def _run_cell(channels, cell: str, where: str) -> None:
        """Send one cell; return when the kernel has answered and is idle again."""
        request = {
            "header": {
                "msg_id": uuid.uuid4().hex,
                "msg_type": "execute_request",
                "username": "student",
                "session": uuid.uuid4().hex,
                "date": datetime.datetime.now(datetime.timezone.utc).isoformat(),
                "version": "5.4",
            },
            "parent_header": {},
            "metadata": {},
            "content": {
                "code": cell,
                "silent": False,
                "store_history": True,
                "user_expressions": {},
                "allow_stdin": False,
                "stop_on_error": True,
            },
            "channel": "shell",
            "buffers": [],
        }
        channels.send(json.dumps(request))
        replied = idle = False
        while not (replied and idle):
            frame = channels.recv()
            if not isinstance(frame, str) or not frame:
                raise HubError(f"{where}: the connection to the kernel broke")
            message = json.loads(frame)
            if message["parent_header"].get("msg_id") != request["header"]["msg_id"]:
                if message["content"].get("execution_state") in ("dead", "restarting"):
                    raise HubError(f"{where}: the kernel died")
                continue
            if message["msg_type"] == "execute_reply":
                replied = True
                if message["content"]["status"] != "ok":
                    raise HubError(f"{where}: {message['content'].get('evalue', 'aborted')}")
            idle = idle or message["content"].get("execution_state") == "idle"


def study(address: str, password: str, name: str, lessons: dict[pathlib.Path, list[str]]):
    """One student's morning: log in, start the server, fetch the course, run the lessons.

    Returns:
        The `Student`, with failures written down, never raised: the others go on.
    """
    student, begin = Student(name), time.perf_counter()
    try:
        browser = Browser(address, name, password)
        browser.start_server()
        browser.fetch_course(ROOT.as_uri())
        student.server_seconds = time.perf_counter() - begin
        for path, cells in lessons.items():
            begin = time.perf_counter()
            browser.run_lesson(pathlib.PurePosixPath("course/notebooks", path.name), cells)
            student.lesson_seconds[path.stem[:2]] = time.perf_counter() - begin
        browser.stop_server()
    except Exception as error:
        student.failures.append(f"{type(error).__name__}: {error}"[:300])
    return student


class MemoryWatch(threading.Thread):
    """Samples the memory of all students' servers once a second.

    Attributes:
        peak_student: highest proportional set size of one student's processes, in MB
            (pages shared with other students count in parts).
        peak_student_resident: highest resident set size of one student's processes, in MB
            (more than a container of its own would be charged: pages that his processes share
            count for each of them).
        peak_all: highest sum over hub, proxy and all students, proportional, in MB.
        least_free: lowest memory that was still available on the machine, in MB.
    """

    def __init__(self, hub_process: int) -> None:
        super().__init__(daemon=True)
        self.hub_process, self.finished = hub_process, threading.Event()
        self.peak_student = self.peak_student_resident = self.peak_all = 0.0
        self.least_free = float("inf")

    def run(self) -> None:
        """Sample until `finished` is set."""
        import psutil

        while not self.finished.wait(1):
            with contextlib.suppress(psutil.Error):
                self._sample(psutil)

    def _sample(self, psutil) -> None:
        everything = 0.0
        for child in psutil.Process(self.hub_process).children():
            own = resident = 0.0
            for process in (child, *child.children(recursive=True)):
                with contextlib.suppress(psutil.NoSuchProcess):
                    memory = process.memory_full_info()
                    own += memory.pss / MEGABYTE
                    resident += memory.rss / MEGABYTE
            everything += own
            if "singleuser" in " ".join(child.cmdline()):
                self.peak_student = max(self.peak_student, own)
                self.peak_student_resident = max(self.peak_student_resident, resident)
        self.peak_all = max(self.peak_all, everything)
        free = psutil.virtual_memory().available / MEGABYTE
        self.least_free = min(self.least_free, free)


def measure(students: int, lessons: list[str], threads: int) -> dict:
    """Run the lessons with so many students at once.

    Returns:
        A row for the table: counts, seconds (median and highest), megabytes, failures.
    """
    from tools import notebooks

    paths = {}
    for path in notebooks.lessons(lessons):
        document = notebooks.read(path)
        paths[path] = [cell.source for cell in document.cells if cell.cell_type == "code"]
    with tempfile.TemporaryDirectory(prefix="course-hub-") as name:
        folder = pathlib.Path(name)
        names = [f"student{number:02d}" for number in range(1, students + 1)]
        with running_hub(folder, threads) as (address, password, hub):
            watch = MemoryWatch(hub.pid)
            watch.start()
            begin = time.perf_counter()
            with concurrent.futures.ThreadPoolExecutor(students) as pool:
                futures = [pool.submit(study, address, password, n, paths) for n in names]
                finished = [future.result() for future in futures]
            seconds = time.perf_counter() - begin
            watch.finished.set()
            watch.join()
    return _row(finished, seconds, watch, threads)


def _row(finished: list[Student], seconds: float, watch: MemoryWatch, threads: int) -> dict:
    def summary(values: list[float]) -> dict[str, float]:
        if not values:
            return {}
        return {"median": round(statistics.median(values), 1), "most": round(max(values), 1)}

    lessons = sorted({number for student in finished for number in student.lesson_seconds})
    return {
        "students": len(finished),
        "threads": threads,
        "seconds": round(seconds, 1),
        "server_seconds": summary([s.server_seconds for s in finished if s.server_seconds]),
        "lesson_seconds": {
            number: summary(
                [s.lesson_seconds[number] for s in finished if number in s.lesson_seconds]
            )
            for number in lessons
        },
        "student_megabytes": round(watch.peak_student),
        "student_resident_megabytes": round(watch.peak_student_resident),
        "all_megabytes": round(watch.peak_all),
        "least_free_megabytes": round(watch.least_free),
        "failures": [f"{s.name}: {line}" for s in finished for line in s.failures],
    }


def main() -> int:
    """Measure each number of students; stop at the first with a failure."""
    import psutil

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, nargs="+", default=[1, 4, 8])
    parser.add_argument("--lessons", nargs="+", default=list(LESSONS))
    parser.add_argument("--threads", type=int, default=1, help="per kernel; 0: no limit")
    parser.add_argument("--dry", action="store_true", help="print, but keep no results")
    arguments = parser.parse_args()
    if shutil.which("git") is None or shutil.which("node") is None:
        parser.exit(2, "The load test needs git and node on the PATH.\n")
    rows = []
    for students in arguments.students:
        rows.append(measure(students, arguments.lessons, arguments.threads))
        print(json.dumps(rows[-1]), flush=True)
        if rows[-1]["failures"]:
            break
    if not arguments.dry:
        RESULTS.write_text(
            json.dumps(
                {
                    "date": datetime.date.today().isoformat(),
                    "machine": f"{platform.system()} {platform.machine()}",
                    "cores": len(os.sched_getaffinity(0)),
                    "memory_megabytes": round(psutil.virtual_memory().total / MEGABYTE),
                    "lessons": arguments.lessons,
                    "runs": rows,
                },
                indent=2,
            )
            + "\n",
            encoding="utf-8",
        )
    return 1 if rows[-1]["failures"] else 0


if __name__ == "__main__":
    sys.exit(main())
