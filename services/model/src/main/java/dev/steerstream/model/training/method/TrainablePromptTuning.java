package dev.steerstream.model.training.method;

import dev.steerstream.model.engine.TorchModule;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.peft.PromptTuningAdapter;
import dev.steerstream.model.peft.PromptTuningConfig;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

/** Prompt tuning: the embeddings of the virtual tokens. They begin standard normal, which is PEFT's {@code RANDOM}, its default. */
record TrainablePromptTuning(PromptTuningConfig config, TransformerConfig model) implements Trainable {
    @Override
    public List<Slot> slots() {
        return List.of(new Slot("embedding.weight", config.virtualTokens(), model.hiddenSize()));
    }

    @Override
    public List<float[]> initial(long seed) {
        return List.of(InitialValues.embedding(slots().get(0).size(), Seeds.random(seed, Seeds.INITIAL_WEIGHTS)));
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("virtual_tokens", Integer.toString(config.virtualTokens()));
    }

    @Override
    public List<String> resources() {
        return List.of("training_linear_unadapted.py", "training_prompt_tuning.py");
    }

    @Override
    public void configure(TorchModule module) {
        // The embeddings' shape says everything.
    }

    @Override
    public PromptTuningAdapter adapter(List<float[]> exported) {
        return new PromptTuningAdapter(config, model.hiddenSize(), FloatBuffer.wrap(exported.get(0)));
    }
}
