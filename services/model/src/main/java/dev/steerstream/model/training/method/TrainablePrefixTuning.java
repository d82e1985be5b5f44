package dev.steerstream.model.training.method;

import dev.steerstream.model.engine.TorchModule;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.peft.PrefixTuningAdapter;
import dev.steerstream.model.peft.PrefixTuningConfig;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * P-tuning v2: an embedding of the virtual tokens, as wide as a layer's keys, and an encoder of two linear layers that makes all layers' keys and
 * values of it; without the encoder the keys and values themselves. Everything begins as torch's layers do, as in PEFT: the embedding standard
 * normal, a linear layer's weights and bias uniform within 1 / sqrt(inputs). The finished adapter is what the encoder makes, so a run
 * can only be continued from its checkpoint.
 */
record TrainablePrefixTuning(PrefixTuningConfig config, TransformerConfig model) implements Trainable {
    @Override
    public List<Slot> slots() {
        PrefixTuningAdapter.Shape shape = PrefixTuningAdapter.Shape.of(model);
        if (!config.projection()) {
            return List.of(new Slot("embedding.weight", config.virtualTokens(), shape.ofToken()));
        }
        int hidden = config.encoderHiddenSize();
        return List.of(
                new Slot("embedding.weight", config.virtualTokens(), shape.width()),
                new Slot("transform.0.weight", hidden, shape.width()),
                new Slot("transform.0.bias", hidden),
                new Slot("transform.2.weight", shape.ofToken(), hidden),
                new Slot("transform.2.bias", shape.ofToken()));
    }

    @Override
    public List<float[]> initial(long seed) {
        List<Slot> slots = slots();
        List<float[]> values = new ArrayList<>();
        values.add(InitialValues.embedding(slots.get(0).size(), Seeds.random(seed, Seeds.INITIAL_WEIGHTS, 0)));
        for (int i = 1; i < slots.size(); i++) {
            long inputs = slots.get(i % 2 == 1 ? i : i - 1).shape()[1]; // a bias follows its weights
            values.add(InitialValues.linear(slots.get(i).size(), inputs, Seeds.random(seed, Seeds.INITIAL_WEIGHTS, i)));
        }
        return values;
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("virtual_tokens", Integer.toString(config.virtualTokens()));
        settings.put("projection", Boolean.toString(config.projection()));
        settings.put("encoder_hidden_size", Integer.toString(config.encoderHiddenSize()));
        return settings;
    }

    @Override
    public List<String> resources() {
        return List.of("training_linear_unadapted.py", "training_prefix_tuning.py");
    }

    @Override
    public void configure(TorchModule module) {
        // The tensors' shapes say everything.
    }

    @Override
    public PrefixTuningAdapter adapter(List<float[]> exported) {
        return new PrefixTuningAdapter(config, PrefixTuningAdapter.Shape.of(model), FloatBuffer.wrap(exported.get(0)));
    }
}
