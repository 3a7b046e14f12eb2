"""Mistakes that learners make in lesson 13; each must be refused with a hint that fits."""

BOX = "def rectangle(top, left, bottom, right):\n"
NAME = (
    "def name_at_fish(maps):\n    flat = maps.reshape(len(maps), -1, maps.shape[-1])\n"
    "    every = np.arange(len(flat))\n"
)
SLIDE = (
    "def slide_dense(maps, kernel, bias, rows, columns):\n    height, width, _ = maps.shape\n"
    "    down, across = height - rows + 1, width - columns + 1\n"
)
CUT = "maps[r : r + rows, c : c + columns]"
BLOCK = (
    "def wide_block(x):\n    one = convolve(x, 16, 1)\n"
    "    three = convolve(convolve(x, 8, 1), 16)\n"
    "    pooled = convolve(layers.AveragePooling2D(3, strides=1, padding='same')(x), 16, 1)\n"
)
JOIN = "    return layers.Concatenate()([one, three, seven, pooled])"
SQUEEZED = "    seven = convolve(convolve(convolve(convolve(x, 8, 1), 16), 16), 16)\n"

WRONG = {
    "rectangle": [
        (BOX + "    return top, left, right - left, bottom - top", "x is `left`"),
        (BOX + "    return left, top, bottom - top, right - left", "swapped"),
        (BOX + "    return top, left, bottom - top, right - left", "rows before columns"),
        (BOX + "    return left, top, right, bottom", "two corners"),
        (BOX + "    return left, top, right - left + 1, bottom - top + 1", "outside already"),
        (BOX + "    return left, bottom, right - left, bottom - top", "at the top"),
        (BOX + "    return left, top", "shape"),
    ],
    "name_at_fish": [
        (NAME + "    return flat[..., -1].argmin(axis=1)", "That is the place"),
        (
            NAME + "    return flat[every, flat[..., -1].argmax(axis=1)].argmax(axis=1)",
            "lowest",
        ),
        (
            NAME + "    return flat[every, flat[..., 0].argmin(axis=1)].argmax(axis=1)",
            "last class",
        ),
        (NAME + "    return flat.mean(axis=1).argmax(axis=1)", "average"),
        (NAME + "    return flat.max(axis=1).argmax(axis=1)", "by “no fish”"),
        (NAME + "    return flat[:, flat[..., -1].argmin()].argmax(axis=1)", "raised"),
        (NAME + "    return flat[every, flat[..., -1].argmin(axis=1)]", "shape"),
    ],
    "slide_dense": [
        (
            SLIDE + f"    return np.array([[{CUT}.ravel() @ kernel for c in range(across)]"
            " for r in range(down)])",
            "bias",
        ),
        (
            SLIDE + f"    return np.array([[{CUT}.ravel() @ kernel + bias"
            " for c in range(across - 1)] for r in range(down - 1)])",
            "last place",
        ),
        (
            SLIDE + f"    return np.array([[{CUT}.transpose(1, 0, 2).ravel() @ kernel + bias"
            " for c in range(across)] for r in range(down)])",
            "before rows",
        ),
        (
            SLIDE + f"    return np.array([[{CUT}.transpose(2, 0, 1).ravel() @ kernel + bias"
            " for c in range(across)] for r in range(down)])",
            "Channels",
        ),
        (
            SLIDE + f"    return np.array([[{CUT}.ravel() @ kernel + bias"
            " for c in range(0, across, columns)] for r in range(0, down, rows)])",
            "by one position",
        ),
        (
            SLIDE + f"    return np.array([{CUT}.ravel() @ kernel + bias"
            " for r in range(down) for c in range(across)])",
            "apart",
        ),
    ],
    "wide_block": [
        (BLOCK + "    seven = convolve(x, 16, 7)\n" + JOIN, "parameters"),
        (
            BLOCK + "    seven = convolve(convolve(convolve(x, 8, 1), 16), 16)\n" + JOIN,
            "less than",
        ),
        (BLOCK + SQUEEZED.replace("(x, 8, 1)", "(x, 8, 3)") + JOIN, "further than"),
        (BLOCK + SQUEEZED + JOIN.replace(", pooled", ""), "3 branches"),
        (BLOCK + SQUEEZED + JOIN.replace("Concatenate", "Add"), "Concatenate"),
        (BLOCK + SQUEEZED.replace("16)\n", "32)\n") + JOIN, "80 channels"),
        (
            BLOCK.replace("3, strides=1, ", "3, strides=2, ") + SQUEEZED + JOIN,
            "strides of 1",
        ),
    ],
}
