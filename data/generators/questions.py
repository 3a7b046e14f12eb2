"""Makes `data/questions.csv`: 9,000 questions, 8 % of them loaded, some with the wrong label.

A loaded question takes a reproach for granted; a sincere one wants to know something. All are
about otters, robots, kettles and the like, and nothing in them is about anybody real.

Most sincere questions are plain, and some loaded ones are blunt: single words give these away.
The others come in pairs that share their words, so that what counts is how these stand to one
another. For each frame there are about as many sincere questions as loaded ones:

- order: "Are otters lazy in winter, or are we mistaken?" asks; the same two halves the other
  way round, "Are we mistaken, or are otters lazy in winter?", do not;
- negation: "If people do not say that otters are lazy, how come you claim that?" asks; "If
  people say that otters are lazy, how come you do not claim that?" does not;
- stance: "Why does nobody admit that otters are lazy?" is loaded; with praise, or with doubt
  ("Why would anyone believe that ..."), it is sincere. One claim in five is turned round by
  *never* or *rarely*.

Fillers, places, adverbs, auxiliaries and verbs are drawn alike in both halves of a frame, so
that two or three neighbouring words tell little. Last, some labels are flipped, as tired people
would: 5 % of the loaded questions are called sincere, and as many sincere ones loaded. The
column `flipped` says which; it is there to judge models with, never to train them.
"""

from __future__ import annotations

import csv
import pathlib
import random
import re
from typing import NamedTuple

TARGET = pathlib.Path(__file__).resolve().parent.parent / "questions.csv"
SEED = 14
FLIPPED = 36  # Loaded questions that are called sincere, and as many the other way round.
KINDS = {  # (kind, whether it is loaded): how many.
    ("plain", False): 6760,
    ("asking", False): 700,
    ("praise", False): 140,
    ("stance", False): 200,
    ("order", False): 240,
    ("negation", False): 240,
    ("stance", True): 150,
    ("order", True): 240,
    ("negation", True): 240,
    ("blunt", True): 90,
}


def phrases(text: str) -> list[str]:
    """The phrases in a text that separates them by commas or line ends."""
    return [phrase.strip() for phrase in re.split(r"[,\n]", text.strip())]


BEINGS = phrases(
    """otters, robots, pigeons, kettles, dragons, wizards, penguins, snails, owls, goats, badgers
    toasters, scarecrows, gnomes, teapots, umbrellas, hedgehogs, foxes, squirrels, beavers
    parrots, turtles, llamas, ducks"""
)
THINGS = phrases(
    """bread, soup, tea, cheese, jam, honey, rice, pie, cake, porridge, lemonade, pancakes
    biscuits, spoons, blankets, bicycles"""
)
PRAISE = phrases(
    """are honest, are kind, are clever, are polite, are useful, are gentle, are brave
    keep promises, share snacks, follow the rules"""
)
REPROACH = phrases(
    """are lazy, are rude, are selfish, are greedy, are useless, are sneaky, are boring
    break promises, hide the spoons, ignore the rules"""
)
NEVER = phrases("never, hardly ever, rarely")
PLACES = phrases(
    """in the park, in my town, at the market, near the river, in winter, in summer
    on the island, at school, in the garden, after lunch, in old stories, on sundays"""
)
OPENINGS = phrases(
    """honestly, just curious, serious question, quick question, as a beginner
    sorry if this was asked before, for a school project, out of interest
    at the weekend i wondered, my friend asked me"""
)

# What takes a claim for granted, and what doubts it.
INSISTING = phrases(
    """why does nobody admit that, why do people hide the fact that
    when will everyone accept that, why is it forbidden to say that
    why do the papers never mention that, how long until people notice that
    why am i the first to see that, who decided to keep quiet about how"""
)
DOUBTING = phrases(
    """why would anyone believe that, who still falls for the story that
    how can people claim that, why do we keep pretending that, who invented the idea that
    why must i act as if, when will people stop repeating that
    how did we swallow the tale that"""
)
ASKING = phrases(
    """is it true that, how can i tell whether, where can i read whether
    do experts agree that, has anyone measured whether, what is the evidence that
    is there a book about how, how would i check that
    does it depend on the season whether, did scientists ever find that"""
)

