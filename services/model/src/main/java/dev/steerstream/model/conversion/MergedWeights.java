package dev.steerstream.model.conversion;

import dev.steerstream.model.files.FileDigest;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.peft.PeftAdapter;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;

/**
 * A model's weights with an adapter in them. They compute what the warm model does, up to rounding, and
 * need no adapter any more. Closing them closes the base.
 */
public final class MergedWeights implements Weights {
    private final Weights base;
    private final PeftAdapter adapter;
    private final AdapterMerge merge;

    /** @throws IllegalArgumentException when the adapter is for another model, or its method changes no weight */
    public MergedWeights(Weights base, PeftAdapter adapter) {
        adapter.checkFits(base.config());
        this.base = base;
        this.adapter = adapter;
        this.merge = AdapterMerge.of(adapter);
    }

    @Override
    public TransformerConfig config() {
        return base.config();
    }

    @Override
    public Set<String> names() {
        return base.names();
    }

    @Override
    public long[] shape(String name) {
        return base.shape(name);
    }

    @Override
    public FloatBuffer read(String name) {
        FloatBuffer values = base.read(name);
        merge.into(name, values);
        return values;
    }

    @Override
    public void read(String name, FloatBuffer target) {
        base.read(name, target);
        merge.into(name, target);
    }

    /** sha256 of the two digests. */
    @Override
    public String digest() {
        String both = base.digest() + "\n" + adapter.digest() + "\n";
        return HexFormat.of().formatHex(FileDigest.sha256().digest(both.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        base.close();
    }
}
