package dev.steerstream.gateway.generations;

import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.Instance;
import dev.steerstream.gateway.adaptations.AdaptationQueries;
import dev.steerstream.gateway.adaptations.AdaptationViews.Task;
import dev.steerstream.gateway.decoders.DecoderQueries;
import dev.steerstream.gateway.decoders.DecoderView;
import dev.steerstream.gateway.generations.GenerationViews.Ask;
import dev.steerstream.gateway.generations.TaskStates.TaskState;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.schemas.CalibratedRule;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.SamplingOptions;
import dev.steerstream.schemas.SteeringOptions;
import dev.steerstream.schemas.SteeringProfile;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** From what a client asks to the message that a decoder gets: refused at the door, or complete with id, deadline and the waiting instance. */
@Singleton
public class GenerationAdmission {
    private final TaskStates taskStates;
    private final DecoderQueries decoders;
    private final AdaptationQueries tasks;
    private final Instance instance;
    private final Clock clock;
    private final int mostTokens;

    public GenerationAdmission(
            TaskStates taskStates,
            DecoderQueries decoders,
            AdaptationQueries tasks,
            Instance instance,
            Clock clock,
            GatewayConfiguration configuration) {
        this.taskStates = taskStates;
        this.decoders = decoders;
        this.tasks = tasks;
        this.instance = instance;
        this.clock = clock;
        this.mostTokens = configuration.gateway().limits().tokens();
    }

    /**
     * @param stream whether chunks are asked for
     * @throws ProblemException 422 where a rule is broken, or the model takes no messages, 404 {@code UNKNOWN_TASK}, 409 where the task takes no requests, or
     *     {@code RULE_NOT_CALIBRATED} where its profile has no strengths for the rule that is named
     */
    public GenerationRequest admit(Tenant tenant, Ask ask, Boolean stream) {
        Instant now = clock.instant();
        AskRules.check(ask, now);
        if (ask.sampling() != null) requireTokens(ask.sampling());
        if (ask.task() != null) requireTask(tenant, ask.task(), AskRules.mode(ask));
        if (ask.messages() != null) requireChatTemplate();
        // Microseconds are what the database keeps: the message and the row say the same.
        Instant deadline = (ask.deadline() == null ? now.plus(AskRules.DEFAULT_DEADLINE) : ask.deadline())
                .truncatedTo(ChronoUnit.MICROS);
        return new GenerationRequest(
                ask.id() == null ? UUID.randomUUID().toString() : ask.id(),
                ask.task(),
                ask.messages(),
                ask.prompt(),
                ask.sampling(),
                ask.task() == null ? ask.steering() : underRule(tenant, ask.task(), ask.steering()),
                stream,
                ask.deterministic(),
                deadline,
                instance.name(),
                ask.responseFormat(),
                ask.reference(),
                null);
    }

    private void requireTokens(SamplingOptions sampling) {
        long each = sampling.maxTokens() == null ? 1 : sampling.maxTokens();
        long answers = sampling.n() == null ? 1 : sampling.n();
        Rules.require(
                each * answers <= mostTokens,
                "sampling/max_tokens",
                sampling.maxTokens(),
                (answers == 1 ? "" : "of " + answers + " answers that is " + each * answers + " tokens, and ")
                        + "a request may have at most " + mostTokens + " in this installation");
    }

    private void requireTask(Tenant tenant, String task, SteeringOptions.Mode mode) {
        TaskState found = taskStates
                .find(tenant, task)
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
                    "Wait for its adaptation to succeed; where one was held back for want of gain, promote its version"
                            + " or adapt again; or ask with steering.mode base.");
        }
    }

    /** A rule is looked up in one version of the profile, which the request is held to: the next one may have other rules. */
    private SteeringOptions underRule(Tenant tenant, String task, SteeringOptions steering) {
        if (steering == null || steering.rule() == null) return steering;
        Optional<SteeringProfile> found = (steering.profileVersion() == null
                        ? tasks.task(tenant, task).map(Task::profile)
                        : tasks.profile(tenant, task, steering.profileVersion()))
                .map(profile -> Contracts.mapper().convertValue(profile, SteeringProfile.class));
        if (found.isEmpty()) return steering; // the decoder will say that there is no such version
        SteeringProfile profile = found.get();
        CalibratedRule rule = profile.calibrated(steering.rule()).orElseThrow(() -> ProblemException.conflict(
                        "RULE_NOT_CALIBRATED",
                        "steering/rule is " + Rules.shown(steering.rule()) + ": profile " + profile.version()
                                + " of task " + Rules.shown(task) + " has strengths for "
                                + String.join(
                                        ", ",
                                        profile.calibrated().stream()
                                                .map(CalibratedRule::name)
                                                .toList())
                                + " only",
                        "Name one of these, leave rule out, or adapt the task with calibration.directions that have"
                                + " it.")
                .about("steering/rule"));
        Rules.require(
                steering.strength() == null || rule.strengths().size() == 1,
                "steering/strength",
                steering.strength(),
                "it is one number, and rule " + rule.name() + " has "
                        + rule.strengths().size() + " directions");
        return steering.under(profile.version(), null);
    }

    /** Decoders say what they serve; where none runs, the one that comes will refuse what its model cannot take. */
    private void requireChatTemplate() {
        if (takeMessages(decoders.lately())) return;
        List<DecoderView> running = decoders.running();
        if (takeMessages(running)) return;
        throw ProblemException.invalid(
                "NO_CHAT_TEMPLATE",
                "messages are given, but " + running.get(0).model()
                        + ", which this installation serves, has no chat template to render them with",
                "Send the text as prompt (steer generate --raw TEXT), or serve an instruction-tuned model.");
    }

    private static boolean takeMessages(List<DecoderView> running) {
        return running.isEmpty()
                || running.stream()
                        .anyMatch(decoder -> !decoder.chatTemplateDigest().isEmpty());
    }
}
