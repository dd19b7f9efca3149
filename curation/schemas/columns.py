"""How data sets spell the columns that play a role, most usual first, in `folded` form."""

from __future__ import annotations

PROMPT = ("prompt", "instruction", "question", "query", "input", "user_prompt", "user_input", "problem")
CHAT_PROMPT = (*PROMPT, "conversations", "conversation", "messages", "context", "history")
SYSTEM = ("system", "system_prompt", "system_message")
CHOSEN = (
    "chosen",
    "preferred",
    "chosen_response",
    "preferred_output",
    "preferred_response",
    "chosen_messages",
    "chosen_answer",
    "chosen_output",
    "chosen_completion",
    "chosen_text",
    "chosen_conversation",
    "response_chosen",
    "answer_chosen",
    "preferred_answer",
    "preferred_completion",
    "accepted",
    "winning_response",
    "response_w",
)
REJECTED = (
    "rejected",
    "dispreferred",
    "rejected_response",
    "non_preferred_output",
    "non_preferred_response",
    "rejected_messages",
    "non_preferred",
    "rejected_answer",
    "rejected_output",
    "rejected_completion",
    "rejected_text",
    "rejected_conversation",
    "response_rejected",
    "answer_rejected",
    "dispreferred_output",
    "dispreferred_response",
    "non_preferred_answer",
    "non_preferred_completion",
    "losing_response",
    "response_l",
)
RESPONSE = (
    "response",
    "completion",
    "output",
    "answer",
    "model_response",
    "model_output",
    "generation",
    "reply",
)
LABEL = ("label", "tag", "kto_tag", "labels", "desirable", "is_desirable", "liked", "thumbs_up")
MODEL = ("model", "model_name", "generator", "response_model")
SPLIT = ("split",)
SOURCE = ("source", "dataset", "prompt_source")

CHOSEN_SCORE = (
    "score_chosen",
    "chosen_score",
    "chosen_rating",
    "rating_chosen",
    "chosen_reward",
    "reward_chosen",
)
REJECTED_SCORE = (
    "score_rejected",
    "rejected_score",
    "rejected_rating",
    "rating_rejected",
    "rejected_reward",
    "reward_rejected",
)
CHOSEN_MODEL = ("chosen_model", "model_chosen", "chosen_by_model")
REJECTED_MODEL = ("rejected_model", "model_rejected", "rejected_by_model")

HELPSTEER = ("helpfulness", "correctness", "coherence", "complexity", "verbosity")
