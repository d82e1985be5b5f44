/** What the rows of the whole installation say, as metrics: every replica shows the same. Not the counts of this process, which stand where they happen. */
package dev.steerstream.gateway.metrics;
