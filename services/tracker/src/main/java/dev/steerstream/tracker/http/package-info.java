/**
 * What every request passes: who asks and for which tenant, the token of its form, and the one place from an exception to an answer; and the doors for
 * programs, JSON and CSV of the numbers on the pages under {@code /v1/tracker}, which only read.
 */
package dev.steerstream.tracker.http;
