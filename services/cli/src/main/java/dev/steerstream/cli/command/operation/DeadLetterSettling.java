package dev.steerstream.cli.command.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.option.GatewayOption;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.command.output.Table;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What becomes of dead letters: named, or all with a reason or of a topic. */
abstract class DeadLetterSettling implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "ID", description = "Which ones, as steer dlq list shows them.")
    private List<String> letters;

    @Option(names = "--reason", paramLabel = "CODE", description = "All that wait with this reason, oldest first.")
    private String reason;

    @Option(names = "--topic", paramLabel = "NAME", description = "All that wait of this topic, oldest first.")
    private String topic;

    @Option(
            names = "--limit",
            paramLabel = "COUNT",
            defaultValue = "100",
            description = "With --reason or --topic: the most, up to 500. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
    private boolean dryRun;

    @Mixin
    private GatewayOption gateway;

    @Mixin
    private Output output;

    private final String verb;

    private DeadLetterSettling(String verb) {
        this.verb = verb;
    }

    /** Publishes again. */
    @Command(
            name = "redrive",
            mixinStandardHelpOptions = true,
            description = "Publishes dead letters again on the topics that they came on. Audited.")
    static final class Redrive extends DeadLetterSettling {
        Redrive() {
            super("redrive");
        }
    }

    /** Gives up. */
    @Command(
            name = "discard",
            mixinStandardHelpOptions = true,
            description = "Gives dead letters up: they stay until their retention is over. Audited.")
    static final class Discard extends DeadLetterSettling {
        Discard() {
            super("discard");
        }
    }

    @Override
    public Integer call() throws Exception {
        JsonNode settled = gateway.client().operations().settle(verb, choice());
        output.print(settled, writer -> print(settled, writer));
        boolean failed = false;
        for (JsonNode item : settled.path("items")) {
            String outcome = item.path("outcome").asText();
            failed |= outcome.equals("refused") || outcome.equals("unknown");
        }
        return (failed ? ExitCode.FAILED : ExitCode.OK).code();
    }

    private ObjectNode choice() {
        boolean named = letters != null && !letters.isEmpty();
        if (named == (reason != null || topic != null)) {
            throw new CommandException(
                    ExitCode.USAGE, "name the dead letters, or give --reason or --topic, and not both");
        }
        ObjectNode choice = Output.MAPPER.createObjectNode();
        if (named) letters.forEach(choice.putArray("ids")::add);
        else choice.put("reason", reason).put("topic", topic).put("limit", limit);
        return choice.put("dry_run", dryRun);
    }

    private void print(JsonNode settled, PrintWriter writer) {
        for (JsonNode item : settled.path("items")) {
            writer.println(item.path("id").asText() + "  " + Table.text(item.path("outcome"))
                    + (item.hasNonNull("note") ? ": " + Table.text(item.path("note")) : ""));
        }
        writer.println((dryRun ? "would " + verb + " " : verb + ": ")
                + settled.path("done").asInt()
                + (settled.path("more").asBoolean() ? ", and more wait: ask again" : ""));
    }
}
