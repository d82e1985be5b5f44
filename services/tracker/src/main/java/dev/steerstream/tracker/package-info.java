/**
 * The door for operators' eyes. This package is the application: configuration, start and stop, health. The events become state in {@link
 * dev.steerstream.tracker.topology}, which {@link dev.steerstream.tracker.live} reads; lists come from PostgreSQL in {@link
 * dev.steerstream.tracker.history}; {@link dev.steerstream.tracker.http} answers programs and {@link dev.steerstream.tracker.page} people, live
 * through {@link dev.steerstream.tracker.stream}. What forms command goes through the gateway; nothing is changed from here.
 */
package dev.steerstream.tracker;
