package dev.steerstream.gateway.openai.finetuning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.steerstream.gateway.adaptations.AdaptationCommands;
import dev.steerstream.gateway.adaptations.AdaptationQueries;
import dev.steerstream.gateway.adaptations.AdaptationViews.Adaptation;
import dev.steerstream.gateway.http.OpenAiError;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.openai.finetuning.JobStore.Trained;
import dev.steerstream.gateway.openai.finetuning.JobViews.Checkpoint;
import dev.steerstream.gateway.openai.finetuning.JobViews.Hyperparameters;
import dev.steerstream.gateway.openai.finetuning.JobViews.Job;
import dev.steerstream.gateway.openai.finetuning.JobViews.JobError;
import dev.steerstream.gateway.openai.finetuning.JobViews.JobEvent;
import dev.steerstream.gateway.openai.finetuning.JobViews.JobRow;
import dev.steerstream.gateway.openai.finetuning.JobViews.Method;
import dev.steerstream.gateway.openai.finetuning.JobViews.Metrics;
import dev.steerstream.gateway.openai.finetuning.JobViews.Supervised;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.Progress;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Shows a job by its row and its adaptation's. What happened is told as far as it is stored; the topic adaptation-events has all of it. */
@Singleton
public class JobPresentation {
    private static final TextNode AUTO = TextNode.valueOf("auto");

    private final JobStore jobs;
    private final AdaptationCommands adaptations;
    private final AdaptationQueries profiles;
    private final Clock clock;

    public JobPresentation(JobStore jobs, AdaptationCommands adaptations, AdaptationQueries profiles, Clock clock) {
        this.jobs = jobs;
        this.adaptations = adaptations;
        this.profiles = profiles;
        this.clock = clock;
    }

    Job job(Tenant tenant, JobRow row) {
        Optional<Adaptation> adaptation = adaptation(tenant, row);
        String status = status(row, adaptation);
        Failure failure = adaptation.map(Adaptation::failure).orElse(row.failure());
        Instant finished = adaptation.isPresent() ? adaptation.get().endedAt() : row.endedAt();
        Hyperparameters numbers = hyperparameters(row);
        return new Job(
                row.id(),
                "fine_tuning.job",
                row.createdAt().getEpochSecond(),
                failure == null
                        ? null
                        : new JobError(
                                failure.code().toLowerCase(Locale.ROOT),
                                OpenAiError.sentences(failure.message(), failure.advice()),
                                failure.code().equals("INVALID_TRAINING_FILE") ? "training_file" : null),
                status.equals("succeeded") ? model(row, adaptation.orElseThrow()) : null,
                finished == null ? null : (Long) finished.getEpochSecond(),
                numbers,
                row.model(),
                tenant.name(),
                List.of(),
                row.settings().warmStart().seed() == null
                        ? 0
                        : row.settings().warmStart().seed(),
                status,
                status.equals("succeeded") ? trainedTokens(tenant, adaptation.orElseThrow()) : null,
                row.trainingFile(),
                row.validationFile(),
                estimate(adaptation),
                new Method(
                        "supervised",
                        new Supervised(numbers),
                        settings(
                                adaptation.map(Adaptation::warmStart),
                                row.settings().warmStart()),
                        settings(
                                adaptation.map(Adaptation::calibration),
                                row.settings().calibration())),
                row.settings().metadata());
    }

    /** Empty until the job is started; a start that the trainer has not stored yet is there. */
    Optional<Adaptation> adaptation(Tenant tenant, JobRow row) {
        return row.state().equals("started") ? adaptations.find(tenant, row.id()) : Optional.empty();
    }

    private static String status(JobRow row, Optional<Adaptation> adaptation) {
        return switch (row.state()) {
            case "validating" -> row.cancelRequested() ? "cancelled" : "validating_files";
            case "started" -> adaptation.map(found -> status(found.state())).orElse("queued");
            default -> row.state();
        };
    }

    private static String status(String adaptation) {
        return switch (adaptation) {
            case "accepted", "queued" -> "queued";
            case "succeeded", "failed", "cancelled" -> adaptation;
            default -> "running";
        };
    }

    private static String model(JobRow row, Adaptation adaptation) {
        return row.task() + "@" + adaptation.profileVersion();
    }

    private Long trainedTokens(Tenant tenant, Adaptation adaptation) {
        return jobs.trained(tenant, adaptation.adapterDigest())
                .map(Trained::tokens)
                .orElse(null);
    }

