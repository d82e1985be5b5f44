package dev.steerstream.tracker.playground;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.Failure;
import dev.steerstream.tracker.gateway.Caller;
import dev.steerstream.tracker.gateway.GatewayDoor;
import dev.steerstream.tracker.gateway.Paths;
import dev.steerstream.tracker.requests.TokenDetails;
import dev.steerstream.work.errors.Failures;
import dev.steerstream.work.errors.SteerStreamException;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** The playground's runs of this tracker, in memory: the newest {@value #MOST}. What they asked are requests like any other and stay with those. */
@Singleton
class Runs {
    private static final int MOST = 100;
    private static final int MOST_OPEN = 16;
    private static final int MOST_OF_TENANT = 4;
    private static final List<String> MODES = List.of("base", "warm", "steered");

    private final GatewayDoor gateway;
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(MOST_OPEN * MODES.size(), work -> {
        Thread thread = new Thread(work, "tracker-playground");
        thread.setDaemon(true);
        return thread;
    });

    Runs(GatewayDoor gateway) {
        this.gateway = gateway;
    }

    void stop(@Observes ShutdownEvent event) {
        threads.shutdownNow();
    }

    /** @throws SteerStreamException transient {@code TOO_MANY_RUNS} */
    Run begin(Caller caller, Asked asked) {
        Stream<String> modes = asked.task() == null ? Stream.of("base") : MODES.stream();
        Run run = new Run(
                UUID.randomUUID().toString(),
                caller.tenant(),
                asked,
                modes.map(Answer::new).toList(),
                System.nanoTime());
        keep(run);
        for (Answer answer : run.answers()) threads.execute(() -> ask(caller, asked, answer));
        return run;
    }

    private synchronized void keep(Run run) {
        List<Run> open = runs.values().stream().filter(Run::open).toList();
        long own = open.stream()
                .filter(other -> other.tenant().equals(run.tenant()))
                .count();
        if (own >= MOST_OF_TENANT || open.size() >= MOST_OPEN) {
            throw SteerStreamException.passing(
                    "TOO_MANY_RUNS",
                    own >= MOST_OF_TENANT
                            ? own + " prompts of tenant " + run.tenant()
                                    + " are being answered: that is a tenant's share of the playground's " + MOST_OPEN
                            : open.size() + " prompts of the playground are being answered",
                    "Wait until one of them has ended.");
        }
        runs.put(run.id(), run);
        while (runs.size() > MOST) runs.remove(runs.keySet().iterator().next());
    }

    synchronized Optional<Run> find(String tenant, String id) {
        return Optional.ofNullable(runs.get(id)).filter(run -> run.tenant().equals(tenant));
    }

    private void ask(Caller caller, Asked asked, Answer answer) {
        try (InputStream stream = gateway.stream(
                caller, "/v1/generations", asked.request(answer.shown().mode()))) {
            ServerEvents.read(stream, (name, data) -> take(answer, name, data));
            if (answer.shown().open()) {
                answer.failed(new Failure(
                        Failure.Kind.TRANSIENT,
                        "STREAM_ENDED",
                        "the gateway ended the stream before the answer",
                        "The request's page says what became of it."));
            }
            if (answer.shown().state().equals("succeeded")) answer.details(details(caller, answer.request()));
        } catch (IOException | RuntimeException thrown) {
            answer.failed(Failures.of(thrown));
        }
    }

    private static void take(Answer answer, String name, String data) {
        JsonNode event;
        try {
            event = Contracts.mapper().readTree(data);
        } catch (JsonProcessingException notJson) {
            return;
        }
        switch (name) {
            case "chunk" -> answer.chunk(event);
            case "result" -> answer.result(event);
            case "error" ->
                answer.failed(new Failure(
                        Failure.Kind.USER,
                        event.path("code").asText("GATEWAY_REFUSED"),
                        event.path("detail").asText("the gateway gave no reason"),
                        event.path("advice").asText("")));
            default -> {
                // Nothing else is of use here.
            }
        }
    }

    private TokenDetails details(Caller caller, String request) {
        try {
            return TokenDetails.of(gateway.get(caller, Paths.generation(request, "/detail")));
        } catch (SteerStreamException none) {
            return null;
        }
    }
}
