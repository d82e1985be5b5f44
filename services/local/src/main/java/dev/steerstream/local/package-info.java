/**
 * One machine's platform parts, from Maven jars: a single-node KRaft broker and a PostgreSQL server, each on a kept
 * directory, on loopback only, and each able to start again after a kill -9. The local platform and the integration
 * tests of every module use them.
 *
 * <p>Not here: anything of SteerStream (topics, tables, services), and anything for production, where people bring the
 * Kafka and the PostgreSQL they have.
 */
package dev.steerstream.local;
