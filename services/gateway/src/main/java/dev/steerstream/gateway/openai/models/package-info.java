/** Models: the base model and every task that can answer. What a request's {@code model} names is decided here, for all of OpenAI's endpoints. */
package dev.steerstream.gateway.openai.models;
