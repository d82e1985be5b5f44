package dev.steerstream.model.training;

/**
 * The type of a run.
 *
 * @param reason a sentence for people, the same for a run that was interrupted
 */
public record TypeChoice(TrainingType type, String reason) {
    static TypeChoice configured(TrainingType type) {
        return new TypeChoice(type, "Configured.");
    }

    /** What {@link TrainingType#AUTO} came to. */
    static TypeChoice found(TrainingType type) {
        return new TypeChoice(
                type,
                type == TrainingType.BFLOAT16
                        ? "Chosen at start: bfloat16 passed its test on this processor and is faster."
                        : "Chosen at start: bfloat16 is for LoRA alone, where it passes its test on the processor and is faster.");
    }
}
