package dev.steerstream.cli.command.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.generation.AnswerFormatFlags;
import dev.steerstream.cli.command.generation.SamplingFlags;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.engine.generation.LocalAnswers;
import dev.steerstream.cli.engine.generation.LocalDecoding;
import dev.steerstream.cli.engine.generation.PromptText;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.LoadOptions;
import dev.steerstream.model.ModelDescription;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.ResponseFormat;
import dev.steerstream.schemas.SamplingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Answers a prompt in this process. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = "Answers a prompt in this process: with the base model, with an adapter, or steered."
                + " Text appears as it is decoded.")
final class GenerateCommand implements Callable<Integer> {
    /** What is asked; without any of them, standard input is the user's message. */
    static final class Question {
        @Option(names = "--prompt", paramLabel = "TEXT", description = "A user's message, in the chat template.")
        private String prompt;

        @Option(
                names = "--messages",
                paramLabel = "FILE",
                description = "JSON: a list of {\"role\", \"content\"}, in the chat template.")
        private Path messages;

        @Option(names = "--raw", paramLabel = "TEXT", description = "Text as it is, special tokens recognised.")
        private String raw;
    }

    @ArgGroup
    private Question question;

    @Mixin
    private ModelChoice model;

    @Mixin
    private SteeringFlags steering;

    @Option(
            names = "--type",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "Weight format: float32, bfloat16, int8, int4, or auto. Default: ${DEFAULT-VALUE}.")
    private String type;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "base, warm or steered. Default: steered with an adapter, else base.")
    private Mode mode;

    @Option(names = "--compare", description = "The answers of base, warm and steered under each other.")
    private boolean compare;

    @Mixin
    private SamplingFlags sampling;

    @Mixin
    private AnswerFormatFlags format;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws Exception {
        List<Steering> modes = modes();
        LoadOptions options = model.options(type);
        SamplingOptions sampled = given(sampling.options(), SamplingOptions.class);
        Optional<ResponseFormat> spelled = format.responseFormat().map(asked -> given(asked, ResponseFormat.class));
        PromptText prompt = prompt();
        try (LanguageModel loaded = LanguageModel.load(model.file(), options)) {
            String adapter = steering.attach(loaded).orElse(null);
            long seed = new SecureRandom().nextLong();
            LocalDecoding decoding = new LocalDecoding(loaded, adapter, sampled, spelled, seed);
            ObjectNode report = facts(loaded.description(), adapter);
            ArrayNode answers = report.putArray("answers");
            boolean logprobs = Boolean.TRUE.equals(sampled.logprobs());
            for (Steering each : modes) {
                if (compare) output.say("== " + each.mode().name().toLowerCase(Locale.ROOT) + "\n");
                LocalAnswers found = decoding.run(prompt.ids(loaded), each, output::say);
                ObjectNode json = found.json(loaded.tokenizer(), logprobs);
                answers.add(json);
                if (!decoding.streams()) json.path("choices").forEach(choice -> whole(choice));
                output.say("\n" + line(found, json) + "\n");
            }
            output.print(report, writer -> writer.println(line(loaded.description(), adapter)));
        }
        return ExitCode.OK.code();
    }

    private List<Steering> modes() {
        Steering steered = steering.steering();
        Mode asked = mode != null ? mode : steering.hasAdapter() ? Mode.STEERED : Mode.BASE;
        if (compare && mode != null) {
            throw new CommandException(ExitCode.USAGE, "--compare shows every mode: leave --mode out");
        }
        if (!steering.hasAdapter() && (compare || asked != Mode.BASE)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    (compare ? "--compare" : "--mode " + asked.name().toLowerCase(Locale.ROOT))
                            + " needs an adapter: name one with --adapter");
        }
        if (compare) return List.of(Steering.base(), Steering.warm(), steered);
        return List.of(asked == Mode.BASE ? Steering.base() : asked == Mode.WARM ? Steering.warm() : steered);
    }

    private static <T> T given(ObjectNode json, Class<T> type) {
        try {
            return Contracts.mapper().treeToValue(json, type);
        } catch (JsonProcessingException refused) {
            throw new CommandException(ExitCode.USAGE, refused.getOriginalMessage());
        }
    }

    private PromptText prompt() throws IOException {
        if (question == null) return PromptText.message(PromptText.text(System.in, "standard input"));
        if (question.messages != null) return PromptText.conversation(question.messages);
        return question.raw != null ? new PromptText.Raw(question.raw) : PromptText.message(question.prompt);
    }

    private ObjectNode facts(ModelDescription description, String adapter) {
        ObjectNode json = Output.MAPPER.createObjectNode();
        json.put("model", model.reference())
                .put("model_digest", description.baseDigest())
                .put("tokenizer_digest", description.tokenizerDigest())
                .put("weight_format", description.weightFormat())
                .put("weight_format_reason", description.weightFormatReason())
                .put("device", description.device())
                .put("threads", description.threads());
        if (adapter != null) json.put("adapter_digest", adapter);
        return json;
    }

    private void whole(JsonNode choice) {
        output.say(choice.path("text").asText() + "\n");
        if (choice.has("score")) {
            output.say(String.format(
                    Locale.ROOT, "  score %.4f%n", choice.path("score").asDouble()));
        }
    }

    private static String line(LocalAnswers found, ObjectNode json) {
        StringBuilder line = new StringBuilder();
        json.path("choices").forEach(choice -> choice.path("logprobs").forEach(token -> {
            line.append(tokenLine("", token, token.path("steered")));
            token.path("top").forEach(top -> line.append(tokenLine("    ", top, top.path("logprob"))));
        }));
        line.append(String.format(
                Locale.ROOT,
                "-- %s%s: %d tokens, %.1f tokens/s after %.2f s of prefill (%d tokens), %d of them guessed ahead",
                found.mode(),
                json.has("strength")
                        ? String.format(
                                Locale.ROOT,
                                " (strength %.3f, confidence %.2f, %d tokens changed)",
                                json.path("strength").asDouble(),
                                json.path("confidence").asDouble(),
                                found.changedTokens())
                        : "",
                found.tokens(),
                found.tokensPerSecond(),
                found.prefillSeconds(),
                found.promptTokens(),
                found.draftHits()));
        return line.toString();
    }

    private static String tokenLine(String indent, JsonNode token, JsonNode logProbability) {
        return String.format(
                Locale.ROOT,
                "  %s%9.4f  %s%n",
                indent,
                logProbability.asDouble(),
                Output.MAPPER.valueToTree(token.path("token").asText()));
    }

    private String line(ModelDescription description, String adapter) {
        return "-- " + model.reference() + ", sha256 " + description.baseDigest() + ", " + description.weightFormat()
                + " on " + description.device() + " (" + description.weightFormatReason() + ")"
                + (adapter == null ? "" : ", adapter " + adapter);
    }
}
