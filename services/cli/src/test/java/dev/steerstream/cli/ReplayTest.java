package dev.steerstream.cli;

import static dev.steerstream.cli.Shell.steer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.cli.Shell.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a shell sees of {@code steer replay}. */
class ReplayTest {
    @Test
    void aReplayIsStartedWithItsGoldAndItsReportPrinted(@TempDir Path folder) throws Exception {
        Path gold = Files.writeString(
                folder.resolve("gold.jsonl"),
                "{\"prompt\":\"a\",\"completion\":\"b\"}\n\n{\"request\":\"r-1\",\"reference\":\"c\"}\n");
        String ended =
                "{\"replay\":\"n\",\"task\":\"tickets\",\"state\":\"succeeded\",\"ended_at\":\"2026-01-02T03:04:05Z\","
                        + "\"settings\":{\"profile_version\":2},\"report\":{\"compared\":4,\"changed\":1,\"changed_share\":{\"value\":0.25,"
                        + "\"low\":0,\"high\":0.75},\"original_versions\":{\"1\":4},\"removed\":3,\"references\":{\"n\":2,\"wins\":1,"
                        + "\"losses\":0,\"p_value\":1.0}}}";
        try (LoopbackGateway gateway = new LoopbackGateway()
                .answer("POST /v1/tasks/tickets/replays", 202, "{\"replay\":\"n\"}")
                .answer("GET /v1/tasks/tickets/replays/n", 200, ended)
                .answer(
                        "GET /v1/tasks/tickets/replays/n/items?changed=true&limit=10",
                        200,
                        "{\"items\":[{\"original\":\"r-1\",\"before\":\"x\",\"after\":\"c\",\"comparison\":"
                                + "{\"first_differing_token\":0,\"exact_before\":false,\"exact_after\":true}}]}")) {
            String[] door = {"--gateway", gateway.uri().toString()};
            Run run = steer(
                    "replay",
                    "--task",
                    "tickets",
                    "--profile",
                    "2",
                    "--since",
                    "2026-01-01T00:00:00Z",
                    "--gold",
                    gold.toString(),
                    door[0],
                    door[1]);
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out())
                    .contains("compared 4, changed 1")
                    .contains("3 had been removed by retention")
                    .contains("1 won, 0 lost")
                    .contains("x -> c");
            assertThat(gateway.requests().get(0))
                    .contains("\"profile_version\":2,\"since\":\"2026-01-01T00:00:00Z\"")
                    .contains("{\"reference\":\"b\",\"prompt\":\"a\"},{\"reference\":\"c\",\"request\":\"r-1\"}");
            assertThat(steer("replay", "--task", "tickets", "--profile", "2", "--since", "soon", door[0], door[1])
                            .err())
                    .contains("--since is \"soon\"");
        }
    }
}
