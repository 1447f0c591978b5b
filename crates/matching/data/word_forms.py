"""Inflections of English words, as the reader of the word map knows them (src/ai_match/word_map.rs)."""

SUFFIXES = [("ies", "y"), ("es", ""), ("es", "e"), ("s", ""), ("ied", "y"), ("ed", ""), ("ed", "e")]
SUFFIXES += [("ing", ""), ("ing", "e"), ("er", ""), ("er", "e"), ("est", ""), ("est", "e")]


def base(word, known):
    """The word that this one is an inflection of; the reader of the map goes the same way."""
    for suffix, ending in SUFFIXES:
        stem = word.removesuffix(suffix)
        if stem == word or len(stem) < 2:
            continue
        if stem + ending in known:
            return stem + ending
        if len(stem) > 2 and stem[-1] == stem[-2] and stem[:-1] in known:
            return stem[:-1]
    return None
