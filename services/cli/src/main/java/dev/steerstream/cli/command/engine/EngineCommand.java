package dev.steerstream.cli.command.engine;

import picocli.CommandLine.Command;

/** The engine without a platform. */
@Command(
        name = "engine",
        mixinStandardHelpOptions = true,
        description = "Runs the engine in this process, without any platform.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {LogprobsCommand.class, BenchCommand.class})
public final class EngineCommand {}
