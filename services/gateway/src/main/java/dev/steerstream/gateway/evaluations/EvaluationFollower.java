package dev.steerstream.gateway.evaluations;

import dev.steerstream.gateway.evaluations.EvaluationViews.Evaluation;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.streams.AggregateFollower;
import dev.steerstream.gateway.streams.AggregateFollower.Stored;
import dev.steerstream.gateway.streams.AggregateFollower.Told;
import dev.steerstream.gateway.streams.EventStream;
import dev.steerstream.schemas.EvaluationEvent;
import dev.steerstream.schemas.EvaluationEvent.Type;
import java.time.Instant;

/** Follows one evaluation, for one client. */
final class EvaluationFollower {
    private EvaluationFollower() {}

    static AggregateFollower<EvaluationEvent> of(
            EvaluationQueries queries, Tenant tenant, String task, String evaluation, EventStream stream) {
        return new AggregateFollower<>(
                evaluation,
                event -> new Told(event.evaluation(), event.sequence(), event.type(), event.progress()),
                () -> queries.evaluation(tenant, task, evaluation)
                        .filter(Evaluation::stored)
                        .map(row -> new Stored<>(event(row), row.sequence(), row.progress(), row.ended())),
                stream);
    }

    /** The stored state in the form of the event that led to it. */
    private static EvaluationEvent event(Evaluation row) {
        Type type =
                switch (row.state()) {
                    case "queued" -> Type.QUEUED;
                    case "evaluating" -> row.progress() == null ? Type.STARTED : Type.PROGRESS;
                    case "cancelling" -> Type.CANCELLING;
                    case "succeeded" -> Type.EVALUATED;
                    case "failed" -> Type.FAILED;
                    case "cancelled" -> Type.CANCELLED;
                    default -> throw new IllegalStateException("evaluation in state " + row.state());
                };
        Instant at =
                row.endedAt() != null ? row.endedAt() : row.startedAt() != null ? row.startedAt() : row.createdAt();
        return new EvaluationEvent(
                row.task(),
                row.evaluation(),
                row.sequence(),
                type,
                at,
                row.adaptation(),
                row.profileVersion(),
                row.dataset(),
                row.submission(),
                row.progress(),
                null,
                row.measuresDigest(),
                row.reportDigest(),
                row.failure(),
                row.doseDigest());
    }
}
