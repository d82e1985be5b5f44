package dev.steerstream.tracker.topology;

import dev.steerstream.schemas.ContractViolationException;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.schemas.Topic;
import dev.steerstream.tracker.feed.FeedEntry;
import dev.steerstream.work.adaptations.ResourceIds;
import dev.steerstream.work.errors.SteerStreamException;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the events of one topic; what is no such event is skipped and told. Ages are judged by the machine's clock, never by the records': one
 * record from the future must not age all others.
 */
abstract class EventProcessor<T> extends ContextualProcessor<byte[], byte[], String, byte[]> {
    /** Clocks of services may differ by this much. */
    static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(EventProcessor.class);

    private final Topic topic;
    private final Class<T> contract;
    private final Duration memory;
    private final Outcome.Listener listener;

    EventProcessor(Topic topic, Class<T> contract, Duration memory, Outcome.Listener listener) {
        this.topic = topic;
        this.contract = contract;
        this.memory = memory;
        this.listener = listener;
    }

    /** When the event happened; null where it does not say. */
    abstract Instant at(T event);

    /** Takes an event that is neither late nor misdated. */
    abstract Outcome take(String tenant, T event, Instant at, Record<byte[], byte[]> message);

    @Override
    public final void process(Record<byte[], byte[]> message) {
        listener.read(topic, outcome(message));
    }

    private Outcome outcome(Record<byte[], byte[]> message) {
        T event;
        String tenant;
        try {
            tenant = ResourceIds.requireTenant(MessageHeaders.tenant(message.headers()));
            MessageHeaders.requireType(message.headers(), contract);
            event = Contracts.read(contract, message.value());
        } catch (ContractViolationException | SteerStreamException unreadable) {
            LOG.debug("record skipped: topic={} reason={}", topic.id(), unreadable.getMessage());
            return Outcome.UNREADABLE;
        }
        Instant now = Instant.ofEpochMilli(context().currentSystemTimeMs());
        Instant at = at(event) == null ? Instant.ofEpochMilli(message.timestamp()) : at(event);
        if (at.isAfter(now.plus(CLOCK_TOLERANCE))) return Outcome.MISDATED;
        if (at.isBefore(now.minus(memory))) return Outcome.LATE;
        return take(tenant, event, at, message);
    }

    /** Sends a line to the tenant's feed. */
    final void tell(String tenant, FeedEntry entry, Record<byte[], byte[]> message) {
        context().forward(new Record<>(tenant, entry.write(), message.timestamp(), new RecordHeaders()));
    }
}
