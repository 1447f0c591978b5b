#!/usr/bin/env python3
"""Makes word_map.bin: English words as directions, so that words that mean nearly the same lie close.

    python3 make_word_map.py MINILM_FOLDER WORDNET_DICT_FOLDER

1. Words: those of the model's vocabulary and of WordNet that are not an inflection of another (by their letters, and by
   how they are used), most frequent first.
2. Each word's vector under all-MiniLM-L6-v2, centred, turned to its 192 main directions.
3. Drawn towards its neighbours in the synonym graph of WordNet and concepts.txt (retrofitting, Faruqui et al. 2015).
4. Rounded to a few whole steps a direction and deflated.

Needs numpy, safetensors and tokenizers; see README.md beside this file for licences.
"""

import re
import sys
import zlib
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer
from wordfreq import zipf_frequency

from word_forms import base

DIRECTIONS = 192
# The main directions keep some of their greater weight.
SPREAD = 0.5
# How far a word moves towards its synonyms, in each of three rounds.
PULL, ROUNDS = 0.4, 3
# A hand-written group counts like this many synonyms.
GROUP_WEIGHT = 2.0
# An inflection is at least so like its basic form.
ALIKE = 0.65
# Words met at least once in so many words: 10 to the power of this in a thousand million.
LEAST_FREQUENT = 2.0
# Steps within one standard deviation.
STEPS, LARGEST = 1.0, 7


