"""A diagram as a picture that needs no other file: laid out by Graphviz, with its icons inside."""

import base64
import hashlib
import io
import re
import shutil
import subprocess
from pathlib import Path

import diagrams
from PIL import Image

from tools.diagrams import dot
from tools.diagrams.drawing import Diagram

ICONS = Path(diagrams.__file__).parent.parent / "resources" / "aws"
# Twice what they are drawn at.
SIZE, COLORS = 112, 64
STYLE = (Path(__file__).parent / "picture.css").read_text()
IMAGE = re.compile(r'<image xlink:href="([^"]+)"([^>]*)/>')


class NoGraphvizError(Exception):
    """Graphviz is not installed."""


def fingerprint(diagram: Diagram) -> str:
    """What a picture says of the diagram that it is of; Graphviz's own coordinates differ from machine to machine."""
    text = dot.source(diagram) + STYLE
    return f"<!-- diagram {hashlib.sha256(text.encode()).hexdigest()} -->"


def shows(path: Path, diagram: Diagram) -> bool:
    """Whether a file is a picture of the diagram as it is now."""
    return path.read_text().startswith(fingerprint(diagram))


def draw(diagram: Diagram) -> str:
    """The picture; raises NoGraphvizError where nothing can draw it."""
    command = shutil.which("dot")
    if command is None:
        raise NoGraphvizError("Graphviz is not installed: apt-get install graphviz")
    run = subprocess.run(  # noqa: S603 (the program that PATH names, with our own text)
        [command, "-Tsvg"], input=dot.source(diagram), capture_output=True, text=True, check=True, cwd=ICONS
    )
    body = run.stdout[run.stdout.index("<svg") :]
    icons = sorted({found[1] for found in IMAGE.finditer(body)})
    defined = "".join(
        f'<image id="{_identity(icon)}" width="1" height="1" xlink:href="{_data(icon)}"/>' for icon in icons
    )
    body = IMAGE.sub(_used, body)
    head, _, rest = body.partition(">")
    return f"{fingerprint(diagram)}\n{head}>\n<style>{STYLE}</style>\n<defs>{defined}</defs>{rest}"


def _used(found: re.Match[str]) -> str:
    """An icon where Graphviz has put it, by what is defined once."""
    given = dict(re.findall(r'(\w+)="([-\d.]+)(?:px)?"', found[2]))
    place = f"translate({given['x']} {given['y']}) scale({given['width']})"
    return f'<use xlink:href="#{_identity(found[1])}" transform="{place}"/>'


def _identity(icon: str) -> str:
    return Path(icon).stem


def _data(icon: str) -> str:
    """An icon as large as a picture needs it, in as few colors as it has."""
    small, content = Image.open(ICONS / icon).convert("RGBA"), io.BytesIO()
    small.thumbnail((SIZE, SIZE))
    small.quantize(COLORS).save(content, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(content.getvalue()).decode()}"
