"""Lesson 18's own functions, taken out of the notebook."""

import keras
import numpy as np
import pytest
from keras import layers, ops

from tests.lessons import context
from tools import notebooks

LESSON = context(notebooks.lessons(["18"])[0])
GAN, in_packs, as_it_is = LESSON["GAN"], LESSON["in_packs"], LESSON["as_it_is"]


def players(pack=1):
    keras.utils.set_random_seed(0)
    forger = keras.Sequential([keras.Input((5,)), layers.Dense(8, "tanh"), layers.Dense(2)])
    expert = keras.Sequential(
        [keras.Input((2 * pack,)), layers.Dense(8, "tanh"), layers.BatchNormalization()]
    )
    expert.add(layers.Dense(1))
    return forger, expert


def weights(model):
    return [ops.convert_to_numpy(variable) for variable in model.trainable_variables]


@pytest.mark.parametrize("shape", [(12, 2), (12, 3, 2), (12, 4, 5, 1)])
def test_a_pack_holds_neighbours_of_the_batch_and_mixes_nothing_else(shape):
    points = np.random.default_rng(0).normal(size=shape).astype("float32")
    packs = ops.convert_to_numpy(in_packs(points, 3))
    assert packs.shape == (4, *shape[1:-1], shape[-1] * 3)
    for number, pack in enumerate(packs):
        together = points[3 * number : 3 * number + 3]
        assert np.array_equal(pack, np.stack(together, axis=-1).reshape(pack.shape))


def test_a_pack_of_one_changes_nothing():
    points = np.random.default_rng(0).normal(size=(6, 3, 2)).astype("float32")
    assert np.array_equal(ops.convert_to_numpy(in_packs(points, 1)), points)


def test_as_it_is_says_what_the_expert_says_in_training():
    _, expert = players()
    points = np.random.default_rng(0).normal(size=(8, 2)).astype("float32")
    fixed = ops.convert_to_numpy(as_it_is(expert, points))
    assert np.allclose(fixed, ops.convert_to_numpy(expert(points, training=True)), atol=1e-6)


class OnlyForger(GAN):
    """Trains on the forger's loss alone."""

    def compute_loss(self, x=None, y=None, y_pred=None, *args, **kwargs):
        return ops.mean(ops.softplus(-y_pred[2]))


class OnlyExpert(GAN):
    """Trains on the expert's loss alone."""

    def compute_loss(self, x=None, y=None, y_pred=None, *args, **kwargs):
        return ops.mean(ops.softplus(-y_pred[0])) + ops.mean(ops.softplus(y_pred[1]))


@pytest.mark.filterwarnings("ignore")  # One player has no gradient: that is what is tested.
@pytest.mark.parametrize(("kind", "moves"), [(OnlyForger, 0), (OnlyExpert, 1), (GAN, 2)])
@pytest.mark.parametrize("pack", [1, 3])
def test_each_loss_moves_its_own_player_only(kind, moves, pack):
    forger, expert = players(pack)
    gan = kind(forger, expert, pack)
    # Plain descent: without a gradient a weight stays exactly where it is.
    gan.compile(keras.optimizers.SGD(0.1), jit_compile=False)
    before = weights(forger), weights(expert)
    real = np.random.default_rng(0).normal(size=(12, 2)).astype("float32")
    gan.fit(real, batch_size=12, verbose=0)
    after = weights(forger), weights(expert)
    moved = [
        any(np.abs(old - new).max() > 0 for old, new in zip(*pair, strict=True))
        for pair in zip(before, after, strict=True)
    ]
    assert moved == [moves in (0, 2), moves in (1, 2)]


def test_the_losses_reported_are_the_two_cross_entropies():
    forger, expert = players()
    gan = GAN(forger, expert)
    gan.compile(keras.optimizers.SGD(0.0), jit_compile=False)
    answers = [np.array([[1.0], [-2.0]]), np.array([[0.5], [3.0]]), np.array([[-1.0], [4.0]])]
    total = gan.compute_loss(y_pred=[ops.convert_to_tensor(each) for each in answers])
    real, forged, fixed = (1 / (1 + np.exp(-each)) for each in answers)
    expert_loss = -np.log(real).mean() - np.log(1 - forged).mean()
    forger_loss = -np.log(fixed).mean()
    reported = {mean.name: float(mean.result()) for mean in gan.means}
    assert reported == pytest.approx({"expert": expert_loss, "forger": forger_loss}, rel=1e-5)
    assert float(total) == pytest.approx(expert_loss + forger_loss, rel=1e-5)


def test_best_experts_loss_agrees_with_a_sum_over_all_packs():
    """The closed formula of section 6, against every pack of three points counted one by one."""
    shares = np.full(8, 1 / 8)
    for modes in (2, 5, 8):
        forged = np.where(np.arange(8) < modes, 1 / modes, 0)
        p = np.einsum("i,j,k->ijk", shares, shares, shares).ravel()
        q = np.einsum("i,j,k->ijk", forged, forged, forged).ravel()
        counted = -np.sum(p * np.log(p / (p + q)))
        counted -= np.sum(q[q > 0] * np.log(q[q > 0] / (p + q)[q > 0]))
        assert LESSON["best_loss"](modes, 3) == pytest.approx(counted, rel=1e-9)


def test_every_part_of_the_digit_game_learns_that_it_is_in_training():
    """On JAX, Keras trains through `stateless_call`, which hands `training` on to no part."""
    gan = LESSON["DigitGAN"](LESSON["build_forger"](), LESSON["build_expert"]())
    real = np.random.default_rng(0).uniform(0, 255, (8, 28, 28, 1)).astype("float32")
    gan((real, np.arange(8)))  # builds it
    before = gan.non_trainable_variables
    _, after = gan.stateless_call(
        gan.trainable_variables, before, (real, np.arange(8)), training=True
    )
    moving = [pair for pair in zip(before, after, strict=True) if "moving" in pair[0].path]
    assert len(moving) == 6, "mean and variance of two layers of the forger, one of the expert"
    for old, new in moving:
        assert not np.allclose(ops.convert_to_numpy(old), ops.convert_to_numpy(new)), old.path
