package dev.steerstream.decoder.running;

import dev.steerstream.core.decoding.batch.BeamTask;
import dev.steerstream.core.decoding.batch.DecodingTask;
import dev.steerstream.core.decoding.batch.GenerationTask;
import dev.steerstream.core.decoding.generation.BeamAnswer;
import dev.steerstream.core.decoding.generation.BeamListener;
import dev.steerstream.core.decoding.generation.BeamSearch;
import dev.steerstream.core.decoding.generation.GeneratedToken;
import dev.steerstream.core.decoding.generation.Generation;
import dev.steerstream.core.decoding.generation.GenerationListener;
import dev.steerstream.core.decoding.generation.GenerationOutcome;
import dev.steerstream.core.decoding.generation.TokenText;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.decoder.topic.Cancellations.RequestName;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A request on its way through the batch: n answers from one prompt. Confined to the decoding thread, but for {@link #decoded()} and the
 * constructor.
 */
public final class RunningRequest {
    private final RequestName name;
    private final Lane lane;
    private final boolean alone;
    private final Clock clock;
    private final ChunkSink chunks;
    private final DecodingTask[] tasks; // one of an answer, or one beam search for all
    private final GenerationOutcome[] outcomes;
    private final CompletableFuture<Decoded> decoded = new CompletableFuture<>();
    private int joined;
    private int open;
    private Instant firstToken;
    private StopReason stopReason;
    private Throwable failure;

    /** Takes the text of growing answers; called on the decoding thread, must not block. */
    public interface ChunkSink {
        void token(int choice, GeneratedToken token);

        /** @param finishReason stop, length, cancelled or error */
        void finished(int choice, String finishReason);

        /** Takes nothing: the request is not streamed. */
        ChunkSink NONE = new ChunkSink() {
            @Override
            public void token(int choice, GeneratedToken token) {}

            @Override
            public void finished(int choice, String finishReason) {}
        };
    }

    /**
     * @param alone whether nothing else may run beside it: it has broken decoders before
     * @param sequence the prompt with room for the answer
     * @param text makes the text of one answer
     */
    public RunningRequest(
            RequestName name,
            Lane lane,
            boolean alone,
            SequenceSpecification sequence,
            AnswerSpecification answers,
            Supplier<TokenText> text,
            ChunkSink chunks,
            Clock clock) {
        this.name = name;
        this.lane = lane;
        this.alone = alone;
        this.chunks = chunks;
        this.clock = clock;
        this.tasks = new DecodingTask[answers.searches() ? 1 : answers.answers()];
        this.outcomes = new GenerationOutcome[answers.answers()];
        this.open = tasks.length;
        for (int task = 0; task < tasks.length; task++) {
            tasks[task] = answers.searches() ? search(sequence, answers, text) : one(task, sequence, answers, text);
        }
    }

    private DecodingTask one(
            int choice, SequenceSpecification sequence, AnswerSpecification answers, Supplier<TokenText> text) {
        Generation generation = new Generation(answers.specification().withChoice(choice), text.get());
        return new GenerationTask(name.toString(), sequence, generation, listener(choice));
    }

    private DecodingTask search(SequenceSpecification sequence, AnswerSpecification answers, Supplier<TokenText> text) {
        BeamSearch search = new BeamSearch(
                answers.specification(), text.get(), answers.beamWidth(), answers.answers(), answers.lengthPenalty());
        return new BeamTask(name.toString(), sequence, search, beamListener());
    }

    /** Completes when every answer has ended or the request was stopped; exceptionally where the model failed. */
    public CompletableFuture<Decoded> decoded() {
        return decoded;
    }

    RequestName name() {
        return name;
    }

    Lane lane() {
        return lane;
    }

    boolean alone() {
        return alone;
    }

    /** Whether answers wait to join. */
    boolean waiting() {
        return joined < tasks.length && stopReason == null && failure == null;
    }

    /** Slots of the answers that have joined and not ended. */
    int decoding() {
        return (open - (tasks.length - joined)) * width();
    }

    /** Slots that an answer, or the search for all of them, takes. */
    int width() {
        return tasks[0].width();
    }

    boolean ended() {
        return open == 0;
    }

    DecodingTask join() {
        return tasks[joined++];
    }

    /** Answers that have joined will be cancelled by the batch; those that have not never begin. The first reason holds. */
    void stop(StopReason reason) {
        if (stopReason == null) stopReason = reason;
        abandonWaiting();
    }

    private void abandonWaiting() {
        while (joined < tasks.length) {
            finished(joined++, failure == null ? "cancelled" : "error");
            oneEnded();
        }
    }

    /** Of a search all answers end at once. */
    private void finished(int task, String reason) {
        int first = tasks.length == outcomes.length ? task : 0;
        int last = tasks.length == outcomes.length ? task : outcomes.length - 1;
        for (int choice = first; choice <= last; choice++) chunks.finished(choice, reason);
    }

    private void oneEnded() {
        open--;
        if (open > 0) return;
        if (failure != null && stopReason == null) {
            decoded.completeExceptionally(failure);
            return;
        }
        List<GenerationOutcome> ended = new ArrayList<>();
        Arrays.stream(outcomes).filter(Objects::nonNull).forEach(ended::add);
        decoded.complete(new Decoded(ended, Optional.ofNullable(firstToken), Optional.ofNullable(stopReason)));
    }

    private GenerationListener listener(int choice) {
        return new GenerationListener() {
            @Override
            public void onToken(GeneratedToken token) {
                if (firstToken == null) firstToken = clock.instant();
                chunks.token(choice, token);
            }

            @Override
            public void onFinished(GenerationOutcome outcome) {
                outcomes[choice] = outcome;
                chunks.finished(choice, reason(outcome));
                oneEnded();
            }

            @Override
            public void onFailed(Throwable thrown) {
                failed(choice, thrown);
            }
        };
    }

    private void failed(int task, Throwable thrown) {
        if (failure == null) failure = thrown;
        finished(task, "error");
        oneEnded();
        abandonWaiting();
    }

    /** Before the search has ended no answer is certain: a stream gets each whole, at the end. */
    private BeamListener beamListener() {
        return new BeamListener() {
            @Override
            public void onFinished(List<BeamAnswer> answers) {
                firstToken = clock.instant();
                for (int choice = 0; choice < answers.size(); choice++) {
                    BeamAnswer answer = answers.get(choice);
                    outcomes[choice] = answer.outcome();
                    for (GeneratedToken token : answer.tokens()) chunks.token(choice, token);
                    chunks.finished(choice, reason(answer.outcome()));
                }
                oneEnded();
            }

            @Override
            public void onFailed(Throwable thrown) {
                failed(0, thrown);
            }
        };
    }

    private static String reason(GenerationOutcome outcome) {
        return outcome.finishReason().name().toLowerCase(Locale.ROOT);
    }
}
