package dev.steerstream.model.training.method;

import dev.steerstream.model.engine.TorchModule;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.peft.Ia3Config;
import dev.steerstream.model.peft.LoraConfig;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.peft.PeftConfig;
import dev.steerstream.model.peft.PrefixTuningConfig;
import dev.steerstream.model.peft.PromptTuningConfig;
import java.util.List;
import java.util.Map;

/** A method applied to a model: what a warm start trains. Immutable. */
public sealed interface Trainable permits TrainableLora, TrainableIa3, TrainablePromptTuning, TrainablePrefixTuning {
    static Trainable of(PeftConfig config, TransformerConfig model) {
        if (config instanceof LoraConfig lora) {
            return new TrainableLora(lora, model);
        }
        if (config instanceof Ia3Config ia3) {
            return new TrainableIa3(ia3, model);
        }
        return config instanceof PromptTuningConfig prompt
                ? new TrainablePromptTuning(prompt, model)
                : new TrainablePrefixTuning((PrefixTuningConfig) config, model);
    }

    /** The trained tensors; everything else that is given or asked as a list of tensors is in this order. */
    List<Slot> slots();

    /** The values that training begins with, as PEFT chooses them, as a function of the seed. */
    List<float[]> initial(long seed);

    /** Every setting of the method by its name, exactly; what a checkpoint must agree with. In an order of its own. */
    Map<String, String> settings();

    /** The files that go on with {@code llama_training.py}. */
    List<String> resources();

    /** Tells the module the method's numbers. Only on the engine's thread. */
    void configure(TorchModule module);

    /** The finished adapter, of what the module's {@code exported} gives. */
    PeftAdapter adapter(List<float[]> exported);
}
