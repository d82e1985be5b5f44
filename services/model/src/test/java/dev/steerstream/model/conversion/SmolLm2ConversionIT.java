package dev.steerstream.model.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.model.TestModel;
import dev.steerstream.model.engine.Device;
import dev.steerstream.model.engine.Engine;
import dev.steerstream.model.engine.RealModel;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.engine.WeightFormat;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.peft.LoraAdapter;
import dev.steerstream.model.text.ChatTemplate;
import dev.steerstream.model.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The default model, converted, is the same model. */
class SmolLm2ConversionIT {
    /** As the other tests on this model: one number a process. */
    private static final int THREADS = 2;

    private static final int TOKENS = 128;

    /** Of a log-probability: both sides are float32 and sum in another order. */
    private static final double TOLERANCE = 3e-4;

    private static Path source;
    private static int[] ids;

    @TempDir
    private Path folder;

    @BeforeAll
    static void read() {
        source = TestModel.smollm2();
        try (Tokenizer tokenizer = Tokenizer.open(source)) {
            ids = Arrays.copyOf(tokenizer.encode(RealModel.text(), false), TOKENS);
        }
    }

    @Test
    void aMergedModelSaysWhatTheWarmModelSaysAndKeepsItsTokenizer() {
        Path merged = folder.resolve("merged");
        List<Double> warm;
        try (Weights base = Models.open(source);
                Engine engine = engine(base)) {
            LoraAdapter adapter = HashedAdapter.of(base.config(), 0.1f);
            engine.attach("adapter", adapter);
            warm = logProbabilities(engine, "adapter");
            TransformersExport.write(
                    source, new MergedWeights(base, adapter), ExportedType.FLOAT32, merged, 200_000_000);
        }
        try (Weights weights = Models.open(merged);
                Weights base = Models.open(source);
                Engine engine = engine(weights);
                Tokenizer there = Tokenizer.open(source);
                Tokenizer here = Tokenizer.open(merged)) {
            assertThat(weights.config()).isEqualTo(base.config());
            assertThat(distance(logProbabilities(engine, null), warm)).isLessThan(TOLERANCE);
            assertThat(here.digest()).isEqualTo(there.digest());
            assertThat(here.endOfTextId()).isEqualTo(there.endOfTextId());
        }
        assertThat(ChatTemplate.open(merged).orElseThrow().digest())
                .isEqualTo(ChatTemplate.open(source).orElseThrow().digest());
    }

    /** The file has four bits already: eight bits for them lose little, and nothing of what is eight bits. */
    @Test
    void eightBitsLoseLittleLoss() {
        Path quantised = folder.resolve("int8.gguf");
        GgufQuantisation.Report report = GgufQuantisation.run(source, QuantisedType.INT8, quantised);
        assertThat(report.losses()).allMatch(loss -> loss.relativeError() < 0.006);
        try (Weights base = Models.open(source);
                Weights weights = Models.open(quantised);
                Engine expected = engine(base);
                Engine found = engine(weights)) {
            double before = loss(logProbabilities(expected, null));
            double after = loss(logProbabilities(found, null));
            assertThat(Math.abs(after - before)).isLessThan(0.01 * before);
        }
    }

    private static Engine engine(Weights weights) {
        return Engine.load(weights, Device.CPU, WeightFormat.FLOAT32, THREADS, 1L << 30);
    }

    private static double loss(List<Double> logProbabilities) {
        return -logProbabilities.stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    private static double distance(List<Double> left, List<Double> right) {
        assertThat(left).hasSameSizeAs(right);
        double most = 0;
        for (int i = 0; i < left.size(); i++) {
            most = Math.max(most, Math.abs(left.get(i) - right.get(i)));
        }
        return most;
    }

    private static List<Double> logProbabilities(Engine engine, String adapter) {
        List<Double> found = new ArrayList<>();
        engine.score(List.of(new TokenRow(ids, 1)), adapter, (row, token, gold, warm, base) -> {
            if (gold >= 0) found.add(logProbability(adapter == null ? base : warm, gold));
        });
        return found;
    }

    private static double logProbability(float[] logits, int token) {
        double most = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            most = Math.max(most, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - most);
        }
        return logits[token] - most - Math.log(sum);
    }
}
