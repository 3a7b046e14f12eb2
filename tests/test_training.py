"""The one-cycle schedule, the training clock, and a training from the start, outputs."""

import keras
import numpy as np
import pytest
from keras import ops

from utils.training import OneCycle, TrainingClock, infer, start_again


def rates(schedule, steps):
    return ops.convert_to_numpy(schedule(np.arange(steps)))


def small_model(schedule=0.01):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    model.compile(keras.optimizers.Adam(schedule), "mse")
    return model


def data(count=48):
    generator = np.random.default_rng(0)
    return generator.normal(size=(count, 3)), generator.normal(size=(count, 2))


def test_one_cycle_rises_once_and_falls_once():
    curve = rates(OneCycle(6e-3, 1000, warm_up=0.3, start=0.04, end=0.001), 1001)
    assert curve[0] == pytest.approx(6e-3 * 0.04, rel=1e-5)
    assert curve[300] == pytest.approx(6e-3, rel=1e-5)
    assert curve.argmax() == 300
    assert curve[1000] == pytest.approx(6e-3 * 0.001, rel=1e-3)
    assert (np.diff(curve[:301]) >= 0).all()
    assert (np.diff(curve[300:]) <= 0).all()


def test_one_cycle_is_half_way_in_the_middle_of_each_part():
    schedule = OneCycle(1.0, 200, warm_up=0.25, start=0.1, end=0.01)
    assert float(schedule(25)) == pytest.approx((0.1 + 1) / 2, rel=1e-5)
    assert float(schedule(125)) == pytest.approx((1 + 0.01) / 2, rel=1e-5)


