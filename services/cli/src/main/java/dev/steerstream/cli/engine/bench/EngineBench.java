package dev.steerstream.cli.engine.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.LoadOptions;
import dev.steerstream.model.engine.Engine;
import dev.steerstream.model.engine.WeightFormat;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.peft.LoraAdapter;
import dev.steerstream.model.text.ChatTemplate;
import dev.steerstream.model.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Measures one model in one weight format. The same work as the peers of {@code ops/bench/compare} do. */
public final class EngineBench {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final double STRENGTH = -2;
    private static final int PREFILL = 512;

    private final Path file;
    private final LoadOptions options;
    private final int tokens;
    private final int repeats;
    private final Set<Work> works;

    /** What is measured. */
    public enum Work {
        /** What a loaded model takes; measured always. */
        MEMORY,
        /** Answers in each mode, alone and eight at once. */
        DECODE,
        /** A prompt of 512 tokens. */
        PREFILL,
        /** Calibration rows. */
        EXTRACTION
    }

    /**
     * @param file a model file or directory
     * @param tokens of each timed answer
     * @param repeats how often everything is timed after a first, unmeasured time; the best counts
     * @param works what is measured
     */
    public EngineBench(Path file, LoadOptions options, int tokens, int repeats, Set<Work> works) {
        this.file = file;
        this.options = options;
        this.tokens = tokens;
        this.repeats = repeats;
        this.works = works;
    }

    /** Loads, measures, and tells. */
    public ObjectNode run() throws IOException {
        ObjectNode report = MAPPER.createObjectNode();
        Tokenizer tokenizer = Tokenizer.open(file); // closed with the model
        long before = residentWithout();
        long started = System.nanoTime();
        try (Weights weights = Models.open(file);
                LanguageModel model = LanguageModel.load(weights, tokenizer, ChatTemplate.open(file), options)) {
            report.put("load_seconds", seconds(started));
            report.put("weight_format", model.description().weightFormat());
            report.put("weight_format_reason", model.description().weightFormatReason());
            report.put("threads", options.threads());
            ObjectNode memory = report.putObject("memory");
            memory.put("file_bytes", Files.isRegularFile(file) ? Files.size(file) : 0);
            memory.put("weight_bytes", model.weightBytes());
            memory.put("resident_without_model_bytes", before);
            long loaded = ResidentMemory.now();
            memory.put("resident_loaded_bytes", loaded);
            memory.put("model_to_weights", (double) (loaded - before) / model.weightBytes());
            List<String> adapters = attach(model, 8);
            if (works.contains(Work.DECODE)) {
                decode(model, adapters, report.putArray("decode"));
            }
            if (works.contains(Work.PREFILL)) {
                prefill(model, adapters.get(0), report.putObject("prefill_512"));
            }
            if (works.contains(Work.EXTRACTION)) {
                new CalibrationBench(model, adapters.get(0), repeats).run(text(model, CalibrationBench.TEXT), report);
            }
            memory.put("resident_after_bytes", ResidentMemory.now());
        }
        return report;
    }

    /** With the tokenizer and the engine's libraries loaded and used, and next to no model. */
    private long residentWithout() throws IOException {
        try (Weights small = new SmallNetwork();
                Engine engine = Engine.load(
                        small, options.device(), WeightFormat.FLOAT32, options.threads(), options.cacheBytes())) {
            new DecodingBench(engine.sequences())
                    .run(List.of(new int[] {1, 2, 3}), List.of(""), Steering.base(), 4, false, Set.of(), true);
            return ResidentMemory.now();
        }
    }

    private static List<String> attach(LanguageModel model, int count) {
        List<String> digests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LoraAdapter adapter = BenchAdapter.random(model.config(), i + 1L);
            model.attach(adapter.digest(), adapter);
            digests.add(adapter.digest());
        }
        return digests;
    }

    private void decode(LanguageModel model, List<String> adapters, ArrayNode rates) {
        DecodingBench bench = new DecodingBench(model.sequences());
        for (int batch : new int[] {1, 8}) {
            List<int[]> prompts = new ArrayList<>();
            for (int i = 0; i < batch; i++) {
                prompts.add(model.promptEncoder()
                        .raw("<|im_start|>user\nTell me fact number " + i
                                + " about rivers.<|im_end|>\n<|im_start|>assistant\n")
                        .ids());
            }
            rate(rates, "steered", batch, bench, prompts, adapters, Steering.steered(STRENGTH, 0.1));
            rate(rates, "warm", batch, bench, prompts, adapters, Steering.warm());
            rate(rates, "base", batch, bench, prompts, adapters, Steering.base());
        }
    }

    private void rate(
            ArrayNode rates,
            String mode,
            int batch,
            DecodingBench bench,
            List<int[]> prompts,
            List<String> adapters,
            Steering steering) {
        double best = 0;
        for (int i = 0; i <= repeats; i++) {
            double rate = bench.run(prompts, adapters, steering, tokens, false, Set.of(), true)
                    .rate();
            best = i == 0 ? 0 : Math.max(best, rate);
        }
        rates.addObject().put("mode", mode).put("batch", batch).put("tokens_per_second", best);
    }

    private void prefill(LanguageModel model, String adapter, ObjectNode into) {
        int[] prompt = text(model, PREFILL);
        double best = Double.MAX_VALUE;
        for (int i = 0; i <= repeats; i++) {
            long started = System.nanoTime();
            model.sequences()
                    .close(model.sequences()
                            .open(new SequenceSpecification(prompt, adapter, Rows.BOTH, PREFILL + 1, false))
                            .id());
            best = i == 0 ? best : Math.min(best, seconds(started));
        }
        into.put("seconds", best).put("tokens_per_second", PREFILL / best);
    }

    private static int[] text(LanguageModel model, int length) {
        String line = "The order of %d boxes left the warehouse and reached the customer after a few days.\n";
        StringBuilder text = new StringBuilder();
        for (int i : Collections.nCopies(length / 8, 37)) {
            text.append(line.formatted(text.length() % i));
        }
        return Arrays.copyOf(model.tokenizer().encode(text.toString(), false), length);
    }

    private static double seconds(long started) {
        return (System.nanoTime() - started) / 1e9;
    }
}
