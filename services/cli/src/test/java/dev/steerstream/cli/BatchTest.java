package dev.steerstream.cli;

import static dev.steerstream.cli.Shell.steer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.cli.Shell.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a shell sees of {@code steer batch}. */
class BatchTest {
    private static final String LINE =
            "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/completions\",\"body\":{}}\n";

    @TempDir
    Path directory;

    private LoopbackGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new LoopbackGateway()
                .answer("POST /v1/files", 200, "{\"id\":\"file-1\"}")
                .answer("POST /v1/batches", 200, stored("validating", ""));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static String stored(String status, String more) {
        return "{\"id\":\"batch_1\",\"status\":\"" + status
                + "\",\"endpoint\":\"/v1/completions\",\"created_at\":1767323045,"
                + "\"expires_at\":1767409445,\"request_counts\":{\"total\":3,\"completed\":2,\"failed\":1}" + more
                + "}";
    }

    private Run batch(String... arguments) {
        List<String> all = new ArrayList<>(List.of("batch"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--gateway", gateway.uri().toString()));
        return steer(all.toArray(String[]::new));
    }

    private String requests() throws Exception {
        return Files.writeString(directory.resolve("requests.jsonl"), LINE.repeat(2))
                .toString();
    }

    @Test
    void aFileIsSentAndItsBatchFollowedToItsEnd() throws Exception {
        gateway.answer(
                "GET /v1/batches/batch_1",
                200,
                stored("completed", ",\"output_file_id\":\"file-2\",\"error_file_id\":\"file-3\""));
        Run run = batch("create", requests(), "--window", "2h");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("answered 3/3", "2 answered and 1 failed of 3", "ends by 2026-01-03T03:04:05Z")
                .contains("steer batch results batch_1 --to FILE --errors FILE");
        assertThat(gateway.requests().get(0))
                .contains("name=\"purpose\"\r\n\r\nbatch\r\n")
                .contains("filename=\"requests.jsonl\"")
                .contains("\r\n\r\n" + LINE.repeat(2) + "\r\n--");
        assertThat(gateway.requests().get(1))
                .contains(
                        "{\"input_file_id\":\"file-1\",\"endpoint\":\"/v1/completions\",\"completion_window\":\"2h\"}");
    }

    @Test
    void whoDoesNotWaitComesBack() throws Exception {
        assertThat(batch("create", requests(), "--no-wait").out().strip()).isEqualTo("accepted as batch batch_1");
        gateway.answer("GET /v1/batches/batch_1", 200, stored("in_progress", ""));
        Run late = batch("watch", "batch_1", "--timeout", "1");
        assertThat(late.exitCode()).isEqualTo(5);
        assertThat(late.err()).contains("steer batch watch batch_1").contains("steer batch cancel batch_1");
        gateway.answer("POST /v1/batches/batch_1/cancel", 200, stored("cancelling", ""));
        assertThat(batch("cancel", "batch_1").out()).contains("asked batch batch_1 to end");
    }

    @Test
    void oneWhoseFileIsNoneSaysWhichLines() throws Exception {
        gateway.answer(
                "GET /v1/batches/batch_1",
                200,
                stored(
                        "failed",
                        ",\"errors\":{\"data\":[{\"line\":2,\"code\":\"duplicate_custom_id\",\"message\":\"custom_id a is not the only one\"}]}"));
        Run failed = batch("create", requests());
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err())
                .contains("batch batch_1 failed", "line 2: custom_id a is not the only one [duplicate_custom_id]");

        Path other = Files.writeString(directory.resolve("rows.jsonl"), "{\"prompt\":\"a\"}\n");
        Run noUrl = batch("create", other.toString());
        assertThat(noUrl.exitCode()).isEqualTo(2);
        assertThat(noUrl.err()).contains("line 1 names no url");
        assertThat(batch("create", directory.resolve("none").toString()).exitCode())
                .isEqualTo(3);
    }

    @Test
    void whatTheGatewayRefusesInOpenAisFormIsASentence() throws Exception {
        gateway.answer(
                "POST /v1/batches",
                409,
                "{\"error\":{\"message\":\"tenant a has 20 unfinished batches. Wait for one.\",\"code\":\"too_many_batches\"}}");
        Run refused = batch("create", requests());
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("20 unfinished batches").contains("[too_many_batches]");
    }

    @Test
    void theListIsATableJsonOrNames() {
        gateway.answer(
                "GET /v1/batches?limit=20", 200, "{\"object\":\"list\",\"data\":[" + stored("in_progress", "") + "]}");
        assertThat(batch("list").out()).contains("BATCH", "in_progress", "2026-01-02T03:04:05Z");
        assertThat(batch("list", "-o", "name").out()).isEqualTo("batch_1\n");
        assertThat(batch("list", "-o", "json").out()).contains("\"object\":\"list\"");
    }

    @Test
    void resultsAreFilesOnceItHasEnded() throws Exception {
        Path to = directory.resolve("answers.jsonl");
        Path errors = directory.resolve("errors.jsonl");
        gateway.answer("GET /v1/batches/batch_1", 200, stored("in_progress", ""));
        Run early = batch("results", "batch_1", "--to", to.toString());
        assertThat(early.exitCode()).isEqualTo(1);
        assertThat(early.err()).contains("is in_progress");
        assertThat(to).doesNotExist();

        gateway.answer("GET /v1/batches/batch_1", 200, stored("completed", ",\"output_file_id\":\"file-2\""));
        gateway.answer("GET /v1/files/file-2/content", 200, "{\"custom_id\":\"a\"}\n");
        Run run = batch("results", "batch_1", "--to", to.toString(), "--errors", errors.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("2 answers in " + to);
        assertThat(to).hasContent("{\"custom_id\":\"a\"}");
        assertThat(errors).isEmptyFile();

        gateway.answer(
                "GET /v1/files/file-2/content",
                404,
                "{\"error\":{\"message\":\"the file is gone\",\"code\":\"file_not_found\"}}");
        Run gone =
                batch("results", "batch_1", "--to", directory.resolve("other").toString());
        assertThat(gone.exitCode()).isEqualTo(3);
        assertThat(gone.err()).contains("the file is gone [file_not_found]");
        assertThat(directory.resolve("other")).doesNotExist();
    }
}
