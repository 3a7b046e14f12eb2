"""What the drawings of several lessons promise."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils import plotting


def corners(text):
    """The four corners of a rotated text, in pixels."""
    angle, figure = text.get_rotation(), text.figure
    text.set_rotation(0)
    box = text.get_window_extent(figure.canvas.get_renderer())
    text.set_rotation(angle)
    centre = np.array([box.x0 + box.x1, box.y0 + box.y1]) / 2
    turn = np.radians(angle)
    along, across = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    half_width, half_height = box.width / 2, box.height / 2 * 0.8  # the extent includes leading
    signs = ((1, 1), (1, -1), (-1, -1), (-1, 1))
    return np.array([centre + a * half_width * along + b * half_height * across for a, b in signs])


def overlap(first, second):
    for shape in (first, second):
        for side in np.diff(shape[:3], axis=0):
            normal = np.array([-side[1], side[0]])
            one, other = first @ normal, second @ normal
            if one.max() < other.min() or other.max() < one.min():
                return False
    return True


def random_network(sizes, lines):
    rng = np.random.default_rng(sum(sizes) + lines)
    nodes = [[f"{number:.3f}" for number in rng.normal(size=size)] for size in sizes]
    edges = [
        [
            ["\n".join(f"{x:.3f}" for x in rng.normal(size=lines)) for _ in range(b)]
            for _ in range(a)
        ]
        for a, b in itertools.pairwise(sizes)
    ]
    return nodes, edges


@pytest.mark.parametrize(
    ("sizes", "lines"),
    [((2, 2, 1), 1), ((4, 4, 4, 4), 1), ((1, 4, 2), 1), ((3, 3, 3), 2), ((4, 4, 4), 2)],
)
def test_no_text_of_a_network_hides_another(sizes, lines):
    nodes, edges = random_network(sizes, lines)
    figure = plotting.network_diagram(nodes, edges, layer_names=["layer"] * len(sizes), title="T")
    (axis,) = figure.axes
    texts = [text for text in axis.texts if text.get_text()]
    numbers = sum(sizes) + lines * sum(a * b for a, b in itertools.pairwise(sizes))
    assert len(texts) == numbers + len(sizes) + 1  # with the layers' names and the title
    boxes = [corners(text) for text in texts]
    hidden = [
        (texts[i].get_text(), texts[j].get_text())
        for i, j in itertools.combinations(range(len(texts)), 2)
        if overlap(boxes[i], boxes[j])
    ]
    circles = [(patch.center, patch.radius) for patch in axis.patches]
    for text, box in zip(texts, boxes, strict=True):
        inside = axis.transData.inverted().transform(box)
        near = [np.hypot(*(inside - centre).T).min() < radius for centre, radius in circles]
        if text.get_bbox_patch() is not None:  # a text on an edge
            assert not any(near), text.get_text()
        else:
            assert sum(near) <= 1
        assert (inside > 0).all()
        assert (inside < [axis.get_xlim()[1], axis.get_ylim()[1]]).all()
    plt.close(figure)
    assert hidden == []


def test_bias_nodes_and_edges_without_text():
    figure = plotting.network_diagram(
        [["2", "1"], ["-5", "1"], ["9"]], [[["-1"], ["+3"]], [[None], [".5"]]], bias=True
    )
    (axis,) = figure.axes
    assert len(axis.lines) == 4  # nothing leads into a bias
    assert [patch.get_linestyle() for patch in axis.patches] == ["-", "--", "-", "--", "-"]
    written = sorted(text.get_text() for text in axis.texts if text.get_text())
    assert written == sorted(["2", "1", "−5", "1", "9", "−1", "+3", ".5"])
    plt.close(figure)


def test_sign_colours_and_styles():
    figure = plotting.network_diagram([["2"], ["a", "b"]], [[["-1", "1"]]], edge_colours="sign")
    negative, positive = figure.axes[0].lines
    assert negative.get_color() == plotting.ORANGE
    assert positive.get_color() == plotting.BLUE
    assert negative.get_linestyle() != positive.get_linestyle()
    plt.close(figure)
