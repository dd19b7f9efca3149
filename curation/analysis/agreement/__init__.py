"""How far annotators agree with each other: kappa, alpha and plain shares, from their single ratings."""

from curation.analysis.agreement.measured import Agreement, Between, agreement
from curation.analysis.agreement.report import AgreementReport, agreement_report

__all__ = ["Agreement", "AgreementReport", "Between", "agreement", "agreement_report"]
