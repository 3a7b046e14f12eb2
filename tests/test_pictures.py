"""Pictures of committed lessons get smaller, and nobody sees it."""

import base64
import io

import matplotlib.pyplot as plt
import numpy as np
from nbformat import v4
from PIL import Image

from tools import pictures


def png(array):
    """An image array as the bytes of a PNG."""
    stored = io.BytesIO()
    Image.fromarray(array).save(stored, "PNG")
    return stored.getvalue()


def pixels(stored):
    """The colours of a PNG, (rows, columns, 3)."""
    return np.asarray(Image.open(io.BytesIO(stored)).convert("RGB"), float)


def lines():
    """A figure of lines and text, as the bytes of a PNG."""
    figure, axis = plt.subplots()
    axis.plot(np.sin(np.linspace(0, 9, 200)))
    axis.set_title("a wave")
    stored = io.BytesIO()
    figure.savefig(stored, format="png")
    plt.close(figure)
    return stored.getvalue()


def test_lines_get_much_smaller_and_look_the_same():
    before = lines()
    after = pictures.reduced(before)
    assert len(after) < 0.6 * len(before)
    assert np.abs(pixels(after) - pixels(before)).mean() <= pictures.SEEN
    assert pictures.reduced(after) == after


def test_what_would_change_visibly_stays():
    noise = np.random.default_rng(0).integers(0, 256, (80, 80, 3), dtype=np.uint8)
    assert pictures.reduced(png(noise)) == png(noise)


def test_transparent_pictures_stay():
    see_through = np.zeros((40, 40, 4), np.uint8)
    see_through[:20, :, 3] = 128
    assert pictures.reduced(png(see_through)) == png(see_through)


def test_a_notebook_keeps_its_alt_texts():
    stored = base64.b64encode(lines()).decode()
    output = v4.new_output(
        "display_data", {"image/png": stored}, metadata={"image/png": {"alt": "a wave"}}
    )
    notebook = v4.new_notebook(cells=[v4.new_code_cell("1", outputs=[output])])
    pictures.reduce(notebook)
    (after,) = notebook.cells[0].outputs
    assert len(after.data["image/png"]) < 0.6 * len(stored)
    assert after.metadata["image/png"]["alt"] == "a wave"
