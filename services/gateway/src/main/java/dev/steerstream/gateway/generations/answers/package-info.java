/**
 * From a stored request to its answer: waiting for its end, following its tokens, and what becomes of it when its client leaves. The row is the truth; the
 * topics only wake who waits.
 */
package dev.steerstream.gateway.generations.answers;
