"""Lesson 16's own cells, taken out of the notebook, against Keras and against mathematics."""

import copy
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lessons import context
from tools import lesson_map, notebooks, rules

LESSON = context(notebooks.lessons(["16"])[0])
read, learn = LESSON["read"], LESSON["learn"]
BLOCKS = {"GRU": 3, "LSTM": 4}
STATES = {"GRU": 1, "LSTM": 2}
SIZES = st.tuples(*(st.integers(1, 4) for _ in range(4)))  # batch, steps, features, units


def step_and_back(kind):
    return LESSON[f"{kind.lower()}_step"], LESSON[f"{kind.lower()}_back"]


def random_case(kind, batch, steps, features, units, seed, dtype="float64"):
    """A cell, inputs (steps, batch, features), a first state, weights of the outputs."""
    rng = np.random.default_rng(seed)
    width = BLOCKS[kind] * units
    shapes = {"W": (features, width), "U": (units, width)}
    shapes["b"] = (2, width) if kind == "GRU" else (width,)
    cell = {name: rng.normal(0, 0.6, shape).astype(dtype) for name, shape in shapes.items()}
    inputs = rng.normal(size=(steps, batch, features)).astype(dtype)
    state = tuple(rng.normal(0, 0.5, (batch, units)).astype(dtype) for _ in range(STATES[kind]))
    at_outputs = rng.normal(size=(steps, batch, units)).astype(dtype)
    return cell, inputs, state, at_outputs


def total(kind, cell, inputs, state, at_outputs):
    return (read(step_and_back(kind)[0], cell, inputs, state)[0] * at_outputs).sum()


def found_and_measured(kind, cell, inputs, state, at_outputs, h=1e-6):
    """Gradients of the total by each weight and the first state: by hand, and measured."""
    step, back = step_and_back(kind)
    kept = read(step, cell, inputs, state)[1]
    found, at_states = learn(back, cell, kept, at_outputs, state)
    found = found | dict(enumerate(at_states[-1]))
    measured = {}
    for name in found:
        measured[name] = np.empty_like(found[name])
        for place in np.ndindex(found[name].shape):
            values = []
            for change in (h, -h):
                parts = copy.deepcopy((cell, list(state)))
                parts[name in (0, 1)][name][place] += change
                values.append(total(kind, parts[0], inputs, tuple(parts[1]), at_outputs))
            measured[name][place] = (values[0] - values[1]) / (2 * h)
    return found, measured


@pytest.mark.parametrize("kind", BLOCKS)
@settings(deadline=None, max_examples=12)
@given(SIZES, st.integers(0, 10_000))
def test_gradients_are_what_central_differences_measure(kind, sizes, seed):
    found, measured = found_and_measured(kind, *random_case(kind, *sizes, seed))
    for name, values in measured.items():
        error = np.linalg.norm(found[name] - values) / max(np.linalg.norm(values), 1e-2)
        assert error < 1e-6, name


@pytest.mark.parametrize("kind", BLOCKS)
def test_that_test_would_notice_a_lost_part_of_the_gradient(kind, monkeypatch):
    original = LESSON[f"{kind.lower()}_back"]

    def without_the_straight_road(cell, kept, at_state):
        at_x, at_h, before = original(cell, kept, at_state)
        return at_x, at_h, (at_h @ cell["U"].T, *(0 * part for part in before[1:]))

    monkeypatch.setitem(LESSON, f"{kind.lower()}_back", without_the_straight_road)
    found, measured = found_and_measured(kind, *random_case(kind, 2, 4, 3, 3, seed=1))
    assert np.linalg.norm(found["U"] - measured["U"]) > 0.01 * np.linalg.norm(measured["U"])


@pytest.mark.parametrize("kind", BLOCKS)
def test_agrees_with_keras_in_outputs_and_gradients(kind):
    import keras

    cell, inputs, state, at_outputs = random_case(kind, 4, 15, 6, 7, seed=3, dtype="float32")
    state = tuple(0 * part for part in state)
    step, back = step_and_back(kind)
    outputs, kept = read(step, cell, inputs, state)
    found, _ = learn(back, cell, kept, at_outputs / 4, state)
    layer = getattr(keras.layers, kind)(7, return_sequences=True)
    model = keras.Sequential([keras.Input((15, 6)), layer])
    layer.set_weights(list(cell.values()))
    model.compile(
        keras.optimizers.SGD(1.0),
        lambda weights, values: keras.ops.sum(weights * values, axis=(1, 2)),
    )
    rows = inputs.transpose(1, 0, 2)
    assert np.abs(model.predict_on_batch(rows).transpose(1, 0, 2) - outputs).max() < 1e-5
    model.train_on_batch(rows, at_outputs.transpose(1, 0, 2))
    for (name, before), after in zip(cell.items(), layer.get_weights(), strict=True):
        assert np.abs(found[name] - (before - after)).max() < 1e-5, name
        assert np.abs(found[name]).max() > 0.01, name


