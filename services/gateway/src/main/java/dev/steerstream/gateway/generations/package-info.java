/**
 * Generation requests: accepted with one row and one message in one transaction, awaited, streamed, cancelled and, past their deadline, expired. The
 * row is the truth; the topics only wake who waits.
 */
package dev.steerstream.gateway.generations;
