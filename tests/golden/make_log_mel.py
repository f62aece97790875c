"""Writes log-mel.json: what librosa makes of sounds that JavaScript can make again, in float64.

Needs requirements-audio.txt, in an environment of its own.
"""

import json
import pathlib

import librosa
import numpy as np

CASES = [
    {"name": "speech", "sampleRate": 16000, "length": 2400, "options": {}},
    {
        "name": "music",
        "sampleRate": 22050,
        "length": 5000,
        "options": {
            "fftSize": 1024, "windowLength": 1024, "hopLength": 512, "bands": 40, "lowest": 50, "highest": 8000,
        },
    },
    {
        "name": "HTK",
        "sampleRate": 8000,
        "length": 1000,
        "options": {"fftSize": 256, "windowLength": 200, "hopLength": 80, "bands": 20, "scale": "htk"},
    },
    {"name": "odd window", "sampleRate": 16000, "length": 333, "options": {"fftSize": 128, "windowLength": 77, "hopLength": 100, "bands": 12}},
]


def sound(length):
    """Runs up through all pitches, over and over; every number is exact in float32."""
    n = np.arange(length, dtype=np.int64)
    return ((n * n * 7) % 2001 - 1000) / 1024


def log_mel(case):
    o = {"fftSize": 512, "windowLength": 400, "hopLength": 160, "bands": 64, "lowest": 0,
         "highest": case["sampleRate"] / 2, "scale": "slaney", **case["options"]}
    if "windowLength" not in case["options"]:
        o["windowLength"] = min(400, o["fftSize"])
    htk = o["scale"] == "htk"
    power = librosa.feature.melspectrogram(
        y=sound(case["length"]), sr=case["sampleRate"], n_fft=o["fftSize"], win_length=o["windowLength"],
        hop_length=o["hopLength"], n_mels=o["bands"], fmin=o["lowest"], fmax=o["highest"], htk=htk,
        norm=None if htk else "slaney", dtype=np.float64, power=2.0, center=True, pad_mode="constant",
    )
    return librosa.power_to_db(power, ref=1.0, amin=1e-10, top_db=None).T


for case in CASES:
    expected = log_mel(case)
    case["shape"] = list(expected.shape)
    case["decibels"] = [round(float(x), 5) for x in expected.ravel()]

path = pathlib.Path(__file__).with_name("log-mel.json")
path.write_text(json.dumps({"librosa": librosa.__version__, "cases": CASES}) + "\n")
print(path.stat().st_size, "bytes")
