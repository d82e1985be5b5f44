/**
 * Immutable bytes by sha256: adapters, checkpoints, vectors, reports. Stored in PostgreSQL in chunks within the caller's transaction, cached on
 * disk by digest and verified on every read. What the bytes mean is not known here.
 */
package dev.steerstream.work.artefacts;
