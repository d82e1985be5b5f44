package dev.steerstream.cli.command.generation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.option.GatewayOption;
import dev.steerstream.cli.command.output.FailureText;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.gateway.GatewayClient;
import dev.steerstream.cli.gateway.Generation;
import dev.steerstream.cli.gateway.StreamedGeneration;
import dev.steerstream.schemas.SteeringOptions;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks for an answer. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = "Asks for an answer, steered to a task, and prints it with how it came to be.")
public final class GenerateCommand implements Callable<Integer> {
    /** What is asked: a user's message, or raw text. */
    static final class Question {
        @Parameters(
                arity = "0..1",
                paramLabel = "MESSAGE",
                description = "A user's message, in the model's chat template.")
        private String message;

        @Option(names = "--raw", paramLabel = "TEXT", description = "Text as it is, without the chat template.")
        private String raw;

        @Option(
                names = "--file",
                paramLabel = "FILE",
                description = "Users' messages, one a line; - is standard input. Answers come in their order.")
        private Path file;
    }

    @ArgGroup(multiplicity = "1")
    private Question question;

    @Option(names = "--system", paramLabel = "TEXT", description = "A system message before the user's.")
    private String system;

    @Option(
            names = "--task",
            paramLabel = "NAME",
            description = "Whose profile steers. Default: none, the base answers.")
    private String task;

    @Mixin
    private SteeringFlags steering;

    @Mixin
    private SamplingFlags sampling;

    @Mixin
    private AnswerFormatFlags format;

    @Option(names = "--deterministic", description = "Use kernels that do not depend on the batch.")
    private boolean deterministic;

    @Option(names = "--id", paramLabel = "ID", description = "Id of the request. Default: a new one.")
    private String id;

    @Option(
            names = "--compare",
            description = "The answers of base, warm and steered under each other, drawn with one seed.")
    private boolean compare;

    @Option(
            names = "--stream",
            negatable = true,
            description = "Print the text as it is made. Default: on a terminal, of a single answer.")
    private Boolean stream;

