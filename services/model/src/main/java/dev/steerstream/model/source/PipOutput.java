package dev.steerstream.model.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what pip prints: keeps the last lines and the sizes it announces. */
final class PipOutput extends Thread {
    private static final Pattern SIZE = Pattern.compile("Downloading .*\\(([0-9.]+) ([kMG]?)B\\)");
    private static final int KEPT_LINES = 200;

    private final Process process;
    private final int expected;
    private final List<String> lines = new ArrayList<>();
    private int announced;
    private long bytes;

    /** @param expected how many sizes pip will announce */
    PipOutput(Process process, int expected) {
        super("pip-output");
        this.process = process;
        this.expected = expected;
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
            bytes += Math.round(Double.parseDouble(size.group(1)) * unit);
            announced++;
        }
    }

    /** -1 until every size is known. */
    synchronized long total() {
        return announced < expected ? -1 : bytes;
    }

    synchronized String text() {
        return String.join("\n", lines);
    }
}
