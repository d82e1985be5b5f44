package dev.steerstream.cli.engine.generation;

import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.core.adjustment.Adjustments;
import dev.steerstream.core.adjustment.LogitBias;
import dev.steerstream.core.adjustment.Penalties;
import dev.steerstream.core.decoding.batch.BeamTask;
import dev.steerstream.core.decoding.batch.ContinuousBatch;
import dev.steerstream.core.decoding.batch.DecodingTask;
import dev.steerstream.core.decoding.batch.GenerationTask;
import dev.steerstream.core.decoding.generation.BeamSearch;
import dev.steerstream.core.decoding.generation.Generation;
import dev.steerstream.core.decoding.generation.GenerationSpecification;
import dev.steerstream.core.decoding.generation.TokenConstraint;
import dev.steerstream.core.decoding.guard.GuardLimits;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.core.json.JsonSchemaGrammar;
import dev.steerstream.core.sampling.SamplingParameters;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.vocabulary.VocabularyTree;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.UnusableTokens;
import dev.steerstream.model.WritableTokens;
import dev.steerstream.model.text.IncrementalDecoder;
import dev.steerstream.schemas.ResponseFormat;
import dev.steerstream.schemas.SamplingOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Decodes one prompt, as a decoder does: through the continuous batch, guessing ahead where one answer is alone. */
public final class LocalDecoding {
    private static final String NAME = "generate";
    private static final int DEFAULT_TOKENS = 128;

    private final LanguageModel model;
    private final String adapter;
    private final SamplingOptions options;
    private final Optional<ResponseFormat> format;
    private final long seed;

    /**
     * @param adapter digest of an attached adapter, or null
     * @param options what is not given takes its default
     * @param format what every answer must spell; empty where it is free
     * @param seed where the options have none
     */
    public LocalDecoding(
            LanguageModel model, String adapter, SamplingOptions options, Optional<ResponseFormat> format, long seed) {
        this.model = model;
        this.adapter = adapter;
        this.options = options;
        this.format = format;
        this.seed = options.seed() == null ? seed : options.seed();
    }

    /** Whether text is certain before the end: one answer, and no search. */
    public boolean streams() {
        return answers() == 1 && beams() == 1;
    }

    /**
     * @param text takes pieces as they become certain where {@link #streams}, else nothing
     * @throws CommandException usage, where the options cannot be
     */
    public LocalAnswers run(int[] prompt, Steering steering, Consumer<String> text) {
        Collector collector = new Collector(streams() ? text : piece -> {});
        int places = Math.max(answers(), beams());
        try (ContinuousBatch batch = new ContinuousBatch(model.sequences(), places, places, true)) {
            submit(batch, prompt, steering, collector);
            long started = System.nanoTime();
            int running = batch.step(); // opens: the prompt, and every answer's first token
            long opened = System.nanoTime();
            int steps = 0;
            while (running > 0) {
                running = batch.step();
                steps++;
            }
            long ended = System.nanoTime();
            return new LocalAnswers(
                    steering,
                    prompt.length,
                    collector.outcomes(),
                    seed,
                    (opened - started) / 1e9,
                    (ended - opened) / 1e9,
                    steps);
        }
    }

    private void submit(ContinuousBatch batch, int[] prompt, Steering steering, Collector collector) {
        if (beams() < 1) {
            throw new CommandException(
                    ExitCode.USAGE, "beam_width is " + beams() + "; it must be at least 1, which is no search.");
        }
        try {
            GenerationSpecification specification = specification(prompt, steering);
            Mode mode = steering.mode();
            Rows rows = mode == Mode.BASE ? Rows.BASE : mode == Mode.WARM ? Rows.WARM : Rows.BOTH;
            SequenceSpecification sequence = new SequenceSpecification(
                    prompt, rows.warm() ? adapter : null, rows, prompt.length + specification.maxTokens(), false);
            tasks(sequence, specification, collector).forEach(batch::submit);
        } catch (IllegalArgumentException impossible) {
            throw new CommandException(ExitCode.USAGE, impossible.getMessage());
        }
    }

    private List<DecodingTask> tasks(
            SequenceSpecification sequence, GenerationSpecification specification, Collector collector) {
        if (beams() > 1) {
            double penalty = or(options.lengthPenalty(), 1);
            BeamSearch search = new BeamSearch(specification, text(), beams(), answers(), penalty);
            return List.of(new BeamTask(NAME, sequence, search, collector.beams()));
        }
        return IntStream.range(0, answers())
                .<DecodingTask>mapToObj(choice -> new GenerationTask(
                        NAME,
                        sequence,
                        new Generation(specification.withChoice(choice), text()),
                        collector.answer(choice)))
                .toList();
    }

    private IncrementalDecoder text() {
        return new IncrementalDecoder(model.tokenizer(), true);
    }

    private GenerationSpecification specification(int[] prompt, Steering steering) {
        return new GenerationSpecification(
                steering,
                new SamplingParameters(
                        or(options.temperature(), 0),
                        options.topK() == null ? 0 : options.topK(),
                        or(options.topP(), 1),
                        or(options.minP(), 0),
                        seed),
                0,
                options.maxTokens() == null ? DEFAULT_TOKENS : options.maxTokens(),
                options.minTokens() == null ? 0 : options.minTokens(),
                model.tokenizer().endOfTextIds(),
                options.stop() == null ? List.of() : options.stop(),
                UnusableTokens.of(model.tokenizer()),
                new Adjustments(new LogitBias(bias()), penalties(prompt)),
                format.flatMap(this::constraint),
                options.topLogprobs() == null ? 0 : options.topLogprobs(),
                0,
                GuardLimits.off(),
                0);
    }

    /** @throws IllegalArgumentException where the schema has a keyword that is not supported */
    private Optional<TokenConstraint> constraint(ResponseFormat asked) {
        VocabularyTree vocabulary = WritableTokens.of(model.tokenizer());
        int[] ends = model.tokenizer().endOfTextIds().stream()
                .mapToInt(Integer::intValue)
                .toArray();
        return switch (asked.type()) {
            case TEXT -> Optional.empty();
            case JSON_OBJECT ->
                Optional.of(JsonSchemaGrammar.object(vocabulary, ends).start());
            case JSON_SCHEMA ->
                Optional.of(JsonSchemaGrammar.of(asked.jsonSchema().schema(), vocabulary, ends)
                        .start());
        };
    }

    private Map<Integer, Double> bias() {
        Map<Integer, Double> bias = new HashMap<>();
        if (options.logitBias() != null) {
            options.logitBias().forEach((token, amount) -> bias.put(known(Integer.parseInt(token)), amount));
        }
        return bias;
    }

    private int known(int token) {
        int vocabulary = model.config().vocabularySize();
        if (token >= 0 && token < vocabulary) return token;
        throw new IllegalArgumentException(
                "logit_bias names token " + token + ", but the model has the tokens 0 to " + (vocabulary - 1) + ".");
    }

    private Penalties penalties(int[] prompt) {
        return new Penalties(
                or(options.repetitionPenalty(), 1),
                or(options.presencePenalty(), 0),
                or(options.frequencyPenalty(), 0),
                prompt);
    }

    private int answers() {
        return options.n() == null ? 1 : options.n();
    }

    private int beams() {
        return options.beamWidth() == null ? 1 : options.beamWidth();
    }

    private static double or(Double given, double absent) {
        return given == null ? absent : given;
    }
}
