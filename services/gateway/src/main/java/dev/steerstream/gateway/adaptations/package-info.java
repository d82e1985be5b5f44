/** Tasks and their adaptations: commands go to the trainer by the outbox, states are read from Postgres, events are followed from their topic. */
package dev.steerstream.gateway.adaptations;
