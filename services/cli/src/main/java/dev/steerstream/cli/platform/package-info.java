/**
 * The platform of one machine: a process that runs an embedded broker and database, the six services as processes of
 * their own, watches them, and stops them in order. Everything it keeps lies in one state directory.
 *
 * <p>Not here: what the services do, and any production deployment, where the services run against the Kafka and the
 * PostgreSQL that people have.
 */
package dev.steerstream.cli.platform;
