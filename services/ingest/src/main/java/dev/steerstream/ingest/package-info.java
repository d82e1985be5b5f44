/**
 * From raw rows to a sealed dataset. {@link dev.steerstream.ingest.IngestTopology} reads top to bottom: address, repartition by dataset, assemble,
 * write rows and events in one Kafka transaction. {@link dev.steerstream.ingest.RowReader} says what a good row is. What happened is projected into
 * the registry by {@link dev.steerstream.ingest.DatasetProjector}. No model code lives here: tokens are the trainer's business, bytes are ours.
 */
package dev.steerstream.ingest;
