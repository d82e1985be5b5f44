package dev.steerstream.cli.command.dataset;

import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.option.GatewayOption;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.command.output.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The bad rows of a submission. */
@Command(
        name = "rejects",
        mixinStandardHelpOptions = true,
        description =
                "Lists the bad rows of a submission, each with its line, field, value and the rule that it breaks.")
final class DatasetRejectsCommand implements Callable<Integer> {
    private static final Table TABLE = Table.of("LINE", -8, "line")
            .column("FIELD", 20, "field")
            .column("RULE", 50, "rule")
            .column("VALUE", 40, "value");

    @Parameters(index = "0", paramLabel = "DATASET", description = "Name of the dataset.")
    private String dataset;

    @Parameters(index = "1", paramLabel = "SUBMISSION", description = "One of its submissions.")
    private String submission;

    @Option(
            names = "--limit",
            paramLabel = "COUNT",
            defaultValue = "100",
            description = "How many at most. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Mixin
    private GatewayOption gateway;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws Exception {
        output.list(gateway.client().rejects(dataset, submission, limit), TABLE);
        return ExitCode.OK.code();
    }
}
