/** {@code /v1/evals}: evaluations as OpenAI lists them, to be read only. A task is an eval, each of its evaluations a run. */
package dev.steerstream.gateway.openai.evals;
