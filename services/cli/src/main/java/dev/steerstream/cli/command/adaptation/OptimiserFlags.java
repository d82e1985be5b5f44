package dev.steerstream.cli.command.adaptation;

import static dev.steerstream.cli.command.adaptation.WarmStartFlags.put;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;

/** How a warm start's optimiser steps. */
final class OptimiserFlags {
    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            description = "How the learning rate goes: constant, linear or cosine. Default: constant.")
    private String schedule;

    @Option(
            names = "--warmup-steps",
            paramLabel = "STEPS",
            description = "Steps over which the learning rate rises from zero. Default: 0.")
    private Integer warmupSteps;

    @Option(
            names = "--weight-decay",
            paramLabel = "NUMBER",
            description = "AdamW's decoupled weight decay. Default: 0.01.")
    private Double weightDecay;

    @Option(
            names = "--gradient-clip",
            paramLabel = "NORM",
            description = "Largest norm of all gradients together; 0 is no limit. Default: 0.")
    private Double gradientClip;

    @Option(
            names = "--gradient-accumulation",
            paramLabel = "BATCHES",
            description = "Batches whose gradients make one step. Default: 1.")
    private Integer gradientAccumulation;

    @Option(
            names = "--resume-from",
            paramLabel = "ID",
            description =
                    "Go on from the last good checkpoint of an adaptation of this task that diverged, with a lower learning"
                            + " rate or a gradient limit.")
    private String resumeFrom;

    void addTo(ObjectNode settings) {
        put(settings, "schedule", schedule);
        put(settings, "warmup_steps", warmupSteps);
        put(settings, "weight_decay", weightDecay);
        put(settings, "gradient_clip", gradientClip);
        put(settings, "gradient_accumulation_steps", gradientAccumulation);
        put(settings, "resume_from", resumeFrom);
    }
}
