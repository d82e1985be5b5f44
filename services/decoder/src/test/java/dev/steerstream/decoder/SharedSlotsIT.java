package dev.steerstream.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.SamplingOptions;
import dev.steerstream.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who gets the slots of a decoder, with a real broker, database and model: four, of which one is reserved for batch requests. */
class SharedSlotsIT {
    private static final int SLOTS = 4;
    private static final int EACH = 16;

    private static DecoderFixture fixture;
    private static Decoder decoder;

    @BeforeAll
    static void start() throws Exception {
        fixture = new DecoderFixture(SharedSlotsIT.class);
        decoder = fixture.start(
                Map.of("steerstream.decoder.slots", Integer.toString(SLOTS), "steerstream.decoder.batch-slots", "1"));
        // From here on both groups have their consumers.
        fixture.send(Topic.GENERATION_REQUESTS_BATCH, DecoderFixture.TENANT, request("first-batch", 1));
        fixture.ask(request("first", 1));
        fixture.result("first-batch");
    }

    @AfterAll
    static void stop() {
        decoder.close();
        fixture.close();
    }

    @Test
    void oneTenantAloneHasEverySlot() {
        List<String> requests = new ArrayList<>();
        for (int i = 0; i < 2 * SLOTS; i++) {
            requests.add("alone-" + i);
            fixture.send(request("alone-" + i, 400));
        }
        await().atMost(Duration.ofMinutes(2)).until(() -> decoder.decodingAnswers() == SLOTS);

        requests.forEach(fixture::cancel);
        requests.forEach(fixture::result);
    }

    @Test
    void neitherABacklogOfBatchRequestsNorOneOfInteractiveOnesHoldsTheOtherUp() {
        List<String> waiting = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            fixture.send(Topic.GENERATION_REQUESTS_BATCH, DecoderFixture.TENANT, request("batch-" + i, 12));
            waiting.add("batch-" + i);
        }
        for (int i = 0; i < EACH; i++) {
            fixture.send(request("interactive-" + i, 12));
            waiting.add("interactive-" + i);
        }
        waiting.forEach(fixture::result);

        List<String> started = fixture.database.read(handle -> handle.createQuery("select request from generation"
                        + " where request like 'batch-%' or request like 'interactive-%' order by started_at, request")
                .mapTo(String.class)
                .list());
        int firstInteractive = started.indexOf("interactive-0");
        int lastInteractive = last(started, "interactive-");
        assertThat(started.subList(lastInteractive, started.size()))
                .as("batch requests that still wait when the last interactive one starts, of %s", started)
                .filteredOn(request -> request.startsWith("batch-"))
                .hasSizeGreaterThanOrEqualTo(EACH / 4);
        assertThat(started.subList(firstInteractive, lastInteractive))
                .as("batch requests that start while interactive ones wait, of %s", started)
                .anyMatch(request -> request.startsWith("batch-"));
        assertInOrder(started, "batch-");
        assertInOrder(started, "interactive-");
    }

    /** Consumers that take two neighbours at the same moment may start them in either order. */
    private static void assertInOrder(List<String> started, String lane) {
        List<Integer> numbers = started.stream()
                .filter(request -> request.startsWith(lane))
                .map(request -> Integer.parseInt(request.substring(lane.length())))
                .toList();
        for (int i = 0; i < numbers.size(); i++) {
            assertThat(numbers.get(i))
                    .as("%s start of %s in %s", i, lane, started)
                    .isBetween(i - SLOTS, i + SLOTS);
        }
    }

    private static int last(List<String> started, String lane) {
        for (int i = started.size() - 1; i >= 0; i--) {
            if (started.get(i).startsWith(lane)) return i;
        }
        return -1;
    }

    private static GenerationRequest request(String id, int tokens) {
        SamplingOptions sampling = new SamplingOptions(
                tokens, null, null, null, null, null, null, null, tokens, null, null, null, null, null, null, null,
                null);
        return new GenerationRequest(id, null, null, "Once upon a time", sampling, null, null, null, null, null);
    }
}
