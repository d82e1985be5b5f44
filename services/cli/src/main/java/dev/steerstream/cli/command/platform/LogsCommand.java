package dev.steerstream.cli.command.platform;

import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.option.StateOption;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the end of a part's log. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Prints the end of a part's log: a service, kafka, or platform (the process that runs them).")
public final class LogsCommand implements Callable<Integer> {
    private static final int LARGEST_TAIL_BYTES = 4 * 1024 * 1024;

    @Parameters(
            paramLabel = "PART",
            description = "ingest, trainer, extractor, decoder, gateway, tracker, kafka, platform.")
    private String part;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "COUNT",
            defaultValue = "100",
            description = "How many lines. Default: ${DEFAULT-VALUE}.")
    private int lines;

    @Mixin
    private StateOption state;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        Path log = part.matches("[a-z]+") ? state.directory().log(part) : null;
        if (log == null || !Files.exists(log)) {
            throw new CommandException(
                    ExitCode.NOT_FOUND, "there is no log of \"" + part + "\"; there are: " + known());
        }
        List<String> tail = tail(log);
        tail.subList(Math.max(0, tail.size() - Math.max(0, lines)), tail.size())
                .forEach(command.commandLine().getOut()::println);
        return 0;
    }

    private String known() throws IOException {
        if (!Files.isDirectory(state.directory().logs())) return "none, no platform ever ran here";
        try (Stream<Path> files = Files.list(state.directory().logs())) {
            return String.join(
                    ", ",
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".log"))
                            .map(name -> name.substring(0, name.length() - 4))
                            .sorted()
                            .toList());
        }
    }

    private static List<String> tail(Path log) throws IOException {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            long start = Math.max(0, file.length() - LARGEST_TAIL_BYTES);
            byte[] bytes = new byte[(int) (file.length() - start)];
            file.seek(start);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        }
    }
}
