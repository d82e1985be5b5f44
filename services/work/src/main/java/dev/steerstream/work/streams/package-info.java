/**
 * What the services with a Kafka Streams topology share: the bound of their stores' memory, and a clean first checkpoint. The libraries are optional here, so that services without
 * a topology do not carry them; topologies live in their services.
 */
package dev.steerstream.work.streams;
