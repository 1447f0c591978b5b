#!/usr/bin/env python3
"""Makes translations.bin: words of other languages with the English words of word_map.bin that they mean.

    python3 make_translations.py OMW_FOLDER WORDNET_DICT_FOLDER

OMW_FOLDER is a copy of the Open Multilingual Wordnet's data (`wns` of omwn/omw-data), WORDNET_DICT_FOLDER the
dictionary of WordNet 3.0, whose synonym sets it refers to. See README.md beside this file for licences.

Of all sets that a word stands in, the frequent ones count more, and of a set the English words that are used for it most.
"""

import math
import re
import sys
import unicodedata
import zlib
from collections import defaultdict
from pathlib import Path

from word_forms import base

SOURCES = {
    "de": ["wikt/wn-wikt-deu.tab"],
    "fr": ["wikt/wn-wikt-fra.tab"],
    "es": ["wikt/wn-wikt-spa.tab"],
    "it": ["wikt/wn-wikt-ita.tab", "ita/wn-data-ita.tab"],
    "pt": ["wikt/wn-wikt-por.tab", "por/wn-data-por.tab"],
}
# So many English words at most stand for a word.
MEANINGS = 3
# A meaning that is so much weaker than the strongest is left out.
LEAST = 0.34
PARTS = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}


def fold(word):
    """As the server folds text: lower case, no accents."""
    letters = unicodedata.normalize("NFKD", word.lower())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return plain.replace("ß", "ss").replace("œ", "oe").replace("æ", "ae").replace("'", "").replace("’", "")


def map_words(path):
    raw = zlib.decompress(path.read_bytes(), -15)
    length = int.from_bytes(raw[8:12], "little")
    return raw[12 : 12 + length].decode().split("\n")


def english(folder, known):
    """By synonym set: its English words in the map, with how often each was met in that sense."""
    counts = {}
    for line in open(folder / "index.sense"):
        key, offset, _, count = line.split()
        lemma, sense = key.split("%")
        part = "nvara"[int(sense[0]) - 1]
        counts[lemma, offset, part] = int(count)
    sets = {}
    for part, name in PARTS.items():
        for line in open(folder / f"data.{name}", encoding="latin1"):
            if line.startswith(" "):
                continue
            fields = line.split("|")[0].split()
            lemmas = [fields[4 + 2 * n].lower().split("(")[0] for n in range(int(fields[3], 16))]
            words = sets[f"{fields[0]}-{part}"] = defaultdict(int)
            for lemma in lemmas:
                word = lemma if lemma in known else base(lemma, known)
                if word:
                    words[word] += counts.get((lemma, fields[0], part), 0)
    return sets


def meanings(paths, sets):
    """By folded word: its English words, the strongest first."""
    strengths = defaultdict(lambda: defaultdict(float))
    for path in paths:
        for line in open(path, encoding="utf8"):
            fields = line.rstrip("\n").split("\t")
            if line.startswith("#") or len(fields) < 3 or "lemma" not in fields[1]:
                continue
            word = fold(fields[2].strip())
            if not re.fullmatch("[a-z]{2,}", word):
                continue
            lemmas = sets.get(fields[0], {})
            for lemma, count in lemmas.items():
                strengths[word][lemma] += (1 + math.log1p(count)) / math.sqrt(len(lemmas))
    found = {}
    for word, of_word in strengths.items():
        best = sorted(of_word.items(), key=lambda pair: -pair[1])[:MEANINGS]
        found[word] = [lemma for lemma, strength in best if strength >= LEAST * best[0][1]]
    return found


def by_hand(path, language, known):
    found = {}
    for line in path.read_text().splitlines():
        name, is_pair, rest = line.partition(" = ")
        if is_pair and name.split()[0] == language:
            words = [word.strip() for word in rest.split(",")]
            missing = set(words) - known
            assert not missing, f"not in the map: {missing}"
            found[fold(name.split()[1])] = words
    return found


def main(omw, dictionary):
    here = Path(__file__).parent
    known = set(map_words(here / "word_map.bin"))
    sets = english(Path(dictionary), known)
    lines = []
    for language, sources in SOURCES.items():
        words = meanings([Path(omw) / source for source in sources], sets)
        words.update(by_hand(here / "translations.txt", language, known))
        lines.append(f"={language}")
        lines += [f"{word} {' '.join(words[word])}" for word in sorted(words)]
        print(language, len(words), "words")
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress("\n".join(lines).encode()) + packer.flush()
    (here / "translations.bin").write_bytes(packed)
    print(len(packed), "bytes")


main(*sys.argv[1:])
