/** Topics that every replica follows from their end, without a group: each replica sees every record and keeps what its own clients wait for. */
package dev.steerstream.gateway.topics;
