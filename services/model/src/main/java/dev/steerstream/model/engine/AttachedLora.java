package dev.steerstream.model.engine;

import ai.djl.pytorch.engine.PtNDArray;
import dev.steerstream.model.files.TransformerConfig;
import java.util.List;

/** A LoRA adapter: the tensors of every layer and site, null where it has none. */
final class AttachedLora implements AttachedAdapter {
    private final PtNDArray[][] down;
    private final PtNDArray[][] up;
    private final int[] ranks = new int[LoraTarget.SITES];

    private AttachedLora(int layers) {
        down = new PtNDArray[layers][LoraTarget.SITES];
        up = new PtNDArray[layers][LoraTarget.SITES];
    }

    static AttachedLora load(LlamaModule module, String digest, LoraMatrices matrices) {
        if (matrices.targets().isEmpty() || matrices.rank() < 1) {
            throw new EngineException(
                    EngineException.Kind.USER,
                    "Adapter " + digest + " has no targets or no rank: it must change at least one linear layer.");
        }
        int layers = module.config().layers();
        AttachedLora adapter = new AttachedLora(layers);
        try {
            for (int site = 0; site < LoraTarget.SITES; site++) {
                List<LoraTarget> targets = targets(matrices, site);
                adapter.ranks[site] = targets.size() * matrices.rank();
                for (int layer = 0; layer < layers && !targets.isEmpty(); layer++) {
                    adapter.place(module, digest, matrices, layer, site, targets);
                }
            }
            return adapter;
        } catch (RuntimeException e) {
            adapter.close();
            throw e;
        }
    }

    /** Rank of the site's stacked targets; 0 where there are none. */
    int rank(int site) {
        return ranks[site];
    }

    PtNDArray down(int layer, int site) {
        return down[layer][site];
    }

    PtNDArray up(int layer, int site) {
        return up[layer][site];
    }

    private static List<LoraTarget> targets(LoraMatrices matrices, int site) {
        return matrices.targets().stream()
                .filter(target -> target.site() == site)
                .sorted()
                .toList();
    }

    /** The site's targets stacked: down matrices one under the other, up matrices on the diagonal of blocks, scaled. */
    private void place(
            LlamaModule module, String digest, LoraMatrices matrices, int layer, int site, List<LoraTarget> targets) {
        TransformerConfig config = module.config();
        int rank = matrices.rank();
        int stacked = rank * targets.size();
        int inputs = targets.get(0).inputs(config);
        int outputs = LoraTarget.siteOutputs(site, config);
        float[] downs = new float[stacked * inputs];
        float[] ups = new float[outputs * stacked];
        for (int t = 0; t < targets.size(); t++) {
            LoraTarget target = targets.get(t);
            float[] a = checked(digest, layer, target, "A", matrices.down(layer, target), rank * inputs);
            float[] b = checked(digest, layer, target, "B", matrices.up(layer, target), target.outputs(config) * rank);
            System.arraycopy(a, 0, downs, t * rank * inputs, a.length);
            int offset = target.offset(config);
            for (int o = 0; o < target.outputs(config); o++) {
                for (int r = 0; r < rank; r++) {
                    ups[(offset + o) * stacked + t * rank + r] = matrices.scale() * b[o * rank + r];
                }
            }
        }
        down[layer][site] = module.resident(downs, stacked, inputs);
        up[layer][site] = module.resident(ups, outputs, stacked);
    }

    private static float[] checked(
            String digest, int layer, LoraTarget target, String matrix, float[] values, int expected) {
        if (values.length != expected) {
            throw new EngineException(
                    EngineException.Kind.USER,
                    "Adapter " + digest + ": matrix " + matrix + " of " + target.part() + " in layer " + layer + " has "
                            + values.length + " numbers, but this model needs " + expected
                            + ". Use an adapter that was trained for it.");
        }
        return values;
    }

    @Override
    public void close() {
        for (int layer = 0; layer < down.length; layer++) {
            for (int site = 0; site < LoraTarget.SITES; site++) {
                if (down[layer][site] != null) {
                    down[layer][site].close();
                    up[layer][site].close();
                }
            }
        }
    }
}
