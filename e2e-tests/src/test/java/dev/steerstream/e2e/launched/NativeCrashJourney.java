package dev.steerstream.e2e.launched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.e2e.Adaptations;
import dev.steerstream.e2e.Gateway;
import dev.steerstream.e2e.TicketRows;
import dev.steerstream.e2e.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** SIGSEGV, which no handler of ours survives, in the middle of real work: the platform names the crash and starts the service again, and nothing is lost. */
class NativeCrashJourney {
    private static final int REQUESTS = 24;
    /** Long enough that a machine of any speed is still in the warm start when its progress is first read. */
    private static final int STEPS = 480;

    private static LaunchedPlatform platform;
    private static Gateway gateway;
    private static Adaptations adaptations;

    @BeforeAll
    static void aDatasetIsSealed() {
        platform = LaunchedPlatform.shared();
        gateway = platform.gateway();
        adaptations = new Adaptations(gateway);
        adaptations.seal("crashed", "first", TicketRows.rows(96));
    }

    @Test
    void aTrainerThatCrashesInAWarmStartGoesOnFromItsCheckpointToTheSameAdapter() {
        Map<String, Object> warmStart = Map.of("max_steps", STEPS, "checkpoint_every_steps", 40);
        adaptations.start("crash", "whole", "crashed", warmStart);
        String digest = adaptations.awaitSuccess("whole").path("adapter_digest").asText();

        adaptations.start("crash", "crashed", "crashed", warmStart);
        adaptations.awaitStep("crashed", 45);
        Path report = platform.crash("trainer");

        assertThat(adaptations.awaitSuccess("crashed").path("adapter_digest").asText())
                .isEqualTo(digest);
        assertNamed("trainer", report);
        assertThat(platform.logged("trainer")).containsPattern("resumed at step [0-9]{2,3} of " + STEPS);
    }

    @Test
    void aDecoderThatCrashesWhileItAnswersLeavesExactlyOneResultForEachRequest() {
        List<String> ids = new ArrayList<>();
        for (int number = 0; number < REQUESTS; number++) {
            String id = "crash-" + number;
            Gateway.Answer answer = gateway.post(
                    "/v1/generations",
                    Map.of(
                            "id",
                            id,
                            "prompt",
                            "Ticket " + number + ": my parcel is late.",
                            "sampling",
                            Map.of("max_tokens", 250, "min_tokens", 250)));
            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(202);
            ids.add(id);
        }
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> ended(ids) >= 3);
        Path report = platform.crash("decoder");
        assertThat(ended(ids)).as("requests that ended before the crash").isLessThan(REQUESTS);

        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> ended(ids) == REQUESTS);
        for (String id : ids) {
            JsonNode generation = gateway.get("/v1/generations/" + id).body();
            assertThat(generation.path("state").asText())
                    .as(generation.toString())
                    .isEqualTo("succeeded");
        }
        Map<String, Set<String>> published = new Topics(platform.bootstrapServers()).resultsByRequest();
        assertThat(published.keySet()).containsAll(ids);
        assertThat(ids).allSatisfy(id -> assertThat(published.get(id)).hasSize(1));
        assertNamed("decoder", report);
    }

    private static void assertNamed(String service, Path report) {
        assertThat(platform.logged("platform"))
                .contains(service + " crashed in native code", "the report is " + report);
        assertThat(report).content().contains("SIGSEGV");
    }

    private static long ended(List<String> ids) {
        Set<String> over = Set.of("succeeded", "failed", "cancelled");
        return ids.stream()
                .filter(id -> over.contains(gateway.get("/v1/generations/" + id)
                        .body()
                        .path("state")
                        .asText()))
                .count();
    }
}
