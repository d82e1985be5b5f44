package dev.steerstream.gateway.generations;

import dev.steerstream.gateway.Instance;
import dev.steerstream.gateway.generations.GenerationStore.TaskState;
import dev.steerstream.gateway.generations.GenerationViews.Ask;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.SteeringOptions;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** From what a client asks to the message that a decoder gets: refused at the door, or complete with id, deadline and the waiting instance. */
@Singleton
public class GenerationAdmission {
    private final GenerationStore store;
    private final Instance instance;
    private final Clock clock;

    public GenerationAdmission(GenerationStore store, Instance instance, Clock clock) {
        this.store = store;
        this.instance = instance;
        this.clock = clock;
    }

    /**
     * @param stream whether chunks are asked for
     * @throws ProblemException 422 where a rule is broken, 404 {@code UNKNOWN_TASK}, 409 where the task takes no requests
     */
    GenerationRequest admit(Tenant tenant, Ask ask, Boolean stream) {
        Instant now = clock.instant();
        AskRules.check(ask, now);
        if (ask.task() != null) requireTask(tenant, ask.task(), AskRules.mode(ask));
        // Microseconds are what the database keeps: the message and the row say the same.
        Instant deadline = (ask.deadline() == null ? now.plus(AskRules.DEFAULT_DEADLINE) : ask.deadline())
                .truncatedTo(ChronoUnit.MICROS);
        return new GenerationRequest(
                ask.id() == null ? UUID.randomUUID().toString() : ask.id(),
                ask.task(),
                ask.messages(),
                ask.prompt(),
                ask.sampling(),
                ask.steering(),
                stream,
                ask.deterministic(),
                deadline,
                instance.name(),
                ask.responseFormat(),
                ask.reference(),
                null);
    }

    private void requireTask(Tenant tenant, String task, SteeringOptions.Mode mode) {
        TaskState found = store.task(tenant, task)
                .orElseThrow(() -> ProblemException.notFound(
                        "UNKNOWN_TASK",
                        "task " + Rules.shown(task) + " is not known in tenant " + tenant.name(),
                        "Adapt it first, or leave task out to ask the base model."));
        if (mode == SteeringOptions.Mode.BASE) return;
        if (found.state().equals("retired")) {
            throw ProblemException.conflict(
                    "TASK_RETIRED",
                    "task " + Rules.shown(task) + " is retired and takes no new requests",
                    "Promote one of its profiles again, or ask another task.");
        }
        if (!found.ready()) {
            throw ProblemException.conflict(
                    "TASK_NOT_READY",
                    "task " + Rules.shown(task) + " has no profile in force yet",
                    "Wait for its adaptation to succeed, or ask with steering.mode base.");
        }
    }
}