class MiniLm:
    """The forward pass of a BERT sentence model with mean pooling."""

    def __init__(self, folder):
        self.weights = load_file(str(folder / "model.safetensors"))
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        self.heads, self.layers = 12, 6

    def linear(self, x, name):
        return x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def norm(self, x, name):
        mean = x.mean(-1, keepdims=True)
        spread = np.sqrt(((x - mean) ** 2).mean(-1, keepdims=True) + 1e-12)
        return (x - mean) / spread * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]

    def layer(self, h, name, bias):
        count, length, width = h.shape
        split = lambda x: x.reshape(count, length, self.heads, -1).transpose(0, 2, 1, 3)
        q, k, v = (split(self.linear(h, f"{name}.attention.self.{part}")) for part in ("query", "key", "value"))
        scores = q @ k.transpose(0, 1, 3, 2) / np.float32(np.sqrt(width // self.heads)) + bias
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        seen = (scores @ v).transpose(0, 2, 1, 3).reshape(count, length, width)
        h = self.norm(h + self.linear(seen, f"{name}.attention.output.dense"), f"{name}.attention.output.LayerNorm")
        inner = gelu(self.linear(h, f"{name}.intermediate.dense"))
        return self.norm(h + self.linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def embed(self, texts, batch=256):
        ids = [self.tokenizer.encode(text).ids[:64] for text in texts]
        order = np.argsort([len(i) for i in ids], kind="stable")
        vectors = np.zeros((len(texts), 384), np.float32)
        for start in range(0, len(order), batch):
            part = order[start : start + batch]
            length = max(len(ids[i]) for i in part)
            tokens, mask = np.zeros((len(part), length), int), np.zeros((len(part), length), np.float32)
            for row, i in enumerate(part):
                tokens[row, : len(ids[i])], mask[row, : len(ids[i])] = ids[i], 1
            vectors[part] = self.pool(tokens, mask)
        return unit(vectors)

    def pool(self, tokens, mask):
        table = lambda name: self.weights[f"embeddings.{name}_embeddings.weight"]
        h = table("word")[tokens] + table("position")[: tokens.shape[1]] + table("token_type")[0]
        h = self.norm(h, "embeddings.LayerNorm")
        bias = ((1 - mask) * -1e9)[:, None, None, :]
        for number in range(self.layers):
            h = self.layer(h, f"encoder.layer.{number}", bias)
        return (h * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)


def gelu(x):
    y = x / np.float32(np.sqrt(2))
    sign, y = np.sign(y), np.abs(y)
    t = 1 / (1 + 0.3275911 * y)
    tail = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
    return x * 0.5 * (1 + sign * (1 - tail * np.exp(-y * y)))


def unit(rows):
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def wordnet(folder):
    """Single-word lemmas, their counts in tagged text, the synonym sets and the links between sets."""
    lemmas, counts, sets, links = set(), {}, {}, []
    for line in open(folder / "index.sense"):
        key, _, _, count = line.split()
        word = key.split("%")[0]
        lemmas.add(word)
        counts[word] = counts.get(word, 0) + int(count)
    part_of = lambda tag: "a" if tag == "s" else tag
    for part in ("noun", "verb", "adj", "adv"):
        for line in open(folder / f"data.{part}", encoding="latin1"):
            if line.startswith(" "):
                continue
            fields = line.split("|")[0].split()
            key, size = (part_of(fields[2]), fields[0]), int(fields[3], 16)
            sets[key] = [fields[4 + 2 * n].lower().split("(")[0] for n in range(size)]
            first = 4 + 2 * size
            for n in range(int(fields[first])):
                symbol, offset, tag, _ = fields[first + 1 + 4 * n : first + 5 + 4 * n]
                weight = {"+": 1.0, "\\": 1.0, "@": 0.3, "&": 0.3, "~": 0.3}.get(symbol)
                if weight:
                    links.append((key, (part_of(tag), offset), weight))
    return lemmas, counts, sets, links


def concepts(path):
    """Groups of near-synonyms, and short forms with the words that they stand for."""
    groups, short = [], {}
    for line in path.read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, is_short, rest = line.partition(" = ")
        if is_short:
            short[name.strip()] = [part.strip() for part in rest.split(",")]
        else:
            groups.append([part.strip() for part in line.split(",")])
    return groups, short


def own_words(words, known, model):
    """Of the words that look like inflections of others those that mean something else: career is not caring."""
    pairs = [(word, base(word, known)) for word in words]
    pairs = [(word, root) for word, root in pairs if root not in (None, word)]
    vectors, roots = (model.embed(list(column)) for column in zip(*pairs))
    near = (vectors * roots).sum(1)
    return {word for (word, _), cosine in zip(pairs, near) if cosine < ALIKE}


def choose_words(vocabulary, lemmas, counts, groups, short, model):
    plain = lambda word: re.fullmatch("[a-z]{2,}", word)
    frequent = [word for word in vocabulary if plain(word) and (word in lemmas or base(word, lemmas))]
    is_used = lambda word: counts.get(word, 0) > 0 or zipf_frequency(word, "en") >= LEAST_FREQUENT
    wanted = [word for word in sorted(lemmas) if plain(word) and len(word) > 2 and is_used(word)]
    wanted.sort(key=lambda word: -zipf_frequency(word, "en"))
    by_hand = [word for group in groups for word in group if plain(word)]
    all_words = list(dict.fromkeys(frequent + by_hand + wanted))
    known = set(all_words) - set(short)
    own = own_words([word for word in all_words if word in known and word in lemmas], known, model)
    kept = [word for word in all_words if word in known and (word in own or base(word, known) in (None, word))]
    return kept + sorted(short)


def neighbours(words, sets, links, groups):
    number = {word: n for n, word in enumerate(words)}
    near = [{} for _ in words]

    def tie(a, b, weight):
        if a != b:
            near[a][b] = near[a].get(b, 0) + weight

    numbers = {key: [number[w] for w in members if w in number] for key, members in sets.items()}
    for members in numbers.values():
        [tie(a, b, 1.0) for a in members for b in members]
    for source, target, weight in links:
        [tie(a, b, weight) for a in numbers.get(source, []) for b in numbers.get(target, [])]
    for group in groups:
        members = {number[word] for word in group if word in number}
        [tie(a, b, GROUP_WEIGHT) for a in members for b in members]
    return near


def retrofit(start, near):
    current = start
    for _ in range(ROUNDS):
        moved = start.copy()
        for word, ties in enumerate(near):
            if not ties:
                continue
            others = list(ties)
            weights = np.array(list(ties.values()), np.float32)
            weights *= np.maximum(0, start[others] @ start[word]) + 0.05
            moved[word] += PULL * (weights[:, None] * current[others]).sum(0) / weights.sum()
        current = unit(moved)
    return current


def main(model_folder, wordnet_folder):
    here = Path(__file__).parent
    model = MiniLm(Path(model_folder))
    vocabulary = [line.rstrip("\n") for line in open(Path(model_folder) / "vocab.txt", encoding="utf8")]
    lemmas, counts, sets, links = wordnet(Path(wordnet_folder))
    groups, short = concepts(here / "concepts.txt")
    words = choose_words(vocabulary, lemmas, counts, groups, short, model)
    vectors = model.embed(words)
    for name, meanings in short.items():
        vectors[words.index(name)] = unit(model.embed(meanings).mean(0, keepdims=True))[0]
    centred = vectors - vectors.mean(0)
    _, sizes, turns = np.linalg.svd(centred, full_matrices=False)
    turned = centred @ turns[:DIRECTIONS].T * sizes[:DIRECTIONS] ** (SPREAD - 1)
    final = retrofit(unit(turned), neighbours(words, sets, links, groups))
    steps = np.round(final / final.std() * STEPS).clip(-LARGEST, LARGEST).astype(np.int8)
    text = "\n".join(words).encode()
    head = len(words).to_bytes(4, "little") + DIRECTIONS.to_bytes(4, "little") + len(text).to_bytes(4, "little")
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(head + text + steps.T.tobytes()) + packer.flush()
    (here / "word_map.bin").write_bytes(packed)
    print(len(words), "words,", len(packed), "bytes")


main(*sys.argv[1:])
