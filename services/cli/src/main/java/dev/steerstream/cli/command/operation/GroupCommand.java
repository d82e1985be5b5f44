package dev.steerstream.cli.command.operation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.option.GatewayOption;
import dev.steerstream.cli.command.output.Lists;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.command.output.Table;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Consumer and share groups of the installation. */
@Command(
        name = "group",
        mixinStandardHelpOptions = true,
        description = "Shows the installation's consumer and share groups: members, lag, oldest unread record.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {GroupCommand.ListGroups.class, GroupCommand.Describe.class})
public final class GroupCommand {
    private static final Table GROUPS = Table.of("GROUP", 34, "group")
            .column("TYPE", 9, "type")
            .column("STATE", 12, "state")
            .column("MEMBERS", -7, "members")
            .column("LAG", -8, "lag")
            .column("OLDEST", 12, group -> age(group));

    private static final Table MEMBERS = Table.of("MEMBER", 40, "id")
            .column("CLIENT", 34, "client")
            .column("HOST", 16, "host")
            .column(
                    "PARTITIONS",
                    -10,
                    member -> Integer.toString(member.path("partitions").size()));

    private static final Table PARTITIONS = Table.of("TOPIC", 40, "topic")
            .column("PARTITION", -9, "partition")
            .column("OFFSET", -10, "offset")
            .column("LAG", -8, "lag")
            .column("OLDEST", 30, "oldest");

    /** All of them. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the groups.")
    static final class ListGroups implements Callable<Integer> {
        @Mixin
        private GatewayOption gateway;

        @Mixin
        private Output output;

        @Override
        public Integer call() throws Exception {
            output.list(gateway.client().operations().groups(), GROUPS);
            return ExitCode.OK.code();
        }
    }

    /** One of them. */
    @Command(
            name = "describe",
            mixinStandardHelpOptions = true,
            description = "Shows a group's members and where it is in every partition that it is behind in.")
    static final class Describe implements Callable<Integer> {
        @Parameters(paramLabel = "GROUP", description = "Its name, as steer group list shows it.")
        private String group;

        @Mixin
        private GatewayOption gateway;

        @Mixin
        private Output output;

        @Override
        public Integer call() throws Exception {
            JsonNode found = gateway.client().operations().group(group);
            output.print(found, writer -> describe(found, writer));
            return ExitCode.OK.code();
        }

        private static void describe(JsonNode found, PrintWriter writer) {
            writer.println("group " + Table.text(found.path("group")) + ": "
                    + found.path("type").asText() + ", "
                    + found.path("state").asText() + ", lag "
                    + found.path("lag").asText("unknown")
                    + (age(found).isEmpty() ? "" : ", oldest " + age(found)));
            MEMBERS.print(Lists.of(found, "members"), writer);
            List<JsonNode> behind = Lists.of(found, "partitions").stream()
                    .filter(partition -> partition.path("lag").asLong() > 0)
                    .toList();
            if (!behind.isEmpty()) PARTITIONS.print(behind, writer);
        }
    }

    private static String age(JsonNode group) {
        JsonNode seconds = group.path("oldest_age_seconds");
        if (!seconds.isNumber()) return "";
        return Duration.ofSeconds(Math.round(seconds.asDouble()))
                .toString()
                .substring(2)
                .toLowerCase(Locale.ROOT);
    }
}
