"""Published ways to weigh rated attributes, by the name a curator gives."""

from __future__ import annotations

# Sum of weight × attribute. The two of NVIDIA's are published with open-instruct's
# helpsteer2_nvidia.py and name the reward models that NVIDIA trained; the plain mean of
# UltraFeedback's four aspects is how its binarized copies mend the faulty overall_score.
PRESETS: dict[str, dict[str, float]] = {
    "helpfulness": {"helpfulness": 1.0},
    "nvidia-70b": {
        "helpfulness": 0.65,
        "correctness": 0.8,
        "coherence": 0.45,
        "complexity": 0.55,
        "verbosity": -0.4,
    },
    "nvidia-340b": {
        "helpfulness": 0.3,
        "correctness": 0.74,
        "coherence": 0.46,
        "complexity": 0.47,
        "verbosity": -0.33,
    },
    "ultrafeedback-mean": {
        "instruction_following": 0.25,
        "honesty": 0.25,
        "truthfulness": 0.25,
        "helpfulness": 0.25,
    },
}
