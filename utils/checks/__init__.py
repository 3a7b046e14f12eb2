"""Checks of exercise answers: one module per lesson, all built on `utils.checks.feedback`.

A notebook calls a check with the learner's answer and shows what it returns:

    from utils.checks import activations as check
    check.leaky_relu(leaky_relu)

`at_least` and `at_most` guard what a lesson claims about its own runs.
"""

from utils.checks.feedback import Feedback, at_least, at_most

__all__ = ["Feedback", "at_least", "at_most"]
