"""Uses the platform as an application does that knows OpenAI's API and nothing of ours; prints what it saw as one JSON object.

usage: openai_client.py BASE_URL ROWS.jsonl TASK
"""
import io
import json
import sys
import time

from openai import BadRequestError, NotFoundError, OpenAI

base_url, rows, task = sys.argv[1:]
client = OpenAI(base_url=base_url, api_key="none", max_retries=0)
seen = {}


def ended(read, states):
    """Polls until one of the states, at most five minutes."""
    for _ in range(600):
        found = read()
        if found.status in states:
            return found
        time.sleep(0.5)
    raise SystemExit(f"not ended: {found}")


with open(rows, "rb") as content:
    training = client.files.create(file=content, purpose="fine-tune")
seen["file_bytes"] = training.bytes

job = client.fine_tuning.jobs.create(
    model="base",
    training_file=training.id,
    suffix=task,
    seed=7,
    method={
        "type": "supervised",
        "supervised": {"hyperparameters": {"batch_size": 2}},
        "warm_start": {"max_steps": 6, "learning_rate": 2e-4},
    },
)
job = ended(lambda: client.fine_tuning.jobs.retrieve(job.id), {"succeeded", "failed", "cancelled"})
seen["job"] = job.status
seen["job_error"] = job.error.message if job.error else None
seen["model"] = job.fine_tuned_model
seen["events"] = [event.message for event in client.fine_tuning.jobs.list_events(job.id)]
seen["checkpoints"] = [one.fine_tuned_model_checkpoint for one in client.fine_tuning.jobs.checkpoints.list(job.id)]

listed = {model.id: model for model in client.models.list()}
seen["parent"] = listed[task].parent
seen["parent_is_listed"] = listed[task].parent in listed

asked = dict(
    model=task,
    messages=[{"role": "user", "content": "Ticket 7: my router is late."}],
    max_tokens=16,
    seed=3,
    temperature=0.7,
    n=2,
    logprobs=True,
    top_logprobs=2,
    extra_body={"deterministic": True, "steering": {"mode": "steered", "rule": listed[task].steering["rule"], "explain": 3}},
)
whole = client.chat.completions.create(**asked)
seen["whole"] = [choice.message.content for choice in whole.choices]
seen["receipt"] = whole.steering
seen["usage"] = whole.usage.model_dump(include={"prompt_tokens", "completion_tokens", "total_tokens"})
seen["logprobs"] = [[token.token for token in choice.logprobs.content] for choice in whole.choices]
seen["explanations"] = [choice.explanations for choice in whole.choices]

streamed = {0: "", 1: ""}
reasons = {}
logprobs = {0: [], 1: []}
explanations = {0: [], 1: []}
seen["chunks_with_logprobs"] = 0
with client.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True}) as chunks:
    for chunk in chunks:
        for choice in chunk.choices:
            streamed[choice.index] += choice.delta.content or ""
            explanations[choice.index] += getattr(choice, "explanations", [])
            if choice.logprobs:
                seen["chunks_with_logprobs"] += 1
                logprobs[choice.index] += [token.token for token in choice.logprobs.content]
            if choice.finish_reason:
                reasons[choice.index] = choice.finish_reason
        if chunk.usage:
            seen["streamed_usage"] = chunk.usage.model_dump(include={"prompt_tokens", "completion_tokens", "total_tokens"})
            seen["streamed_receipt"] = chunk.steering
seen["streamed"] = [streamed[0], streamed[1]]
seen["streamed_logprobs"] = [logprobs[0], logprobs[1]]
seen["streamed_explanations"] = [explanations[0], explanations[1]]
seen["reasons"] = [choice.finish_reason for choice in whole.choices]
seen["streamed_reasons"] = [reasons[0], reasons[1]]

shaped = client.chat.completions.create(
    model=task,
    messages=[{"role": "user", "content": "Ticket 7: my router is late."}],
    max_tokens=64,
    response_format={
        "type": "json_schema",
        "json_schema": {
            "name": "ticket",
            "schema": {
                "type": "object",
                "properties": {"team": {"enum": ["network", "billing"]}},
                "required": ["team"],
                "additionalProperties": False,
            },
        },
    },
)
seen["shaped"] = json.loads(shaped.choices[0].message.content)

raw = client.completions.create(model="base", prompt="Once upon a", max_tokens=4, temperature=0, logprobs=1)
seen["completion_tokens"] = len(raw.choices[0].logprobs.tokens)

try:
    client.chat.completions.create(model=task, messages=asked["messages"], tools=[{"type": "function", "function": {"name": "f"}}])
except BadRequestError as refused:
    seen["refused"] = [refused.code, refused.param]
try:
    client.chat.completions.create(model="gpt-4o", messages=asked["messages"])
except NotFoundError as unknown:
    seen["unknown"] = unknown.code

lines = [
    {
        "custom_id": f"line-{number}",
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": {"model": task, "messages": asked["messages"], "max_tokens": 4, "seed": number},
    }
    for number in range(3)
]
content = "\n".join(json.dumps(line) for line in lines).encode()
source = client.files.create(file=("lines.jsonl", io.BytesIO(content)), purpose="batch")
batch = client.batches.create(input_file_id=source.id, endpoint="/v1/chat/completions", completion_window="24h")
batch = ended(lambda: client.batches.retrieve(batch.id), {"completed", "failed", "expired", "cancelled"})
seen["batch"] = batch.status
output = client.files.content(batch.output_file_id).text.splitlines()
seen["batch_ids"] = [json.loads(line)["custom_id"] for line in output]
seen["batch_codes"] = [json.loads(line)["response"]["status_code"] for line in output]
client.files.delete(source.id)
seen["deleted"] = source.id not in {file.id for file in client.files.list()}

print(json.dumps(seen))
