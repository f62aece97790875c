"""How the fixtures are written: plain JSON, and float32 little-endian numbers in one file."""

import json

import numpy as np


def text(value, indent=0):
    """JSON with one line for each list of plain values."""
    pad = " " * (indent + 1)
    if isinstance(value, dict) and value:
        items = [f"{pad}{json.dumps(k)}: {text(v, indent + 1)}" for k, v in value.items()]
        return "{\n" + ",\n".join(items) + "\n" + " " * indent + "}"
    if isinstance(value, list) and any(isinstance(v, (dict, list)) for v in value):
        items = [pad + text(v, indent + 1) for v in value]
        return "[\n" + ",\n".join(items) + "\n" + " " * indent + "]"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def write_json(path, document):
    path.write_text(text(document) + "\n", encoding="utf-8")


def short(values):
    """Nine significant digits: enough to tell any two float32 numbers apart."""
    return [float(f"{v:.9g}") for v in np.asarray(values, np.float64).ravel()]


def exact(values):
    """The shortest decimals that read back as the same float32 numbers."""
    return [float(str(v)) for v in np.asarray(values, np.float32).ravel()]


class Blob:
    """Numbers that are written one after the other; offsets count floats, not bytes."""

    def __init__(self, name):
        self.name, self.parts, self.size = name, [], 0

    def add(self, values):
        flat = np.asarray(values).ravel().astype("<f4")
        assert np.isfinite(flat).all()
        place = {"file": self.name, "offset": self.size, "count": int(flat.size)}
        self.parts.append(flat)
        self.size += flat.size
        return place

    def write(self, folder):
        (folder / self.name).write_bytes(np.concatenate(self.parts).tobytes())
