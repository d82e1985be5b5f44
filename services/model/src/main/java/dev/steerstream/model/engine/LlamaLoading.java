package dev.steerstream.model.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.steerstream.model.architecture.Activation;
import dev.steerstream.model.architecture.LayerPart;
import dev.steerstream.model.engine.TorchModule.Arguments;
import dev.steerstream.model.files.FourBitGroups;
import dev.steerstream.model.files.TensorNames;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.files.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Weights become a {@link LlamaModule}: its shapes first, then the two ends, then layer by layer in the weight format. */
final class LlamaLoading {
    private static final int LAYERS_PER_COLLECTION = 4;

    private LlamaLoading() {}

    /** Loads and packs layer by layer, so that beside the packed weights one layer at a time lies in memory. */
    static LlamaModule load(Weights weights, WeightFormat format, Placement placement) {
        TransformerConfig config = weights.config();
        TorchModule module = TorchModule.load(placement.memory(), format.sources(placement.kernels()));
        LlamaModule loaded = new LlamaModule(module, config, placement.kernels());
        try {
            configure(module, config, format);
            chooseBlockType(module, format);
            loadEnds(module, weights);
            System.gc();
            for (int layer = 0; layer < config.layers(); layer++) {
                loadLayer(module, weights, layer, format);
                // Four-bit codes come through direct buffers of their own, whose memory only a collection gives back:
                // late, it would lie scattered between the packed weights, and stay.
                if (layer % LAYERS_PER_COLLECTION == LAYERS_PER_COLLECTION - 1) {
                    System.gc();
                }
            }
            System.gc();
            return loaded;
        } catch (RuntimeException e) {
            loaded.close();
            throw e;
        }
    }

    static void configure(TorchModule module, TransformerConfig config, WeightFormat format) {
        try (Arguments a = new Arguments(module)) {
            module.call(
                    "configure",
                    a.number(config.layers()),
                    a.number(config.heads()),
                    a.number(config.keyValueHeads()),
                    a.number(config.headSize()),
                    a.number(config.hiddenSize()),
                    a.number(config.contextLength()),
                    a.number((double) config.rmsNormEpsilon()),
                    a.number(config.ropeTheta()),
                    a.number(config.attentionScale()),
                    a.number(config.design().embeddingScale()),
                    a.flag(config.design().activation() == Activation.GELU_TANH),
                    a.number(config.slidingWindow()),
                    a.numbers(config.slidingLayers()),
                    a.number(config.slidingRopeTheta()),
                    a.number(format.scalarType()),
                    a.text(module.device().label()));
        }
    }

    /** bfloat16 for blocks of a format that unpacks its matrices for them, where this processor computes with it. */
    private static void chooseBlockType(TorchModule module, WeightFormat format) {
        try (Arguments a = new Arguments(module)) {
            module.call("choose_block_type", a.number(format.blockType()));
        } catch (RuntimeException e) {
            // oneDNN throws where instructions are missing; the module has chosen float32 then.
        }
    }

    private static void loadEnds(TorchModule module, Weights weights) {
        try (Arguments a = new Arguments(module)) {
            IValue embedding = a.tensor(array(a, weights, TensorNames.EMBEDDING));
            IValue norm = a.tensor(array(a, weights, TensorNames.FINAL_NORM));
            IValue head =
                    weights.config().tiedEmbeddings() ? embedding : a.tensor(array(a, weights, TensorNames.OUTPUT));
            module.call("load_ends", embedding, norm, head);
        }
    }

    private static void loadLayer(TorchModule module, Weights weights, int layer, WeightFormat format) {
        try (Arguments a = new Arguments(module)) {
            List<PtNDArray> block = new ArrayList<>();
            for (String name : TensorNames.ofLayer(weights.config(), layer, LayerPart.OF_LLAMA)) {
                if (format.fourBit() && weights.shape(name).length == 2) {
                    block.addAll(fourBit(a, weights, name));
                } else {
                    block.add(array(a, weights, name));
                }
            }
            module.call(
                    "load_layer",
                    a.tensors(block),
                    a.number(format.fourBit() ? 3 : 1),
                    arrays(a, weights, layer, LayerPart.BIASES),
                    arrays(a, weights, layer, LayerPart.HEAD_NORMS),
                    arrays(a, weights, layer, LayerPart.OUTPUT_NORMS));
        }
    }

    /** Those of the parts that the network has. */
    private static IValue arrays(Arguments a, Weights weights, int layer, Set<LayerPart> parts) {
        return a.tensors(TensorNames.ofLayer(weights.config(), layer, parts).stream()
                .map(name -> array(a, weights, name))
                .toList());
    }

    /** Codes, scales and minimums of a matrix. */
    static List<PtNDArray> fourBit(Arguments a, Weights weights, String name) {
        FourBitGroups groups = weights.fourBit(name);
        long rows = weights.shape(name)[0];
        long columns = weights.shape(name)[1];
        return List.of(
                a.array(groups.codes(), DataType.UINT8, rows, columns),
                a.array(groups.scales(), DataType.FLOAT32, rows, columns / FourBitGroups.SIZE),
                a.array(groups.minimums(), DataType.FLOAT32, rows, columns / FourBitGroups.SIZE));
    }

    static PtNDArray array(Arguments a, Weights weights, String name) {
        return a.weight(weights, name);
    }
}
