/** The pages of requests: the list with what is queued, and one request with its receipt, its times and its tokens. */
package dev.steerstream.tracker.requests;
