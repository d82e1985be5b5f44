package dev.steerstream.model.engine;

import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.peft.Ia3Adapter;
import java.util.Arrays;

/** An IA3 adapter: for every layer and {@link VectorPlace} what multiplies there, null where it has nothing. */
final class AttachedVectors implements AttachedAdapter {
    private final float[][][] vectors;

    private AttachedVectors(float[][][] vectors) {
        this.vectors = vectors;
    }

    static AttachedVectors load(TransformerConfig config, Ia3Adapter adapter) {
        float[][][] vectors = new float[config.layers()][VectorPlace.COUNT][];
        for (String label : adapter.config().targetModules()) {
            LoraTarget target = LoraTarget.named(label);
            VectorPlace place = adapter.config().scalesInput(label)
                    ? VectorPlace.inputOf(target, config)
                    : VectorPlace.outputOf(target, config);
            for (int layer = 0; layer < config.layers(); layer++) {
                float[] vector = vectors[layer][place.number()];
                if (vector == null) { // a site's other targets stay as they are
                    vector = new float[place.width()];
                    Arrays.fill(vector, 1);
                    vectors[layer][place.number()] = vector;
                }
                adapter.vector("model.layers." + layer + "." + target.part())
                        .get(vector, place.offset(), place.features());
            }
        }
        return new AttachedVectors(vectors);
    }

    boolean has(int place) {
        return vectors[0][place] != null;
    }

    float[] vector(int layer, int place) {
        return vectors[layer][place];
    }

    @Override
    public void close() {
        // The numbers are on Java's heap; what lies beside the weights are the compositions' tables.
    }
}