def test_one_cycle_stays_low_after_its_end():
    schedule = OneCycle(0.5, 20)
    assert float(schedule(20)) == pytest.approx(float(schedule(10_000)), rel=1e-6)
    assert float(schedule(20)) > 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"peak": 0.0},
        {"peak": float("nan")},
        {"steps": 1},
        {"steps": 10.5},
        {"warm_up": 0.0},
        {"warm_up": 1.0},
    ],
)
def test_one_cycle_refuses_what_makes_no_cycle(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        OneCycle(**{"peak": 0.1, "steps": 100, **wrong})


def test_one_cycle_can_be_stored():
    schedule = OneCycle(0.3, 77, warm_up=0.2, start=0.05, end=0.002)
    text = keras.saving.serialize_keras_object(schedule)
    again = keras.saving.deserialize_keras_object(text)
    assert isinstance(again, OneCycle)
    np.testing.assert_array_equal(rates(schedule, 80), rates(again, 80))


def test_a_saved_model_keeps_its_schedule(tmp_path):
    model = small_model(OneCycle(0.1, 50))
    inputs, targets = data()
    model.fit(inputs, targets, batch_size=16, epochs=2, verbose=0)
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    assert int(again.optimizer.iterations) == 6
    assert float(again.optimizer.learning_rate) == pytest.approx(float(OneCycle(0.1, 50)(6)))


def test_the_optimizer_follows_the_schedule():
    model = small_model(OneCycle(0.1, 12))
    seen = []
    watch = keras.callbacks.LambdaCallback(
        on_epoch_begin=lambda epoch, logs: seen.append(float(model.optimizer.learning_rate))
    )
    inputs, targets = data()
    model.fit(inputs, targets, batch_size=16, epochs=4, verbose=0, callbacks=[watch])
    np.testing.assert_allclose(seen, rates(OneCycle(0.1, 12), 12)[::3], rtol=1e-5)


def test_the_clock_leaves_validation_out(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("time.perf_counter", lambda: now[0])

    def advance(seconds):
        now[0] += seconds

    clock = TrainingClock()
    clock.on_train_begin()
    for _ in range(2):
        clock.on_epoch_begin(0)
        advance(3)
        clock.on_test_begin()
        advance(100)
        clock.on_epoch_end(0)
        advance(1000)
    assert clock.seconds == [3, 6]


def test_the_clock_runs_with_and_without_validation():
    inputs, targets = data()
    clock = TrainingClock()
    model = small_model()
    model.fit(inputs, targets, epochs=3, verbose=0, callbacks=[clock])
    assert len(clock.seconds) == 3
    assert (np.diff(clock.seconds) > 0).all()
    model.fit(
        inputs, targets, epochs=2, verbose=0, callbacks=[clock], validation_data=(inputs, targets)
    )
    assert len(clock.seconds) == 2


def test_a_second_training_is_the_first_one_again():
    inputs, targets = data()
    model = small_model(OneCycle(0.1, 12))
    beginning = model.get_weights()
    ends = []
    for again in (False, True, True):
        if again:
            start_again(model, beginning)
        model.fit(inputs, targets, batch_size=16, epochs=4, shuffle=False, verbose=0)
        ends.append(np.concatenate([weight.ravel() for weight in model.get_weights()]))
    np.testing.assert_allclose(ends[1], ends[0], atol=1e-6)
    np.testing.assert_allclose(ends[2], ends[0], atol=1e-6)
    model.set_weights(beginning)  # without it the optimizer goes on where it was
    model.fit(inputs, targets, batch_size=16, epochs=4, shuffle=False, verbose=0)
    on = np.concatenate([weight.ravel() for weight in model.get_weights()])
    assert np.abs(on - ends[0]).max() > 0.01


def test_a_new_start_draws_the_same_dropout_after_the_same_seed():
    inputs, _ = data()
    layers = [keras.layers.Dropout(0.5), keras.layers.Dropout(0.5)]
    model = keras.Sequential([keras.Input((3,)), *layers])
    model.compile("adam", "mse")
    drawn = []
    for seed in (0, 0, 1):
        keras.utils.set_random_seed(seed)
        start_again(model, [])
        drawn.append([ops.convert_to_numpy(layer(inputs, training=True)) for layer in layers])
    np.testing.assert_array_equal(drawn[0], drawn[1])
    assert (drawn[0][0] != drawn[2][0]).any()  # another seed, other units
    assert (drawn[0][0] != drawn[0][1]).any()  # each layer its own


def test_a_new_start_keeps_the_learning_rate_and_the_compiled_step():
    inputs, targets = data()
    model = small_model(0.03)
    start_again(model, model.get_weights())
    assert len(model.optimizer.variables) > 2  # built: the first step need not do it
    model.fit(inputs, targets, verbose=0)
    step = model.train_function
    start_again(model, model.get_weights())
    assert float(model.optimizer.learning_rate) == pytest.approx(0.03)
    assert int(model.optimizer.iterations) == 0
    assert model.train_function is step


def test_a_new_start_wants_a_compiled_model_and_its_weights():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    with pytest.raises(ValueError, match="compile it first"):
        start_again(model, model.get_weights())
    model = small_model()
    with pytest.raises(ValueError, match=r"\(3, 2\)"):
        start_again(model, [np.zeros((2, 3)), np.zeros(2)])


@pytest.mark.parametrize("count", [1, 7, 8, 20])
def test_infer_gives_what_predict_gives_for_any_number_of_inputs(count):
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.BatchNormalization(), keras.layers.Dropout(0.5)]
    )
    pixels = np.random.default_rng(0).integers(0, 256, (count, 3), dtype=np.uint8)
    found = infer(model, pixels, batch_size=7)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, model.predict(pixels, verbose=0), rtol=1e-5)


def test_infer_keeps_whole_numbers_for_an_embedding():
    model = keras.Sequential([keras.Input((2,), dtype="int32"), keras.layers.Embedding(5, 4)])
    words = np.array([[4, 0], [1, 1]])
    expected = model.layers[0].get_weights()[0][words]
    np.testing.assert_array_equal(infer(model, words), expected)
