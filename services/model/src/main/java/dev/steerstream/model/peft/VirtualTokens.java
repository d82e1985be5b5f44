package dev.steerstream.model.peft;

import dev.steerstream.model.files.TransformerConfig;

/** What holds for the virtual tokens of every method that has them. */
final class VirtualTokens {
    private VirtualTokens() {}

    /** @throws IllegalArgumentException when they leave no place for a row in the model's context */
    static void checkFit(PeftConfig config, TransformerConfig model) {
        if (config.virtualTokens() >= model.contextLength()) {
            throw new IllegalArgumentException("The adapter has " + config.virtualTokens()
                    + " virtual tokens, but the model's context holds " + model.contextLength()
                    + ". Use the model it was made for.");
        }
    }
}
