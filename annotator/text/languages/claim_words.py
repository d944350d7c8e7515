"""Words that tell what a sentence does: reports, judges, speculates. What is learned of sentences looks at them.

They say nothing by themselves of what is a claim: how much each counts is learned from the annotator.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, eq=False)
class ClaimWords:
    """Patterns of words that tell what a sentence does: what is learned from are these, beside its other words."""

    reports: tuple[str, ...] = ()
    """Verbs of saying, thinking and deciding, beyond `Language.said`."""
    speculates: tuple[str, ...] = ()
    would: tuple[str, ...] = ()
    will: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    judges: tuple[str, ...] = ()
    """Praise, blame, weight."""
    interprets: tuple[str, ...] = ()
    """Verbs with which a writer says what something means."""
    vague: tuple[str, ...] = ()
    """Moods and matters that nobody can look up."""
    i: tuple[str, ...] = ()
    you: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    """Thanks, wishes, orders."""
    negates: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()
    """First words that turn or sum up: but, however, thus."""
    past: tuple[str, ...] = ()
    copula: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    """Verbs of events and states of affairs."""


# fmt: off
_ENGLISH = ClaimWords(
    reports=(
        r"sa(?:y|id|ys|ying)", r"tells?", r"writes?", r"writing", r"noted?|notes|noting", r"stress(?:es|ed|ing)?", r"add(?:s|ed|ing)", r"announc\w+",
        r"report(?:s|ed|edly)?", r"claims?|claiming", r"warn(?:s|ed|ing)?", r"argu(?:e|es|ed|ing)", r"confirm(?:s|ed|ing)?", r"stat(?:es|ed|ing)",
        r"emphasi[sz]\w+", r"insist\w*", r"admit\w*", r"den(?:y|ies|ied)", r"reiterat\w+", r"acknowledg\w+", r"indicat(?:es?|ed|ing)", r"believes?d?",
        r"expects?|expected", r"hopes?|hoped", r"accus\w+", r"agree(?:s|d)?", r"call(?:s|ed|ing) (?:it|for|the|him|her|them)", r"quip\w+",
        r"point(?:s|ed) out", r"as .{3,40} (?:put|noted) it", r"according", r"estimat\w+", r"clarif\w+", r"vow\w*", r"promis\w+", r"recall\w*", r"explain\w*",
        r"describ\w+", r"prais\w+", r"thank(?:s|ed) the", r"welcom(?:es|ed)", r"remark\w+", r"suggest(?:s|ed)", r"caution(?:s|ed)?", r"want(?:s|ed)",
    ),
    speculates=(
        "may", "might", "could", "likely", "unlikely", "possibl[ey]", "perhaps", "probably", "seems?", "appears?", "apparently",
        "presumably", "maybe", "remains to be seen", "potentially", "if only", "whether", "arguably", "surely",
    ),
    would=("would", r"\w+['’]d"),
    will=("will", r"\w+['’]ll", "going to", "plans? to", "set to", "due to", "scheduled"),
    must=("must", "should", "ought", "needs? to", "ha(?:s|ve) to", "necessary", "essential", "needs?"),
    judges=(
        "important", "historic", "crucial", "vital", "powerful", "fragile", "welcome", "significant", "remarkabl[ey]", "great", "rare",
        "key", "strong", "weak", "deep(?:ly)?", "sad(?:ly)?", "tragic", "brutal", "grim", "beautiful", "best", "worst", "better", "worse", "good", "bad",
        "hard", "easy", "easily", "wonderful", "terribl[ey]", "impressive", "extraordinary", "stunning", "bold", "brave", "cautious", "hopeful", "wary",
        "difficult", "daunting", "challenging", "encouraging", "disappointing", "worth", "proud", "happy", "excellent", "perfect", "fair", "unfair", "wise",
        "clear(?:ly)?", "obvious(?:ly)?", "of course", "fortunately", "unfortunately", "simply", "truly", "really", "quite", "merely", "only", "even",
        "mixed", "emotional(?:ly)?", "meaningful", "memorable", "fitting", "interesting", "curious", "strange(?:ly)?", "careful(?:ly)?", "complex",
        "volatile", "delicate", "major", "real", "true", "like a", "as if", "the kind of", "the sort of", "nothing", "everything", "never", "always",
    ),
    interprets=(
        r"underscor\w+", r"underlin\w+", r"highlight\w*", "reflect(?:s|ed|ing)?", "show(?:s|n|ing)?", r"demonstrat\w+", r"symboli[sz]\w+", "signal(?:s|ed|ing)?",
        "mean(?:s|t)?", "remind(?:s|ed|er)?", "prov(?:es|ed)", "represent(?:s|ed)?", "suggest(?:s|ing)?", "speaks? to", r"illustrat\w+", "matters?", r"deserv\w+",
        "ties? into", "capture[sd]?", "mirror(?:s|ed)?", r"emerg\w+", "serv(?:e|es|ed) as",
    ),
    vague=(
        "hopes?", "mood", "spirit", "caution", "tensions?", "pitfalls?", "promise", "challenges?", "legacy", "meaning", "values?", "stakes", "question", "lessons?",
        "future", "moment", "sense", "feeling", "imagination", "wonder", "memory", "dream", "milestone", "symbol", "peace", "progress", "way",
    ),
    i=("i", "we", "me", "us", "my", "our", "mine", "ours"),
    you=("you", "your", "yours", "yourself"),
    wishes=("thank you", "thanks", r"congratulat\w+", "let['’]?s", "let us", "please", "wish", "may (?:he|she|they|you)", "welcome to", "long live"),
    negates=("not", "no", r"\w+n['’]t", "never", "nobody", "none", "neither", "nor", "without"),
    turns=(
        "but", "and", "yet", "still", "however", "thus", "indeed", "nevertheless", "instead", "overall", "in summary", "in short", "after all", "so",
        "perhaps", "maybe", "even", "that", "this", "it", "these", "those",
    ),
    past=(
        "was", "were", "had", "did", r"\w{2,}ed", "began", "became", "came", "went", "took", "gave", "made", "held", "led", "said", "told", "wrote", "saw", "met",
        "won", "lost", "sold", "built", "brought", "bought", "left", "found", "fell", "rose", "grew", "kept", "stood", "sent", "spent", "set", "put", "cut", "hit", "ran", "flew",
    ),
    copula=("is", "are", "am", r"\w+['’]s", r"\w+['’]re", "remains?", "remained", "has been", "have been", "be", "being", "becomes?"),
    states=(
        r"includ\w+", "cost(?:s|ing)?", "open(?:s|ed)", "clos(?:es|ed)", "killed", "injured", "died", "arrested", "released", "signed", "voted", "launched", "landed",
        "built", "paid", "pays?", "lives?", "works?", "holds?", "has", "have", "contains?", "began", "begins?", "ended", "ends", "started", "starts?", "rose", "fell",
        r"increas\w+", r"decreas\w+", "bans?|banned", r"requir\w+", r"allow\w*", "won", "lost",
    ),
)
# fmt: on

CLAIM_WORDS = {"en": _ENGLISH}
"""By the code of the language; others have none."""
