"""Every figure that more than one lesson draws, and the look they share.

Lessons draw a figure, then end the cell with `show(figure, alt=...)`: the alternative text
travels with the picture, so that nobody needs eyes to know what it shows.
"""

from __future__ import annotations

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
