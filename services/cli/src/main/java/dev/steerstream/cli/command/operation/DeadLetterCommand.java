package dev.steerstream.cli.command.operation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.option.GatewayOption;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.command.output.Table;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Records that no stage could process. */
@Command(
        name = "dlq",
        mixinStandardHelpOptions = true,
        description = "Shows records that could not be processed (dead letters), publishes them again, gives them up.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DeadLetterCommand.ListLetters.class,
            DeadLetterCommand.Describe.class,
            DeadLetterSettling.Redrive.class,
            DeadLetterSettling.Discard.class
        })
public final class DeadLetterCommand {
    /** Those that there are. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists dead letters, newest first.")
    static final class ListLetters implements Callable<Integer> {
        private static final Table TABLE = Table.of("ID", 36, "id")
                .column(
                        "REASON",
                        22,
                        letter -> Table.text(letter.path("failure").path("code")))
                .column(
                        "ORIGIN",
                        34,
                        letter -> Table.text(letter.path("topic")) + "-"
                                + letter.path("partition").asText() + "@"
                                + letter.path("offset").asText())
                .column("STORED", 30, "stored_at")
                .column("STATE", 9, "state");

        @Option(
                names = "--show",
                paramLabel = "STATE",
                defaultValue = "stored",
                description = "stored, redriven, discarded or all. Default: ${DEFAULT-VALUE}.")
        private String state;

        @Option(names = "--reason", paramLabel = "CODE", description = "Only with this reason.")
        private String reason;

        @Option(names = "--topic", paramLabel = "NAME", description = "Only of this topic, with its prefix.")
        private String topic;

        @Option(
                names = "--limit",
                paramLabel = "COUNT",
                defaultValue = "50",
                description = "How many at most. Default: ${DEFAULT-VALUE}.")
        private int limit;

        @Mixin
        private GatewayOption gateway;

        @Mixin
        private Output output;

        @Override
        public Integer call() throws Exception {
            Map<String, String> filter = new TreeMap<>();
            if (!state.equals("all")) filter.put("state", state);
            if (reason != null) filter.put("reason", reason);
            if (topic != null) filter.put("topic", topic);
            output.list(gateway.client().operations().deadLetters(filter, limit), TABLE);
            return ExitCode.OK.code();
        }
    }

    /** One of them. */
    @Command(
            name = "describe",
            mixinStandardHelpOptions = true,
            description = "Shows a dead letter: why, where from, its headers and its body.")
    static final class Describe implements Callable<Integer> {
        @Parameters(paramLabel = "ID", description = "As steer dlq list shows it.")
        private String letter;

        @Mixin
        private GatewayOption gateway;

        @Mixin
        private Output output;

        @Override
        public Integer call() throws Exception {
            JsonNode found = gateway.client().operations().deadLetter(letter);
            output.print(found, writer -> describe(found, writer));
            return ExitCode.OK.code();
        }

        private static void describe(JsonNode found, PrintWriter writer) {
            JsonNode one = found.path("letter");
            JsonNode failure = one.path("failure");
            writer.println("dead letter " + one.path("id").asText() + ": "
                    + one.path("state").asText()
                    + (one.hasNonNull("settled_by") ? " by " + Table.text(one.path("settled_by")) : ""));
            writer.println("  from    " + Table.text(one.path("topic")) + "-"
                    + one.path("partition").asText() + "@" + one.path("offset").asText() + ", published "
                    + one.path("recorded_at").asText());
            writer.println(
                    "  reason  " + Table.text(failure.path("code")) + ": " + Table.text(failure.path("message")));
            writer.println("  advice  " + Table.text(failure.path("advice")));
            writer.println("  key     " + Table.text(found.path("key")));
            writer.println("  headers " + found.path("headers"));
            if (found.hasNonNull("text")) writer.println("  body    " + Table.text(found.path("text")));
            else writer.println("  body    (base64) " + found.path("body").asText("none"));
        }
    }
}
