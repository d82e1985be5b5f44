/**
 * OpenAI's API, as its official clients speak it: a translation onto the gateway's own admission, store and topics. What all of its endpoints share is
 * here: strict reading of bodies, lists and times. Nothing here admits, stores or streams in a way of its own; errors take their form in {@code http}.
 */
package dev.steerstream.gateway.openai;