    private static Hyperparameters hyperparameters(JobRow row) {
        Hyperparameters asked = row.settings().hyperparameters();
        if (asked == null) return new Hyperparameters(AUTO, AUTO, AUTO);
        return new Hyperparameters(or(asked.nEpochs()), or(asked.batchSize()), or(asked.learningRateMultiplier()));
    }

    private static JsonNode or(JsonNode value) {
        return value == null || value.isNull() ? AUTO : value;
    }

    private static JsonNode settings(Optional<JsonNode> stored, Object asked) {
        return stored.orElseGet(() -> asked == null ? null : Contracts.mapper().valueToTree(asked));
    }

    private Long estimate(Optional<Adaptation> adaptation) {
        return adaptation
                .filter(found -> found.endedAt() == null)
                .map(Adaptation::progress)
                .map(Progress::remainingSeconds)
                .map(left -> clock.instant().plusMillis((long) (left * 1000)).getEpochSecond())
                .orElse(null);
    }

    /** Newest first. */
    List<JobEvent> events(Tenant tenant, JobRow row) {
        List<JobEvent> told = new ArrayList<>();
        add(told, row, row.createdAt(), "info", "Created fine-tuning job: " + row.id(), null);
        Optional<Adaptation> adaptation = adaptation(tenant, row);
        if (row.endedAt() != null && row.state().equals("started")) {
            add(told, row, row.endedAt(), "info", "Files validated, task " + row.task() + " is adapted", null);
        }
        if (row.state().equals("cancelled")) add(told, row, row.endedAt(), "info", "Cancelled", null);
        if (row.failure() != null)
            add(told, row, row.endedAt(), "error", row.failure().message(), null);
        adaptation.ifPresent(found -> {
            if (found.startedAt() != null) add(told, row, found.startedAt(), "info", "Training started", null);
            Progress progress = found.progress();
            if (progress != null) {
                add(
                        told,
                        row,
                        found.endedAt() == null ? clock.instant() : found.endedAt(),
                        "info",
                        progress.phase() + " " + progress.done() + "/" + progress.total(),
                        progress);
            }
            if (found.endedAt() != null) end(told, row, found);
        });
        Collections.reverse(told);
        return told;
    }

    private static void end(List<JobEvent> told, JobRow row, Adaptation found) {
        switch (found.state()) {
            case "succeeded" ->
                add(
                        told,
                        row,
                        found.endedAt(),
                        found.heldBack() == null ? "info" : "warn",
                        made(model(row, found), row.task(), found),
                        null);
            case "failed" ->
                add(told, row, found.endedAt(), "error", found.failure().message(), null);
            default -> add(told, row, found.endedAt(), "info", "Cancelled", null);
        }
    }

    /** A version that gains nothing is kept, and what was in force before stays so. */
    private static String made(String model, String task, Adaptation found) {
        String created = "New fine-tuned model created: " + model;
        if (found.heldBack() == null) return created;
        return created + "; it is not in force, since " + found.heldBack() + ". POST /v1/tasks/" + task
                + "/promote {\"version\": " + found.profileVersion() + "} puts it in force all the same.";
    }

    private static void add(List<JobEvent> told, JobRow row, Instant at, String level, String message, Object metrics) {
        told.add(new JobEvent(
                "ftevent-" + row.id() + "-" + told.size(),
                "fine_tuning.job.event",
                at.getEpochSecond(),
                level,
                message,
                metrics == null ? "message" : "metrics",
                metrics));
    }

    /** The profile that the job made, once it has: what training kept on its way is not fit to answer. */
    List<Checkpoint> checkpoints(Tenant tenant, JobRow row) {
        Optional<Adaptation> adaptation =
                adaptation(tenant, row).filter(found -> found.state().equals("succeeded"));
        if (adaptation.isEmpty()) return List.of();
        Adaptation found = adaptation.get();
        Optional<Trained> trained = jobs.trained(tenant, found.adapterDigest());
        JsonNode loss = profiles.profile(tenant, row.task(), found.profileVersion())
                .map(profile -> profile.at("/report/optimal/loss"))
                .orElse(MissingNode.getInstance());
        return List.of(new Checkpoint(
                "ftckpt-" + row.id(),
                "fine_tuning.job.checkpoint",
                found.endedAt().getEpochSecond(),
                model(row, found),
                row.id(),
                trained.map(Trained::steps).orElse(0L),
                new Metrics(
                        trained.map(warm -> (double) warm.steps()).orElse(null),
                        trained.map(Trained::loss).orElse(null),
                        loss.isNumber() ? (Double) loss.doubleValue() : null)));
    }
}
