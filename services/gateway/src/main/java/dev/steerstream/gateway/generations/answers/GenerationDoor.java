package dev.steerstream.gateway.generations.answers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.generations.GenerationEnds;
import dev.steerstream.gateway.generations.GenerationStore;
import dev.steerstream.gateway.generations.GenerationStore.Name;
import dev.steerstream.gateway.generations.GenerationViews.Generation;
import dev.steerstream.gateway.generations.intake.GenerationIntake;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.streams.Background;
import dev.steerstream.gateway.streams.EventStreams;
import dev.steerstream.gateway.topics.Listeners;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.GenerationResult;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Stores an admitted request and follows it to its end, whole or chunk by chunk, without holding a thread. When either method returns, the request's row
 * is there. Safe from any thread.
 */
@Singleton
public class GenerationDoor {
    private final GenerationIntake intake;
    private final GenerationStore store;
    private final GenerationEnds ends;
    private final ResultWatch watch;
    private final Listeners listeners;
    private final EventStreams streams;
    private final Background background;
    private final RequestStages stages;
    private final Clock clock;

    public GenerationDoor(
            GenerationIntake intake,
            GenerationStore store,
            GenerationEnds ends,
            ResultWatch watch,
            Listeners listeners,
            EventStreams streams,
            Background background,
            RequestStages stages,
            Clock clock) {
        this.intake = intake;
        this.store = store;
        this.ends = ends;
        this.watch = watch;
        this.listeners = listeners;
        this.streams = streams;
        this.background = background;
        this.stages = stages;
        this.clock = clock;
    }

    /** What becomes of a request whose client has gone before its end. */
    public enum Left {
        GOES_ON,
        IS_CANCELLED
    }

    /** The request once it has ended. The watch begins before its row is stored, so that no end falls between. */
    public Uni<Generation> whole(Tenant tenant, GenerationRequest request, Map<String, String> trace, Left left) {
        Name name = new Name(tenant, request.id());
        Instant began = clock.instant();
        CompletableFuture<Optional<byte[]>> ended = new CompletableFuture<>();
        Listeners.Registration registration = watch.watch(name, ended::complete);
        Generation accepted;
        try {
            accepted = intake.accept(tenant, request, trace);
            stages.stored(began);
            if (accepted.ended()) ended.complete(Optional.empty());
        } catch (RuntimeException refused) {
            registration.close();
            throw refused;
        }
        return Uni.createFrom()
                .completionStage(ended.thenCompose(message -> ended(name, accepted, message)))
                .onTermination()
                .invoke(registration::close)
                .onCancellation()
                .invoke(() -> leave(tenant, request, left))
                .invoke(stages::answered);
    }

    /** By the message that woke it, which is stored before it is published; without one by the row. */
    private CompletionStage<Generation> ended(Name name, Generation accepted, Optional<byte[]> message) {
        if (message.isEmpty()) return store.findSoon(name).thenApplyAsync(Optional::orElseThrow, background);
        try {
            JsonNode told = Contracts.mapper().readTree(message.get());
            return CompletableFuture.completedStage(
                    accepted.endedWith(Contracts.mapper().treeToValue(told, GenerationResult.class), told));
        } catch (IOException unreadable) {
            return CompletableFuture.failedStage(new UncheckedIOException(unreadable));
        }
    }

    /** Events until the request has ended. */
    public Multi<OutboundSseEvent> streamed(
            Sse sse,
            Tenant tenant,
            GenerationRequest request,
            Map<String, String> trace,
            AnswerFormat format,
            Left left) {
        GenerationFollower follower =
                new GenerationFollower(store, listeners, watch, new Name(tenant, request.id()), format);
        try {
            intake.accept(tenant, request, trace);
        } catch (RuntimeException refused) {
            follower.close();
            throw refused;
        }
        return streams.open(sse, stream -> {
            stream.afterwards(() -> {
                if (!follower.finished()) leave(tenant, request, left);
            });
            follower.attach(stream);
        });
    }

    private void leave(Tenant tenant, GenerationRequest request, Left left) {
        if (left == Left.GOES_ON) return;
        background.execute(() -> ends.abandon(tenant, request.id(), "its client closed the connection"));
    }
}
