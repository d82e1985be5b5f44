package dev.steerstream.trainer;

import dev.steerstream.model.peft.Ia3Config;
import dev.steerstream.model.peft.LoraConfig;
import dev.steerstream.model.peft.PeftConfig;
import dev.steerstream.model.peft.PrefixTuningConfig;
import dev.steerstream.model.peft.PromptTuningConfig;
import dev.steerstream.schemas.WarmStartConfiguration;

/** What complete settings say of the method, as the model module takes it. */
final class PeftSettings {
    private PeftSettings() {}

    static PeftConfig of(WarmStartConfiguration settings) {
        return switch (settings.method()) {
            case "lora" ->
                new LoraConfig(
                        settings.rank(),
                        settings.alpha(),
                        settings.dropout(),
                        settings.targetModules(),
                        // Jobs that were stored before there was such a member have none.
                        Boolean.TRUE.equals(settings.rankStabilised()));
            case "ia3" -> new Ia3Config(settings.targetModules(), settings.feedforwardModules());
            case "prompt_tuning" -> new PromptTuningConfig(settings.virtualTokens());
            case "p_tuning_v2" -> new PrefixTuningConfig(settings.virtualTokens(), true, settings.encoderHiddenSize());
            default ->
                throw new IllegalArgumentException("warm_start.method is " + settings.method()
                        + ", which the settings' rules should have refused.");
        };
    }
}
