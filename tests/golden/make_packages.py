"""Makes the model packages of tests/models, with coremltools.

    python tests/golden/make_packages.py

`neural-network.mlpackage` holds tests/models/momentum-mlp.mlmodel, unchanged, as coremltools puts a model into a package;
`ml-program.mlpackage` is a small ML Program, y = relu(W x) + b, with W in a weight file. Identifiers are random where coremltools
chooses them; here they are replaced by fixed ones, so that the script gives the same bytes each time.
"""

import json
import pathlib
import shutil
import tempfile

import specs  # before coremltools, which it keeps quiet
import coremltools
from coremltools.converters.mil import Builder
from coremltools.proto import Model_pb2
from specs import draw

MODELS = pathlib.Path(__file__).resolve().parent.parent / "models"


def settle(package):
    """Fixed identifiers in Manifest.json, in the order of the items' paths."""
    path = package / "Manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    entries = sorted(manifest["itemInfoEntries"].items(), key=lambda entry: entry[1]["path"])
    names = {old: f"00000000-0000-4000-8000-{index:012d}" for index, (old, _) in enumerate(entries, 1)}
    manifest["itemInfoEntries"] = {names[old]: entry for old, entry in entries}
    manifest["rootModelIdentifier"] = names[manifest["rootModelIdentifier"]]
    path.write_text(json.dumps(manifest, indent=4, sort_keys=True) + "\n", encoding="utf-8")


def neural_network(package):
    spec = Model_pb2.Model()
    source = (MODELS / "momentum-mlp.mlmodel").read_bytes()
    spec.ParseFromString(source)
    coremltools.models.utils.save_spec(spec, str(package))
    # protobuf may order what it writes as it likes; the package is to hold the very file.
    (package / "Data/com.apple.CoreML/model.mlmodel").write_bytes(source)


def ml_program(package):
    weights, bias = draw(71, (16, 64), 0.2), draw(72, 16, 0.1)

    @Builder.program(input_specs=[Builder.TensorSpec(shape=(1, 64))],
                     opset_version=coremltools.target.iOS15)
    def program(x):
        return Builder.add(x=Builder.relu(x=Builder.linear(x=x, weight=weights)), y=bias, name="y")

    model = coremltools.convert(program, convert_to="mlprogram", skip_model_load=True,
                                minimum_deployment_target=coremltools.target.iOS15,
                                compute_precision=coremltools.precision.FLOAT32)
    model.short_description = "y = relu(W x) + b, as an ML Program with a weight file"
    model.author, model.license = "Attune", "MIT"
    model.save(str(package))
    # The date of the conversion and protobuf's order of map entries differ from run to run.
    path = package / "Data/com.apple.CoreML/model.mlmodel"
    spec = specs.read_model(path)
    del spec.description.metadata.userDefined["com.github.apple.coremltools.conversion_date"]
    specs.write_model(path, spec)


MADE = {"neural-network": neural_network, "ml-program": ml_program}

if __name__ == "__main__":
    for name, make in MADE.items():
        with tempfile.TemporaryDirectory() as folder:
            made = pathlib.Path(folder) / f"{name}.mlpackage"
            make(made)
            settle(made)
            target = MODELS / made.name
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(made, target)
        files = [file for file in sorted(target.rglob("*")) if file.is_file()]
        print(target.name, *(f"{file.relative_to(target)} {file.stat().st_size}" for file in files))
