"""The load test counts what goes wrong, and what is derived from it agrees with it."""

import http.server
import json
import threading

import pytest
import yaml

from benchmarks import hub_load
from tools import hub_values


def run(students, seconds, failures=()):
    """A row as the load test writes it; every lesson takes the same time."""
    lesson = {"median": seconds, "most": seconds + 1}
    return {
        "students": students,
        "threads": 1,
        "seconds": 2 * seconds,
        "server_seconds": {"median": 3.0, "most": 4.0},
        "lesson_seconds": {"02": lesson, "05": lesson},
        "student_megabytes": 900,
        "student_resident_megabytes": 1000,
        "all_megabytes": 100 + 900 * students,
        "least_free_megabytes": 5000,
        "failures": list(failures),
    }


def measured(*runs):
    return {
        "date": "2026-01-01",
        "machine": "Linux x86_64",
        "cores": 2,
        "memory_megabytes": 24 * 1024,
        "lessons": ["02", "05"],
        "runs": list(runs),
    }


def test_sizes_follow_from_the_runs():
    need = hub_values.sizing(measured(run(1, 30.0), run(4, 60.0), run(8, 120.0)))
    # 4 students in 120 s: 30 s of the machine each; alone 60 s; in 180 s the 2 cores serve 6.
    assert need.students_per_core == 3.0
    assert need.memory_limit == 1.25  # 1,250 MB in quarters of a gigabyte
    assert need.cores(30) == 10
    assert need.memory(10) > 10 * need.shared_memory


def test_runs_with_failures_size_nothing():
    good, bad = run(1, 30.0), run(8, 5.0, ["student01: MemoryError"])
    assert hub_values.sizing(measured(good, bad)) == hub_values.sizing(measured(good))
    with pytest.raises(ValueError, match="failures"):
        hub_values.sizing(measured(bad))


def test_every_kernel_gets_its_threads():
    limits = hub_load.thread_limits(1)
    assert limits["TF_NUM_INTRAOP_THREADS"] == limits["OMP_NUM_THREADS"] == "1"
    assert hub_load.thread_limits(0) == {}
    written = yaml.safe_load(hub_values.values(measured(run(1, 30.0))))
    assert limits.items() <= written["singleuser"]["extraEnv"].items()
    assert written["singleuser"]["memory"]["limit"] == "1.25G"


def test_a_hub_that_refuses_is_a_failure_of_the_student_and_no_traceback():
    class Refuses(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_error(503, "no room")

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refuses) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        student = hub_load.study(address, "password", "student01", {})
        server.shutdown()
    assert len(student.failures) == 1
    assert "503" in student.failures[0]


class Kernel:
    """A websocket whose other end answers with prepared messages."""

    def __init__(self, *answers):
        self.answers, self.sent = list(answers), None

    def send(self, text):
        self.sent = json.loads(text)

    def recv(self):
        kind, content, ours = self.answers.pop(0)
        parent = {"msg_id": self.sent["header"]["msg_id"]} if ours else {}
        return json.dumps({"parent_header": parent, "msg_type": kind, "content": content})


IDLE = ("status", {"execution_state": "idle"}, True)


def test_a_cell_is_finished_when_the_kernel_replied_and_rests():
    kernel = Kernel(
        ("stream", {"text": "hello"}, True), IDLE, ("execute_reply", {"status": "ok"}, True)
    )
    hub_load.Browser._run_cell(kernel, "1 + 1", "here")
    assert not kernel.answers
    assert kernel.sent["content"]["code"] == "1 + 1"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (("execute_reply", {"status": "error", "evalue": "no such name"}, True), "no such name"),
        (("status", {"execution_state": "restarting"}, False), "kernel died"),
    ],
)
def test_a_cell_that_fails_is_noticed(answer, words):
    with pytest.raises(hub_load.HubError, match=words):
        hub_load.Browser._run_cell(Kernel(answer, IDLE), "1 + 1", "lesson, code cell 3")


def test_guide_and_values_are_those_of_the_committed_measurement():
    results = hub_values.load()
    assert hub_values.tables(results) in hub_values.GUIDE.read_text(encoding="utf-8")
    assert hub_values.VALUES.read_text(encoding="utf-8") == hub_values.values(results)


def test_the_committed_measurement_has_a_room_without_failures():
    runs = hub_values.load()["runs"]
    assert [r["students"] for r in runs if not r["failures"]][-1] >= 4
    assert all(set(r["lesson_seconds"]) == {"02", "05", "08"} for r in runs if not r["failures"])
