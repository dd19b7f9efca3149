"""What gives a preference away besides the worth of an answer: length, format, position, the model."""

from curation.analysis.bias.decided import Decided, decided
from curation.analysis.bias.format import Coefficient, FormatBias, format_bias
from curation.analysis.bias.grouping import Grouping, grouped_by
from curation.analysis.bias.judges import Judge, judges
from curation.analysis.bias.length import LengthBias, length_bias
from curation.analysis.bias.measured import Bias, BiasReport, bias_of, bias_report
from curation.analysis.bias.models import ModelBias, ModelShare, model_bias
from curation.analysis.bias.position import PositionBias, position_bias
from curation.analysis.estimate import Estimate

__all__ = [
    "Bias",
    "BiasReport",
    "Coefficient",
    "Decided",
    "Estimate",
    "FormatBias",
    "Grouping",
    "Judge",
    "LengthBias",
    "ModelBias",
    "ModelShare",
    "PositionBias",
    "bias_of",
    "bias_report",
    "decided",
    "format_bias",
    "grouped_by",
    "judges",
    "length_bias",
    "model_bias",
    "position_bias",
]
