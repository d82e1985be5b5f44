package dev.steerstream.tracker.topology;

import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.Topic;
import dev.steerstream.tracker.feed.FeedSentences;
import dev.steerstream.tracker.topology.TrackerTopology.Settings;
import dev.steerstream.work.streams.FirstTombstone;
import java.time.Instant;
import java.util.Set;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;

/** Counts each request once, in the window in which it ended. */
final class RequestCounting extends EventProcessor<GenerationResult> {
    private static final String COUNTED = "counted-requests";

    private final Settings settings;
    private RequestWindows windows;
    private Repetitions counted;

    private RequestCounting(Settings settings, Outcome.Listener listener) {
        super(Topic.GENERATION_RESULTS, GenerationResult.class, settings.keep(), listener);
        this.settings = settings;
    }

    record Supplier(Settings settings, Outcome.Listener listener)
            implements ProcessorSupplier<byte[], byte[], String, byte[]> {
        @Override
        public Processor<byte[], byte[], String, byte[]> get() {
            return new RequestCounting(settings, listener);
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(RequestWindows.builder(), Repetitions.builder(COUNTED, settings.keep()));
        }
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        super.init(context);
        windows = new RequestWindows(context.getStateStore(RequestWindows.STORE), settings.window());
        counted = new Repetitions(context.getStateStore(COUNTED));
        FirstTombstone.schedule(context, now -> {
            windows.begin();
            counted.begin(now);
        });
        context.schedule(
                settings.window(),
                PunctuationType.WALL_CLOCK_TIME,
                now -> windows.forget(
                        Instant.ofEpochMilli(now).minus(settings.keep()).minus(settings.window())));
    }

    @Override
    Instant at(GenerationResult result) {
        return result.finishedAt();
    }

    @Override
    Outcome take(String tenant, GenerationResult result, Instant at, Record<byte[], byte[]> message) {
        if (!counted.first(tenant + "/" + result.request(), at)) return Outcome.REPEATED;
        // A replay repeats what was counted when it was asked; its requests wait behind live ones on purpose.
        if (result.replay() != null) return Outcome.TAKEN;
        windows.count(tenant, result, at);
        tell(tenant, FeedSentences.of(result, at), message);
        return Outcome.TAKEN;
    }
}
