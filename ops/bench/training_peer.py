"""What a user would write on transformers and PEFT: a LoRA warm start. Prints one JSON object: the rate and the loss on held-out rows.

Usage: training_peer.py FILE.gguf ROWS.jsonl --type float32|bfloat16 [--steps N] [--threads N]
"""
import argparse
import json
import os
import time

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer

import dataset

BATCH, UNCOUNTED, HELD_OUT, IGNORED = 4, 4, 48, -100


def read(file, tokenizer, split, count):
    """Token ids of prompt and answer, and where the answer begins."""
    encoded = []
    for messages in dataset.rows(file, split, count):
        if tokenizer.chat_template:
            prompt = tokenizer.apply_chat_template(messages[:-1], add_generation_prompt=True, tokenize=False)
            start = tokenizer(prompt, add_special_tokens=False)["input_ids"]
        else:
            start = tokenizer(dataset.plain(messages[:-1]))["input_ids"]
        answer = tokenizer(messages[-1]["content"], add_special_tokens=False)["input_ids"]
        encoded.append((start + answer + [tokenizer.eos_token_id], len(start)))
    return encoded


def padded(rows):
    longest = max(len(ids) for ids, _ in rows)
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    attention, labels = torch.zeros_like(ids), torch.full_like(ids, IGNORED)
    for row, (tokens, start) in enumerate(rows):
        ids[row, :len(tokens)] = torch.tensor(tokens)
        attention[row, :len(tokens)] = 1
        labels[row, start:len(tokens)] = torch.tensor(tokens[start:])
    return {"input_ids": ids, "attention_mask": attention, "labels": labels}


def train(model, rows, learning_rate):
    """Tokens in a second, padding not counted."""
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=learning_rate, weight_decay=0.0)
    tokens, seconds = 0, 0.0
    for step, first in enumerate(range(0, len(rows), BATCH)):
        batch = rows[first:first + BATCH]
        inputs = padded(batch)
        started = time.perf_counter()
        model(**inputs).loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        optimiser.zero_grad()
        if step >= UNCOUNTED:
            tokens += sum(len(ids) for ids, _ in batch)
            seconds += time.perf_counter() - started
    return tokens / seconds


@torch.inference_mode()
def loss(model, rows):
    """Per completion token."""
    total, count = 0.0, 0
    for first in range(0, len(rows), BATCH):
        inputs = padded(rows[first:first + BATCH])
        labels = inputs.pop("labels")[:, 1:]
        logits = model(**inputs).logits[:, :-1].float()
        total += torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=IGNORED, reduction="sum").item()
        count += int((labels != IGNORED).sum())
    return total / count


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("rows")
    parser.add_argument("--type", default="float32")
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    torch.manual_seed(0)
    folder, name = os.path.split(os.path.abspath(asked.file))
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=name)
    model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=getattr(torch, asked.type))
    targets = ["q_proj", "k_proj", "v_proj", "o_proj"]
    model = get_peft_model(model, LoraConfig(r=8, lora_alpha=16, lora_dropout=0.1, target_modules=targets, task_type="CAUSAL_LM"))
    rows = read(asked.rows, tokenizer, "train", asked.steps * BATCH)
    rate = train(model.train(), rows, 5e-5)
    print(json.dumps({
        "rate": rate,
        "tokens": sum(len(ids) for ids, _ in rows),
        "completion_tokens": sum(len(ids) - start for ids, start in rows),
        "held_out_loss": loss(model.eval(), read(asked.rows, tokenizer, "held_out", HELD_OUT)),
    }))


if __name__ == "__main__":
    main()
