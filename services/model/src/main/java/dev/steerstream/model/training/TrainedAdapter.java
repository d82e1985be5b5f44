package dev.steerstream.model.training;

import dev.steerstream.model.engine.LoraTarget;
import dev.steerstream.model.peft.LoraAdapter;
import dev.steerstream.model.peft.LoraConfig;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes PEFT's form of what a run has trained. */
final class TrainedAdapter {
    private TrainedAdapter() {}

    /** @param lora as {@link TrainingState.Slot slots} say: A, then B of each module */
    static LoraAdapter of(TrainingConfiguration configuration, List<TrainingState.Slot> slots, List<float[]> lora) {
        LoraConfig config = new LoraConfig(
                configuration.rank(),
                configuration.alpha(),
                configuration.dropout(),
                configuration.targets().stream().map(LoraTarget::label).toList(),
                false);
        Map<String, LoraAdapter.Matrices> modules = new HashMap<>();
        for (int i = 0; i < slots.size(); i += 2) {
            TrainingState.Slot down = slots.get(i);
            modules.put(
                    "model.layers." + down.layer() + "." + down.target().part(),
                    new LoraAdapter.Matrices(
                            (int) down.shape()[1],
                            (int) slots.get(i + 1).shape()[0],
                            FloatBuffer.wrap(lora.get(i)),
                            FloatBuffer.wrap(lora.get(i + 1))));
        }
        return new LoraAdapter(config, modules);
    }
}
