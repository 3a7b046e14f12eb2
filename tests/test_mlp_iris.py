"""The checks of lesson 05 judge an answer by what it gives back, not by how."""

import numpy as np
import pytest

from utils.checks import mlp_iris as check
from utils.checks.feedback import CORRECT

IMPROVES = {  # three ways to say "lower by more than min_delta"; rounding may tell them apart
    "best - delta": lambda loss, best, min_delta: loss < best - min_delta,
    "difference": lambda loss, best, min_delta: best - loss > min_delta,
    "loss + delta": lambda loss, best, min_delta: loss + min_delta < best,
}


@pytest.mark.parametrize("improves", IMPROVES.values(), ids=IMPROVES)
def test_no_rounding_decides_about_early_stopping(improves):
    def early_stop(losses, patience, min_delta):
        best_loss, best_epoch = np.inf, 0
        for epoch, loss in enumerate(losses, start=1):
            if improves(loss, best_loss, min_delta):
                best_loss, best_epoch = loss, epoch
            elif epoch - best_epoch >= patience:
                break
        return epoch, best_epoch

    for _ in range(100):  # the check draws fresh curves every time
        feedback = check.early_stop(early_stop)
        assert feedback.state == CORRECT, feedback
