/**
 * OpenAI's API, as its official clients speak it: a translation onto the gateway's own admission, store and topics. Here is the form of its lists; bodies are
 * read in {@code parameters}, errors take their form in {@code http}. Nothing here admits, stores or streams in a way of its own.
 */
package dev.steerstream.gateway.openai;
