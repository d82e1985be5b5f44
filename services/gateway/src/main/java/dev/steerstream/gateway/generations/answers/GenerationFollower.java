package dev.steerstream.gateway.generations.answers;

import dev.steerstream.gateway.generations.GenerationStore;
import dev.steerstream.gateway.generations.GenerationStore.Name;
import dev.steerstream.gateway.generations.GenerationViews.Generation;
import dev.steerstream.gateway.streams.EventStream;
import dev.steerstream.gateway.topics.Listeners;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.TokenChunk;
import dev.steerstream.schemas.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One client that follows one request's tokens to its result. It listens from before the request is stored, so that no chunk falls between; until
 * the client's stream is open, chunks are kept. Safe from any thread.
 */
final class GenerationFollower implements AutoCloseable {
    /** Chunks kept before the stream opens: it opens within the same request, so more means that something is wrong. */
    private static final int MOST_EARLY = 1024;

    private final GenerationStore store;
    private final Name name;
    private final StreamedAnswer answer = new StreamedAnswer();
    private final List<TokenChunk> early = new ArrayList<>();
    private final Listeners.Registration tokens;
    private final Listeners.Registration end;
    private final AnswerFormat format;
    private EventStream stream;
    private boolean finished;

    GenerationFollower(GenerationStore store, Listeners listeners, ResultWatch watch, Name name, AnswerFormat format) {
        this.store = store;
        this.name = name;
        this.format = format;
        this.tokens = listeners.listen(
                Topic.GENERATION_TOKENS,
                name.tenant().key(name.request()),
                value -> take(Contracts.read(TokenChunk.class, value)));
        this.end = watch.watch(name, ignored -> finish());
    }

    /** From now on everything goes to {@code opened}. */
    void attach(EventStream opened) {
        opened.afterwards(this::close);
        List<TokenChunk> kept;
        synchronized (this) {
            stream = opened;
            kept = List.copyOf(early);
            early.clear();
            kept.forEach(this::take);
        }
        finish();
    }

    /** Whether the client has all that there is. */
    synchronized boolean finished() {
        return finished;
    }

    private synchronized void take(TokenChunk chunk) {
        if (finished) return;
        if (stream == null) {
            if (early.size() < MOST_EARLY) early.add(chunk);
            return;
        }
        try {
            answer.take(chunk).ifPresent(this::send);
        } catch (RuntimeException thrown) {
            fail(thrown);
        }
    }

    /** Ends the stream if the request has ended. */
    private void finish() {
        synchronized (this) {
            if (stream == null || finished) return;
        }
        Generation found = store.find(name.tenant(), name.request()).orElse(null);
        if (found == null || !found.ended()) return;
        synchronized (this) {
            if (finished) return;
            try {
                GenerationResult result = Contracts.mapper().treeToValue(found.result(), GenerationResult.class);
                answer.rest(result).forEach(this::send);
                finished = true;
                format.result(stream, result, found.result());
                stream.complete();
            } catch (IOException unreadable) {
                fail(new UncheckedIOException(unreadable));
            } catch (RuntimeException thrown) {
                fail(thrown);
            }
        }
    }

    private void send(TokenChunk chunk) {
        format.chunk(stream, chunk);
    }

    private void fail(Throwable thrown) {
        finished = true;
        format.failure(stream, thrown);
        stream.complete();
    }

    @Override
    public void close() {
        tokens.close();
        end.close();
    }
}
