"""llama.cpp's greedy decoding of one GGUF file, one token a forward, and with --demo of a dataset's held-out prompts without
and with its prompt lookup. Prints one JSON object.

Usage: llama_cpp_peer.py FILE.gguf [--demo ROWS.jsonl] [--tokens N] [--repeats N] [--threads N]
"""
import argparse
import json
import os
import time

from llama_cpp import Llama
from llama_cpp.llama_chat_format import Jinja2ChatFormatter
from llama_cpp.llama_speculative import LlamaPromptLookupDecoding

import dataset

PROMPT = b"<|im_start|>user\nTell me fact number 0 about rivers.<|im_end|>\n<|im_start|>assistant\n"


def encoded(model, messages):
    """A prompt's tokens, by the file's own chat template if it has one."""
    template = model.metadata.get("tokenizer.chat_template")
    if not template:
        return model.tokenize(dataset.plain(messages).encode(), add_bos=True, special=False)
    eos, bos = (model.detokenize([token], special=True).decode() for token in (model.token_eos(), model.token_bos()))
    text = Jinja2ChatFormatter(template=template, eos_token=eos, bos_token=bos)(messages=messages).prompt
    return model.tokenize(text.encode(), add_bos=False, special=True)


def answers(model, prompts, tokens):
    """Tokens a second after each answer's first token, over all answers; an answer ends where the model ends it."""
    count, seconds = 0, 0.0
    for prompt in prompts:
        stream = model.generate(encoded(model, prompt), temp=0.0)
        ended, started, length = False, None, 0
        while not ended and length < tokens:
            token = next(stream)
            started = started or time.perf_counter()
            ended = token == model.token_eos()
            length += 1
        count += length - 1
        seconds += time.perf_counter() - started
        stream.close()
    return count / seconds


def demo(asked):
    prompts = [messages[:-1] for messages in dataset.rows(asked.demo, "held_out", 16)]
    rates = {}
    for name, draft in (("plain", None), ("lookup", LlamaPromptLookupDecoding(max_ngram_size=2, num_pred_tokens=asked.guesses))):
        model = Llama(asked.file, n_ctx=1024, n_threads=asked.threads, n_threads_batch=asked.threads, verbose=False, draft_model=draft, logits_all=draft is not None)
        answers(model, prompts[:2], asked.tokens)
        rates[name] = max(answers(model, prompts, asked.tokens) for _ in range(asked.repeats))
        model.close()
    print(json.dumps(rates))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--demo", help="JSON Lines of messages and split")
    parser.add_argument("--guesses", type=int, default=7, help="tokens that prompt lookup guesses")
    asked = parser.parse_args()
    if asked.demo:
        demo(asked)
        return
    model = Llama(asked.file, n_ctx=1024, n_threads=asked.threads, n_threads_batch=asked.threads, verbose=False)
    rates = []
    for _ in range(asked.repeats + 1):
        model.reset()
        model.eval(model.tokenize(PROMPT, special=True))
        token = model.sample(temp=0.0)
        started = time.perf_counter()
        for _ in range(asked.tokens - 1):
            model.eval([token])
            token = model.sample(temp=0.0)
        rates.append((asked.tokens - 1) / (time.perf_counter() - started))
    print(json.dumps({"rate": max(rates[1:])}))


if __name__ == "__main__":
    main()
