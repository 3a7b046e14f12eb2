"""The checks of lesson 00 judge an answer by what it gives back, not by how."""

import numpy as np

from utils.checks import start_here as check
from utils.checks.feedback import CORRECT


def test_an_answer_may_overwrite_its_inputs():
    def accuracy_of(predicted, true):
        predicted -= true
        share = np.mean(predicted == 0)
        predicted[:], true[:] = 13, 20  # their ratio is the true accuracy of the check's example
        return share

    feedback = check.accuracy_of(accuracy_of)
    assert feedback.state == CORRECT, feedback
