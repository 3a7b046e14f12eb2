"""Train a small network on digits: alone, as one of several workers, or on after a crash.

    python scripts/train_digits.py --result alone.npz
    python scripts/train_digits.py --backup state --result resumed.npz     (again after a crash)
    python scripts/train_digits.py --backup loop --fit fit --wait-at 110   (two, to be killed)
    TF_CONFIG='{"cluster": ..., "task": ...}' python scripts/train_digits.py --result worker.npz

The file needs Keras, NumPy and scikit-learn, and nothing else of this course: copy it to every
machine that takes part. Lesson 19 explains it.
"""

import argparse
import itertools
import os
import pathlib
import threading
import time

import keras
import numpy as np
import sklearn.datasets

BATCH, EPOCHS, STEPS_PER_EPOCH = 32, 4, 45
STEPS = EPOCHS * STEPS_PER_EPOCH
SAVE_EVERY = 20  # steps


def load_digits(held_out=False):
    """1,440 pictures (count, 64) from 0 to 1 with their digits (count,), or the 357 held out."""
    images, labels = sklearn.datasets.load_digits(return_X_y=True)
    rows = slice(1440, None) if held_out else slice(1440)
    return (images[rows] / 16).astype("float32"), labels[rows].astype("int32")


def build(dropout=0.0):
    """The network, with the same first weights in every process."""
    keras.utils.set_random_seed(0)
    layers = [
        keras.Input((64,)),
        keras.layers.Dense(64, activation="relu"),
        # Unseeded, it draws from PyTorch's generator there, which no variable holds.
        keras.layers.Dropout(dropout, seed=0),
        keras.layers.Dense(10),
    ]
    model = keras.Sequential(layers)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.05, momentum=0.9), loss, jit_compile=False)
    model.optimizer.build(model.trainable_variables)  # left to the first step, it is traced twice
    return model


def rows_of(step):
    """Which pictures make up the batch of this step: known from the step alone."""
    epoch, position = divmod(step, STEPS_PER_EPOCH)
    order = np.random.default_rng(epoch).permutation(BATCH * STEPS_PER_EPOCH)
    return order[position * BATCH : (position + 1) * BATCH]


def save_state(model, folder):
    """Write all that training has changed: weights, the state of dropout and of the optimizer."""
    variables = [*model.variables, *model.optimizer.variables]
    np.savez(folder / "new.npz", *[keras.ops.convert_to_numpy(value) for value in variables])
    os.replace(folder / "new.npz", folder / "state.npz")  # the whole file, or the old one


def load_state(model, folder):
    """Go back to the state that was saved last, if there is one."""
    if (folder / "state.npz").exists():
        with np.load(folder / "state.npz") as saved:
            for variable, name in zip(
                [*model.variables, *model.optimizer.variables], saved.files, strict=True
            ):
                variable.assign(saved[name])


def steps_done(model):
    """How many steps the optimizer has made."""
    return int(keras.ops.convert_to_numpy(model.optimizer.iterations))


def train(model, train_step, backup=None, wait_at=None):
    """Train from the step that the optimizer has reached to the last one."""
    images, labels = load_digits()
    for step in range(steps_done(model), STEPS):
        rows = rows_of(step)
        train_step(images[rows], labels[rows])
        if backup and (step + 1) % SAVE_EVERY == 0:
            save_state(model, backup)
        report(step + 1, wait_at)


def train_with_fit(model, backup=None, wait_at=None):
    """The same with Keras's own loop and backup."""
    images, labels = load_digits()
    steps = itertools.count(1)
    report_step = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: report(next(steps), wait_at)
    )
    callbacks = [report_step]
    if backup:
        callbacks.append(keras.callbacks.BackupAndRestore(backup, save_freq=SAVE_EVERY))
    model.fit(
        images,
        labels,
        batch_size=BATCH,
        epochs=EPOCHS,
        shuffle=True,
        callbacks=callbacks,
        verbose=0,
    )


def worker_step(model, strategy):
    """A training step on this worker's share of the batch, in step with all other workers."""
    import tensorflow as tf

    workers = strategy.num_replicas_in_sync
    number = strategy.cluster_resolver.task_id

    def on_this_worker(images, labels):
        with tf.GradientTape() as tape:
            loss = model.loss(labels, model(images, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        everyone = tf.distribute.get_replica_context()
        gradients = everyone.all_reduce(tf.distribute.ReduceOp.MEAN, gradients)
        model.optimizer.apply(gradients, model.trainable_variables)

    @tf.function
    def together(images, labels):
        strategy.run(on_this_worker, args=(images, labels))

    def train_step(images, labels):
        together(tf.constant(images[number::workers]), tf.constant(labels[number::workers]))

    return train_step


def report(step, wait_at):
    """Say where the training is; at `wait_at`, wait for whoever pulls the plug."""
    if step == wait_at:
        print(f"step {step}\n", end="", flush=True)  # whole, whatever other threads print
        time.sleep(300)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--result", type=pathlib.Path, help="file for the weights (.npz)")
    parser.add_argument("--backup", type=pathlib.Path, help="folder to save to and resume from")
    parser.add_argument("--fit", type=pathlib.Path, help="folder of a second one, by model.fit")
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--wait-at", type=int, help="step at which to wait for the crash")
    options = parser.parse_args()

    if "TF_CONFIG" in os.environ:  # one of several workers
        import tensorflow as tf

        strategy = tf.distribute.MultiWorkerMirroredStrategy()
        with strategy.scope():
            model = build(options.dropout)
        train(model, worker_step(model, strategy))
    else:
        model = build(options.dropout)
        if options.fit:  # a second network at the same time, with a backup of its own
            task = build(options.dropout), options.fit, options.wait_at
            threading.Thread(target=train_with_fit, args=task).start()
        if options.backup:
            options.backup.mkdir(exist_ok=True)
            load_state(model, options.backup)
        train(model, model.train_on_batch, options.backup, options.wait_at)
    if options.result:
        np.savez(options.result, *model.get_weights())
    print(f"{steps_done(model)} steps on {keras.config.backend()}")


if __name__ == "__main__":
    main()
