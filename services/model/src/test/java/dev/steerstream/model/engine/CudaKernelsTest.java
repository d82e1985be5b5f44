package dev.steerstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.core.decoding.sequence.Advance;
import dev.steerstream.core.decoding.sequence.OpenedSequence;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.core.decoding.sequence.StepLogits;
import dev.steerstream.model.memory.MemoryBudget;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What can be held of the cuda device on a machine without one: its source says on the CPU what the CPU's says, every tensor that it
 * makes names the module's device, and what it cannot serve is refused by name.
 */
class CudaKernelsTest {
    private static final int[] IDS = TinyLlama.prompt(2, 300);
    private static final Placement CUDA_ON_CPU = new Placement(Device.CUDA, Device.CPU);
    private static final Pattern FACTORY = Pattern.compile(
            "torch\\.(zeros|ones|full|empty|arange|linspace|eye|tensor|rand|randn|randint|randperm|triu_indices|tril_indices)\\(");

    /** The formats' own, see {@link WeightFormatsTest}. */
    private static double tolerance(WeightFormat format) {
        return format == WeightFormat.FLOAT32 ? 2e-5 : 0.1;
    }

    private static Engine load(TinyModel weights, Placement placement, WeightFormat format) {
        Engine engine = Engine.load(weights, placement, format, 1, 64L << 20, MemoryBudget.ofProcess(Optional.empty()));
        HashedAdapters.of(weights.config()).forEach(engine::attach);
        return engine;
    }

    private static List<String> adapters(TinyModel weights) {
        List<String> names = new ArrayList<>(HashedAdapters.of(weights.config()).keySet());
        names.add(null);
        return names;
    }

    /** All adapters and none in one batch, prompts of 4, 5, ... tokens: the logits after the prompts, then after each step. */
    private static List<StepLogits> decoded(Engine engine, List<String> adapters) {
        List<OpenedSequence> open = new ArrayList<>();
        List<StepLogits> said = new ArrayList<>();
        for (int i = 0; i < adapters.size(); i++) {
            open.add(engine.sequences()
                    .open(new SequenceSpecification(
                            Arrays.copyOf(IDS, 4 + i),
                            adapters.get(i),
                            adapters.get(i) == null ? Rows.BASE : Rows.BOTH,
                            300,
                            false)));
            said.add(TinyEngine.copy(open.get(i).logits()));
        }
        for (int step = 0; step < 16; step++) {
            List<Advance> advances = new ArrayList<>();
            for (int i = 0; i < open.size(); i++) {
                advances.add(new Advance(open.get(i).id(), IDS[4 + i + step]));
            }
            engine.sequences().step(advances).forEach(logits -> said.add(TinyEngine.copy(logits)));
        }
        open.forEach(sequence -> engine.sequences().close(sequence.id()));
        return said;
    }

    /** A prompt of many tokens, a drafted block with its summary, and scored rows, of each adapter alone. */
    private static List<StepLogits> inBlocks(Engine engine, String adapter) {
        List<StepLogits> said = new ArrayList<>();
        OpenedSequence sequence = engine.sequences()
                .open(new SequenceSpecification(Arrays.copyOf(IDS, 200), adapter, Rows.BOTH, 300, false));
        said.add(TinyEngine.copy(sequence.logits()));
        for (StepLogits logits : engine.sequences().stepBlock(sequence.id(), Arrays.copyOfRange(IDS, 200, 205), 0.1)) {
            said.add(TinyEngine.copy(logits));
            assertThat(logits.summary()).isPresent();
        }
        engine.sequences().close(sequence.id());
        List<TokenRow> rows =
                List.of(new TokenRow(Arrays.copyOf(IDS, 60), 50), new TokenRow(Arrays.copyOf(IDS, 200), 195));
        engine.score(
                rows, adapter, (row, token, gold, warm, base) -> said.add(new StepLogits(warm.clone(), base.clone())));
        return said;
    }

