/**
 * The parameters of requests to OpenAI's API: read strictly, each by name and type, into what the rest of the gateway takes. What is not supported or not
 * known is refused by its name. The rules of a value are those of whoever takes it.
 */
package dev.steerstream.gateway.openai.parameters;