    @Option(names = "--no-wait", description = "Print the request's id and return.")
    private boolean noWait;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "How long to wait for the answer. Default: ${DEFAULT-VALUE}.")
    private long timeout;

    @Mixin
    private GatewayOption gateway;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws Exception {
        require(
                question.file == null || !compare && !noWait && id == null,
                "--file goes with none of --compare, --no-wait and --id");
        require(!compare || task != null, "--compare needs --task: without one there is only the base");
        require(!compare || !steering.hasMode(), "--compare shows every mode: leave --mode out");
        require(!compare || !noWait && id == null, "--compare goes with neither --no-wait nor --id");
        require(question.raw == null || system == null, "--system needs a message, not --raw");
        ObjectNode body = body(question.message);
        GatewayClient client = gateway.client();
        if (question.file != null) return answerEach(client);
        if (compare) return compared(client, body);
        if (noWait) return accepted(client, body);
        if (streams()) return streamed(client, body);
        JsonNode result = answered(client, body);
        output.print(result, writer -> AnswerText.describe(result, writer));
        requireAnswer(result);
        return ExitCode.OK.code();
    }

    private Integer accepted(GatewayClient client, ObjectNode body) throws Exception {
        JsonNode accepted = client.generate(body);
        output.print(
                accepted,
                writer -> writer.println(
                        "accepted as request " + accepted.path("id").asText()));
        return ExitCode.OK.code();
    }

    /** Of several answers, and of what is said token by token, the whole is shown at the end. */
    private boolean streams() {
        if (stream != null) return stream && !output.json();
        ObjectNode options = sampling.options();
        return System.console() != null
                && !output.json()
                && !steering.explained()
                && !options.has("logprobs")
                && !options.has("n")
                && !options.has("beam_width");
    }

    private Integer streamed(GatewayClient client, ObjectNode body) throws Exception {
        if (!body.has("id")) body.put("id", "cli-" + UUID.randomUUID());
        JsonNode result = new StreamedGeneration(client, output::say).ask(body, Duration.ofSeconds(timeout));
        output.say("\n");
        output.print(result, writer -> AnswerText.receipt(result.path("receipt"), writer));
        requireAnswer(result);
        return ExitCode.OK.code();
    }

    private Integer compared(GatewayClient client, ObjectNode body) throws Exception {
        // The same randomness for all three, or chance would be taken for steering.
        ObjectNode options = body.withObject("/sampling");
        if (!options.has("seed")) options.put("seed", new SecureRandom().nextLong(1L << 53));
        ObjectNode results = Output.MAPPER.createObjectNode();
        for (SteeringOptions.Mode mode : SteeringOptions.Mode.values()) {
            String name = mode.name().toLowerCase(Locale.ROOT);
            ObjectNode asked = body.deepCopy();
            asked.withObject("/steering").put("mode", name);
            JsonNode result = answered(client, asked);
            results.set(name, result);
            if (!output.json()) {
                output.say("== " + name + "\n");
                output.print(result, writer -> AnswerText.describe(result, writer));
                output.say("\n");
            }
            requireAnswer(result);
        }
        if (output.json()) output.print(results, writer -> {});
        return ExitCode.OK.code();
    }

    private Integer answerEach(GatewayClient client) throws Exception {
        int[] failed = new int[1];
        new PromptFile(question.file)
                .<JsonNode>each(prompt -> answered(client, body(prompt)), (line, prompt, answer) -> {
                    JsonNode result = answer.call();
                    if (!Generation.succeeded(result)) failed[0]++;
                    ObjectNode told =
                            Output.MAPPER.createObjectNode().put("line", line).put("prompt", prompt);
                    told.setAll((ObjectNode) result);
                    output.print(told, writer -> {
                        writer.println("== line " + line + ": " + prompt);
                        if (Generation.succeeded(result)) AnswerText.describe(result, writer);
                        else writer.println(failure(result));
                        writer.println();
                    });
                });
        if (failed[0] > 0) throw new CommandException(ExitCode.FAILED, failed[0] + " lines have no answer");
        return ExitCode.OK.code();
    }

    /** The result, with its explanations: they are no part of it, as it travels over a topic, and are asked for beside it. */
    private JsonNode answered(GatewayClient client, ObjectNode body) throws Exception {
        String request = Generation.ask(client, body, Duration.ofSeconds(timeout));
        JsonNode result = new Generation(client, request).awaitEnd(Duration.ofSeconds(timeout));
        if (!steering.explained() || !(result instanceof ObjectNode told)) return result;
        JsonNode explanations = client.generation(request).path("explanations");
        if (explanations.isArray()) told.set("explanations", explanations);
        return told;
    }

    private static void requireAnswer(JsonNode result) {
        if (!Generation.succeeded(result)) throw new CommandException(ExitCode.FAILED, failure(result));
    }

    private static String failure(JsonNode result) {
        JsonNode failure = result.path("failure");
        return "request " + result.path("request").asText(result.path("id").asText()) + " "
                + result.path("state").asText().toLowerCase(Locale.ROOT) + ": "
                + failure.path("message").asText("no reason was given") + FailureText.advice(failure);
    }

    private static void require(boolean condition, String rule) {
        if (!condition) throw new CommandException(ExitCode.USAGE, rule);
    }

    private ObjectNode body(String message) {
        ObjectNode body = Output.MAPPER.createObjectNode();
        if (id != null) body.put("id", id);
        if (task != null) body.put("task", task);
        if (question.raw != null) {
            body.put("prompt", question.raw);
        } else {
            var messages = body.putArray("messages");
            if (system != null) messages.addObject().put("role", "system").put("content", system);
            messages.addObject().put("role", "user").put("content", message);
        }
        ObjectNode options = sampling.options();
        if (!options.isEmpty()) body.set("sampling", options);
        format.responseFormat().ifPresent(asked -> body.set("response_format", asked));
        ObjectNode steered = steering.options();
        if (!steered.isEmpty()) body.set("steering", steered);
        if (deterministic) body.put("deterministic", true);
        return body;
    }
}
