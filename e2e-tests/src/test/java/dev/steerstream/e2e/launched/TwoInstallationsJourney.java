package dev.steerstream.e2e.launched;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.e2e.Adaptations;
import dev.steerstream.e2e.Gateway;
import dev.steerstream.e2e.TicketRows;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task is adapted on one installation and answers the same on another; the model of both has no chat template. */
class TwoInstallationsJourney {
    private static final String TASK = "plain";

    private static LaunchedPlatform platform;
    private static Adaptations adaptations;

    @TempDir
    Path folder;

    @BeforeAll
    static void aTaskIsAdapted() {
        platform = LaunchedPlatform.shared();
        adaptations = new Adaptations(platform.gateway());
        adaptations.seal("plain", "first", TicketRows.rows(96));
        adaptations.start(TASK, "plain-1", "plain", Map.of("max_steps", 60, "learning_rate", 5e-3));
        adaptations.awaitSuccess("plain-1");
    }

    @Test
    void anExportedTaskAnswersTheSameWhereItIsImported() {
        Path export = folder.resolve("export");
        JsonNode manifest = platform.steer().json("task", "export", "--task", TASK, "--to", export.toString());
        assertThat(manifest.path("chat_template_digest").asText("missing")).isEmpty();
        JsonNode here = answer(platform);
        assertThat(here.path("receipt").path("strength_applied").asDouble()).isNotZero();

        LaunchedPlatform elsewhere = LaunchedPlatform.launch("elsewhere");
        JsonNode imported = elsewhere.steer().json("task", "import", export.toString());
        assertThat(imported.path("state").asText()).isEqualTo("succeeded");
        JsonNode there = answer(elsewhere);

        assertThat(there.path("choices")).isEqualTo(here.path("choices"));
        for (String same : List.of("adapter_digest", "vector_digest", "strength_applied", "model_digest")) {
            assertThat(there.path("receipt").path(same))
                    .as(same)
                    .isEqualTo(here.path("receipt").path(same));
        }
    }

    private static JsonNode answer(LaunchedPlatform where) {
        JsonNode result = where.steer()
                .json(
                        "generate",
                        "--raw",
                        "Ticket 7: my router is late.",
                        "--task",
                        TASK,
                        "--max-tokens",
                        "48",
                        "--temperature",
                        "0");
        assertThat(result.path("state").asText()).as(result.toString()).isEqualTo("succeeded");
        assertThat(result.path("choices").path(0).path("text").asText()).isNotEmpty();
        return result;
    }

    @Test
    void messagesAreRefusedAtTheDoorAndAPromptIsNot() {
        Gateway.Answer refused = platform.gateway()
                .post(
                        "/v1/generations",
                        Map.of("task", TASK, "messages", List.of(Map.of("role", "user", "content", "Hello"))));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body().path("code").asText()).isEqualTo("NO_CHAT_TEMPLATE");
        assertThat(refused.body().path("detail").asText()).contains("has no chat template");

        SteerCommand.Ended spoken = platform.steer().run("generate", "Hello", "--task", TASK);
        assertThat(spoken.exitCode()).isNotZero();
        assertThat(spoken.errors()).contains("has no chat template", "--raw");
    }

    @Test
    void rowsOfSeveralTurnsEndTheirAdaptationWithTheRowsName() {
        List<Map<String, Object>> rows = TicketRows.rows(8).stream()
                .map(row -> Map.of(
                        "messages",
                        List.of(
                                Map.of("role", "system", "content", "Name the team."),
                                Map.of("role", "user", "content", row.get("prompt")),
                                Map.of("role", "assistant", "content", row.get("completion"))),
                        "split",
                        row.get("split")))
                .toList();
        adaptations.seal("turns", "first", rows);
        adaptations.start("turns", "turns-1", "turns", Map.of());
        JsonNode ended = adaptations.awaitEnd("turns-1");
        assertThat(ended.path("state").asText()).isEqualTo("failed");
        assertThat(ended.path("failure").path("code").asText()).isEqualTo("ROW_NOT_ENCODABLE");
        assertThat(ended.path("failure").path("message").asText())
                .contains("row 0 of submission first of dataset turns", "no chat template");
    }
}
