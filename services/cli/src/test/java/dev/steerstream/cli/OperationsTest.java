package dev.steerstream.cli;

import static dev.steerstream.cli.Shell.steer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.steerstream.cli.Shell.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators do from a shell: keys, contexts, dead letters, groups. */
class OperationsTest {
    private static final String LETTER = "0b5b1a52-5a0f-4c3c-9d6e-3f1f0c8f6a11";

    @TempDir
    Path directory;

    private LoopbackGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new LoopbackGateway();
        Files.deleteIfExists(contexts());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    /** Set by the build, so that a developer's own contexts are left alone. */
    private static Path contexts() {
        return Path.of(System.getenv("STEER_CONFIG"));
    }

    private Run asked(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--gateway", gateway.uri().toString()));
        return steer(all.toArray(String[]::new));
    }

    @Test
    void aKeyIsPrintedOnceAndFirst() {
        gateway.answer(
                "POST /v1/keys",
                201,
                "{\"id\":\"k1\",\"tenant\":\"acme\",\"name\":\"reports\",\"scopes\":[\"read\"],\"secret\":\"sk-steer-x\"}");
        Run run = asked("key", "create", "reports", "--scope", "read");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().findFirst()).hasValue("sk-steer-x");
        assertThat(gateway.requests().get(0)).contains("{\"name\":\"reports\",\"scopes\":[\"read\"]}");
    }

    @Test
    void listsAreTablesLinesOfJsonOrNames() {
        gateway.answer(
                "GET /v1/keys?limit=500",
                200,
                "{\"items\":[{\"id\":\"k1\",\"name\":\"one\",\"scopes\":[\"read\",\"operate\"]},{\"id\":\"k2\",\"name\":\"t\\u001b[2J\","
                        + "\"tenant\":\"acme\",\"scopes\":[],\"revoked_at\":\"2026-01-01T00:00:00Z\"}]}");
        Run table = asked("key", "list");
        assertThat(table.out())
                .contains("KEY")
                .contains("read,operate")
                .contains("(every)")
                .contains("revoked");
        assertThat(table.out()).doesNotContain("\u001b");
        assertThat(asked("key", "list", "-o", "name").out()).isEqualTo("k1\nk2\n");
        assertThat(asked("key", "list", "-o", "json").out().lines()).hasSize(1);
        gateway.answer("GET /v1/keys?limit=500", 200, "{\"items\":[]}");
        assertThat(asked("key", "list").out().strip()).isEqualTo("none");
        assertThat(asked("key", "list", "-o", "name").out()).isEmpty();
    }

    @Test
    void aListIsFollowedToItsLimit() {
        String first = "{\"items\":[{\"line\":1,\"id\":\"a\"},{\"line\":2,\"id\":\"b\"}],\"next\":\"n\"}";
        String second = "{\"items\":[{\"line\":3,\"id\":\"c\"}],\"next\":\"m\"}";
        String rejects = "GET /v1/datasets/d/submissions/s/rejects?";
        gateway.answer(rejects + "limit=3", 200, first)
                .answer(rejects + "after=n&limit=1", 200, second)
                .answer("GET /v1/dead-letters?limit=500", 200, first)
                .answer("GET /v1/dead-letters?after=n&limit=500", 200, "{\"items\":[{\"id\":\"c\"}]}");
        assertThat(asked("dataset", "rejects", "d", "s", "--limit", "3", "-o", "json")
                        .out()
                        .strip())
                .isEqualTo(
                        "{\"items\":[{\"line\":1,\"id\":\"a\"},{\"line\":2,\"id\":\"b\"},{\"line\":3,\"id\":\"c\"}],\"next\":\"m\"}");
        assertThat(asked("dlq", "list", "--show", "all", "--limit", "1000", "-o", "name")
                        .out())
                .isEqualTo("a\nb\nc\n");
    }

    @Test
    void theKeyComesFromAFileAndTheTenantOnlyWhereItIsNamed() throws Exception {
        Path key = Files.writeString(directory.resolve("key"), "sk-steer-mine\n");
        gateway.answer("GET /v1/keys?limit=500", 200, "{\"items\":[]}");
        asked("key", "list", "--key-file", key.toString());
        asked("key", "list", "--tenant", "acme");
        assertThat(gateway.authorizations()).containsExactly("Bearer sk-steer-mine", "null");
        assertThat(gateway.requests().get(0)).contains("GET /v1/keys?limit=500 null");
        assertThat(gateway.requests().get(1)).contains("GET /v1/keys?limit=500 acme");
        assertThat(asked("key", "list", "--key-file", directory.resolve("none").toString())
                        .exitCode())
                .isEqualTo(3);
    }

    @Test
    void aContextIsAGatewayWithItsKeyUnderAName() throws Exception {
        Path key = Files.writeString(directory.resolve("key"), "sk-steer-theirs");
        gateway.answer("GET /v1/tasks?limit=500", 200, "{\"items\":[{\"task\":\"tickets\"}]}");
        assertThat(steer("context", "list").out().strip()).isEqualTo("none");
        assertThat(steer(
                                "context",
                                "add",
                                "far",
                                "--gateway",
                                gateway.uri().toString(),
                                "--tenant",
                                "acme",
                                "--key-file",
                                key.toString())
                        .exitCode())
                .isZero();
        assertThat(Files.getPosixFilePermissions(contexts())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(steer("task", "list", "--context", "far", "-o", "name").out().strip())
                .isEqualTo("tickets");
        assertThat(gateway.authorizations()).containsExactly("Bearer sk-steer-theirs");
        assertThat(gateway.requests().get(0)).contains(" acme ");

        assertThat(steer("context", "use", "far").exitCode()).isZero();
        assertThat(steer("task", "list", "-o", "name").out().strip()).isEqualTo("tickets");
        Run listed = steer("context", "list");
        assertThat(listed.out())
                .contains("far")
                .contains("yes")
                .contains("acme")
                .doesNotContain("sk-steer");
        // A local platform that is named is meant, whatever context is current.
        assertThat(steer("task", "list", "--state", directory.resolve("no").toString())
                        .err())
                .contains("no platform runs");
        assertThat(steer("context", "use").exitCode()).isZero();
        assertThat(steer("context", "list", "-o", "json").out()).contains("\"current\":false");

        assertThat(steer("context", "use", "near").exitCode()).isEqualTo(3);
        assertThat(steer("task", "list", "--context", "near").err()).contains("there are: far");
        assertThat(steer("context", "add", "x", "--gateway", "ftp://x").exitCode())
                .isEqualTo(2);
        assertThat(steer("context", "remove", "far").exitCode()).isZero();
        assertThat(steer("context", "remove", "far").exitCode()).isEqualTo(3);
        Files.writeString(contexts(), "{damaged");
        assertThat(steer("context", "list").err()).contains("no file of contexts");
    }

    @Test
    void deadLettersAreListedShownAndSettled() {
        gateway.answer(
                        "GET /v1/dead-letters?limit=50&reason=POISON&state=stored",
                        200,
                        "{\"items\":[{\"id\":\"" + LETTER
                                + "\",\"topic\":\"t\",\"partition\":3,\"offset\":9,\"state\":\"stored\","
                                + "\"failure\":{\"code\":\"POISON\"}}]}")
                .answer(
                        "GET /v1/dead-letters/" + LETTER,
                        200,
                        "{\"letter\":{\"id\":\"" + LETTER
                                + "\",\"topic\":\"t\",\"partition\":3,\"offset\":9,\"state\":\"stored\","
                                + "\"failure\":{\"code\":\"POISON\",\"message\":\"it broke\",\"advice\":\"mend it\"}},"
                                + "\"headers\":[],\"text\":\"the body\"}")
                .answer(
                        "POST /v1/dead-letters/redrive",
                        200,
                        "{\"dry_run\":true,\"done\":1,\"more\":true,\"items\":[{\"id\":\"" + LETTER
                                + "\",\"outcome\":\"redriven\",\"note\":\"it has ended\"}]}")
                .answer(
                        "POST /v1/dead-letters/discard",
                        200,
                        "{\"dry_run\":false,\"done\":0,\"items\":[{\"id\":\"x\",\"outcome\":\"unknown\",\"note\":\"none\"}]}");
        assertThat(asked("dlq", "list", "--reason", "POISON").out()).contains("t-3@9");
        assertThat(asked("dlq", "describe", LETTER).out()).contains("it broke", "mend it", "the body");
        Run dry = asked("dlq", "redrive", "--reason", "POISON", "--dry-run");
        assertThat(dry.exitCode()).isZero();
        assertThat(dry.out()).contains("it has ended").contains("would redrive 1, and more wait");
        assertThat(asked("dlq", "discard", "x").exitCode()).isEqualTo(1);
        assertThat(asked("dlq", "redrive").exitCode()).isEqualTo(2);
        assertThat(asked("dlq", "redrive", "x", "--topic", "t").exitCode()).isEqualTo(2);
        assertThat(gateway.requests().get(2)).contains("\"reason\":\"POISON\"").contains("\"dry_run\":true");
        assertThat(gateway.requests().get(3)).contains("{\"ids\":[\"x\"],\"dry_run\":false}");
    }

    @Test
    void groupsAreShownWithWhatTheyAreBehindIn() {
        gateway.answer(
                        "GET /v1/groups",
                        200,
                        "{\"items\":[{\"group\":\"steerstream-decoder\",\"type\":\"share\",\"state\":\"stable\",\"members\":8,"
                                + "\"lag\":12,\"oldest_age_seconds\":75.2}]}")
                .answer(
                        "GET /v1/groups/steerstream-decoder",
                        200,
                        "{\"group\":\"steerstream-decoder\",\"type\":\"share\",\"state\":\"stable\",\"lag\":12,"
                                + "\"members\":[{\"id\":\"m1\",\"client\":\"c\",\"host\":\"/127.0.0.1\",\"partitions\":[\"r-0\",\"r-1\"]}],"
                                + "\"partitions\":[{\"topic\":\"r\",\"partition\":0,\"offset\":4,\"lag\":12},"
                                + "{\"topic\":\"idle\",\"partition\":0,\"offset\":4,\"lag\":0}]}");
        assertThat(asked("group", "list").out()).contains("steerstream-decoder").contains("1m15s");
        assertThat(asked("group", "describe", "steerstream-decoder").out())
                .contains("lag 12")
                .contains("m1")
                .doesNotContain("idle");
    }

    @Test
    void aFollowerOutlivesAGatewayThatRestarts() throws Exception {
        gateway.answer("GET /v1/adaptations/a", 200, "{\"adaptation\":\"a\",\"state\":\"training\"}");
        Thread restart = new Thread(() -> {
            try {
                // A second look says that the first was answered.
                await().until(() -> gateway.requests().size() >= 2);
                int port = gateway.uri().getPort();
                gateway.close();
                Thread.sleep(900);
                gateway = new LoopbackGateway(port)
                        .answer("GET /v1/adaptations/a", 503, "{\"status\":503,\"title\":\"starting\"}");
                await().until(() -> !gateway.requests().isEmpty());
                gateway.answer("GET /v1/adaptations/a", 200, "{\"adaptation\":\"a\",\"state\":\"succeeded\"}");
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        });
        restart.start();
        Run run = asked("task", "watch", "t", "--adaptation", "a", "--timeout", "30");
        restart.join();
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("training").contains("succeeded");
        // Nobody is waited for who was never there.
        assertThat(steer("task", "watch", "t", "--adaptation", "a", "--gateway", "http://127.0.0.1:1")
                        .exitCode())
                .isEqualTo(1);
    }

    @Test
    void theDoctorNamesWhatIsWrongWithItsRemedy() throws Exception {
        Path state = Files.createDirectories(directory.resolve("state"));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-xr-x"));
        Run run = steer(
                "doctor",
                "--state",
                state.toString(),
                "--model",
                directory.resolve("none.gguf").toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("none.gguf cannot be read")
                .contains("chmod 700 " + state)
                .contains("to mend");
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx------"));
        Run json = steer(
                "doctor",
                "--state",
                state.toString(),
                "--model",
                directory.resolve("none.gguf").toString(),
                "-o",
                "json");
        assertThat(json.out().lines()).hasSize(1);
        assertThat(json.out()).contains("\"check\":\"state directory\",\"verdict\":\"ok\"");
    }
}
