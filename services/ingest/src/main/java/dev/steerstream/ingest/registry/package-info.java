/**
 * What of ingest is kept in PostgreSQL: the registry of submissions and their rejected rows ({@link
 * dev.steerstream.ingest.registry.DatasetProjector}), and the records that belong to no dataset, as dead letters ({@link
 * dev.steerstream.ingest.registry.UnaddressedRecords}). Both are idempotent readers of topics.
 */
package dev.steerstream.ingest.registry;
