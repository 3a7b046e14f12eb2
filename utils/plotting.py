"""Every figure that more than one lesson draws, and the look they share.

Lessons draw a figure, then end the cell with `show(figure, alt=...)`: the alternative text
travels with the picture, so that nobody needs eyes to know what it shows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Seaborn's colour-blind palette, by name; lessons use these and no other hues.
PALETTE = sns.color_palette("colorblind").as_hex()
BLUE, ORANGE, GREEN, RED, PINK, BROWN, _, GREY, YELLOW, SKY = PALETTE
INK = "#222222"


def set_style() -> None:
    """Set Matplotlib's and seaborn's defaults for the whole course."""
    sns.set_theme(
        context="notebook",
        style="whitegrid",
        palette=PALETTE,
        rc={
            "figure.dpi": 100,
            "savefig.dpi": 100,
            "figure.figsize": (8, 4.2),
            "figure.facecolor": "white",  # never transparent: readable in dark mode
            "figure.constrained_layout.use": True,
            "axes.titlelocation": "left",
            "axes.titleweight": "bold",
            "axes.titlesize": 12.5,
            "axes.titlepad": 10,
            "axes.labelsize": 11.5,
            "axes.edgecolor": "#888888",
            "axes.spines.top": False,
            "axes.spines.right": False,
            "grid.color": "#e4e4e4",
            "text.color": INK,
            "axes.labelcolor": INK,
            "legend.frameon": False,
            "legend.fontsize": 10.5,
            "lines.linewidth": 2.2,
            "image.cmap": "gray",
        },
    )


def show(figure: Figure, alt: str) -> None:
    """Display a figure once, with alternative text in the output's metadata, and close it.

    Args:
        figure: a Matplotlib figure.
        alt: what a reader who cannot see it should know: what is drawn and what it shows.

    Raises:
        ValueError: the text is too short to describe anything.
    """
    from IPython.display import display

    if len(alt.strip()) < 40:
        raise ValueError("alt text: describe what the figure shows, in 40 characters or more")
    display(figure, metadata={"image/png": {"alt": " ".join(alt.split())}})
    plt.close(figure)


def learning_curves(
    history: Mapping[str, Sequence[float]],
    metrics: Sequence[str] = ("loss", "accuracy"),
    *,
    best_epoch: int | None = None,
    title: str = "",
) -> Figure:
    """Training and validation curves side by side, one panel a metric.

    Args:
        history: `History.history` of a Keras fit: lists of equal length, keys such as
            'loss' and 'val_loss'.
        metrics: the names to draw; each panel also draws 'val_' + name where it is there.
        best_epoch: an epoch to mark (counted from 1), say the one whose weights were kept.
        title: what to see; stands above the first panel.

    Built in lesson 05, used again in lesson 08.
    """
    figure, axes = plt.subplots(1, len(metrics), figsize=(4.6 * len(metrics), 3.8), squeeze=False)
    for axis, metric in zip(axes[0], metrics, strict=True):
        epochs = np.arange(1, len(history[metric]) + 1)
        marker = "o" if len(epochs) <= 12 else None
        axis.plot(epochs, history[metric], color=BLUE, marker=marker, label="training")
        if f"val_{metric}" in history:
            axis.plot(
                epochs,
                history[f"val_{metric}"],
                color=ORANGE,
                linestyle="--",
                marker=marker,
                label="validation",
            )
        if best_epoch is not None:
            axis.axvline(best_epoch, color=INK, linewidth=2.2, linestyle=":", label="weights kept")
        axis.set(xlabel="epoch", ylabel=metric)
        axis.xaxis.get_major_locator().set_params(integer=True)
        axis.legend()
    figure.suptitle(title, x=0.01, ha="left", fontweight="bold", fontsize=12.5)
    return figure


def confusion_matrix(
    labels: np.ndarray,
    predictions: np.ndarray,
    class_names: Sequence[str],
    *,
    title: str = "",
) -> Figure:
    """Counts of true class (rows) against predicted class (columns).

    The mistakes carry the colour; the diagonal, where a prediction is right, stays grey, so
    that a few errors among thousands of successes can be seen.

    Args:
        labels: true classes, integers 0 to len(class_names) - 1, shape (samples,).
        predictions: predicted classes, like `labels`.
        class_names: what to call them on the axes.

    Built in lesson 05, used again in lesson 08.
    """
    from sklearn import metrics

    classes = range(len(class_names))
    counts = metrics.confusion_matrix(labels, predictions, labels=list(classes))
    mistakes = np.where(np.eye(len(counts), dtype=bool), 0, counts)
    side = 2.6 + 0.42 * len(class_names)
    figure, axis = plt.subplots(figsize=(side + 0.6, side))
    sns.heatmap(
        mistakes,
        annot=np.where(counts > 0, counts.astype(str), ""),
        fmt="",
        cmap="Oranges",
        vmin=0,
        vmax=max(3, mistakes.max() * 1.8),
        cbar=False,
        square=True,
        linewidths=1.5,
        linecolor="white",
        xticklabels=class_names,
        yticklabels=class_names,
        annot_kws={"color": INK},
        ax=axis,
    )
    for position in classes:
        axis.add_patch(plt.Rectangle((position, position), 1, 1, color="#dddddd", zorder=0.5))
    sns.heatmap(
        counts,
        mask=~np.eye(len(counts), dtype=bool),
        annot=True,
        fmt="d",
        cmap=["#dddddd"],
        cbar=False,
        square=True,
        linewidths=1.5,
        linecolor="white",
        xticklabels=class_names,
        yticklabels=class_names,
        annot_kws={"color": INK},
        ax=axis,
    )
    axis.set(xlabel="predicted", ylabel="true")
    axis.set_title(title)
    axis.tick_params(axis="y", rotation=0)
    return figure


def decision_regions(
    axis: Axes,
    predict,
    features: np.ndarray,
    labels: np.ndarray,
    class_names: Sequence[str],
    *,
    resolution: int = 250,
) -> None:
    """Colour the plane by the class that a model predicts there, and draw the samples on it.

    Args:
        axis: where to draw.
        predict: takes an array (points, 2) and returns class numbers (points,).
        features: samples, shape (samples, 2), in the units of the axes.
        labels: their classes, integers, shape (samples,).
        class_names: one name a class.
        resolution: points along each side of the grid.

    Built in lesson 05.
    """
    low, high = features.min(axis=0), features.max(axis=0)
    margin = 0.08 * (high - low)
    horizontal, vertical = np.meshgrid(
        np.linspace(low[0] - margin[0], high[0] + margin[0], resolution),
        np.linspace(low[1] - margin[1], high[1] + margin[1], resolution),
    )
    grid = np.column_stack([horizontal.ravel(), vertical.ravel()])
    regions = np.asarray(predict(grid)).reshape(horizontal.shape)
    levels = np.arange(len(class_names) + 1) - 0.5
    colours = PALETTE[: len(class_names)]
    axis.contourf(horizontal, vertical, regions, levels=levels, colors=colours, alpha=0.22)
    if np.ptp(regions) > 0:  # otherwise there is no border to draw
        axis.contour(horizontal, vertical, regions, levels=levels[1:-1], colors=INK, linewidths=1)
    for number, (name, marker) in enumerate(zip(class_names, "osD^vP*X", strict=False)):
        chosen = labels == number
        axis.scatter(
            *features[chosen].T,
            color=colours[number],
            marker=marker,
            s=28,
            edgecolor="white",
            linewidth=0.6,
            label=name,
        )
    axis.grid(visible=False)


def image_grid(
    images: np.ndarray,
    titles: Sequence[str] | None = None,
    *,
    columns: int = 8,
    size: float = 1.1,
    row_labels: Sequence[str] | None = None,
    title: str = "",
) -> Figure:
    """Pictures in rows, each with a line of text above it.

    Args:
        images: (count, height, width) or (count, height, width, channels), or a list of
            pictures of different sizes.
        titles: one short line a picture, or None.
        columns: pictures in a row.
        size: width of one picture, inches.
        row_labels: what to write to the left of each row, or None.
        title: what to see, above them all.
    """
    rows = -(-len(images) // columns)
    row_height = size * (1.25 if titles is not None else 1.05)
    figure, axes = plt.subplots(
        rows, columns, figsize=(size * columns, row_height * rows + 0.4), squeeze=False
    )
    for axis in axes.flat:
        axis.set(xticks=[], yticks=[])
        sns.despine(ax=axis, left=True, bottom=True)
        axis.grid(visible=False)
    for number in range(len(images), rows * columns):
        axes.flat[number].axis("off")
    for axis, label in zip(axes[:, 0], row_labels or [], strict=False):
        axis.set_ylabel(label, fontsize=10.5)
    for number, (axis, image) in enumerate(zip(axes.flat, images, strict=False)):
        axis.imshow(np.squeeze(image), interpolation="nearest")
        if titles is not None:
            axis.set_title(titles[number], fontsize=9.5, fontweight="normal", loc="center", pad=3)
    figure.suptitle(title, x=0.01, ha="left", fontweight="bold", fontsize=12.5)
    return figure


def picture_table(
    pictures: np.ndarray,
    *,
    columns: int,
    titles: Sequence[str] | None = None,
    row_labels: Sequence[str] | None = None,
    frames: Sequence[Sequence[float] | None] | None = None,
    scale: int = 2,
    colours: int = 224,
    title: str = "",
) -> Figure:
    """Colour pictures of one size in rows, every pixel a square of `scale` × `scale`.

    Pixels stay whole and colours few, so that a notebook with many pictures stays small: a
    quarter of what `image_grid` takes.

    Args:
        pictures: (count, height, width, 3), 0 to 255, any number type; clipped.
        columns: pictures in a row.
        titles: one short line a picture, above it; a row whose titles are all "" takes no room
            for them.
        row_labels: what to write to the left of each row, or None.
        frames: for each picture None or a box to draw on it: top, left, bottom, right, in
            pixels, the last two just outside.
        scale: how many times larger than it is a picture is shown.
        colours: in all pictures together, 2 to 256.
        title: what to see, above them all.

    Built in lesson 09.
    """
    from PIL import Image

    count, height, width = pictures.shape[:3]
    column = np.clip(pictures, 0, 255).astype(np.uint8).reshape(-1, width, 3)
    some = column.reshape(-1, 1, 3)[:: 1 + column.size // 150_000]  # enough to choose colours by
    palette = Image.fromarray(some).quantize(colours, kmeans=1)
    column = Image.fromarray(column).quantize(palette=palette, dither=Image.Dither.NONE)
    column = column.convert("RGB")
    pictures = np.asarray(column).reshape(count, height, width, 3)
    titles, frames = titles or [""] * count, frames or [None] * count
    high, wide = height * scale, width * scale
    left, top, gap = 100 if row_labels else 2, 30 if title else 2, 4
    figure = plt.figure(layout="none")
    axis = figure.add_axes((0, 0, 1, 1))
    axis.text(2, 2, title, va="top", fontweight="bold", fontsize=12.5)
    for first in range(0, count, columns):
        top += 18 if any(titles[first : first + columns]) else 0
        if row_labels:
            label = row_labels[first // columns]
            axis.text(left - 8, top + high / 2, label, ha="right", va="center", fontsize=10.5)
        for number in range(first, min(first + columns, count)):
            x = left + (number - first) * (wide + gap)
            extent = (x, x + wide, top + high, top)
            axis.imshow(pictures[number], extent=extent, interpolation="nearest")
            middle = x + wide / 2
            axis.text(middle, top - 3, titles[number], ha="center", va="bottom", fontsize=9.5)
            if frames[number] is not None:
                box = np.array(frames[number]) * scale
                corner, size = (x + box[1], top + box[0]), (box[3] - box[1], box[2] - box[0])
                for colour, line in ((INK, 3.2), ("white", 1.6)):
                    axis.add_patch(
                        plt.Rectangle(corner, *size, fill=False, edgecolor=colour, linewidth=line)
                    )
        top += high + gap
    right = left + columns * (wide + gap)
    axis.set(xlim=(0, right), ylim=(top, 0), aspect="auto")
    axis.axis("off")
    figure.set_size_inches(right / 100, top / 100)
    return figure


def network_diagram(
    nodes: Sequence[Sequence[str]],
    edges: Sequence[Sequence[Sequence[str | None]]],
    *,
    layer_names: Sequence[str] | None = None,
    edge_colours: str | Sequence[Sequence[Sequence[str]]] | None = None,
    bias: bool = False,
    title: str = "",
) -> Figure:
    """A small network, layer by layer from left to right, with texts on nodes and edges.

    Args:
        nodes: for each layer the texts that stand in its nodes, from top to bottom; a text
            may have several lines.
        edges: for each pair of neighbouring layers the texts on their edges, shape
            (inputs, outputs) like a weight matrix; None draws an edge without a text. The
            second line of a text, say a gradient, is set in italics and another colour.
            Nodes beyond the last column get no incoming edge, as befits a bias.
        layer_names: what to write above each layer.
        edge_colours: colours in the shape of `edges`, or "sign": blue for numbers from zero
            upwards, orange and dashed for negative ones.
        bias: whether the last node of every layer but the last is the constant 1 of the
            biases, drawn with a dashed border.
        title: what to see.

    Built in lesson 01, used again in lesson 04.
    """
    figure = plt.figure(figsize=(8, 4), layout="none")
    nodes = [[_with_minus(text) for text in layer] for layer in nodes]
    edges = [[[_with_minus(text) for text in row] for row in matrix] for matrix in edges]
    texts = [text for matrix in edges for row in matrix for text in row if text]
    lines = max((text.count("\n") + 1 for text in texts), default=1)
    widest = max((_text_size(figure, text, 11.5)[0] for text in texts), default=0.0)
    sizes = [_text_size(figure, text, 12.5) for layer in nodes for text in layer]
    radius = max(0.34, *(np.hypot(width, height) / 2 + 0.06 for width, height in sizes))
    fan = max(len(layer) for layer in nodes)
    crowd = (lines - 1) * max(0, fan - 1)  # two lines of text need more room
    across = 1.7 + radius + 0.4 * crowd + widest  # inches between layers; all lengths are in inches
    down = max(2 * radius + 0.3, 0.65 + 0.15 * fan + (lines - 1) * (0.45 + 0.1 * fan))
    name_lines = max((name.count("\n") + 1 for name in layer_names or []), default=0)
    top = (0.45 if title else 0.1) + 0.2 + 0.2 * name_lines
    height = top + 2 * radius + (fan - 1) * down + 0.15
    width = across * (len(nodes) - 1) + 2 * radius + 0.6
    figure.set_size_inches(width, height)
    axis = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(0, height))
    axis.axis("off")
    axis.text(0.1, height - 0.1, title, va="top", fontweight="bold", fontsize=12.5)
    middle = 0.15 + radius + (fan - 1) * down / 2
    places = [
        [
            np.array([0.3 + radius + column * across, middle + down * ((len(layer) - 1) / 2 - row)])
            for row in range(len(layer))
        ]
        for column, layer in enumerate(nodes)
    ]
    labels = []  # one (start, end, text, colour) an edge
    for column, matrix in enumerate(edges):
        for row, row_texts in enumerate(matrix):
            for target, text in enumerate(row_texts):
                negative = str(text).startswith("−")
                if edge_colours == "sign":
                    colour = ORANGE if negative else BLUE
                else:
                    colour = GREY if edge_colours is None else edge_colours[column][row][target]
                ends = places[column][row], places[column + 1][target]
                style = (0, (4, 2)) if edge_colours == "sign" and negative else "-"
                axis.plot(*np.transpose(ends), color=colour, linestyle=style, lw=1.8, zorder=1)
                labels.append((*ends, text, colour))
    _label_edges(figure, axis, labels, radius)
    tints = {0: "#e3f2ec", len(nodes) - 1: "#fbeccb"}
    rims = {0: GREEN, len(nodes) - 1: ORANGE}
    for column, layer in enumerate(nodes):
        for row, text in enumerate(layer):
            constant = bias and row == len(layer) - 1 and column < len(nodes) - 1
            circle = plt.Circle(
                places[column][row],
                radius,
                facecolor="white" if constant else tints.get(column, "#dceaf5"),
                edgecolor=GREY if constant else rims.get(column, BLUE),
                linestyle="--" if constant else "-",
                linewidth=2,
                zorder=4,
            )
            axis.add_patch(circle)
            axis.text(*places[column][row], text, ha="center", va="center", fontsize=12.5, zorder=5)
        if layer_names:
            position = places[column][0][0], height - top + 0.12
            axis.text(*position, layer_names[column], ha="center", va="bottom", fontsize=11.5)
    return figure


def _with_minus(text: str | None) -> str | None:
    """The text with a real minus sign before each negative number."""
    return text and re.sub(r"(?<![\w.])-(?=[\d.])", "−", text)


def _text_size(figure: Figure, text: str, size: float, **style) -> np.ndarray:
    """Width and height of a text in inches."""
    artist = figure.text(0, 0, text, fontsize=size, **style)
    extent = artist.get_window_extent(figure.canvas.get_renderer())
    artist.remove()
    return np.array([extent.width, extent.height]) / figure.dpi


def _beyond(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Whether a side of a first shape lies between it and a second one, for each pair.

    Args:
        first: corners of convex shapes, (m, corners, 2); a segment has two corners.
        second: the same for the others, (n, corners, 2).

    Returns:
        An array of booleans, (m, n).
    """
    sides = np.diff(first[:, :3], axis=1)
    normals = np.stack([-sides[..., 1], sides[..., 0]], axis=-1)  # (m, sides, 2)
    own = np.einsum("mcx,msx->msc", first, normals)[:, :, None]
    theirs = np.einsum("ncx,msx->msnc", second, normals)
    return ((own.max(-1) < theirs.min(-1)) | (theirs.max(-1) < own.min(-1))).any(axis=1)


