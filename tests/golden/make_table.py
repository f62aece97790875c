"""Rewrites the table of made models in tests/models/README.md with sizes and hashes.

    python tests/golden/make_table.py
"""

import hashlib
import pathlib

import specs
from make_models import MADE
from make_wire import CANONICAL, VARIANTS

MODELS = pathlib.Path(__file__).resolve().parent.parent / "models"
START = "<!-- made by tests/golden/make_table.py -->"

if __name__ == "__main__":
    rows = ["", "| file | what | from | licence | bytes | sha256 (first 12) |", "|---|---|---|---|---|---|"]
    for name in [*MADE, *VARIANTS]:
        path = MODELS / f"{name}.mlmodel"
        if name in VARIANTS:
            what, script, licence = VARIANTS[name][0], f"{CANONICAL}, make_wire.py", "MIT"
        else:
            what, script = specs.read_model(path).description.metadata.shortDescription, "make_models.py"
            licence = "BSD-3-Clause" if "drawing" in name else "the project's"
        data = path.read_bytes()
        rows.append(f"| `{path.name}` | {what} | {script} | {licence} | {len(data)} | "
                    f"{hashlib.sha256(data).hexdigest()[:12]} |")
    readme = MODELS / "README.md"
    head = readme.read_text(encoding="utf-8").split(START)[0]
    readme.write_text(head + START + "\n" + "\n".join(rows) + "\n", encoding="utf-8")
