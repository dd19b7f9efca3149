"""Which answers may speak of themselves: all that name an assistant or a maker, or their own knowledge.

Few do, and both kinds are looked for at once: what they are is then told in these few alone.
"""

from __future__ import annotations

from curation.signals.batch import Batch
from curation.signals.scan import Mask

MAKERS = (
    r"OpenAI|Open AI|Anthropic|DeepSeek|Google(?: AI| DeepMind)?|DeepMind|Meta(?: AI)?|Microsoft|Alibaba(?: "
    r"Cloud)?|Cohere|Mistral(?: AI)?|xAI|Perplexity|LAION|Hugging ?Face|Nvidia|Baidu|Tencent|Moonshot(?: "
    r"AI)?|Zhipu(?: AI)?|LMSYS|Stability AI|AI2|Allen Institute for AI"
)
NAMES = (
    r"ChatGPT|GPT-?[2345][\w.]*|Claude|Gemini|Qwen\d*|Tongyi Qianwen|DeepSeek|Open ?Assistant|LLaMA|Mistral|"
    r"Mixtral|Grok|Copilot|Vicuna|Alpaca|ChatGLM|Ernie Bot|Kimi|Bard|Bing Chat|Falcon|Koala|Tülu|Tulu|OLMo|"
    r"Phi-\d"
)
_NAMED = rf"{MAKERS}|{NAMES}|深度求索|通义千问|阿里|文心一言|百度|智谱|讯飞|腾讯|豆包|书生|谷歌"
_KNOWING = (
    r"(?i:\bmy (?:own|last|latest|most|current|knowledge|training|information|data|update|cut)|cut-? ?off|"
    r"\bI (?:only )?have (?:knowledge|information|been trained|data)|\bI was (?:last )?(?:trained|updated)|"
    r"截至|截止|我的|mi última actu|ma dernière mise|meiner letzten aktu)"
)


def maybe_claims(batch: Batch) -> Mask:
    """Texts in which any claim could be found."""
    if maybe_claims not in batch.made:
        batch.made[maybe_claims] = batch.texts.matching(f"{_NAMED}|{_KNOWING}")
    found: Mask = batch.made[maybe_claims]
    return found
