/**
 * Messages that are published iff the transaction that wrote them commits. Rows go to the table {@code outbox} within the writer's transaction;
 * one {@link dev.steerstream.work.outbox.OutboxRelay} of the installation publishes them in id order and deletes them once acknowledged. Order per
 * key is commit order because writers lock their aggregate's row before they append. No Kafka transactions here.
 */
package dev.steerstream.work.outbox;
