package dev.steerstream.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.gateway.GatewayClient;
import dev.steerstream.cli.gateway.Generation;
import dev.steerstream.schemas.SteeringOptions;
import java.time.Duration;
import java.util.Locale;
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

    @Option(names = "--mode", paramLabel = "MODE", description = "base, warm or steered. Default: steered with a task.")
    private SteeringOptions.Mode mode;

    @Option(names = "--strength", paramLabel = "NUMBER", description = "Signed. Default: the profile's.")
    private Double strength;

    @Option(
            names = "--confidence",
            paramLabel = "NUMBER",
            description = "Mask threshold, 0..1. Default: the profile's.")
    private Double confidence;

    @Option(
            names = "--rule",
            paramLabel = "NAME",
            description = "Directions that steer, with the strengths that the profile has for them: delta, log_ratio,"
                    + " several with + between, or joint. Default: the profile's.")
    private String rule;

    @Option(
            names = "--explain",
            paramLabel = "NUMBER",
            description = "Show at every token so many of the most probable ones under base, warm and steered, 1..20,"
                    + " and where steering changed the choice.")
    private Integer explain;

    @Mixin
    private SamplingFlags sampling;

    @Mixin
    private AnswerFormatFlags format;

    @Option(names = "--deterministic", description = "Use kernels that do not depend on the batch.")
    private boolean deterministic;

    @Option(names = "--id", paramLabel = "ID", description = "Id of the request. Default: a new one.")
    private String id;

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
        ObjectNode body = body();
        GatewayClient client = gateway.client();
        JsonNode accepted = client.generate(body);
        String request = accepted.path("id").asText();
        if (noWait) {
            output.print(accepted, writer -> writer.println("accepted as request " + request));
            return ExitCode.OK.code();
        }
        JsonNode result = withExplanations(
                new Generation(client, request).awaitEnd(Duration.ofSeconds(timeout)), client, request);
        output.print(result, writer -> AnswerText.describe(result, writer));
        if (Generation.succeeded(result)) return ExitCode.OK.code();
        JsonNode failure = result.path("failure");
        throw new CommandException(
                ExitCode.FAILED,
                "request " + request + " " + result.path("state").asText().toLowerCase(Locale.ROOT) + ": "
                        + failure.path("message").asText("no reason was given")
                        + (failure.hasNonNull("advice")
                                ? "\n  " + failure.path("advice").asText()
                                : ""));
    }

    /** Explanations are no part of the result, which travels over a topic: they are asked for beside it. */
    private JsonNode withExplanations(JsonNode result, GatewayClient client, String request) throws Exception {
        if (explain == null || !(result instanceof ObjectNode told)) return result;
        JsonNode explanations = client.generation(request).path("explanations");
        if (explanations.isArray()) told.set("explanations", explanations);
        return told;
    }

    private ObjectNode body() {
        ObjectNode body = Output.MAPPER.createObjectNode();
        if (id != null) body.put("id", id);
        if (task != null) body.put("task", task);
        if (question.raw != null) {
            if (system != null) throw new CommandException(ExitCode.USAGE, "--system needs a message, not --raw");
            body.put("prompt", question.raw);
        } else {
            var messages = body.putArray("messages");
            if (system != null) messages.addObject().put("role", "system").put("content", system);
            messages.addObject().put("role", "user").put("content", question.message);
        }
        ObjectNode options = sampling.options();
        if (!options.isEmpty()) body.set("sampling", options);
        format.responseFormat().ifPresent(asked -> body.set("response_format", asked));
        ObjectNode steering = Output.MAPPER.createObjectNode();
        if (mode != null) steering.put("mode", mode.name().toLowerCase(Locale.ROOT));
        if (strength != null) steering.put("strength", strength);
        if (confidence != null) steering.put("confidence", confidence);
        if (rule != null) steering.put("rule", rule);
        if (explain != null) steering.put("explain", explain);
        if (!steering.isEmpty()) body.set("steering", steering);
        if (deterministic) body.put("deterministic", true);
        return body;
    }
}
