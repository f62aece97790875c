"""Writes demo/models/digits-100.json: a hundred handwritten digits, ten of each.

    python3 -m venv venv && venv/bin/pip install scikit-learn==1.9.1
    venv/bin/python demo/training/digits/make_digits.py

Source: scikit-learn's load_digits(), the test part of "Optical Recognition of Handwritten Digits" (E. Alpaydin, C. Kaynak,
1998; UCI Machine Learning Repository, CC BY 4.0; as part of scikit-learn BSD-3-Clause). Nothing else needs Python.
"""

import json
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

EACH = 10
SEED = 20
TARGET = Path(__file__).parents[2] / "models" / "digits-100.json"

digits = load_digits()
order = np.random.RandomState(SEED).permutation(len(digits.target))
chosen = [index for label in range(10) for index in [i for i in order if digits.target[i] == label][:EACH]]
np.random.RandomState(SEED + 1).shuffle(chosen)


def spelled(image):
    """A letter a pixel, row by row: 'a' is paper (0), 'q' is full ink (16)."""
    return "".join(chr(ord("a") + int(value)) for value in image.flatten())


TARGET.write_text(
    json.dumps(
        {
            "about": "100 handwritten digits, 8 x 8 pixels, one letter a pixel: a is paper, q is full ink",
            "source": "scikit-learn 1.9.1, load_digits(): Optical Recognition of Handwritten Digits, "
            "E. Alpaydin and C. Kaynak (1998), UCI Machine Learning Repository",
            "licence": "CC BY 4.0 (UCI); BSD-3-Clause as part of scikit-learn",
            "labels": "".join(str(digits.target[i]) for i in chosen),
            "pictures": [spelled(digits.images[i]) for i in chosen],
        },
        indent=2,
    )
    + "\n"
)
