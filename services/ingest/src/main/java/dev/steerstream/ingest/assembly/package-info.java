/**
 * The Kafka Streams topology, a pure function of its settings: {@link dev.steerstream.ingest.assembly.IngestTopology} reads top to bottom: address,
 * repartition by dataset, assemble ({@link dev.steerstream.ingest.assembly.SubmissionAssembler}), complete in portions ({@link
 * dev.steerstream.ingest.assembly.SubmissionCompletion}). State and output are one Kafka transaction; nothing here reaches the database.
 */
package dev.steerstream.ingest.assembly;
