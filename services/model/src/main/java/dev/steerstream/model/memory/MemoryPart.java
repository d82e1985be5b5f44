package dev.steerstream.model.memory;

import java.util.Locale;

/** What a process has memory for. */
public enum MemoryPart {
    /** Java's heap at its largest, its code and threads, and the native libraries. */
    JVM(true),
    /** A base model's weights and tables. */
    WEIGHTS(true),
    /** Sequences: keys and values, and what a step makes of their rows. */
    CACHE(true),
    /** What a prompt's forward makes. */
    PREFILL(true),
    /** What exists only while a model is loaded. */
    LOADING(false),
    ADAPTERS(false),
    /** What a batch of calibration rows makes. */
    SCORING(false),
    /** A warm start: weights, activations, gradients, optimiser. */
    TRAINING(false);

    private final boolean lasting;

    MemoryPart(boolean lasting) {
        this.lasting = lasting;
    }

    /** Whether it stays as long as the process does its work: waiting frees nothing of it. */
    boolean lasting() {
        return lasting;
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
