"""Opens model packages that Attune wrote, with coremltools' own reader.

    python tests/golden/check_packages.py PACKAGE.mlpackage … PACKAGE.zip …

Prints a line for each and ends with the number of failures as its exit code.
"""

import pathlib
import sys
import tempfile
import zipfile

import specs  # before coremltools, which it keeps quiet
from coremltools.libmodelpackage import ModelPackage
from coremltools.models import MLModel


def check(path):
    name = str(path)
    if not ModelPackage.isValid(name):
        raise ValueError("is no valid package")
    root = ModelPackage(name).getRootModel()
    model = MLModel(name, skip_model_load=True)
    weights = "no weight files" if model.weights_dir is None else "weight files"
    return f"{root.name()}, {model.get_spec().WhichOneof('Type')}, {weights}"


def unpacked(path, folder):
    """The package in a zip, or the path itself."""
    if path.suffix != ".zip":
        return path
    with zipfile.ZipFile(path) as archive:
        damaged = archive.testzip()
        if damaged is not None:
            raise ValueError(f"'{damaged}' is damaged")
        archive.extractall(folder)
    return next(pathlib.Path(folder).glob("*.mlpackage"))


def main(paths):
    failures = 0
    for path in map(pathlib.Path, paths):
        with tempfile.TemporaryDirectory() as folder:
            try:
                print(f"ok    {path.name}: {check(unpacked(path, folder))}")
            except Exception as problem:  # a broken package must not hide the others
                failures += 1
                print(f"FAIL  {path.name}: {problem}")
    return failures


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
