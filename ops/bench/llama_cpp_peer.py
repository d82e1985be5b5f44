"""llama.cpp's plain greedy decoding of one GGUF file, one token a forward. Prints one JSON object.

Usage: llama_cpp_peer.py FILE.gguf [--tokens N] [--repeats N] [--threads N]
"""
import argparse
import json
import os
import time

from llama_cpp import Llama

PROMPT = b"<|im_start|>user\nTell me fact number 0 about rivers.<|im_end|>\n<|im_start|>assistant\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    asked = parser.parse_args()
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
