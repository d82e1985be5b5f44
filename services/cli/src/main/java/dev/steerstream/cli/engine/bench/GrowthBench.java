package dev.steerstream.cli.engine.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.core.decoding.sequence.SequenceModel;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.model.LoadOptions;
import dev.steerstream.model.engine.Engine;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.peft.LoraAdapter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** How rate and memory of steered decoding grow along one axis, everything else held. Prompts are random tokens. */
public final class GrowthBench {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Steering STEERING = Steering.steered(-2, 0.1);
    private static final long CACHE = 12L << 30;
    private static final int PROMPT = 64;

    private final Path file;
    private final LoadOptions options;
    private final int tokens;
    private final int repeats;

    /** What grows. */
    public enum Axis {
        /** Answers at once, each of a task of its own. */
        BATCH(1, 2, 4, 8, 16, 32),
        /** Tokens before the answer, one answer alone. */
        CONTEXT(128, 256, 512, 1024, 2048, 4096, 8064),
        /** Tokens before the answers, eight at once. */
        CONTEXT_OF_EIGHT(128, 256, 512, 1024),
        /** Tasks among 64 answers at once. */
        TASKS(1, 2, 4, 8, 16, 32, 64),
        /** Tasks in memory, of which one answers. */
        KNOWN_TASKS(1, 4, 16, 64),
        /** Tokens that the model knows, one answer alone. */
        VOCABULARY(16_384, 32_768, 49_152, 98_304, 151_936, 262_144);

        private final int[] values;

        Axis(int... values) {
            this.values = values;
        }
    }

    /** One measurement: so many answers at once of so many tasks, of so many known ones, after a prompt of so many tokens. */
    private record Point(int batch, int tasks, int known, int prompt, int vocabulary) {}

    public GrowthBench(Path file, LoadOptions options, int tokens, int repeats) {
        this.file = file;
        this.options = new LoadOptions(options.device(), options.format(), options.threads(), CACHE);
        this.tokens = tokens;
        this.repeats = repeats;
    }

    /** One object a value of the axis, ascending. */
    public ArrayNode run(Axis axis) throws IOException {
        ArrayNode report = MAPPER.createArrayNode();
        try (Weights weights = Models.open(file)) {
            int vocabulary = weights.config().vocabularySize();
            if (axis == Axis.VOCABULARY) {
                for (int value : axis.values) {
                    try (Engine engine = load(new OtherVocabulary(weights, value))) {
                        report.add(measure(engine, weights.config(), value, new Point(1, 1, 1, PROMPT, value)));
                    }
                }
                return report;
            }
            try (Engine engine = load(weights)) {
                for (int value : axis.values) {
                    Point point =
                            switch (axis) {
                                case BATCH -> new Point(value, value, value, PROMPT, vocabulary);
                                case CONTEXT -> new Point(1, 1, 1, value, vocabulary);
                                case CONTEXT_OF_EIGHT -> new Point(8, 8, 8, value, vocabulary);
                                case TASKS -> new Point(64, value, value, PROMPT, vocabulary);
                                default -> new Point(1, 1, value, PROMPT, vocabulary);
                            };
                    report.add(measure(engine, weights.config(), value, point));
                }
            }
        }
        return report;
    }

    private Engine load(Weights weights) {
        return Engine.load(weights, options.device(), options.format(), options.threads(), options.cacheBytes());
    }

    private ObjectNode measure(Engine engine, TransformerConfig config, int value, Point point) throws IOException {
        List<String> digests = attach(engine, config, point.known());
        try {
            SplittableRandom random = new SplittableRandom(1);
            List<int[]> prompts = new ArrayList<>();
            List<String> adapters = new ArrayList<>();
            for (int i = 0; i < point.batch(); i++) {
                prompts.add(random.ints(point.prompt(), 1000, Math.min(16_000, point.vocabulary()))
                        .toArray());
                adapters.add(digests.get(i % point.tasks()));
            }
            SequenceModel sequences = engine.sequences();
            double best = 0;
            for (int i = 0; i <= repeats; i++) {
                double rate = new DecodingBench(sequences)
                        .run(prompts, adapters, STEERING, tokens, false, Set.of(), true)
                        .rate();
                best = i == 0 ? 0 : Math.max(best, rate);
            }
            return MAPPER.createObjectNode()
                    .put("value", value)
                    .put("tokens_per_second", best)
                    .put("milliseconds_per_step", 1000 * point.batch() / best)
                    .put("resident_bytes", ResidentMemory.now())
                    .put("weight_format", engine.format().format().label());
        } finally {
            digests.forEach(engine::detach);
        }
    }

    private static List<String> attach(Engine engine, TransformerConfig config, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    LoraAdapter adapter = BenchAdapter.random(config, i + 1L);
                    engine.attach(adapter.digest(), adapter);
                    return adapter.digest();
                })
                .toList();
    }
}