@pytest.mark.parametrize(("bias", "expected"), [(40.0, "kept"), (-40.0, "replaced")])
def test_an_open_update_gate_keeps_the_state(bias, expected):
    cell, inputs, state, _ = random_case("GRU", 3, 50, 4, 5, seed=4)
    cell["b"][0, :5] = bias
    outputs, _ = read(LESSON["gru_step"], cell, inputs, state)
    assert np.allclose(outputs[-1], state[0], atol=1e-6) == (expected == "kept")


def test_an_open_forget_gate_hands_the_gradient_on_unchanged():
    cell, inputs, state, at_outputs = random_case("LSTM", 3, 50, 4, 5, seed=5)
    cell["U"] *= 0  # The carousel alone.
    cell["b"][:5], cell["b"][5:10] = -40, 40  # Nothing is written, all is kept.
    cell["W"][:, :10] = 0
    at_outputs[:-1] = 0
    _, kept = read(LESSON["lstm_step"], cell, inputs, state)
    _, at_states = learn(LESSON["lstm_back"], cell, kept, at_outputs, state)
    assert np.allclose(at_states[0][1], at_states[-1][1], rtol=1e-9)


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_a_gru_stays_within_the_bounds_of_tanh(seed):
    cell, inputs, state, _ = random_case("GRU", 2, 30, 3, 4, seed)
    outputs, _ = read(LESSON["gru_step"], cell, 10 * inputs, (np.clip(state[0], -1, 1),))
    assert np.abs(outputs).max() <= 1


@pytest.mark.parametrize("kind", ["SimpleRNN", "GRU", "LSTM"])
def test_networks_side_by_side_train_as_if_alone(kind):
    import keras

    rng = np.random.default_rng(6)
    inputs = rng.normal(size=(5, 6, 3)).astype("float32")  # (batch, steps, features)
    targets = [rng.normal(size=(5, 4)).astype("float32") for _ in range(3)]
    layers = [getattr(keras.layers, kind)(4) for _ in range(3)]
    for layer in layers:
        layer.build((None, None, 3))
        random = [rng.normal(0, 0.6, w.shape).astype("float32") for w in layer.get_weights()]
        layer.set_weights(random)
    together = LESSON["side_by_side"](layers)

    def trained(layer, targets):
        model = keras.Sequential([keras.Input((6, 3)), layer])
        # A sum, so that a wider network's gradients are no smaller.
        loss = lambda y, said: keras.ops.sum((y - said) ** 2, axis=-1)  # noqa: E731
        model.compile(keras.optimizers.SGD(0.5), loss, run_eagerly=True)
        before = keras.ops.convert_to_numpy(layer(inputs))
        for _ in range(3):
            model.train_on_batch(inputs, targets)
        return np.stack([before, keras.ops.convert_to_numpy(layer(inputs))])

    pairs = zip(layers, targets, strict=True)
    alone = np.concatenate([trained(*pair) for pair in pairs], axis=-1)
    at_once = trained(together, np.concatenate(targets, axis=-1))
    assert np.abs(at_once - alone).max() < 1e-5
    assert np.abs(alone[0] - alone[1]).max() > 0.1


def test_the_solution_of_exercise_2_is_the_layer_that_it_names():
    import keras

    notebook = notebooks.read(notebooks.lessons(["16"])[0])
    stub = next(i for i, cell in enumerate(notebook.cells) if cell.id == "exercise-2-stub")
    names = dict(LESSON)
    exec(rules.solution(notebook, stub), names)
    cell, inputs, state, _ = random_case("GRU", 3, 6, 4, 5, seed=7, dtype="float32")
    weights = [cell["W"], cell["U"], cell["b"][0]]
    layer = keras.layers.GRU(5, reset_after=False)
    layer.build((3, 6, 4))
    layer.set_weights(weights)
    begin = state[0].astype("float32")
    said = layer(inputs.transpose(1, 0, 2), initial_state=begin)
    for x in inputs:
        state = (names["reset_before"](*weights, x, state[0]),)
    assert np.abs(keras.ops.convert_to_numpy(said) - state[0]).max() < 1e-5


def test_the_lesson_compares_itself_with_what_lesson_15_reached():
    cells = {}
    for number in ("15", "16"):
        notebook = notebooks.read(notebooks.lessons([number])[0])
        cells |= {f"{number} {cell.id}": cell.source for cell in notebook.cells}
        cells[number] = lesson_map.headline(notebook)
    pattern = r"(\d\.\d+) bits (?:per|a) character"
    before, now = (float(re.search(pattern, cells[n])[1]) for n in ("15", "16"))
    claim = cells["16 writers-seen"]
    assert f"about {before:.1f} bits" in claim
    assert now < before - 0.05
    assert "STEPS, BATCH, LENGTH, UNITS = 3000, 32, 32, 128" in cells["15 train"]
    assert "LENGTH, BATCH, STEPS, UNITS = 48, 32, 450, 160" in cells["16 build-writer"]
    for part in ("128 plain units", "3,000 steps", "32 pieces of 32", "450 steps", "pieces of 48"):
        assert part in claim
    assert 450 * 32 * 48 < 3000 * 32 * 32 / 4, "less than a quarter as many characters"
