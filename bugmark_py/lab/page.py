"""One HTML page that needs nothing but itself."""

import io
from base64 import b64encode
from collections.abc import Sequence
from html import escape
from typing import Final

from matplotlib import rc_context
from matplotlib.figure import Figure

_STYLE: Final = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem;
  color: #1b1b1f; background: #fff }
table { border-collapse: collapse; margin: 1rem 0; font-size: 0.875rem }
caption { text-align: left; font-weight: 600; padding: 0.25rem 0 }
th, td { padding: 0.25rem 0.75rem; border-bottom: 1px solid #ddd; text-align: right }
th:first-child, td:first-child { text-align: left }
img { max-width: 100%; height: auto }
.wide { overflow-x: auto }
.no { color: #a00; font-weight: 600 }
"""


def page(title: str, parts: Sequence[str]) -> str:
    """A whole page.

    Args:
        title: of the page, as text.
        parts: its sections, as HTML.
    """
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n" + "\n".join(parts) + "\n</body>\n</html>\n"
    )


def section(title: str, *parts: str) -> str:
    """A section: a title as text, and parts as HTML."""
    return f"<section>\n<h2>{escape(title)}</h2>\n" + "\n".join(parts) + "\n</section>"


def paragraph(text: str) -> str:
    """A paragraph of text."""
    return f"<p>{escape(text)}</p>"


def listed(texts: Sequence[str]) -> str:
    """A list of texts."""
    return "<ul>\n" + "".join(f"<li>{escape(each)}</li>\n" for each in texts) + "</ul>"


def tabulated(caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of texts."""
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\n" for row in rows
    )
    return (
        f'<div class="wide"><table><caption>{escape(caption)}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table></div>"
    )


def drawn(figure: Figure, says: str) -> str:
    """A figure, within the page; the same figure is the same text.

    Args:
        figure: which.
        says: what it shows, for those who do not see it.
    """
    written = io.BytesIO()
    with rc_context({"svg.hashsalt": "bugmark"}):
        figure.savefig(written, format="svg", metadata={"Date": None})
    data = b64encode(written.getvalue()).decode()
    return f'<p><img alt="{escape(says)}" src="data:image/svg+xml;base64,{data}"></p>'
