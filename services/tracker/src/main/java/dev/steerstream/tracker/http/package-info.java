/**
 * The doors for programs: JSON and CSV of the numbers on the pages, under {@code /v1/tracker}, and the one place from an exception to an answer. Only
 * reads.
 */
package dev.steerstream.tracker.http;
