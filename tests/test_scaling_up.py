"""Lesson 19's claims: two devices, two workers and a crash leave no trace in the weights."""

import json
import os
import pathlib
import socket
import subprocess
import sys
import textwrap
import threading

import keras
import numpy as np
import pytest

from scripts import train_digits

SCRIPT = pathlib.Path(train_digits.__file__)
PATIENCE = 150  # seconds, for a machine that does other things as well
ON_TENSORFLOW = pytest.mark.skipif(
    keras.config.backend() != "tensorflow", reason="tf.distribute needs TensorFlow"
)
# Logical devices have to be there before TensorFlow's runtime starts: a process of its own.
TWO_DEVICES = """
    import sys
    sys.path.insert(0, sys.argv[1])
    from utils import session
    session.start(sys.argv[1])  # the set-up cell: must leave the runtime unstarted
    import keras, numpy as np, tensorflow as tf
    from scripts import train_digits
    cpu = tf.config.list_physical_devices("CPU")[0]
    halves = [tf.config.LogicalDeviceConfiguration() for _ in range(2)]
    tf.config.set_logical_device_configuration(cpu, halves)
    images, labels = train_digits.load_digits()

    def losses(strategy):
        with strategy.scope():
            model = train_digits.build()
        curve = []
        def note(batch, logs):
            scores = np.array(keras.ops.log_softmax(model(images)))
            curve.append(-scores[np.arange(len(labels)), labels].mean())
        batches = tf.data.Dataset.from_tensor_slices((images, labels)).batch(72)
        callback = keras.callbacks.LambdaCallback(on_train_batch_end=note)
        model.fit(batches, shuffle=False, callbacks=[callback], verbose=0)
        return np.array(curve)

    one = losses(tf.distribute.OneDeviceStrategy("CPU:0"))
    two = losses(tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"]))
    print(len(one), one[0] - one[-1], abs(one - two).max())
"""


def start(*options, **variables):
    """The training script as a process of its own, on the processor."""
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    return subprocess.Popen(
        [sys.executable, *map(str, options)],
        env={**os.environ, **quiet, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def finish(process):
    """Its last line of output; no process outlives its test."""
    try:
        output, _ = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0, output
    return output.strip().splitlines()[-1]


def kill_at(process, step):
    """Kill the process once it says that it has done this step."""
    watchdog = threading.Timer(PATIENCE, process.kill)
    watchdog.start()
    reached = any(line.strip() == f"step {step}" for line in process.stdout)
    watchdog.cancel()
    process.kill()
    process.communicate()
    assert reached


def weights_in(path):
    with np.load(path) as saved:
        return list(saved.values())


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


@ON_TENSORFLOW
def test_two_logical_devices_give_the_loss_curve_of_one():
    process = start("-c", textwrap.dedent(TWO_DEVICES), SCRIPT.parent.parent)
    steps, fall, gap = map(float, finish(process).split())
    assert steps == 20
    assert fall > 0.5  # a curve that does not move would agree as well
    assert gap <= 1e-4


@ON_TENSORFLOW
def test_two_workers_finish_and_agree(tmp_path):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    addresses = [f"127.0.0.1:{one.getsockname()[1]}" for one in sockets]
    for one in sockets:
        one.close()
    workers = []
    for index in range(2):
        config = {
            "cluster": {"worker": addresses},
            "task": {"type": "worker", "index": index},
        }
        result = tmp_path / f"{index}.npz"
        workers.append(start(SCRIPT, "--result", result, TF_CONFIG=json.dumps(config)))
    alone = train_digits.build()
    train_digits.train(alone, alone.train_on_batch)
    assert all(finish(worker).startswith("270 steps") for worker in workers)
    first, second = (weights_in(tmp_path / f"{index}.npz") for index in range(2))
    assert largest_gap(first, second) == 0
    assert largest_gap(first, alone.get_weights()) <= 1e-4


def test_killed_in_the_middle_of_an_epoch_and_resumed(tmp_path):
    """By hand: the very weights. BackupAndRestore: goes on, and repeats what it must."""
    commands = {"loop": [SCRIPT], "fit": [SCRIPT, "--fit"]}
    for name, options in commands.items():
        options += ["--dropout", "0.2", "--backup", tmp_path / name]
    victims = [start(*options, "--wait-at", "110") for options in commands.values()]
    for victim in victims:
        kill_at(victim, 110)
    resumed = {
        name: start(*options, "--result", tmp_path / f"{name}.npz")
        for name, options in commands.items()
    }
    undisturbed = train_digits.build(dropout=0.2)
    train_digits.train(undisturbed, undisturbed.train_on_batch)
    steps = {name: int(finish(process).split()[0]) for name, process in resumed.items()}
    assert steps == {"loop": 270, "fit": 280}
    assert largest_gap(undisturbed.get_weights(), weights_in(tmp_path / "loop.npz")) <= 1e-6
    judge = train_digits.build()
    judge.set_weights(weights_in(tmp_path / "fit.npz"))
    images, labels = train_digits.load_digits()
    scores = keras.ops.convert_to_numpy(judge(images))
    assert np.mean(scores.argmax(axis=1) == labels) > 0.9
