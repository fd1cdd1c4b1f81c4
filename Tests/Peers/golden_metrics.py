#!/usr/bin/env python3
"""Writes the golden values of the translation metrics: Tests/TextModelingTests/Golden/metrics.json.

The committed file was made with Python 3.11.7 and sacreBLEU 2.6.0:

    pip install sacrebleu==2.6.0
    python3 Tests/Peers/golden_metrics.py [FILE]

Every list of hypotheses and references is scored as a corpus and sentence by sentence, by BLEU with
every tokenisation and smoothing and by chrF and chrF++ with their options. `errors` are edits and
reference lengths from a plain table of edit distances, written out below.
"""
import json
import pathlib
import sys

import sacrebleu
from sacrebleu.metrics import BLEU, CHRF

# name: [(hypothesis, reference), ...]
LISTS = {
    "identical": [("The kettle is on the stove.", "The kettle is on the stove.")],
    "nothing in common": [("blue", "Where did the postman leave my parcel?")],
    "empty hypothesis": [("", "Nobody answered the door.")],
    "empty hypothesis among others": [
        ("", "Rain again."), ("The train was late today.", "The train was late again today."),
    ],
    "empty reference": [("Something was said.", "")],
    "both empty": [("", "")],
    "only white space": [("   ", "A word."), ("A word.", "A word.")],
    "shorter hypotheses": [
        ("My aunt keeps bees.", "My aunt keeps bees behind the old greenhouse."),
        ("We walked.", "We walked home along the canal in the dark."),
    ],
    "longer hypotheses": [
        ("He said that he would perhaps come tomorrow at noon.", "He will come tomorrow."),
    ],
    "repeated words": [("the the the the the the", "the cat saw the dog")],
    "one word": [("yes", "yes"), ("no", "yes"), ("Yes", "yes")],
    "three words": [("a b c", "a b c"), ("a b d", "a b c")],
    "final punctuation": [
        ("Is this seat free", "Is this seat free?"), ("Stop right there!", "Stop right there."),
        ("Well ... perhaps", "Well... perhaps!?"), ("a..b ,c, d.", "a. .b, c,d ."),
    ],
    "quotes": [
        ('"Come in," she said, "it\'s open."', '“Come in,” she said, “it’s open.”'),
        ("He called it 'a triumph'.", "He called it \"a triumph\"."),
    ],
    "numbers": [
        ("It cost 1,250.75 euros in 2019.", "It cost 1,250.75 euros in 2019."),
        ("From 3-4 to 10-12 pages, 5.", "From 3 - 4 to 10-12 pages, .5"),
        ("On 12/05, at 10:30, 1,000,000 people.", "On 12/05 at 10:30 1000000 people."),
    ],
    "entities": [
        ("Salt &amp; pepper &lt;to taste&gt;", "Salt & pepper <to taste>"),
        ("&quot;Yes&quot; <skipped>was the answer", '"Yes" was the answer'),
        ("AT&amp;T &amp;amp; more", "AT&T & more"),
    ],
    "symbols": [
        ("5€ + 3$ = 8? {a_b} [c] ~d^e `f` @g #h", "5 € + 3 $ = 8 ? {a_b} [c] ~d^e `f` @g #h"),
        ("path/to\\file * x|y", "path / to\\file*x | y"),
    ],
    "case": [
        ("THE SMALL GARDEN GATE CREAKS", "The small garden gate creaks"),
        ("Él Vive En ÉCOSSE ahora", "él vive en écosse ahora"),
        ("Ο ΜΎΘΟΣ ΤΟΥ ΣΊΣΥΦΟΥ Σ", "ο μύθος του σίσυφου σ"),
    ],
    "hyphens": [
        ("a well-known, half-done story - sort of", "a well known half-done story—sort of"),
        ("pages 10-12 and B-52", "pages 10–12 and B-52"),
    ],
    "French": [
        ("Est-ce que tu viens ce soir ?", "Est-ce que tu viens ce soir ?"),
        ("L'homme n'a pas vu qu'il pleuvait.", "L’homme n’a pas vu qu’il pleuvait."),
        ("Combien coûte cette table?", "Combien coûte cette table\u202f?"),
        ("Ils ont dit : « d'accord »", "Ils ont dit : «\u00a0D’accord\u00a0»."),
    ],
    "accents in two forms": [("le cafe\u0301 est ferme\u0301", "le café est fermé")],
    "Japanese": [
        ("男の子はフランスに行ったことがありますか。", "男の子はフランスに行ったことがありますか。"),
        ("昨日、友達とケーキを作った。", "昨日は友だちとケーキを作りました。"),
        ("このテーブルは、いくら?", "このテーブルはいくらですか?"),
    ],
    "mixed scripts": [
        ("Emiさんは10時にParisへ。", "エミさんは 10時に Paris へ。"),
        ("２０２４年１月、「はい」と言った", "2024年1月、「はい」と言った"),
    ],
    "beyond the basic plane": [("😀😀 well 🎻 done", "😀 well done 🎻🎻"), ("𠮷野家", "吉野家")],
    "white space": [
        ("two  spaces\tand a tab ", "two spaces and a tab"),
        ("wide\u3000space and\u00a0no break", "wide space and no break"),
        ("a line-\nbreak and\nanother", "a linebreak and another"),
    ],
    "number words": [
        ("four thousand and seven", "four thousand seven"), ("1903", "1930"), ("deux", "douze"),
        ("二百十", "二百十一"),
    ],
    "a test set": [
        ("Has the boy ever been to France?", "Has the boy ever been to Spain?"),
        ("Our neighbour doesn't like cold coffee.", "Our neighbour does not like cold coffee."),
        ("They will plant apple trees in spring.", "They will plant apple trees in spring."),
        ("I have to buy bread before six.", "I must buy bread before six o'clock."),
        ("She is taller than her brother.", "Her brother is smaller than she is."),
        ("It is raining, so let's stay here.", "It's raining; let us stay at home."),
    ],
}

