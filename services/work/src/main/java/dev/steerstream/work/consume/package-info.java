/**
 * How a service takes records: {@link dev.steerstream.work.consume.RecordLoop} over partitions, in order; {@link
 * dev.steerstream.work.consume.ShareGroupPool} over share groups, one record per consumer; {@link dev.steerstream.work.consume.DeadLetters} for
 * what cannot be processed; {@link dev.steerstream.work.consume.BrokerRequirements} for what the broker must have. Handlers live in the services.
 */
package dev.steerstream.work.consume;
