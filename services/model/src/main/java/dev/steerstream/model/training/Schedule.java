package dev.steerstream.model.training;

import dev.steerstream.model.engine.UnsupportedOptionException;
import java.util.Arrays;

/** How the learning rate moves. */
public enum Schedule {
    CONSTANT("constant"),
    /** From the full rate at the first step linearly to zero after the last, without warm-up. */
    LINEAR("linear");

    private final String label;

    Schedule(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /** @param step from 1 to totalSteps */
    double factor(int step, int totalSteps) {
        return this == CONSTANT ? 1 : (double) (totalSteps - step + 1) / totalSteps;
    }

    /** @throws UnsupportedOptionException when no schedule has this name */
    public static Schedule named(String label) {
        return Arrays.stream(values())
                .filter(schedule -> schedule.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new UnsupportedOptionException(
                        "learning rate schedule",
                        label,
                        Arrays.stream(values()).map(Schedule::label).toList()));
    }
}
