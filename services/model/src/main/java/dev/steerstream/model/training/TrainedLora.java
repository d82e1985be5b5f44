package dev.steerstream.model.training;

import dev.steerstream.model.engine.LoraMatrices;
import dev.steerstream.model.engine.LoraTarget;
import dev.steerstream.model.files.TransformerConfig;
import java.util.List;
import java.util.Set;

/** The LoRA matrices of a run at one step. */
final class TrainedLora implements LoraMatrices {
    private final List<TrainingState.Slot> slots;
    private final List<float[]> values;
    private final TrainingConfiguration configuration;

    TrainedLora(TransformerConfig model, TrainingConfiguration configuration, List<float[]> values) {
        this.slots = TrainingState.slots(model, configuration);
        this.values = values;
        this.configuration = configuration;
    }

    @Override
    public Set<LoraTarget> targets() {
        return configuration.targets();
    }

    @Override
    public int rank() {
        return configuration.rank();
    }

    @Override
    public float scale() {
        return (float) (configuration.alpha() / configuration.rank());
    }

    @Override
    public float[] down(int layer, LoraTarget target) {
        return find(layer, target, true);
    }

    @Override
    public float[] up(int layer, LoraTarget target) {
        return find(layer, target, false);
    }

    private float[] find(int layer, LoraTarget target, boolean down) {
        for (int i = 0; i < slots.size(); i++) {
            TrainingState.Slot slot = slots.get(i);
            if (slot.layer() == layer && slot.target() == target && slot.down() == down) {
                return values.get(i);
            }
        }
        throw new IllegalArgumentException("Layer " + layer + " has no trained " + target.label() + ".");
    }
}
