package dev.steerstream.cli.command.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.option.GatewayOption;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.command.output.Table;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** API keys of a tenant. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description =
                "Creates, lists and revokes API keys. Needs a key with the scope operate, as the local platform's is.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {KeyCommand.Create.class, KeyCommand.ListKeys.class, KeyCommand.Revoke.class})
public final class KeyCommand {
    /** Creates one. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Creates a key and prints it: it is told this once and cannot be read again.")
    static final class Create implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "Says whose it is.")
        private String name;

        @Option(
                names = "--scope",
                split = ",",
                paramLabel = "SCOPE",
                defaultValue = "read,submit",
                description = "read, submit or operate, by commas. Default: ${DEFAULT-VALUE}.")
        private List<String> scopes;

        @Option(names = "--all-tenants", description = "For every tenant of the installation.")
        private boolean allTenants;

        @Mixin
        private GatewayOption gateway;

        @Mixin
        private Output output;

        @Override
        public Integer call() throws Exception {
            ObjectNode body = Output.MAPPER.createObjectNode().put("name", name);
            scopes.forEach(body.putArray("scopes")::add);
            if (allTenants) body.put("all_tenants", true);
            JsonNode created = gateway.client().operations().createKey(body);
            output.print(created, writer -> {
                writer.println(created.path("secret").asText());
                writer.println("key " + created.path("id").asText() + " of "
                        + created.path("tenant").asText("every tenant") + " may "
                        + Table.text(created.path("scopes")) + "; keep it: it is not shown again");
            });
            return ExitCode.OK.code();
        }
    }

    /** All keys. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the keys, without their secrets.")
    static final class ListKeys implements Callable<Integer> {
        private static final Table TABLE = Table.of("KEY", 36, "id")
                .column("NAME", 20, "name")
                .column("TENANT", 14, key -> key.path("tenant").asText("(every)"))
                .column("SCOPES", 20, "scopes")
                .column("LAST USED", 20, key -> key.path("last_used_at").asText("never"))
                .column("STATE", 8, key -> key.hasNonNull("revoked_at") ? "revoked" : "good");

        @Mixin
        private GatewayOption gateway;

        @Mixin
        private Output output;

        @Override
        public Integer call() throws Exception {
            output.list(gateway.client().operations().keys(), TABLE);
            return ExitCode.OK.code();
        }
    }

    /** Ends one. */
    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "Revokes a key: it ends at once, for good.")
    static final class Revoke implements Callable<Integer> {
        @Parameters(paramLabel = "KEY", description = "Its id, as steer key list shows it.")
        private String key;

        @Mixin
        private GatewayOption gateway;

        @Mixin
        private Output output;

        @Override
        public Integer call() throws Exception {
            JsonNode revoked = gateway.client().operations().revokeKey(key);
            output.print(revoked, writer -> writer.println("revoked key " + key));
            return ExitCode.OK.code();
        }
    }
}
