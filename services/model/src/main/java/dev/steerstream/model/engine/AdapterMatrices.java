package dev.steerstream.model.engine;

import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.peft.LoraAdapter;
import java.nio.FloatBuffer;
import java.util.EnumSet;
import java.util.Set;

/** A PEFT adapter as the engine takes it. */
public final class AdapterMatrices implements LoraMatrices {
    private final LoraAdapter adapter;
    private final Set<LoraTarget> targets = EnumSet.noneOf(LoraTarget.class);

    /** @throws EngineException when the adapter was made for another model */
    public AdapterMatrices(LoraAdapter adapter, TransformerConfig model) {
        try {
            adapter.checkFits(model);
        } catch (IllegalArgumentException e) {
            throw new EngineException(EngineException.Kind.USER, e.getMessage(), e);
        }
        this.adapter = adapter;
        adapter.config().targetModules().forEach(label -> targets.add(LoraTarget.named(label)));
    }

    @Override
    public Set<LoraTarget> targets() {
        return targets;
    }

    @Override
    public int rank() {
        return adapter.config().rank();
    }

    @Override
    public float scale() {
        return (float) adapter.config().scale();
    }

    @Override
    public float[] down(int layer, LoraTarget target) {
        return numbers(module(layer, target).a());
    }

    @Override
    public float[] up(int layer, LoraTarget target) {
        return numbers(module(layer, target).b());
    }

    private LoraAdapter.Matrices module(int layer, LoraTarget target) {
        return adapter.modules().get("model.layers." + layer + "." + target.part());
    }

    private static float[] numbers(FloatBuffer buffer) {
        float[] numbers = new float[buffer.remaining()];
        buffer.get(numbers);
        return numbers;
    }
}
