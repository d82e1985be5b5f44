/**
 * What trainer and extractor read of datasets: which submission is sealed ({@link dev.steerstream.work.datasets.SealedSubmissions}, from
 * PostgreSQL) and its rows ({@link dev.steerstream.work.datasets.DatasetLog}, from the topic, count and hash verified). Writing them is ingest's.
 */
package dev.steerstream.work.datasets;
