"""Mistakes that learners make in lesson 17; each must be refused with a hint that fits."""

_DROP = "def spatial_dropout(inputs, rate, rng):\n    batch, words, features = inputs.shape\n"
_ATTEND = "def attend(states, scores, word_numbers):\n"
_SOFTMAX = (
    "    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))\n"
    "    weights = exponentials / exponentials.sum(axis=1, keepdims=True)\n"
)
_MASK = "    scores = np.where(word_numbers == 0, -1e9, scores)\n"
_MEAN = "    return (weights[:, :, None] * states).sum(axis=1)"
_RATE = "def calming_rate(step, low, high, half):\n    cycle, place = divmod(step / half, 2)\n"
_NEXT = "def next_mean(mean, weights, count):\n    pairs = zip(mean, weights, strict=True)\n"
_READER = (
    "def build_reader(size, length):\n"
    "    word_numbers = keras.Input((length,), dtype='int32')\n"
    "    embedded = layers.Embedding(size, 32, mask_zero=True)(word_numbers)\n"
    "    states = layers.GRU(16, return_sequences=True)(embedded)\n"
    "    answer = layers.Dense(1, activation='sigmoid')\n"
)

WRONG = {
    "spatial_dropout": [
        (
            f"{_DROP}    kept = rng.random(inputs.shape) >= rate\n"
            "    return inputs * kept / (1 - rate)",
            "plain dropout",
        ),
        (
            f"{_DROP}    kept = rng.random((batch, words, 1)) >= rate\n"
            "    return inputs * kept / (1 - rate)",
            "Whole words",
        ),
        (
            f"{_DROP}    kept = rng.random((1, 1, features)) >= rate\n"
            "    return inputs * kept / (1 - rate)",
            "same features",
        ),
        (
            f"{_DROP}    kept = rng.random((batch, 1, features)) >= rate\n    return inputs * kept",
            "scaled up",
        ),
        (
            f"{_DROP}    kept = rng.random((batch, 1, features)) < rate\n"
            "    return inputs * kept / (1 - rate)",
            "turned round",
        ),
        (
            f"{_DROP}    kept = rng.random((batch, 1, features)) >= rate\n"
            "    return inputs * kept / rate",
            "not by rate",
        ),
        (f"{_DROP}    return inputs / (1 - rate)", "Nothing is dropped"),
        (
            f"{_DROP}    kept = rng.random((batch, features)) >= rate\n    return inputs * kept",
            "ValueError",
        ),
    ],
    "attend": [
        (f"{_ATTEND}{_SOFTMAX}{_MEAN}", "Padding takes part"),
        (
            f"{_ATTEND}{_SOFTMAX}    weights = weights * (word_numbers != 0)\n{_MEAN}",
            "after the softmax",
        ),
        (
            f"{_ATTEND}    scores = np.where(word_numbers == 0, 0, scores)\n{_SOFTMAX}{_MEAN}",
            "very negative",
        ),
        (
            f"{_ATTEND}{_MASK}    exponentials = np.exp(scores)\n"
            f"    weights = exponentials / exponentials.sum(axis=1, keepdims=True)\n{_MEAN}",
            "maximum",
        ),
        (
            f"{_ATTEND}{_MASK}    weights = np.exp(scores) / np.exp(scores).sum()\n{_MEAN}",
            "whole batch",
        ),
        (f"{_ATTEND}{_MASK}    weights = np.exp(scores)\n{_MEAN}", "divide by their sum"),
        (f"{_ATTEND}{_MASK}{_SOFTMAX}    return weights[:, :, None] * states", "over the words"),
        (f"{_ATTEND}{_MASK}{_SOFTMAX}    return weights", "weighted mean"),
        (
            f"{_ATTEND}    present = (word_numbers != 0)[:, :, None]\n"
            "    return (present * states).sum(axis=1) / present.sum(axis=1)",
            "plain mean",
        ),
    ],
    "calming_rate": [
        (f"{_RATE}    return low + (high - low) * (1 - abs(place - 1))", "equally high"),
        (
            f"{_RATE}    return (low + (high - low) * (1 - abs(place - 1))) / 2**cycle",
            "below `low`",
        ),
        (f"{_RATE}    return low + (high - low) * abs(place - 1) / 2**cycle", "at the top"),
        (
            f"{_RATE}    return low + (high - low) * (1 - abs(place - 1)) / (cycle + 1)",
            "quarter",
        ),
        (
            f"{_RATE}    return low + (high - low) * (1 - abs(place - 1)) / 2 ** (cycle + 1)",
            "from 0",
        ),
        (
            "def calming_rate(step, low, high, half):\n"
            "    cycle, place = divmod(2 * step / half, 2)\n"
            "    return low + (high - low) * (1 - abs(place - 1)) / 2**cycle",
            "too fast",
        ),
        (f"{_RATE}    return low + high * (1 - abs(place - 1)) / 2**cycle", "low + high"),
    ],
    "next_mean": [
        (f"{_NEXT}    return [(old + new) / 2 for old, new in pairs]", "count the same"),
        (f"{_NEXT}    return [old + new for old, new in pairs]", "sum"),
        (
            f"{_NEXT}    return [(old * count + new) / count for old, new in pairs]",
            "count + 1",
        ),
        (f"{_NEXT}    return [(old + new) / (count + 1) for old, new in pairs]", "multiply"),
        (f"{_NEXT}    return [new + (old - new) / (count + 1) for old, new in pairs]", "swapped"),
        (
            "def next_mean(mean, weights, count):\n    return (mean * count + weights)",
            "A list with",
        ),
        (
            f"{_NEXT}    for old, new in pairs:\n        old += (new - old) / (count + 1)\n"
            "    return mean",
            "changed",
        ),
    ],
    "build_reader": [
        ("build_reader = lambda size, length: layers.GRU(16)", "A Keras model"),
        (f"{_READER}    return keras.Model(word_numbers, answer(states))", "one probability"),
        (
            _READER.replace(", mask_zero=True", "")
            + "    average = layers.GlobalAveragePooling1D()(states)\n"
            "    return keras.Model(word_numbers, answer(average))",
            "More padding",
        ),
        (
            f"{_READER}    average = ops.mean(states, axis=1)\n"
            "    return keras.Model(word_numbers, answer(average))",
            "More padding",
        ),
        (
            _READER.replace(", mask_zero=True", "")
            + "    return keras.Model(word_numbers, answer(layers.Flatten()(states)))",
            "depends on the length",
        ),
        (
            _READER.replace("GRU(16", "GRU(80")
            + "    average = layers.GlobalAveragePooling1D()(states)\n"
            "    return keras.Model(word_numbers, answer(average))",
            "are allowed",
        ),
        (
            f"{_READER}    average = layers.GlobalAveragePooling1D()(embedded)\n"
            "    return keras.Model(word_numbers, answer(average))",
            "bag of words",
        ),
        (
            f"{_READER}    last = ops.concatenate([embedded[:, -2], embedded[:, -1]], axis=-1)\n"
            "    return keras.Model(word_numbers, answer(last))",
            "beginning",
        ),
        (
            f"{_READER}    average = layers.GlobalAveragePooling1D()(states)\n"
            "    return keras.Model(word_numbers, layers.Dense(1)(average))",
            "sigmoid",
        ),
    ],
}
