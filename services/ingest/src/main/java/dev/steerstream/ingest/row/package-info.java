/**
 * What a published record says, as pure functions: which submission it belongs to ({@link dev.steerstream.ingest.row.Address}), what its row is in any
 * of the accepted forms ({@link dev.steerstream.ingest.row.RowReader}), and which split it falls into ({@link
 * dev.steerstream.ingest.row.SplitRule}). Nothing here knows other rows, stores or clients.
 */
package dev.steerstream.ingest.row;
