"""Mistakes that learners make in lesson 09; each must be refused with a hint that fits."""

SMOOTH = "def smooth_gradient(gradient_of, image, rng, copies=25, spread=20.0):\n"
DELETE = "def delete_most(image, heat, share):\n"
FOOL = (
    "def fool(picture, wanted):\n    original = picture[None].astype('float32')\n"
    "    fooled = original.copy()\n    score = class_score(network, [wanted])\n"
)

WRONG = {
    "smooth_gradient": [
        (SMOOTH + "    return gradient_of(image)", "into the image"),
        (
            SMOOTH + "    noise = rng.normal(0, spread, (copies, *image.shape)).mean(axis=0)\n"
            "    return gradient_of(image + noise)",
            "each copy",
        ),
        (
            SMOOTH + "    noise = rng.normal(0, spread, image.shape)\n"
            "    return np.mean([gradient_of(image + noise) for _ in range(copies)], axis=0)",
            "same noise",
        ),
        (
            SMOOTH + "    return sum(gradient_of(image + rng.normal(0, spread, image.shape))"
            " for _ in range(copies))",
            "sum",
        ),
        (
            SMOOTH + "    return np.mean([np.abs(gradient_of(image + rng.normal(0, spread, "
            "image.shape))) for _ in range(copies)], axis=0)",
            "signs",
        ),
        (
            SMOOTH + "    return np.mean([gradient_of(image) + rng.normal(0, spread, image.shape)"
            " for _ in range(copies)], axis=0)",
            "without noise",
        ),
        (
            SMOOTH + "    return np.mean([gradient_of(image + rng.normal(0, 20, image.shape))"
            " for _ in range(copies)], axis=0)",
            "`spread`",
        ),
        (
            SMOOTH + "    return np.mean([gradient_of(image + rng.normal(0, spread, image.shape))"
            " for _ in range(25)], axis=0)",
            "`copies`",
        ),
    ],
    "class_map": [
        (
            "def class_map(maps, kernel, k):\n    return np.maximum(maps @ kernel[:, k], 0)",
            "Negative",
        ),
        ("def class_map(maps, kernel, k):\n    return maps.mean(axis=-1)", "kernel is not used"),
        ("def class_map(maps, kernel, k):\n    return maps[..., k]", "columns of the kernel"),
        ("def class_map(maps, kernel, k):\n    return maps @ kernel", "shape"),
        (
            "def class_map(maps, kernel, k):\n"
            "    return maps @ kernel[:, k] / (maps.shape[0] * maps.shape[1])",
            "number of positions",
        ),
        (
            "def class_map(maps, kernel, k):\n"
            "    return np.full(maps.shape[:2], maps.mean(axis=(0, 1)) @ kernel[:, k])",
            "its own",
        ),
        ("def class_map(maps, kernel, k):\n    return maps @ kernel[k]", "ValueError"),
    ],
    "delete_most": [
        (
            DELETE + "    deleted = image.copy()\n    deleted[heat > share] = 128\n"
            "    return deleted",
            "threshold",
        ),
        (
            DELETE + "    count = round(share * heat.size)\n    deleted = image.copy()\n"
            "    deleted.reshape(-1, 3)[np.argsort(heat, axis=None)[:count]] = 128\n"
            "    return deleted",
            "least important",
        ),
        (
            DELETE + "    count = round(share * heat.size)\n"
            "    image.reshape(-1, 3)[np.argsort(heat, axis=None)[heat.size - count :]] = 128\n"
            "    return image",
            "copy",
        ),
        (
            DELETE + "    count = round(share * heat.size)\n    deleted = image.copy()\n"
            "    deleted.reshape(-1, 3)[np.argsort(heat, axis=None)[-count:]] = 128\n"
            "    return deleted",
            "[-0:]",
        ),
        (
            DELETE + "    count = round(share * heat.size)\n    deleted = image.copy()\n"
            "    deleted.reshape(-1, 3)[np.argsort(heat, axis=None)[heat.size - count :]] = 0\n"
            "    return deleted",
            "128",
        ),
    ],
    "fool": [
        ("def fool(picture, wanted):\n    return picture", "unchanged"),
        (
            FOOL + "    for _ in range(12):\n"
            "        fooled -= np.sign(input_gradient(score, fooled))\n"
            "    return np.clip(np.clip(fooled, original - 8, original + 8), 0, 255)[0]",
            "against it",
        ),
        (
            FOOL + "    for _ in range(12):\n"
            "        fooled += 5 * np.sign(input_gradient(score, fooled))\n"
            "    return np.clip(fooled, 0, 255)[0]",
            "is the most",
        ),
        (
            FOOL + "    for _ in range(3):\n        fooled += input_gradient(score, fooled)\n"
            "    return np.clip(np.clip(fooled, original - 8, original + 8), 0, 255)[0]",
            "more steps",
        ),
        (
            FOOL + "    fooled = original - 8 + 300 * (input_gradient(score, fooled) > 0)\n"
            "    return fooled[0]",
            "0 to 255",
        ),
    ],
}
