package dev.steerstream.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValueUtils;
import dev.steerstream.model.architecture.Activation;
import dev.steerstream.model.architecture.BlockDesign;
import dev.steerstream.model.engine.TorchModule;
import dev.steerstream.model.engine.WeightTensor;
import dev.steerstream.model.files.TensorNames;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.training.method.Slot;
import dev.steerstream.model.training.method.Trainable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The methods of {@code llama_training.py} and of the files that go on with it. They are called in training mode, by a list of arrays whose names say what they
 * are: {@code x[]} gathers a list, {@code module_method:x} picks the method. Only for the engine's thread.
 */
final class TrainingModule implements AutoCloseable {
    private final TorchModule module;

    private TrainingModule(List<String> resources) {
        module = TorchModule.load(resources.toArray(new String[0]));
    }

    /** Without a model: for {@link #probe} alone. */
    static TrainingModule forProbe(TrainingType type) {
        TrainingModule module = new TrainingModule(List.of(
                "llama_training.py",
                "training_evaluation.py",
                "training_linear_unadapted.py",
                "training_rows_plain.py"));
        module.module.configure("configure_type", type.scalarType());
        return module;
    }

    /** Relative error of a product of the model's with its gradient against plain float32. */
    double probe(Weights weights) {
        return load("probe", weights, List.of(TensorNames.layer(0, "mlp.down_proj")))
                .get(0)[0];
    }

    /** The same product and gradient, for the time they take. */
    void probeAgain() {
        call("probe_again", manager -> new NDList());
    }

    /** @param configuration with a type that is not {@link TrainingType#AUTO} */
    static TrainingModule load(Weights weights, Trainable method, TrainingConfiguration configuration) {
        TransformerConfig config = weights.config();
        List<String> resources = new ArrayList<>(List.of("llama_training.py", "training_evaluation.py"));
        resources.addAll(method.resources());
        TrainingModule loaded = new TrainingModule(resources);
        try {
            loaded.configure(config, configuration);
            method.configure(loaded.module);
            List<String> ends = new ArrayList<>(List.of(TensorNames.EMBEDDING, TensorNames.FINAL_NORM));
            if (!config.tiedEmbeddings()) {
                ends.add(TensorNames.OUTPUT);
            }
            loaded.load("load_ends", weights, ends);
            for (int layer = 0; layer < config.layers(); layer++) {
                loaded.load("load_layer", weights, TensorNames.ofLayer(config, layer));
            }
            return loaded;
        } catch (RuntimeException e) {
            loaded.close();
            throw e;
        }
    }

    private void configure(TransformerConfig config, TrainingConfiguration configuration) {
        module.configure(
                "configure",
                config.layers(),
                config.heads(),
                config.keyValueHeads(),
                config.headSize(),
                (double) config.rmsNormEpsilon(),
                config.ropeTheta());
        BlockDesign design = config.design();
        module.configure(
                "configure_design",
                design.projectionBias(),
                design.headNorms(),
                design.outputNorms(),
                config.attentionScale(),
                design.embeddingScale(),
                design.activation() == Activation.GELU_TANH,
                config.slidingWindow(),
                config.slidingLayers(),
                config.slidingRopeTheta());
        module.configure(
                "configure_optimiser", 0.9, 0.999, 1e-8, configuration.weightDecay(), configuration.gradientClip());
        module.configure("configure_type", configuration.type().scalarType());
    }

    private List<float[]> load(String method, Weights weights, List<String> names) {
        return call(method, manager -> {
            NDList arrays = new NDList();
            for (String name : names) {
                NDArray array = WeightTensor.read(manager, weights, name);
                array.setName("w[]");
                arrays.add(array);
            }
            return arrays;
        });
    }

    void restore(TrainingState state, List<Slot> slots) {
        call("restore", manager -> {
            NDList arrays = new NDList();
            for (List<float[]> part : List.of(state.trained(), state.firstMoments(), state.secondMoments())) {
                for (int i = 0; i < slots.size(); i++) {
                    NDArray array =
                            manager.create(part.get(i), new Shape(slots.get(i).shape()));
                    array.setName("state[]");
                    arrays.add(array);
                }
            }
            return arrays;
        });
    }

    TrainingState state() {
        List<float[]> all = call("state", manager -> new NDList());
        int count = all.size() / 3;
        return new TrainingState(
                all.subList(0, count), all.subList(count, 2 * count), all.subList(2 * count, 3 * count));
    }

    /** What the finished adapter holds, of the tensors as they stand. */
    List<float[]> finished() {
        return call("finished", manager -> new NDList());
    }

    /** Loss, then all gradients, without a step; see {@code gradients}. */
    List<float[]> gradients(TrainingBatch batch) {
        return call("gradients_only", manager -> inputs(manager, batch));
    }

    /**
     * Loss and gradient norm, after the step.
     *
     * @param batches of the step, computed one after the other
     * @param dropoutSeeds one for each
     */
    float[] step(List<TrainingBatch> batches, int step, long[] dropoutSeeds, double learningRate) {
        long total = batches.stream().mapToLong(batch -> batch.gold().length).sum();
        int last = batches.size() - 1;
        for (int b = 0; b < last; b++) {
            TrainingBatch batch = batches.get(b);
            long[] numbers = {b, dropoutSeeds[b], total};
            call("gather", manager -> {
                NDList inputs = inputs(manager, batch);
                inputs.add(manager.create(numbers));
                return inputs;
            });
        }
        return call("step", manager -> {
                    NDList inputs = inputs(manager, batches.get(last));
                    inputs.add(manager.create(new long[] {step, dropoutSeeds[last], total, last}));
                    inputs.add(manager.create(learningRate));
                    return inputs;
                })
                .get(0);
    }

    /** Keeps the base model's hidden states of the next portion of the rows that are measured. */
    void measureBase(TrainingBatch portion) {
        call(
                "measure_base",
                manager -> new NDList(
                        manager.create(portion.ids()),
                        manager.create(portion.lengths()),
                        manager.create(portion.wanted())));
    }

    /** What {@code measure} says of a portion whose base is known. */
    List<float[]> measure(TrainingBatch portion, int number, int listed) {
        return call("measure", manager -> {
            NDList inputs = inputs(manager, portion);
            inputs.add(manager.create(new long[] {number, listed}));
            return inputs;
        });
    }

    private static NDList inputs(PtNDManager manager, TrainingBatch batch) {
        return new NDList(
                manager.create(batch.ids()),
                manager.create(batch.lengths()),
                manager.create(batch.wanted()),
                manager.create(batch.gold()));
    }

    /** Runs a method in training mode. All that a call makes dies with it. */
    private List<float[]> call(String method, Function<PtNDManager, NDList> arguments) {
        try (PtNDManager manager = (PtNDManager) module.manager().newSubManager()) {
            NDList inputs = arguments.apply(manager);
            NDArray name = manager.create(0);
            name.setName("module_method:" + method);
            inputs.add(name);
            List<float[]> results = new ArrayList<>();
            NDList outputs = IValueUtils.forward(module.block(), inputs, true);
            outputs.attach(manager);
            outputs.forEach(output -> results.add(output.toFloatArray()));
            return results;
        }
    }

    @Override
    public void close() {
        module.close();
    }
}
