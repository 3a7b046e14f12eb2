"""Lesson NUMBER's own claims and functions, beyond what its exercises and cells prove."""

import numpy as np
import pytest

from utils.checks import topic_name as check
from utils.checks.feedback import CORRECT


@pytest.mark.parametrize("_", range(20))
def test_a_right_answer_is_right_for_any_numbers(_):
    root = check.root_mean_square(lambda values: np.linalg.norm(values) / len(values) ** 0.5)
    assert root.state == CORRECT, root
    share = check.share_above(lambda values, border: (values > border).sum() / len(values))
    assert share.state == CORRECT, share
