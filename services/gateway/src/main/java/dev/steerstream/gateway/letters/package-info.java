/**
 * Records that no stage could process, kept with the reason in Postgres: listed, read, published again or given up, every time with an audit row.
 */
package dev.steerstream.gateway.letters;
