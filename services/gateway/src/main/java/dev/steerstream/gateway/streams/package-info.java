/** Server-sent events: bounded streams that are ended where the client is too slow, kept open by comments, and the threads behind them. */
package dev.steerstream.gateway.streams;