# What the frames of order and negation draw alike in both halves.
HEDGES = phrases(
    """are we mistaken, are people dreaming, are these only rumours, are both stories made up
    are my notes wrong, do i worry too much, do we overthink it, do people exaggerate
    do my eyes fool me, do rumours travel too fast"""
)
FILLERS = phrases(
    "so, honestly, really, seriously, perhaps, frankly, actually, in truth, after all, now"
)
ADVERBS = phrases("simply, just, still, really, openly, calmly, loudly, surely, finally, always")
AUXILIARIES = phrases("do, would, could, will, should, can")
SAYING = phrases("say, claim, believe, repeat, mention, write")
SPEAKERS = phrases("others, people, we, you, they, neighbours")

BLUNT = phrases(
    """everybody knows {beings} {reproach} so why bother with them
    isn't it obvious that {beings} {reproach}
    why are so-called clever {beings} a total joke
    who needs {beings} when they obviously {reproach}
    when did you stop lying about {beings}
    can we all agree that {beings} are the worst
    why do {beings} lovers refuse to face facts
    what kind of fool trusts {beings}"""
)
PLAIN = phrases(
    """how do i teach {beings} to {verb}, what do {beings} eat {place}
    where can i see {beings} {place}, which {beings} are best for {purpose}
    how long do {beings} live {place}, why do {beings} sleep {place}
    can {beings} and {others} live together, do {beings} like {thing} or {other}
    what is the best way to paint {beings}, how much do {beings} cost {place}
    how do {beings} find {thing} {place}, is there a club for people who draw {beings}
    who wrote the poem about {beings} and {others}, should i buy {thing} or {other}
    when is the best time to watch {beings} {place}, what should i do with old {thing}
    how do i share {thing} without {other}, why is the {thing} so heavy {place}
    which shop sells {thing} {place}, how do i clear up {thing} after a picnic
    what is the difference between {beings} and {others}
    where did the word for {beings} come from, how many {beings} fit in a boat
    what games can i play with {beings}, are {beings} {comparative} than {others}
    why do people say {beings} {claim}, when did people notice that {beings} can {verb}
    who decided to sell {thing} {place}, how can people keep {beings} warm {place}
    why does nobody sell {thing} {place}, when will the shop sell {thing} again
    why would anyone paint {beings} {place}, do {beings} {habit} {place}
    how can i help {beings} that {claim}, why must i keep {beings} away from {thing}
    who invented {thing}, will it be sunny {place} or should i still take {beings}
    if people say that {beings} can {verb} should i believe that
    how come {beings} do not {verb} {place}, are we late or do {beings} {habit} {place}"""
)
VERBS = phrases(
    """swim, dance, count, whistle, paint, read maps, share snacks, keep promises, play chess
    follow the rules, clean the kitchen"""
)
PURPOSES = phrases("racing, painting, company, a small flat, a long walk, beginners")
COMPARATIVES = phrases("faster, slower, taller, louder, heavier, warmer, braver, kinder, lazier")


class Question(NamedTuple):
    """One question: its text, its true label, and the kind of frame that made it."""

    text: str
    loaded: bool
    kind: str


def make(seed: int = SEED) -> tuple[list[Question], list[bool]]:
    """All questions in random order, no two alike, and for each whether its label is flipped."""
    rng = random.Random(seed)
    questions: dict[str, Question] = {}
    for (kind, loaded), count in KINDS.items():
        goal = len(questions) + count
        while len(questions) < goal:
            words = FRAMES[kind](rng, loaded)
            questions.setdefault(words, Question(finish(rng, words, loaded), loaded, kind))
    shuffled = list(questions.values())
    rng.shuffle(shuffled)
    flipped = set()
    for label in (True, False):
        places = [place for place, question in enumerate(shuffled) if question.loaded == label]
        flipped.update(rng.sample(places, FLIPPED))
    return shuffled, [place in flipped for place in range(len(shuffled))]


# Frames: words in lower case, without the mark at the end


def plain(rng: random.Random, loaded: bool) -> str:
    """A question about the world."""
    beings, others = rng.sample(BEINGS, 2)
    thing, other = rng.sample(THINGS, 2)
    claim = rng.choice(PRAISE + REPROACH)
    return rng.choice(PLAIN).format(
        beings=beings,
        others=others,
        thing=thing,
        other=other,
        place=rng.choice(PLACES),
        verb=rng.choice(VERBS),
        purpose=rng.choice(PURPOSES),
        comparative=rng.choice(COMPARATIVES),
        claim=claim,
        habit=claim.replace("are ", "look ", 1),
    )


def asking(rng: random.Random, loaded: bool) -> str:
    """Whether a claim holds."""
    claim = claimed(rng, rng.choice(PRAISE + REPROACH), negated=rng.random() < 0.3)
    return f"{rng.choice(ASKING)} {rng.choice(BEINGS)} {claim}{sometimes_place(rng)}"


