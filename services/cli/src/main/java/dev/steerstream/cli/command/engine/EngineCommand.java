package dev.steerstream.cli.command.engine;

import picocli.CommandLine.Command;

/** The engine without a platform. */
@Command(
        name = "engine",
        mixinStandardHelpOptions = true,
        description = "Runs the engine in this process, without any platform.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            GenerateCommand.class,
            LogprobsCommand.class,
            BenchCommand.class,
            InspectCommand.class,
            QuantizeCommand.class,
            MergeCommand.class,
            TrainCommand.class,
            EvaluateCommand.class,
            DoseResponseCommand.class,
            ComputeCurveCommand.class
        })
public final class EngineCommand {}
