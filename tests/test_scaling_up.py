"""Lesson 19's script: its batches, what it saves, that it goes on after a crash; half precision.

The lesson itself runs the script as processes of their own, as two workers and with a real kill,
and two logical devices; its guards compare all of them with a training alone. Here the script is
started again after a crash, with the same command.
"""

import time

import keras
import numpy as np
import pytest
import tensorflow as tf

from scripts import train_digits
from tests.lessons import context
from tools import notebooks

wide_network = context(notebooks.lessons(["19"])[0])["wide_network"]


def largest_gap(weights, others):
    return max(np.abs(a - b).max() for a, b in zip(weights, others, strict=True))


def test_every_epoch_sees_every_picture_once_in_an_order_of_its_own():
    steps = train_digits.STEPS_PER_EPOCH
    epochs = [
        np.concatenate([train_digits.rows_of(epoch * steps + step) for step in range(steps)])
        for epoch in range(2)
    ]
    for rows in epochs:
        assert sorted(rows) == list(range(1440))
    assert not np.array_equal(*epochs)


@pytest.mark.parametrize("held_out", [False, True])
def test_digits(held_out):
    images, labels = train_digits.load_digits(held_out)
    assert images.shape == (357 if held_out else 1440, 64)
    assert images.min() == 0
    assert images.max() == 1
    assert set(labels) == set(range(10))


def test_saved_state_holds_everything_that_training_changes(tmp_path):
    model = train_digits.build(dropout=0.2)
    images, labels = train_digits.load_digits()
    model.train_on_batch(images[:32], labels[:32])
    train_digits.save_state(model, tmp_path)
    other = train_digits.build(dropout=0.2)
    train_digits.load_state(other, tmp_path)
    assert train_digits.steps_done(other) == 1
    for before, after in zip(
        [*model.variables, *model.optimizer.variables],
        [*other.variables, *other.optimizer.variables],
        strict=True,
    ):
        np.testing.assert_array_equal(
            keras.ops.convert_to_numpy(before), keras.ops.convert_to_numpy(after)
        )


def test_dropout_is_seeded():
    # Only PyTorch goes on differently without: there, dropout then draws from no variable.
    dropout = train_digits.build(dropout=0.2).layers[1]
    assert isinstance(dropout, keras.layers.Dropout)
    assert dropout.seed is not None


class PlugPulled(Exception):
    """Stands for the power failure."""


def pull_the_plug_at(monkeypatch, step):
    """Let a training end in the middle of this step's report, once."""

    def report(done, wait_at):
        if done == step:
            monkeypatch.undo()
            raise PlugPulled

    monkeypatch.setattr(train_digits, "report", report)


def test_the_loop_goes_on_after_a_crash_as_if_nothing_had_happened(tmp_path, monkeypatch):
    undisturbed = train_digits.build(dropout=0.2)
    train_digits.train(undisturbed, undisturbed.train_on_batch)
    victim = train_digits.build(dropout=0.2)
    pull_the_plug_at(monkeypatch, 110)
    with pytest.raises(PlugPulled):
        train_digits.train(victim, victim.train_on_batch, tmp_path)
    heir = train_digits.build(dropout=0.2)
    train_digits.load_state(heir, tmp_path)
    assert train_digits.steps_done(heir) == 100, "the last state that was saved"
    options = ["--dropout=0.2", f"--backup={tmp_path}", f"--result={tmp_path / 'result.npz'}"]
    monkeypatch.setattr("sys.argv", ["train_digits.py", *options])
    reported = []
    monkeypatch.setattr(train_digits, "report", lambda done, wait_at: reported.append(done))
    train_digits.main()  # the same command again
    assert reported == list(range(101, train_digits.STEPS + 1)), "it goes on where it was"
    with np.load(tmp_path / "result.npz") as saved:
        assert largest_gap(undisturbed.get_weights(), saved.values()) <= 1e-6


def test_backup_and_restore_goes_on_and_repeats_what_it_must(tmp_path, monkeypatch):
    pull_the_plug_at(monkeypatch, 110)
    with pytest.raises(PlugPulled):
        train_digits.train_with_fit(train_digits.build(dropout=0.2), tmp_path)
    heir = train_digits.build(dropout=0.2)
    train_digits.train_with_fit(heir, tmp_path)
    assert train_digits.steps_done(heir) == 190, "10 steps of the third epoch twice"
    images, labels = train_digits.load_digits()
    scores = keras.ops.convert_to_numpy(heir(images))
    assert np.mean(scores.argmax(axis=1) == labels) > 0.9


@pytest.fixture
def rewritten_graphs():
    """TensorFlow rewrites graphs, as it does on a learner's two threads."""
    before = tf.config.optimizer.get_experimental_options().get("disable_meta_optimizer", False)
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": False})
    yield
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": before})


@pytest.mark.usefixtures("rewritten_graphs")
def test_a_step_in_float16_takes_about_as_long_as_one_in_float32():
    # Rewritten, a layer with a bias becomes one operation. On processors that know float16 this
    # one took four seconds a step, where the others take ten milliseconds.
    images, labels = (part[:480] for part in train_digits.load_digits())
    quickest = {}
    for policy in ("float32", "mixed_float16"):
        model, taken = wide_network(policy), []
        for _ in range(4):
            began = time.process_time()
            model.train_on_batch(images, labels)
            taken.append(time.process_time() - began)
        quickest[policy] = min(taken)
    assert quickest["mixed_float16"] < 30 * quickest["float32"]
