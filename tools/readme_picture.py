"""The picture at the top of the README: figures of the lessons, side by side.

    python -m tools.readme_picture

Takes the figures out of the executed notebooks, so that the README shows what a run shows.
"""

from __future__ import annotations

import base64
import io

from PIL import Image

from tools import notebooks

PICTURE = notebooks.ROOT / "docs" / "what_you_will_see.png"
FIGURES = (  # (lesson, id of the cell), in two columns
    ("00", "draw-learning"),
    ("02", "draw-vanishing"),
    ("08", "drawings-figure"),
    ("05", "decision-regions"),
)
WIDTH, GAP = 760, 30  # pixels of one column, and between figures


def figure(lesson: str, cell_id: str) -> Image.Image:
    """The first picture among the outputs of a cell.

    Raises:
        LookupError: there is no such cell, or it shows no picture.
    """
    notebook = notebooks.read(notebooks.lessons([lesson])[0])
    for cell in notebook.cells:
        if cell.id == cell_id:
            for out in cell.outputs:
                if "image/png" in out.get("data", {}):
                    content = base64.b64decode(out.data["image/png"])
                    return Image.open(io.BytesIO(content)).convert("RGB")
    raise LookupError(f"lesson {lesson} has no cell '{cell_id}' with a figure")


def columns() -> list[list[Image.Image]]:
    """The figures, scaled to one width and dealt into two columns."""
    scaled = []
    for lesson, cell_id in FIGURES:
        picture = figure(lesson, cell_id)
        height = round(picture.height * WIDTH / picture.width)
        scaled.append(picture.resize((WIDTH, height), Image.Resampling.LANCZOS))
    return [scaled[0::2], scaled[1::2]]


def write() -> None:
    """Draw the picture anew."""
    dealt = columns()
    heights = [sum(p.height for p in column) + GAP * (len(column) - 1) for column in dealt]
    sheet = Image.new("RGB", (2 * WIDTH + GAP, max(heights)), "white")
    for number, (column, height) in enumerate(zip(dealt, heights, strict=True)):
        top = (sheet.height - height) // 2
        for picture in column:
            sheet.paste(picture, (number * (WIDTH + GAP), top))
            top += picture.height + GAP
    sheet.quantize(128, dither=Image.Dither.NONE).save(PICTURE, optimize=True)


if __name__ == "__main__":
    write()