SMOOTHINGS = [
    ("floor", None, False), ("floor", 0.25, False), ("add-k", None, False), ("add-k", 0.5, True),
    ("none", None, False),
]
BLEUS = [
    {"tokenize": tokenize, "smooth_method": method, "smooth_value": value, "lowercase": lower}
    for tokenize in ("13a", "intl", "char", "none")
    for method, value, lower in [("exp", None, False), ("exp", None, True)]
    + (SMOOTHINGS if tokenize in ("13a", "char") else [])
]
CHRFS = [
    {"word_order": words, "whitespace": space, "lowercase": lower, "beta": beta}
    for words in (0, 1, 2)
    for space, lower, beta in (
        (False, False, 2), (True, False, 2), (False, True, 2), (False, False, 1))
]


def distance(left, right):
    table = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in range(len(left) + 1):
        for j in range(len(right) + 1):
            if i == 0 or j == 0:
                table[i][j] = i + j
                continue
            table[i][j] = min(
                table[i - 1][j] + 1, table[i][j - 1] + 1,
                table[i - 1][j - 1] + (left[i - 1] != right[j - 1]))
    return table[-1][-1]


def bleu(hypotheses, references, options):
    full = BLEU(force=True, **options)
    effective = BLEU(force=True, effective_order=True, **options)
    score = full.corpus_score(hypotheses, [references])
    effective_score = effective.corpus_score(hypotheses, [references]).score
    # add-k changes the counts that it reports, so those are taken from a run without smoothing.
    plain = BLEU(tokenize=options["tokenize"], lowercase=options["lowercase"],
                 smooth_method="none", force=True)
    counts = plain.corpus_score(hypotheses, [references])
    value = options["smooth_value"]
    if value is None:
        value = BLEU.SMOOTH_DEFAULTS[options["smooth_method"]]
    return {
        "tokenization": options["tokenize"], "smoothing": options["smooth_method"],
        "value": value, "lowercases": options["lowercase"],
        "score": score.score, "effectiveScore": effective_score, "precisions": score.precisions,
        "brevityPenalty": score.bp, "hypothesisLength": score.sys_len,
        "referenceLength": score.ref_len, "matches": counts.counts, "totals": counts.totals,
        "signature": str(full.get_signature()),
        "effectiveSignature": str(effective.get_signature()),
        "sentences": [
            effective.sentence_score(h, [r]).score for h, r in zip(hypotheses, references)],
    }


def chrf(hypotheses, references, options):
    metric = CHRF(**options)
    score = metric.corpus_score(hypotheses, [references]).score
    return {
        "wordOrder": options["word_order"], "includesWhitespace": options["whitespace"],
        "lowercases": options["lowercase"], "beta": options["beta"], "score": score,
        "signature": str(metric.get_signature()),
        "sentences": [metric.sentence_score(h, [r]).score for h, r in zip(hypotheses, references)],
    }


def case(name, pairs):
    hypotheses = [hypothesis for hypothesis, _ in pairs]
    references = [reference for _, reference in pairs]
    words = [(h.split(), r.split()) for h, r in pairs]
    return {
        "name": name, "hypotheses": hypotheses, "references": references,
        "bleu": [bleu(hypotheses, references, options) for options in BLEUS],
        "chrF": [chrf(hypotheses, references, options) for options in CHRFS],
        "errors": {
            "characterEdits": sum(distance(h, r) for h, r in pairs),
            "characters": sum(len(r) for r in references),
            "wordEdits": sum(distance(h, r) for h, r in words),
            "words": sum(len(r) for _, r in words),
        },
    }


def main():
    default = pathlib.Path(__file__).parent.parent / "TextModelingTests/Golden/metrics.json"
    path = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    document = {
        "sacreBLEU": sacrebleu.__version__,
        "cases": [case(name, pairs) for name, pairs in LISTS.items()],
    }
    text = json.dumps(document, ensure_ascii=True, separators=(",", ":"))
    # A case on each line keeps differences readable.
    text = text.replace('{"name":', '\n{"name":')
    path.write_text(text + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
