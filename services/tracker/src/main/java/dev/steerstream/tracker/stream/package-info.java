/**
 * Server-sent events: one stream a page. Lines of the feed carry their number as event id and are replayed after it; parts of a page are sent whole,
 * and only when they have changed. Streams are bounded, kept open by comments, and ended in order at shutdown.
 */
package dev.steerstream.tracker.stream;
