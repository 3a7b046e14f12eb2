"""Lesson 04's own functions, taken out of the notebook: gradients, drawing, the engine."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.lessons import context
from tools import notebooks

LESSON = context(notebooks.lessons(["04"])[0])
ACTIVATIONS, Value = LESSON["ACTIVATIONS"], LESSON["Value"]
BINARY, UNARY, ENGINE = LESSON["BINARY"], LESSON["UNARY"], LESSON["ENGINE"]
error_gradients, forward = LESSON["error_gradients"], LESSON["forward"]
numerical_gradients, relative_error = LESSON["numerical_gradients"], LESSON["relative_error"]
random_network = LESSON["random_network"]
NAMES = [*ACTIVATIONS, "softmax"]
# Where the function or its slope jumps, a central difference measures something else.
CORNERS = {"step", "ReLU", "leaky ReLU", "ELU"}


def case(names, sizes, batch, seed):
    """A network, inputs and targets; None where a sum lies close to a corner."""
    rng = np.random.default_rng(seed)
    network = random_network(sizes, names, seed)
    inputs = rng.normal(size=(batch, sizes[0]))
    targets = rng.normal(size=(batch, sizes[-1]))
    sums, _ = forward(network, inputs)
    near = [np.abs(z).min() for z, name in zip(sums, names, strict=True) if name in CORNERS]
    return None if near and min(near) < 1e-3 else (network, inputs, targets)


@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=4),
    st.lists(st.integers(1, 5), min_size=5, max_size=5),
    st.integers(1, 4),
    st.integers(0, 2**32 - 1),
)
def test_gradients_of_random_networks_are_what_differences_measure(names, sizes, batch, seed):
    example = case(names, sizes[: len(names) + 1], batch, seed)
    assume(example is not None)
    error, gradients = error_gradients(*example)
    # A difference of two errors keeps about 1e-16 / h = 1e-11 of them: where a saturated network's
    # gradients are hardly longer than that, it cannot measure them to seven digits.
    length = max(np.abs(gradient).max() for gradient in gradients)
    assume(length == 0 or length > 1e-3 * error)
    assert relative_error(gradients, numerical_gradients(*example)) < 1e-7


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
@pytest.mark.parametrize("name", NAMES)
def test_every_activation_at_every_depth(name, depth):
    sizes = [*[3, 5, 4, 6][:depth], 2]
    examples = (case([name] * depth, sizes, 4, seed) for seed in range(50))
    example = next(example for example in examples if example is not None)
    _, gradients = error_gradients(*example)
    assert relative_error(gradients, numerical_gradients(*example)) < 1e-7
    if name not in {"step", "ReLU"}:  # those may be silent altogether
        assert all(np.abs(gradient).max() > 0 for gradient in gradients)


def test_the_check_would_notice_a_wrong_gradient():
    network, inputs, targets = case(["tanh", "sigmoid"], [3, 4, 2], 5, seed=1)
    sums, outputs = forward(network, inputs)
    signal = (outputs[-1] - targets) / len(targets)
    wrong = LESSON["colleagues_backward"](network, sums, outputs, signal)
    assert relative_error(wrong, numerical_gradients(network, inputs, targets)) > 1e-3


def test_differences_leave_the_network_as_it_was():
    network, inputs, targets = case(["tanh", "sigmoid"], [3, 4, 2], 5, seed=1)
    before = [array.copy() for array in LESSON["parameters"](network)]
    numerical_gradients(network, inputs, targets)
    after = LESSON["parameters"](network)
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def test_the_network_of_the_source_to_every_printed_digit():
    network = LESSON["hand_network"]()
    sums, outputs = forward(network, LESSON["hand_inputs"])
    misses = outputs[-1][0] - LESSON["hand_targets"][0]
    _, gradients = error_gradients(network, LESSON["hand_inputs"], LESSON["hand_targets"])
    printed = {
        "0.154": sums[0][0, 0],
        "0.0833": sums[0][0, 1],
        "0.5384": outputs[1][0, 0],
        "0.5208": outputs[1][0, 1],
        "0.6337": outputs[2][0, 0],
        "0.6490": outputs[2][0, 1],
        "0.17036": misses[0] ** 2 / 2,
        "0.01462": misses[1] ** 2 / 2,
        "0.072952": gradients[2][0, 0],
        "0.0047464": gradients[0][0, 0],
        "0.179270": 0.18 - 0.01 * gradients[2][0, 0],
    }
    for text, value in printed.items():
        assert f"{value:.{len(text) - 2}f}" == text


@settings(deadline=None)
@given(st.integers(1, 6), st.integers(2, 5), st.integers(0, 2**32 - 1))
def test_softmax_with_cross_entropy_sends_back_belief_minus_truth(batch, classes, seed):
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 2, size=(batch, classes))
    targets = np.eye(classes)[rng.integers(0, classes, size=batch)]
    p = LESSON["softmax"](logits)
    signal = LESSON["back_through"]("softmax", logits, -targets / p / batch)
    assert np.allclose(signal, (p - targets) / batch, atol=1e-12)


# --- the engine -----------------------------------------------------------------------------

formulas = st.lists(
    st.tuples(st.sampled_from([*BINARY, *UNARY]), st.integers(0, 99), st.integers(0, 99)),
    min_size=1,
    max_size=12,
)
numbers = st.lists(
    st.floats(-3, 3, allow_subnormal=False).map(lambda x: round(x, 6)), min_size=3, max_size=3
)


def by_engine(formula, leaves):
    values = [Value(number) for number in leaves]
    result = LESSON["evaluate"](formula, values, ENGINE)
    result.backward()
    return result, np.array([result.data] + [value.gradient for value in values])


def by_tensorflow(formula, leaves):
    import tensorflow as tf

    functions = {"exp": tf.exp, "log": tf.math.log, "σ": tf.sigmoid, "ReLU": tf.nn.relu}
    variables = [tf.Variable(number, dtype="float64") for number in leaves]
    with tf.GradientTape() as tape:
        result = LESSON["evaluate"](formula, variables, functions)
    slopes = tape.gradient(result, variables, unconnected_gradients="zero")
    return np.array([result.numpy()] + [slope.numpy() for slope in slopes])


@settings(deadline=None, max_examples=200)
@given(formulas, numbers)
def test_engine_agrees_with_tensorflow_on_random_formulas(formula, leaves):
    try:
        result, ours = by_engine(formula, leaves)
    except OverflowError:
        assume(False)
    assume(all(abs(value.data) < 1e6 for value in result.history()))
    assume(np.abs(ours).max() < 1e9)
    theirs = by_tensorflow(formula, leaves)
    assert np.all(np.abs(ours - theirs) <= 1e-9 * np.maximum(1, np.abs(theirs)))


@settings(deadline=None)
@given(formulas, numbers)
def test_history_is_in_an_order_that_backward_may_use(formula, leaves):
    try:
        result, _ = by_engine(formula, leaves)
    except OverflowError:
        assume(False)
    order = {value: place for place, value in enumerate(result.history())}
    assert result.history()[0] is result
    for value, place in order.items():
        assert all(order[parent] > place for parent in value.parents)
    columns, rows = LESSON["layout"](result)
    assert set(columns) == set(rows) == set(order)
    for value in order:
        assert all(columns[parent] < columns[value] for parent in value.parents)


def test_a_second_backward_gives_the_same_gradients():
    a = Value(3.0, "a")
    result = a * a + a / 2 - 1 / a
    result.backward()
    first = a.gradient
    result.backward()
    assert a.gradient == first == pytest.approx(2 * 3 + 0.5 + 1 / 9)


def test_a_deep_formula_needs_no_deep_stack():
    a = Value(1.0)
    total = a
    for _ in range(5000):
        total = total + a
    total.backward()
    assert a.gradient == 5001


def test_engine_network_agrees_with_numpy():
    network = random_network([2, 3, 1], ["sigmoid", "sigmoid"], seed=5)
    inputs, targets = np.array([[0.3, -1.2]]), np.array([[0.9]])
    layers = LESSON["as_values"](network)
    loss = (LESSON["engine_forward"](layers, inputs[0].tolist())[0] - 0.9) ** 2 * 0.5
    loss.backward()
    error, gradients = error_gradients(network, inputs, targets)
    ours = [value.gradient for value in LESSON["engine_parameters"](layers)]
    assert math.isclose(loss.data, error, rel_tol=1e-12)
    assert np.allclose(ours, np.concatenate([g.ravel() for g in gradients]), rtol=1e-12, atol=0)


def test_a_graph_is_drawn_with_a_gradient_on_every_edge():
    import matplotlib.pyplot as plt

    a, b = Value(2.0, "a"), Value(-3.0, "b")
    result = a * b + a
    result.backward()
    figure, axis = plt.subplots()
    LESSON["draw_graph"](axis, result)
    texts = [text.get_text() for text in axis.texts]
    plt.close(figure)
    assert sum(text.startswith("←") for text in texts) == 4
    assert {"a", "b", "+", "×", "−3.0000", "← 2.0000"} <= set(texts)


def test_the_engine_has_about_sixty_lines():
    """The lesson says so in three places: lines that are neither blank nor a comment."""
    notebook = notebooks.read(notebooks.lessons(["04"])[0])
    sources = {cell.id: cell.source for cell in notebook.cells}
    engine = [f"value-{part}" for part in ("class", "operators", "powers", "functions", "backward")]
    lines = [line.strip() for name in engine for line in sources[name].splitlines()]
    assert 55 <= sum(bool(line) and not line.startswith("#") for line in lines) < 65
    assert "about sixty lines" in sources["title"]
    assert "About sixty lines" in sources["recap"]
    assert "about 60 lines" in sources["four-ways"]
