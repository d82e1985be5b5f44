package dev.steerstream.model.training;

import dev.steerstream.model.engine.LoraTarget;
import dev.steerstream.model.files.TransformerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The tensors that a run changes: LoRA matrices, first and second moments of AdamW, in the order of {@link #slots}.
 * Row-major float32.
 */
record TrainingState(List<float[]> lora, List<float[]> firstMoments, List<float[]> secondMoments) {
    /** One LoRA matrix. A (down) is [rank, in], B (up) is [out, rank]. */
    record Slot(int layer, LoraTarget target, boolean down, long[] shape) {
        int size() {
            return (int) (shape[0] * shape[1]);
        }

        /** The tensor's name in PEFT's files. */
        String name() {
            return "base_model.model.model.layers." + layer + "." + target.part() + (down ? ".lora_A" : ".lora_B")
                    + ".weight";
        }
    }

    static List<Slot> slots(TransformerConfig model, TrainingConfiguration configuration) {
        List<Slot> slots = new ArrayList<>();
        long rank = configuration.rank();
        for (int layer = 0; layer < model.layers(); layer++) {
            for (LoraTarget target : configuration.targets().stream().sorted().toList()) {
                slots.add(new Slot(layer, target, true, new long[] {rank, target.inputs(model)}));
                slots.add(new Slot(layer, target, false, new long[] {target.outputs(model), rank}));
            }
        }
        return slots;
    }

    /**
     * As PEFT begins: A uniform by Kaiming with a = sqrt(5), which is within 1 / sqrt(in); B zero. The numbers are
     * {@code (2 * nextFloat - 1) / sqrt(in)} of a generator per layer and target, row-major.
     */
    static TrainingState initial(TransformerConfig model, TrainingConfiguration configuration) {
        List<float[]> lora = new ArrayList<>();
        List<float[]> first = new ArrayList<>();
        List<float[]> second = new ArrayList<>();
        for (Slot slot : slots(model, configuration)) {
            float[] values = new float[slot.size()];
            if (slot.down()) {
                Random random = Seeds.random(
                        configuration.seed(),
                        Seeds.INITIAL_WEIGHTS,
                        slot.layer(),
                        slot.target().ordinal());
                float bound = (float) (1 / Math.sqrt(slot.shape()[1]));
                for (int i = 0; i < values.length; i++) {
                    values[i] = (2 * random.nextFloat() - 1) * bound;
                }
            }
            lora.add(values);
            first.add(new float[values.length]);
            second.add(new float[values.length]);
        }
        return new TrainingState(lora, first, second);
    }
}