    private static double distance(List<StepLogits> left, List<StepLogits> right) {
        assertThat(left).hasSameSizeAs(right);
        double most = 0;
        for (int i = 0; i < left.size(); i++) {
            most = Math.max(
                    most,
                    TinyEngine.distance(
                            left.get(i).base(), TinyEngine.wide(right.get(i).base())));
            if (left.get(i).warm() != null) {
                most = Math.max(
                        most,
                        TinyEngine.distance(
                                left.get(i).warm(), TinyEngine.wide(right.get(i).warm())));
            }
        }
        return most;
    }

    @ParameterizedTest
    @CsvSource({
        "llama, FLOAT32",
        "mistral, FLOAT32",
        "qwen2, FLOAT32",
        "qwen3, FLOAT32",
        "gemma3, FLOAT32",
        "llama, BFLOAT16"
    })
    void itsSourceSaysOnTheCpuWhatTheCpusSays(String architecture, WeightFormat format) {
        TinyModel weights = TinyModel.of(architecture);
        try (Engine cuda = load(weights, CUDA_ON_CPU, format);
                Engine cpu = load(weights, Placement.on(Device.CPU), format)) {
            List<String> adapters = adapters(weights);
            double worst = distance(decoded(cuda, adapters), decoded(cpu, adapters));
            for (String adapter : adapters.subList(0, adapters.size() - 1)) {
                worst = Math.max(worst, distance(inBlocks(cuda, adapter), inBlocks(cpu, adapter)));
            }
            System.out.printf("%s, %s, cuda's source against the cpu's: %.1e%n", architecture, format.label(), worst);
            assertThat(worst).isLessThan(tolerance(format));
        }
    }

    @Test
    void autoIsBfloat16AndSaysWhy() {
        try (Engine engine = load(new TinyLlama(), CUDA_ON_CPU, WeightFormat.AUTO)) {
            assertThat(engine.format().format()).isEqualTo(WeightFormat.BFLOAT16);
            assertThat(engine.format().reason()).contains("cuda");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"INT8", "INT4"})
    void formatsOfTheCpuAreRefusedByName(WeightFormat format) {
        assertThatThrownBy(() -> load(new TinyLlama(TinyLlama.GROUPED), CUDA_ON_CPU, format))
                .isInstanceOf(UnsupportedOptionException.class)
                .hasMessageContaining(format.label())
                .hasMessageContaining("on cuda use bfloat16");
    }

    @Test
    void deterministicSequencesAreRefusedByName() {
        try (Engine engine = load(new TinyLlama(), CUDA_ON_CPU, WeightFormat.FLOAT32)) {
            assertThat(engine.sequences().fixesBits()).isFalse();
            assertThatThrownBy(() -> engine.sequences()
                            .open(TinyEngine.specification(Arrays.copyOf(IDS, 4), "lora", Rows.BOTH, true)))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("deterministic")
                    .hasMessageContaining("cuda");
        }
    }

    /** A tensor that is made elsewhere would be found on a GPU only. */
    @ParameterizedTest
    @MethodSource("sources")
    void everyTensorThatIsMadeNamesTheDevice(String source) throws IOException {
        for (String line : text(source).split("\n")) {
            String code = line.split("  #", 2)[0];
            for (MatchResult factory : FACTORY.matcher(code).results().toList()) {
                assertThat(call(code, factory.end())).as(line.strip()).contains("device=self.device");
            }
        }
    }

    static Stream<String> sources() {
        return Arrays.stream(WeightFormat.BFLOAT16.sources(Device.CUDA));
    }

    private static String text(String source) throws IOException {
        try (InputStream in = TorchModule.class.getResourceAsStream(source)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The arguments of a call, from behind its bracket on. */
    private static String call(String code, int start) {
        int open = 1;
        int end = start;
        for (; open > 0; end++) {
            open += code.charAt(end) == '(' ? 1 : code.charAt(end) == ')' ? -1 : 0;
        }
        return code.substring(start, end);
    }
}
