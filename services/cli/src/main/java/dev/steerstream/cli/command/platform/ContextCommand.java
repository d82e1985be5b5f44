package dev.steerstream.cli.command.platform;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.option.GatewayOption;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.command.output.Table;
import dev.steerstream.cli.context.Context;
import dev.steerstream.cli.context.Contexts;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Several installations under names. */
@Command(
        name = "context",
        mixinStandardHelpOptions = true,
        description = "Names installations, so that commands can mean one of several. Kept in STEER_CONFIG, else"
                + " ~/.config/steer/contexts.json, readable by you only.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ContextCommand.Add.class,
            ContextCommand.Use.class,
            ContextCommand.ListContexts.class,
            ContextCommand.Remove.class
        })
public final class ContextCommand {
    private static Path file() {
        return Contexts.file(System.getenv());
    }

    /** Adds one, or replaces it. */
    @Command(name = "add", mixinStandardHelpOptions = true, description = "Adds an installation, or replaces it.")
    static final class Add implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "Its name here.")
        private String name;

        @Option(names = "--gateway", required = true, paramLabel = "URL", description = "Its gateway.")
        private URI gateway;

        @Option(names = "--tenant", paramLabel = "NAME", description = "On whose behalf. Default: the key's own.")
        private String tenant;

        @Option(names = "--key-file", paramLabel = "FILE", description = "Holds the API key; it is copied.")
        private Path keyFile;

        @Mixin
        private Output output;

        @Override
        public Integer call() throws Exception {
            String key = keyFile == null ? null : Files.readString(keyFile).strip();
            Context added = new Context(GatewayOption.checked("--gateway", gateway), tenant, key);
            Contexts.read(file()).with(name, added).save(file());
            output.print(described(name, added, false), writer -> writer.println("added " + name + ": " + added));
            return ExitCode.OK.code();
        }
    }

    /** Chooses one. */
    @Command(
            name = "use",
            mixinStandardHelpOptions = true,
            description = "Makes commands mean this installation; without a name the local platform.")
    static final class Use implements Callable<Integer> {
        @Parameters(arity = "0..1", paramLabel = "NAME", description = "Which one.")
        private String name;

        @Mixin
        private Output output;

        @Override
        public Integer call() throws Exception {
            Contexts.read(file()).using(name).save(file());
            output.print(
                    Output.MAPPER.createObjectNode().put("current", name),
                    writer -> writer.println("commands mean " + (name == null ? "the local platform" : name) + " now"));
            return ExitCode.OK.code();
        }
    }

    /** All of them. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the installations; the current one is marked.")
    static final class ListContexts implements Callable<Integer> {
        private static final Table TABLE = Table.of("CONTEXT", 20, "context")
                .column("CURRENT", 7, "current")
                .column("GATEWAY", 40, "gateway")
                .column("TENANT", 20, "tenant");

        @Mixin
        private Output output;

        @Override
        public Integer call() throws Exception {
            Contexts contexts = Contexts.read(file());
            ArrayNode items = Output.MAPPER.createArrayNode();
            new TreeMap<>(contexts.contexts())
                    .forEach((name, context) -> items.add(described(name, context, name.equals(contexts.current()))));
            output.list(Output.MAPPER.createObjectNode().set("items", items), TABLE);
            return ExitCode.OK.code();
        }
    }

    /** Forgets one. */
    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Forgets an installation.")
    static final class Remove implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "Which one.")
        private String name;

        @Mixin
        private Output output;

        @Override
        public Integer call() throws Exception {
            Contexts.read(file()).without(name).save(file());
            output.print(
                    Output.MAPPER.createObjectNode().put("removed", name), writer -> writer.println("removed " + name));
            return ExitCode.OK.code();
        }
    }

    /** Without the key. */
    private static ObjectNode described(String name, Context context, boolean current) {
        return Output.MAPPER
                .createObjectNode()
                .put("context", name)
                .put("gateway", context.gateway().toString())
                .put("tenant", context.tenant())
                .put("key", context.key() != null)
                .put("current", current);
    }
}
