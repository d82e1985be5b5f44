/** Datasets: a body of JSON Lines goes line by line to {@code dataset-submissions}; what became of it is read from Postgres. Rows are judged by ingest, not here. */
package dev.steerstream.gateway.datasets;
