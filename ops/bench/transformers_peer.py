"""What a user would write on transformers and PEFT: steered decoding, prefill and scoring with two models. Prints one JSON object.

Usage: transformers_peer.py FILE.gguf decode|prefill|extraction --type float32|bfloat16 [--batch N] [--context N] [--tokens N] [--repeats N]
"""
import argparse
import json
import math
import os
import time

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer

STRENGTH, CONFIDENCE = -2.0, 0.1


def load(file, data_type, adapted):
    folder, name = os.path.split(os.path.abspath(file))
    model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=data_type)
    if adapted:
        torch.manual_seed(1)
        targets = ["q_proj", "k_proj", "v_proj", "o_proj"]
        lora = LoraConfig(r=8, lora_alpha=16, target_modules=targets, init_lora_weights=False, task_type="CAUSAL_LM")
        model = get_peft_model(model, lora).merge_and_unload()
    return model.eval()


def steer(warm, base):
    """Equation by equation: delta = p (KL - log ratio), masked where a token is less than a tenth as probable as the best."""
    warm_log, base_log = warm.log_softmax(-1), base.log_softmax(-1)
    ratio, p = warm_log - base_log, warm_log.exp()
    delta = p * ((p * ratio).sum(-1, keepdim=True) - ratio)
    kept = warm >= warm.amax(-1, keepdim=True) + math.log(CONFIDENCE)
    return (warm + STRENGTH * delta).masked_fill(~kept, float("-inf"))


class Stream:
    """One model's side of a batch that decodes."""

    def __init__(self, model):
        self.model, self.past = model, None

    def next(self, ids, attention):
        out = self.model(input_ids=ids, attention_mask=attention, past_key_values=self.past, use_cache=True, logits_to_keep=1)
        self.past = out.past_key_values
        return out.logits[:, -1].float()


def decode(warm, base, tokenizer, batch, tokens, context):
    texts = [f"<|im_start|>user\nTell me fact number {i} about rivers.<|im_end|>\n<|im_start|>assistant\n" for i in range(batch)]
    tokenizer.padding_side = "left"
    tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
    encoded = tokenizer(texts, return_tensors="pt", padding=True)
    ids, attention = encoded["input_ids"], encoded["attention_mask"]
    if context:
        ids = torch.randint(1000, 16000, (batch, context), generator=torch.Generator().manual_seed(1))
        attention = torch.ones_like(ids)
    streams = Stream(warm), Stream(base)
    started = None
    for _ in range(tokens):
        ids = steer(*(stream.next(ids, attention) for stream in streams)).argmax(-1, keepdim=True)
        attention = torch.cat([attention, torch.ones_like(ids)], 1)
        started = started or time.perf_counter()
    return batch * (tokens - 1) / (time.perf_counter() - started)


def prefill(warm, base):
    ids = torch.randint(1000, 40000, (1, 512))
    started = time.perf_counter()
    for model in (warm, base):
        model(input_ids=ids, use_cache=True, logits_to_keep=1)
    return 512 / (time.perf_counter() - started)


def extraction(warm, base):
    """24 rows of 110 tokens, 30 of them completion: logits of both models where a completion token is predicted."""
    rows = torch.randint(1000, 40000, (24, 110))
    started = time.perf_counter()
    for first in range(0, 24, 8):
        for model in (warm, base):
            model(input_ids=rows[first:first + 8], use_cache=False, logits_to_keep=31).logits.float()
    return 24 / (time.perf_counter() - started)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("work", choices=["decode", "prefill", "extraction"])
    parser.add_argument("--type", default="float32")
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--context", type=int, default=0, help="random tokens before the answers; else a short question")
    parser.add_argument("--tokens", type=int, default=32)
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    data_type = getattr(torch, asked.type)
    warm, base = load(asked.file, data_type, True), load(asked.file, data_type, False)
    folder, name = os.path.split(os.path.abspath(asked.file))
    rates = []
    with torch.inference_mode():
        for _ in range(asked.repeats + 1):
            if asked.work == "decode":
                tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=name) if not rates else tokenizer
                rates.append(decode(warm, base, tokenizer, asked.batch, asked.tokens, asked.context))
            else:
                rates.append(prefill(warm, base) if asked.work == "prefill" else extraction(warm, base))
    print(json.dumps({"rate": max(rates[1:])}))


if __name__ == "__main__":
    main()
