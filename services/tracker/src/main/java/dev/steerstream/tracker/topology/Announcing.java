package dev.steerstream.tracker.topology;

import dev.steerstream.schemas.DatasetEvent;
import dev.steerstream.schemas.DeadLetter;
import dev.steerstream.schemas.EvaluationEvent;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.schemas.Topic;
import dev.steerstream.tracker.feed.FeedEntry;
import dev.steerstream.tracker.feed.FeedSentences;
import dev.steerstream.tracker.topology.TrackerTopology.Settings;
import dev.steerstream.work.streams.FirstTombstone;
import java.time.Instant;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;

/** Puts each announcement into the feed once: by its event id, or by what it is about where it has none. */
final class Announcing<T> extends EventProcessor<T> {
    private final Announcements<T> announcements;
    private Repetitions told;

    private Announcing(Announcements<T> announcements, Settings settings, Outcome.Listener listener) {
        super(announcements.topic(), announcements.contract(), settings.remember(), listener);
        this.announcements = announcements;
    }

    /** What one topic announces. */
    private record Announcements<T>(
            Topic topic, Class<T> contract, Function<T, Instant> at, Function<T, FeedEntry> sentence) {
        String store() {
            return "told-" + topic.id();
        }
    }

    static ProcessorSupplier<byte[], byte[], String, byte[]> datasets(Settings settings, Outcome.Listener listener) {
        return new Supplier<>(
                new Announcements<>(
                        Topic.DATASET_EVENTS,
                        DatasetEvent.class,
                        DatasetEvent::at,
                        event ->
                                // Portions of bad rows end in a rejection, which is told.
                                event.state() == DatasetEvent.State.ROWS_REJECTED ? null : FeedSentences.of(event)),
                settings,
                listener);
    }

    static ProcessorSupplier<byte[], byte[], String, byte[]> evaluations(Settings settings, Outcome.Listener listener) {
        return new Supplier<>(
                new Announcements<>(
                        Topic.EVALUATION_EVENTS,
                        EvaluationEvent.class,
                        EvaluationEvent::at,
                        event ->
                                // A checkpoint comes every few seconds, and the state says what it says.
                                event.type() == EvaluationEvent.Type.PROGRESS
                                                || event.type() == EvaluationEvent.Type.CHECKPOINTED
                                        ? null
                                        : FeedSentences.of(event)),
                settings,
                listener);
    }

    static ProcessorSupplier<byte[], byte[], String, byte[]> deadLetters(Settings settings, Outcome.Listener listener) {
        return new Supplier<>(
                new Announcements<>(Topic.DEAD_LETTERS, DeadLetter.class, DeadLetter::at, FeedSentences::of),
                settings,
                listener);
    }

    private record Supplier<T>(Announcements<T> announcements, Settings settings, Outcome.Listener listener)
            implements ProcessorSupplier<byte[], byte[], String, byte[]> {
        @Override
        public Processor<byte[], byte[], String, byte[]> get() {
            return new Announcing<>(announcements, settings, listener);
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(Repetitions.builder(announcements.store(), settings.remember()));
        }
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        super.init(context);
        told = new Repetitions(context.getStateStore(announcements.store()));
        FirstTombstone.schedule(context, told::begin);
    }

    @Override
    Instant at(T event) {
        return announcements.at().apply(event);
    }

    @Override
    Outcome take(String tenant, T event, Instant at, Record<byte[], byte[]> message) {
        FeedEntry line = announcements.sentence().apply(event);
        if (line == null) return Outcome.TAKEN;
        String given = MessageHeaders.text(message.headers(), MessageHeaders.ID);
        String id = given == null ? line.id() + "/" + line.event() : given;
        if (!told.first(tenant + "/" + id, at)) return Outcome.REPEATED;
        tell(tenant, line, message);
        return Outcome.TAKEN;
    }
}
