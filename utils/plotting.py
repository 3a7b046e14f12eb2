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
            axis.axvline(best_epoch, color=INK, linewidth=1.2, linestyle=":", label="weights kept")
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
        vmax=max(3, mistakes.max() * 1.3),
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
    lines = max((str(t).count("\n") + 1 for m in edges for row in m for t in row if t), default=1)
    sizes = [_text_size(figure, text, 12.5) for layer in nodes for text in layer]
    radius = max(0.34, *(np.hypot(width, height) / 2 + 0.06 for width, height in sizes))
    fan = max(len(layer) for layer in nodes)
    crowd = (lines - 1) * max(0, fan - 2)  # two lines of text need more room
    across = 2.1 + radius + 0.5 * crowd  # inches between layers; all lengths are in inches
    down = max(2 * radius + 0.3, 0.75 + 0.1 * fan + 0.25 * crowd)
    top = (0.45 if title else 0.1) + (0.4 if layer_names else 0.1)
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
        for row, texts in enumerate(matrix):
            for target, text in enumerate(texts):
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


def _label_edges(figure: Figure, axis: Axes, labels: Sequence[tuple], radius: float) -> None:
    """Write a text along each edge where it hides no other text and few other edges.

    Every label begins at a third of its edge; then each in turn moves to the place along its
    edge where it costs least, three times over.
    """
    size = 11.5
    boxes = []  # for each label: start, unit vector along the edge, length, half width and height
    for start, end, text, _ in labels:
        along = end - start
        length = np.hypot(*along)
        parts = [_text_size(figure, part, size) for part in str(text or " ").split("\n")]
        half = np.array([max(w for w, _ in parts), 0.21 * len(parts)]) / 2 + [0.04, 0.0]
        boxes.append((start, along / length, length, half))
    written = [number for number, label in enumerate(labels) if label[2]]
    chosen = dict.fromkeys(written, 1 / 3)
    columns = np.array([start[0] for start, *_ in labels])
    neighbours = {n: set(np.flatnonzero(columns == columns[n])) - {n} for n in written}

    def corners(number: int, share: float) -> np.ndarray:
        start, along, length, half = boxes[number]
        across = np.array([-along[1], along[0]])
        centre = start + share * length * along
        signs = np.array([(-1, -1), (-1, 1), (1, 1), (1, -1)]) * (half + 0.02)
        return centre + signs[:, :1] * along + signs[:, 1:] * across

    def apart(first: np.ndarray, second: np.ndarray) -> bool:
        """Whether some line separates two rectangles (or a rectangle and a segment)."""
        for shape in (first, second):
            for side in np.diff(shape[:3], axis=0):
                normal = np.array([-side[1], side[0]])
                one, other = first @ normal, second @ normal
                if one.max() < other.min() or other.max() < one.min():
                    return True
        return False

    def cost(number: int, share: float) -> float:
        box = corners(number, share)
        total = abs(share - 1 / 3)
        for other in neighbours[number]:
            if other in chosen:
                taken = corners(other, chosen[other])
                reach = np.hypot(*boxes[number][3]) + np.hypot(*boxes[other][3]) + 0.06
                if np.hypot(*(box - taken).mean(axis=0)) < reach and not apart(box, taken):
                    total += 20
            if not apart(box, np.array(labels[other][:2])):
                total += 1
        return total

    for _ in range(3):
        for number in written:
            _, _, length, half = boxes[number]
            nearest = (radius + half[0] + 0.04) / length
            shares = np.linspace(min(nearest, 0.5), max(1 - nearest, 0.5), 25)
            chosen[number] = min(shares, key=lambda share, number=number: cost(number, share))
    for number in written:
        start, along, length, _ = boxes[number]
        parts = str(labels[number][2]).split("\n")
        for line, part in enumerate(parts):
            across = np.array([-along[1], along[0]]) * 0.19 * ((len(parts) - 1) / 2 - line)
            axis.text(
                *(start + chosen[number] * length * along + across),
                part,
                rotation=np.degrees(np.arctan2(along[1], along[0])),
                ha="center",
                va="center",
                fontsize=size,
                fontstyle="italic" if line else "normal",
                color=RED if line else INK,
                bbox={"facecolor": "white", "edgecolor": "none", "boxstyle": "square,pad=0.06"},
                zorder=3,
            )
