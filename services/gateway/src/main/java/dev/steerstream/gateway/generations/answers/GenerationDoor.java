package dev.steerstream.gateway.generations.answers;

import dev.steerstream.gateway.generations.GenerationEnds;
import dev.steerstream.gateway.generations.GenerationStore;
import dev.steerstream.gateway.generations.GenerationStore.Name;
import dev.steerstream.gateway.generations.GenerationViews.Generation;
import dev.steerstream.gateway.generations.intake.GenerationIntake;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.streams.Background;
import dev.steerstream.gateway.streams.EventStreams;
import dev.steerstream.gateway.topics.Listeners;
import dev.steerstream.schemas.GenerationRequest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

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

    public GenerationDoor(
            GenerationIntake intake,
            GenerationStore store,
            GenerationEnds ends,
            ResultWatch watch,
            Listeners listeners,
            EventStreams streams,
            Background background) {
        this.intake = intake;
        this.store = store;
        this.ends = ends;
        this.watch = watch;
        this.listeners = listeners;
        this.streams = streams;
        this.background = background;
    }

    /** What becomes of a request whose client has gone before its end. */
    public enum Left {
        GOES_ON,
        IS_CANCELLED
    }

    /** The request once it has ended, on a background thread. The watch begins before the row is looked at, so that no end falls between. */
    public Uni<Generation> whole(Tenant tenant, GenerationRequest request, Map<String, String> trace, Left left) {
        Name name = new Name(tenant, request.id());
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Listeners.Registration registration = watch.watch(name, () -> ended.complete(null));
        try {
            if (intake.accept(tenant, request, trace).ended()) ended.complete(null);
        } catch (RuntimeException refused) {
            registration.close();
            throw refused;
        }
        return Uni.createFrom()
                .completionStage(ended.thenCompose(ignored -> store.findSoon(name)))
                .onTermination()
                .invoke(registration::close)
                .onCancellation()
                .invoke(() -> leave(tenant, request, left))
                .emitOn(background)
                .map(Optional::orElseThrow);
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