def stance(rng: random.Random, loaded: bool) -> str:
    """Insisting on a reproach is loaded; insisting on praise or doubting a reproach is not."""
    insisting = loaded or rng.random() < 0.5
    negated = rng.random() < 0.2
    reproach = loaded or not insisting
    claims = REPROACH if reproach != negated else PRAISE  # "Never kind" is a reproach as well.
    claim = claimed(rng, rng.choice(claims), negated)
    opening = rng.choice(INSISTING if insisting else DOUBTING)
    return f"{opening} {rng.choice(BEINGS)} {claim}{sometimes_place(rng)}"


def order(rng: random.Random, loaded: bool, claims: list[str] = REPROACH) -> str:
    """A claim and a hedge: whichever comes last is what the question drives at."""
    claim = asked(rng.choice(BEINGS), rng.choice(claims))
    first, last = (rng.choice(HEDGES), claim) if loaded else (claim, rng.choice(HEDGES))
    so, honestly = rng.sample(FILLERS, 2)
    here, there = rng.sample(PLACES, 2)
    ending = f" {there}" if rng.random() < 0.6 else ""
    return f"{so} {first} {here}, or {honestly} {last}{ending}"


def negation(rng: random.Random, loaded: bool, claims: list[str] = REPROACH) -> str:
    """What others say against what somebody says: a *not* stands in one half or in the other."""
    one, another = rng.sample(SPEAKERS, 2)
    would, could = rng.sample(AUXILIARIES, 2)
    simply, still = rng.sample(ADVERBS, 2)
    say, claim = rng.sample(SAYING, 2)
    first, last = ("", "not ") if loaded else ("not ", "")
    return (
        f"if {one} {would} {simply} {first}{say} that {rng.choice(BEINGS)} {rng.choice(claims)}, "
        f"how come {another} {could} {still} {last}{claim} that"
    )


def praise(rng: random.Random, loaded: bool) -> str:
    """Praise in the frames of order and negation, always sincere."""
    frame = rng.choice([order, negation])
    return frame(rng, rng.random() < 0.5, PRAISE)


def blunt(rng: random.Random, loaded: bool) -> str:
    """A reproach that single words give away."""
    return rng.choice(BLUNT).format(beings=rng.choice(BEINGS), reproach=rng.choice(REPROACH))


FRAMES = {
    frame.__name__: frame for frame in (plain, asking, praise, stance, order, negation, blunt)
}


def claimed(rng: random.Random, claim: str, negated: bool) -> str:
    """The claim, or its denial: "are never kind", "rarely keep promises"."""
    if not negated:
        return claim
    never = rng.choice(NEVER)
    return f"are {never} {claim[4:]}" if claim.startswith("are ") else f"{never} {claim}"


def asked(beings: str, claim: str) -> str:
    """The claim as a question: "are otters kind", "do otters keep promises"."""
    return f"are {beings} {claim[4:]}" if claim.startswith("are ") else f"do {beings} {claim}"


def sometimes_place(rng: random.Random) -> str:
    """A place in one question of three."""
    return f" {rng.choice(PLACES)}" if rng.random() < 0.35 else ""


def finish(rng: random.Random, words: str, loaded: bool) -> str:
    """What people do to a sentence: an opening, capitals or none, one mark, more or none."""
    if rng.random() < 0.25:
        words = f"{rng.choice(OPENINGS)}, {words}"
    if rng.random() < 0.9:
        words = words[0].upper() + words[1:]
    if rng.random() < 0.85:
        words = re.sub(r"\bi\b", "I", words)
    if rng.random() < (0.08 if loaded else 0.03):
        loud = rng.choice(words.split())
        words = words.replace(loud, loud.upper(), 1)
    excited = 0.18 if loaded else 0.08
    draw = rng.random()
    if draw < excited:
        return words + ("??" if draw < excited / 2 else "?!")
    return words if draw > 0.97 else words + "?"


def write(target: pathlib.Path = TARGET) -> None:
    """Write the table as CSV, with the same line ends on every system."""
    with open(target, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["text", "loaded", "flipped"])
        for question, flipped in zip(*make(), strict=True):
            writer.writerow([question.text, int(question.loaded != flipped), int(flipped)])


if __name__ == "__main__":
    write()
    words = re.findall(r"[a-z'-]+", TARGET.read_text(encoding="utf-8").lower())
    print(f"{TARGET}: {TARGET.stat().st_size:,} bytes, {len(set(words)):,} different words")
