"""The rows that the peers answer and learn from, turned into prompts as the engine does."""
import json


def rows(file, split, count):
    """The messages of the first rows of a split."""
    with open(file, encoding="utf-8") as lines:
        return [row["messages"] for row in map(json.loads, lines) if row["split"] == split][:count]


def plain(messages):
    """A prompt for a model without a chat template: a line a turn."""
    return "".join(each["content"] + "\n" for each in messages)
