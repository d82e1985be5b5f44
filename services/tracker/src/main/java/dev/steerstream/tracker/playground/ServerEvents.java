package dev.steerstream.tracker.playground;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/** Reads server-sent events as the WHATWG's specification has them: names and data, the rest is not needed here. */
final class ServerEvents {
    private ServerEvents() {}

    /** @param receiver gets each event's name and data */
    static void read(InputStream stream, BiConsumer<String, String> receiver) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        String name = "message";
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (data.length() > 0) receiver.accept(name, data.substring(0, data.length() - 1));
                name = "message";
                data.setLength(0);
            } else if (line.startsWith("event:")) name = value(line, "event:");
            else if (line.startsWith("data:")) data.append(value(line, "data:")).append('\n');
        }
    }

    private static String value(String line, String field) {
        String value = line.substring(field.length());
        return value.startsWith(" ") ? value.substring(1) : value;
    }
}
