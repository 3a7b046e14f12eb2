"""Lesson 00: its checks judge what an answer gives back; a GPU is timed beside the processor."""

import time

import numpy as np
import pytest

from tools import notebooks
from utils import session
from utils.checks import start_here as check
from utils.checks.feedback import CORRECT

PATH = notebooks.lessons(["00"])[0]


def test_an_answer_may_overwrite_its_inputs():
    def accuracy_of(predicted, true):
        predicted -= true
        share = np.mean(predicted == 0)
        predicted[:], true[:] = 13, 20  # their ratio is the true accuracy of the check's example
        return share

    feedback = check.accuracy_of(accuracy_of)
    assert feedback.state == CORRECT, feedback


@pytest.mark.parametrize(("devices", "lines"), [("1 GPU", 2), ("2 CPU cores", 0)])
def test_a_gpu_is_compared_with_the_processor(devices, lines, monkeypatch, capsys):
    """No GPU is needed for this: the lesson is only told that there is one."""
    import keras

    asked = []
    device = keras.device
    monkeypatch.setattr(session, "describe_devices", lambda: devices)
    monkeypatch.setattr(keras, "device", lambda name: asked.append(name) or device(name))
    cells = {cell.id: cell.source for cell in notebooks.read(PATH).cells}
    names = {"keras": keras, "session": session, "time": time}
    small = cells["time-products"].replace("[64, 128, 256, 512, 1024, 2048]", "[8, 16]")
    assert small != cells["time-products"]
    exec(small, names)
    capsys.readouterr()
    exec(cells["compare-devices"], names)
    assert len(capsys.readouterr().out.splitlines()) == lines
    assert asked == ["cpu:0"] * (lines > 0)