def _apart(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Whether two convex shapes do not touch, for each pair of them, (m, n)."""
    return _beyond(first, second) | _beyond(second, first).T


def _label_edges(figure: Figure, axis: Axes, labels: Sequence[tuple], radius: float) -> None:
    """Write a text along each edge where it hides no other text and few other edges.

    Every label begins near a third of its edge; then each in turn moves to the place along
    its edge where it costs least, until none moves any more.

    Args:
        labels: for each edge its two ends in inches, its text or None, and its colour.
        radius: of the nodes, in inches.
    """
    size = 11.5
    labels = [label for label in labels if label[2]]
    segments = np.array([label[:2] for label in labels]).reshape(-1, 2, 2)
    spots, costs = [], []  # for each label: rectangles where it may stand, what each costs
    for start, end, text, _ in labels:
        length = np.hypot(*(end - start))
        along = (end - start) / length
        across = np.array([-along[1], along[0]])
        parts = [_text_size(figure, part, size) for part in text.split("\n")]
        half = np.array([max(width for width, _ in parts) / 2 + 0.06, 0.105 * len(parts) + 0.02])
        nearest = (radius + half[0] + 0.02) / length
        shares = np.linspace(min(nearest, 0.5), max(1 - nearest, 0.5), 40)
        signs = np.array([(-1, -1), (-1, 1), (1, 1), (1, -1)]) * half
        corners = signs[:, :1] * along + signs[:, 1:] * across
        spots.append((start + shares[:, None] * (end - start))[:, None] + corners)
        crossed = (~_apart(spots[-1], segments)).sum(axis=1)
        costs.append(crossed + 1.5 * np.abs(shares - 1 / 3))
    best, least = [], np.inf
    for attempt in range(6):  # another order may end without the overlaps of the first
        order = np.random.default_rng(attempt).permutation(len(labels))
        chosen = [int(np.argmin(cost)) for cost in costs]
        for _ in range(20):
            before, total = list(chosen), 0.0
            for number in order if attempt else range(len(labels)):
                taken = np.stack([spot[place] for spot, place in zip(spots, chosen, strict=True)])
                hidden = ~_apart(spots[number], np.delete(taken, number, axis=0))
                cost = costs[number] + 20 * hidden.sum(axis=1)
                chosen[number] = int(np.argmin(cost))
                total += cost.min()
            if chosen == before:
                break
        if total < least:
            best, least = chosen, total
        if least < 20:
            break
    for (start, end, text, _), places, place in zip(labels, spots, best, strict=True):
        along = (end - start) / np.hypot(*(end - start))
        parts = text.split("\n")
        for line, part in enumerate(parts):
            across = np.array([-along[1], along[0]]) * 0.19 * ((len(parts) - 1) / 2 - line)
            axis.text(
                *(places[place].mean(axis=0) + across),
                part,
                rotation=np.degrees(np.arctan2(along[1], along[0])),
                ha="center",
                va="center",
                fontsize=size,
                fontstyle="italic" if line else "normal",
                color=RED if line else INK,
                bbox={
                    "facecolor": "white",
                    "edgecolor": "none",
                    "boxstyle": f"square,pad={0.06 if line or len(parts) > 1 else 0.16}",
                },
                zorder=3,
            )
