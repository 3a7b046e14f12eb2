"""Sphinx's settings for the website; `tools/book.py` calls it on the pages that it prepares."""

import os

project = "Deep learning, by hand and in Keras"
author = "the authors of the course"
html_title = project
language = "en"

extensions = ["myst_nb", "sphinx_copybutton"]
nb_execution_mode = "off"  # the committed outputs are what tests have seen
nb_merge_streams = True
myst_enable_extensions = ["dollarmath", "amsmath", "linkify"]
myst_heading_anchors = 3
myst_dmath_double_inline = True
myst_links_external_new_tab = False
nitpicky = True
source_suffix = {".ipynb": "myst-nb", ".md": "myst-nb"}

# Formulas without a network: MathJax lies beside the pages (tools/book.py puts it there).
mathjax_path = "mathjax/tex-svg.js"
mathjax3_config = {"options": {"enableMenu": False}}

html_theme = "sphinx_book_theme"
html_static_path = ["static"]
html_css_files = ["course.css"]
html_js_files = ["course.js"]
html_copy_source = False
html_last_updated_fmt = None
pygments_style = "a11y-high-contrast-light"
html_theme_options = {
    "repository_url": os.environ["COURSE_URL"],
    "repository_branch": os.environ["COURSE_BRANCH"],
    "path_to_docs": ".",
    "use_repository_button": True,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "launch_buttons": {
        "colab_url": "https://colab.research.google.com",
        "binderhub_url": "https://mybinder.org",
        "notebook_interface": "jupyterlab",
    },
    "show_toc_level": 2,
    "navbar_persistent": [],  # one search field is enough; it stands in the side bar
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
