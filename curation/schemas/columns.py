"""How data sets spell the columns that play a role, most usual first, in `folded` form."""

from __future__ import annotations

PROMPT = ("prompt", "instruction", "question", "query", "input", "user_prompt", "user_input", "problem")
# Text that stands where a prompt would, in sets that have no column called one.
TEXT_PROMPT = ("context", "history", "post", "request", "user_message", "prompt_text")
# One level down in a record: WebGPT's question, summarize_from_feedback's post.
NESTED_PROMPT = ("question.full_text", "info.post", "info.article", "prompt.text", "question.text")
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
    "chosen_conversations",
    "response_chosen",
    "answer_chosen",
    "preferred_answer",
    "preferred_completion",
    "accepted",
    "winning_response",
    "response_w",
    "winner",
    "selected",
    "selected_response",
    "response_j",
    "accepted_response",
    "accepted_answer",
    "better_response",
    "better_answer",
    "better",
    "best_response",
    "positive",
    "positive_response",
    "pos",
    "win",
    "winning",
    "response_win",
    "good_response",
    "good_edited_response",
    "y_w",
    "yw",
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
    "rejected_conversations",
    "response_rejected",
    "answer_rejected",
    "dispreferred_output",
    "dispreferred_response",
    "non_preferred_answer",
    "non_preferred_completion",
    "losing_response",
    "response_l",
    "loser",
    "reject",
    "unselected",
    "unselected_response",
    "response_k",
    "worse_response",
    "worse_answer",
    "worse",
    "worst_response",
    "negative",
    "negative_response",
    "neg",
    "lose",
    "losing",
    "response_lose",
    "bad_response",
    "bad_edited_response",
    "y_l",
    "yl",
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
    "system_output",
    "model_output",
    "model_response",
    "generated_text",
)


def _names(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


# What a true label means is in its name, or documented by the trainers that use it (label, tag) …
GOOD_LABEL = _names("""label tag kto_tag labels desirable is_desirable liked like is_liked thumbs_up is_good
    good accepted is_accepted approved is_approved is_preferred preferred is_chosen chosen thumbs thumb
    feedback user_feedback human_feedback reaction vote is_safe safe is_correct correct is_helpful helpful
    upvoted is_positive positive""")
BAD_LABEL = _names("""hallucination is_hallucination hallucinated has_hallucination undesirable is_undesirable
    is_harmful harmful is_toxic toxic is_unsafe unsafe is_bad bad is_incorrect incorrect rejected is_rejected
    disliked is_disliked thumbs_down downvoted is_negative""")
# … or only in its values: "up" and "down" say it, true and false do not.
VALUED_LABEL = _names("""sentiment verdict judgement judgment annotation flag class target result outcome
    preference""")
# Words only: numbers in these are ratings.
RATED_LABEL = ("rating", "score", "quality")
LABEL = (*GOOD_LABEL, *BAD_LABEL, *VALUED_LABEL, *RATED_LABEL)

VERDICT = _names("""winner preference verdict choice chosen better best selected preferred better_response
    better_answer better_completion better_output better_response_id preferred_response preferred_answer
    preferred_completion preferred_output preferred_model chosen_index chosen_idx chosen_id chosen_response
    chosen_side preferred_index preferred_idx preferred_id selected_index selected_response best_index
    best_response winner_index winner_id winner_model winning_model winning_response safer_response_id
    human_preference human_choice human_label annotator_preference preference_label judgment judgement
    decision result outcome label labels gold_label annotation vote target comparison overall_preference
    preference_score preference_strength""")
# Verdict columns in which 0 and 1, or 1 and 2, are flags or classes as often as numbers of answers …
FLAG_LIKE = _names("""label labels gold_label human_label annotation vote target result outcome
    preference_label judgment judgement decision""")
# … and those in which 0 and 1 are, but 1 and 2 are not.
FLAG_OR_NUMBER = _names("preference human_preference annotator_preference comparison overall_preference")

MODEL = ("model", "model_name", "generator", "response_model", "system_id", "system_name")
SPLIT = ("split",)
SOURCE = ("source", "dataset", "prompt_source", "data_source", "subset")

CHOSEN_SCORE = (
    "score_chosen",
    "chosen_score",
    "chosen_rating",
    "rating_chosen",
    "chosen_reward",
    "reward_chosen",
    "chosen_scores",
    "scores_chosen",
    "chosen_ratings",
    "ratings_chosen",
)
REJECTED_SCORE = (
    "score_rejected",
    "rejected_score",
    "rejected_rating",
    "rating_rejected",
    "rejected_reward",
    "reward_rejected",
    "rejected_scores",
    "scores_rejected",
    "rejected_ratings",
    "ratings_rejected",
)
CHOSEN_MODEL = ("chosen_model", "model_chosen", "chosen_by_model")
REJECTED_MODEL = ("rejected_model", "model_rejected", "rejected_by_model")

HELPSTEER = ("helpfulness", "correctness", "coherence", "complexity", "verbosity")
