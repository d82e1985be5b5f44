package dev.steerstream.gateway.generations.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.steerstream.gateway.GatewayParts;
import dev.steerstream.gateway.Log;
import dev.steerstream.gateway.access.KeysAskedFor;
import dev.steerstream.gateway.generations.GenerationViews.Generation;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

/** Requests that arrive as one group, each with what it would have got alone. Of the gateway here a tenant may have 3 queued. */
@QuarkusTest
@TestProfile(KeysAskedFor.class)
@QuarkusTestResource(GatewayParts.class)
class GenerationIntakeIT {
    private static final Instant DEADLINE = Instant.now().plus(1, ChronoUnit.HOURS);

    @Inject
    GenerationIntake intake;

    @Inject
    Database database;

    @ConfigProperty(name = "steerstream.kafka.bootstrap")
    String bootstrap;

    @ConfigProperty(name = "steerstream.topic-prefix")
    String prefix;

    private record Sent(Tenant tenant, String id, String prompt) {
        GenerationRequest request() {
            return new GenerationRequest(id, null, null, prompt, null, null, null, null, DEADLINE, null);
        }
    }

    private static Sent sent(String tenant, String id, String prompt) {
        return new Sent(new Tenant(tenant), id, prompt);
    }

    @Test
    void ofSeveralUnderOneNameTheFirstIsStoredAndSentAndTheOthersAreNoneOrConflicts() {
        List<Sent> group = new ArrayList<>();
        for (String prompt : List.of("first", "second", "first", "third")) {
            for (String id : List.of("c", "a", "b")) group.add(sent("names", id, prompt));
        }
        List<String> outcomes = together(group);

        assertThat(outcomes.subList(0, 3)).containsOnly("queued");
        assertThat(outcomes.subList(3, 6)).containsOnly("CONFLICT");
        assertThat(outcomes.subList(6, 9)).containsOnly("queued");
        assertThat(outcomes.subList(9, 12)).containsOnly("CONFLICT");
        assertThat(stored("names")).containsExactly("a first", "b first", "c first");
        assertThat(published("names", 3)).containsExactly("c first", "a first", "b first");
    }

    @Test
    void aTenantsLastRoomGoesToTheFirstNewOnesAndOthersAreNotHeldUp() {
        intake.accept(new Tenant("full"), sent("full", "before", "x").request(), Map.of());
        List<String> outcomes = together(List.of(
                sent("full", "before", "x"),
                sent("full", "d", "x"),
                sent("roomy", "d", "x"),
                sent("full", "d", "x"),
                sent("full", "c", "x"),
                sent("full", "b", "x"),
                sent("roomy", "a", "x"),
                sent("full", "a", "x")));

        assertThat(outcomes)
                .containsExactly(
                        "queued",
                        "queued",
                        "queued",
                        "queued",
                        "queued",
                        "TOO_MANY_QUEUED",
                        "queued",
                        "TOO_MANY_QUEUED");
        assertThat(published("full", 3)).containsExactly("before x", "d x", "c x");
        assertThat(stored("full")).containsExactly("before x", "c x", "d x");

        // What has ended meanwhile makes room at once, also for a group.
        database.useTransaction(handle -> handle.execute("delete from generation where tenant = 'full'"));
        assertThat(together(List.of(sent("full", "e", "x"), sent("full", "f", "x"), sent("full", "g", "x"))))
                .containsOnly("queued");
    }

    @Test
    void oneThatTheDatabaseRefusesFailsAloneAndWithoutARow() {
        database.useTransaction(handle -> handle.execute(
                "alter table generation add constraint not_this check (request <> 'refused') not valid"));
        List<String> outcomes;
        try {
            outcomes = together(List.of(sent("bad", "b", "x"), sent("bad", "refused", "x"), sent("bad", "a", "x")));
        } finally {
            database.useTransaction(handle -> handle.execute("alter table generation drop constraint not_this"));
        }
        assertThat(outcomes.get(0)).isEqualTo("queued");
        assertThat(outcomes.get(1)).contains("not_this");
        assertThat(outcomes.get(2)).isEqualTo("queued");
        assertThat(stored("bad")).containsExactly("a x", "b x");
        assertThat(published("bad", 2)).containsExactly("b x", "a x");
    }

    /** Sends them in this order while the intake waits for another transaction, so that they are one group; what became of each, its state or why not. */
    private List<String> together(List<Sent> group) {
        Sent gate = sent("gate", "of-" + System.nanoTime(), "x");
        List<CompletableFuture<Generation>> answers = new ArrayList<>();
        database.useTransaction(handle -> {
            storeUnlike(handle, gate);
            begin(gate);
            await().atMost(Duration.ofSeconds(60)).until(this::intakeWaits);
            group.forEach(sent -> answers.add(begin(sent)));
        });
        return answers.stream().map(GenerationIntakeIT::outcome).toList();
    }

    private static void storeUnlike(Handle handle, Sent sent) {
        handle.execute(
                "insert into generation (tenant, request, content_hash, state, body, deadline)"
                        + " values (?, ?, repeat('0', 64), 'queued', '{}', now() + interval '1 hour')",
                sent.tenant().name(),
                sent.id());
    }

    private boolean intakeWaits() {
        return database.read(handle -> handle.createQuery("select exists (select from pg_stat_activity"
                        + " where datname = current_database() and wait_event_type = 'Lock'"
                        + " and query like 'insert into generation%')")
                .mapTo(Boolean.class)
                .one());
    }

    /** On a thread of its own, which waits for its answer when this returns. */
    private CompletableFuture<Generation> begin(Sent sent) {
        CompletableFuture<Generation> answer = new CompletableFuture<>();
        Thread asker = new Thread(
                () -> {
                    try {
                        answer.complete(intake.accept(sent.tenant(), sent.request(), Map.of()));
                    } catch (RuntimeException refused) {
                        answer.completeExceptionally(refused);
                    }
                },
                "asks for " + sent.id());
        asker.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> asker.getState() == Thread.State.WAITING);
        return answer;
    }

    private static String outcome(CompletableFuture<Generation> answer) {
        try {
            return answer.join().state();
        } catch (CompletionException refused) {
            return refused.getCause() instanceof ProblemException problem
                    ? problem.failure().code()
                    : refused.getCause().getMessage();
        }
    }

    private List<String> stored(String tenant) {
        return database.read(handle -> handle.createQuery("select request || ' ' || (body ->> 'prompt')"
                        + " from generation where tenant = :tenant order by request")
                .bind("tenant", tenant)
                .mapTo(String.class)
                .list());
    }

    private List<String> published(String tenant, int count) {
        return new Log(bootstrap, prefix)
                        .read(
                                Topic.GENERATION_REQUESTS,
                                count,
                                message -> tenant.equals(Log.header(message, "ce_tenant")))
                        .stream()
                        .map(message -> Contracts.read(GenerationRequest.class, message.value()))
                        .map(request -> request.id() + " " + request.prompt())
                        .toList();
    }
}
