package dev.steerstream.cli.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** An adaptation on its way: warm start, then extraction and calibration. */
public final class Adaptation {
    private static final Duration POLL = Duration.ofMillis(300);
    private static final Set<String> ENDED = Set.of("succeeded", "failed", "cancelled");

    private final GatewayClient client;
    private final String task;
    private final String id;

    public Adaptation(GatewayClient client, String task, String id) {
        this.client = client;
        this.task = task;
        this.id = id;
    }

    /** Who wants to see each state on the way. */
    public interface Watcher {
        void seen(JsonNode adaptation);
    }

    /** Its state, as that of anything else that goes on: queued, training, trained, calibrating, cancelling, succeeded, failed or cancelled. */
    public static String state(JsonNode adaptation) {
        return adaptation.path("state").asText().toLowerCase(java.util.Locale.ROOT);
    }

    public static boolean ended(JsonNode adaptation) {
        return ENDED.contains(state(adaptation));
    }

    /**
     * Shows {@code watcher} every state until the adaptation ends, and returns the last.
     *
     * @throws TimeoutException where it has not ended at the limit; it goes on
     */
    public JsonNode follow(Duration limit, Watcher watcher) throws IOException, InterruptedException, TimeoutException {
        return follow(() -> client.adaptation(id), limit, watcher, "adaptation " + id, whatNext());
    }

    /** What a user can do about one that goes on. */
    public String whatNext() {
        String named = task + " --adaptation " + id;
        return "see steer task watch " + named + ", or end it with steer task cancel " + named;
    }

    /** Looks at something that has a state and a progress. */
    interface Look {
        JsonNode now() throws IOException, InterruptedException;
    }

    static JsonNode follow(Look look, Duration limit, Watcher watcher, String what, String whatNext)
            throws IOException, InterruptedException, TimeoutException {
        return follow(look, Adaptation::ended, limit, watcher, what, whatNext);
    }

    static JsonNode follow(
            Look look, Predicate<JsonNode> ended, Duration limit, Watcher watcher, String what, String whatNext)
            throws IOException, InterruptedException, TimeoutException {
        long end = System.nanoTime() + limit.toNanos();
        boolean found = false;
        while (System.nanoTime() < end) {
            // The first time nobody can know yet that there is somebody to wait for.
            Optional<JsonNode> now = found ? Away.patiently(look::now, end) : Optional.of(look.now());
            found = true;
            if (now.isPresent()) {
                watcher.seen(now.get());
                if (ended.test(now.get())) return now.get();
            }
            Thread.sleep(POLL.toMillis());
        }
        throw new TimeoutException(what + " has not ended after " + limit.toSeconds() + " s; it goes on: " + whatNext);
    }
}
