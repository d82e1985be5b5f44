package dev.steerstream.cli.command.generation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.option.GatewayOption;
import dev.steerstream.cli.command.output.Output;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Many requests in a file, answered behind those that somebody waits for. */
@Command(
        name = "batch",
        mixinStandardHelpOptions = true,
        description = "Answers the requests of a file, as OpenAI's batches: behind those that somebody waits for.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            BatchFollowing.Create.class,
            BatchCommand.ListBatches.class,
            BatchCommand.Describe.class,
            BatchFollowing.Watch.class,
            BatchCommand.Cancel.class,
            BatchFollowing.Results.class
        })
public final class BatchCommand {
    /** The newest. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists batches, newest first.")
    static final class ListBatches implements Callable<Integer> {
        @Option(
                names = "--limit",
                paramLabel = "COUNT",
                defaultValue = "20",
                description = "How many, at most 100. Default: ${DEFAULT-VALUE}.")
        private int limit;

        @Mixin
        private GatewayOption gateway;

        @Mixin
        private Output output;

        @Override
        public Integer call() throws Exception {
            output.list(gateway.client().batches().list(limit), BatchText.LIST);
            return ExitCode.OK.code();
        }
    }

    /** One of them. */
    @Command(name = "describe", mixinStandardHelpOptions = true, description = "Shows a batch and how far it is.")
    static final class Describe implements Callable<Integer> {
        @Parameters(paramLabel = "BATCH", description = "Its id, as steer batch list shows it.")
        private String batch;

        @Mixin
        private GatewayOption gateway;

        @Mixin
        private Output output;

        @Override
        public Integer call() throws Exception {
            JsonNode found = gateway.client().batches().one(batch);
            output.print(found, writer -> BatchText.describe(found, writer));
            return ExitCode.OK.code();
        }
    }

    /** Ends one. */
    @Command(
            name = "cancel",
            mixinStandardHelpOptions = true,
            description = "Ends a batch: what has been answered by then is in its results.")
    static final class Cancel implements Callable<Integer> {
        @Parameters(paramLabel = "BATCH", description = "Its id, as steer batch list shows it.")
        private String batch;

        @Mixin
        private GatewayOption gateway;

        @Mixin
        private Output output;

        @Override
        public Integer call() throws Exception {
            JsonNode answer = gateway.client().batches().cancel(batch);
            output.print(answer, writer -> writer.println("asked batch " + batch + " to end"));
            return ExitCode.OK.code();
        }
    }
}
