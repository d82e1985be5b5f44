package dev.steerstream.model.conversion;

import dev.steerstream.model.peft.Ia3Adapter;
import dev.steerstream.model.peft.LoraAdapter;
import dev.steerstream.model.peft.PeftAdapter;
import java.nio.FloatBuffer;

/** What an adapter does to weights once and for all. */
interface AdapterMerge {
    /**
     * Changes a tensor in place; one that the adapter does not touch stays as it is.
     *
     * @param tensor its canonical name
     */
    void into(String tensor, FloatBuffer values);

    /** @throws IllegalArgumentException when the method changes no weight */
    static AdapterMerge of(PeftAdapter adapter) {
        if (adapter instanceof LoraAdapter lora) {
            return new LoraMerge(lora);
        }
        if (adapter instanceof Ia3Adapter ia3) {
            return new Ia3Merge(ia3);
        }
        throw new IllegalArgumentException(
                "The adapter's method is " + adapter.config().method()
                        + ", but only lora and ia3 can be merged: it puts something before the prompt and changes no weight."
                        + " Keep the adapter beside the model.");
    }
}
