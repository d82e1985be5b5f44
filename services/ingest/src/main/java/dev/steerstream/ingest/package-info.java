/**
 * From raw rows to a sealed dataset. This package is the application: configuration, start and stop, health. The topology is {@link
 * dev.steerstream.ingest.assembly}, what a row may be {@link dev.steerstream.ingest.row}, the database {@link dev.steerstream.ingest.registry}. No
 * model code lives here: tokens are the trainer's business, bytes are ours.
 */
package dev.steerstream.ingest;
