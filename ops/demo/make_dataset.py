#!/usr/bin/env python3
"""Writes support-tickets.jsonl, the demo's task: a customer's message in, one line of strict JSON out.

    make_dataset.py [--rows 1440] [--seed 7] [--output support-tickets.jsonl]

Every row is one combination of hand-written parts (phrases.py): whom the writer addresses, a problem of one team, how pressing it is, and
often a signature or a hasty writer's typing. Teams and priorities are balanced: every pair has the same number of rows. No message
occurs twice. The same seed gives the same bytes. Standard library only.
"""

import argparse
import json
import pathlib
import random

from phrases import ADDRESS, CLOSERS, DEVICES, ITEMS, MONTHS, OPENERS, PRIORITY_LINE, SCENARIOS, TEAM_URGENCY, URGENCY

# Names the form and every allowed value, as a team would write it: the base model still answers in prose, and what is left to learn is small
# enough for a warm start of a few steps.
INSTRUCTION = (
    "You sort a help desk's messages. Answer with exactly one line of JSON such as "
    '{"team": "payment", "priority": "low", "summary": "invoice is missing"}. '
    "Teams: payment, delivery, technical, account. Priorities: low, normal, high."
)
IMPLICIT = 0.12
SPLITS = {"calibration": 0.1, "held_out": 0.1}
NEIGHBOURS = dict(zip("abcdefghijklmnopqrstuvwxyz", "svxsdrfghokjnbipwadrycesug"))


def fill(text, slots):
    filled = text
    for name, value in slots.items():
        filled = filled.replace("{" + name + "}", value)
    return filled


def mistype(message, chance):
    """One or two slips of a hasty writer, in words of five letters and more, never in the first or last letter, nor in what is to be copied."""
    words = message.split(" ")
    kept = set(SCENARIOS) | set(URGENCY)
    long = [i for i, word in enumerate(words) if len(word) >= 5 and word.isalpha() and word.lower() not in kept]
    chance.shuffle(long)
    for i in long[: chance.choice([1, 1, 2])]:
        word = words[i]
        at = chance.randrange(1, len(word) - 2)
        slip = chance.randrange(4)
        if slip == 0:
            word = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        elif slip == 1:
            word = word[:at] + word[at + 1 :]
        elif slip == 2:
            word = word[:at] + word[at] + word[at:]
        else:
            word = word[:at] + NEIGHBOURS.get(word[at].lower(), word[at]) + word[at + 1 :]
        words[i] = word
    return " ".join(words)


def style(message, chance):
    """How different people type: mostly properly, some in small letters, some without stops, a few in capitals, some with slips."""
    kind = chance.random()
    if kind < 0.58:
        return message
    if kind < 0.70:
        return message.lower()
    if kind < 0.78:
        return message.lower().replace(".", "").replace(",", "")
    if kind < 0.82:
        return message.upper()
    if kind < 0.94:
        return mistype(message, chance)
    return mistype(message.lower(), chance)


def ticket(team, priority, scenario, chance):
    summary, wordings = scenario
    slots = {"item": chance.choice(ITEMS), "month": chance.choice(MONTHS), "device": chance.choice(DEVICES)}
    problem = fill(chance.choice(wordings), slots)
    problem = problem[0].upper() + problem[1:]
    # Most writers say who it is for and how pressing it is; some leave one of the two to the reader.
    address = fill(chance.choice(ADDRESS), {"team": team}) if chance.random() >= IMPLICIT else chance.choice(OPENERS)
    if chance.random() >= IMPLICIT:
        urgency = fill(chance.choice(PRIORITY_LINE), {"priority": priority, "Priority": priority.capitalize()})
    else:
        urgency = chance.choice(URGENCY[priority] + 2 * TEAM_URGENCY[team][priority])
    parts = [address] + ([urgency, problem] if chance.random() < 0.25 else [problem, urgency])
    if chance.random() < 0.2:
        parts.append(chance.choice(CLOSERS))
    message = style(" ".join(parts), chance)
    answer = {"team": team, "priority": priority, "summary": fill(summary, slots)}
    return message, answer


def rows(count, seed):
    chance = random.Random(seed)
    cells = [(team, priority) for team in SCENARIOS for priority in URGENCY]
    if count % len(cells):
        raise SystemExit(f"--rows {count}: must be a multiple of {len(cells)}, so that teams and priorities are balanced")
    seen, made = set(), []
    for team, priority in cells:
        scenarios, cell = SCENARIOS[team], []
        while len(cell) < count // len(cells):
            message, answer = ticket(team, priority, scenarios[len(cell) % len(scenarios)], chance)
            if message.lower() in seen:
                continue
            seen.add(message.lower())
            cell.append((message, answer))
        made += zip(cell, splits(len(cell), chance))
    chance.shuffle(made)
    return made


def splits(count, chance):
    """Which part each row of a cell belongs to; written down, so that everyone who measures judges on the same rows."""
    names = [name for name, share in SPLITS.items() for _ in range(round(share * count))]
    names += ["train"] * (count - len(names))
    chance.shuffle(names)
    return names


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1440)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path(__file__).with_name("support-tickets.jsonl"))
    arguments = parser.parse_args()
    with arguments.output.open("w", encoding="utf-8", newline="\n") as output:
        for (message, answer), split in rows(arguments.rows, arguments.seed):
            turns = [("system", INSTRUCTION), ("user", message), ("assistant", json.dumps(answer, ensure_ascii=False))]
            row = {"messages": [{"role": role, "content": content} for role, content in turns], "split": split}
            output.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
