/**
 * {@code /v1/batches}: the lines of a file as requests on the batch topic, a few at a time, so that a batch lies in rows and never in front of live requests;
 * the answers as files. A batch is worked off under a lease: a gateway that dies is followed by another.
 */
package dev.steerstream.gateway.openai.batches;
