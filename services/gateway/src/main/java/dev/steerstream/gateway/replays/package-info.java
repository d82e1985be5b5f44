/**
 * Replays: past requests of a task decoded again under another version of its profile, and what changed. A replay is rows in Postgres, worked off
 * in short steps by whichever gateway holds its lease; decoding is the decoders', by the batch topic. What a step has done is committed with the
 * fence it was done under, so a gateway that dies is followed by another, or by itself.
 */
package dev.steerstream.gateway.replays;
