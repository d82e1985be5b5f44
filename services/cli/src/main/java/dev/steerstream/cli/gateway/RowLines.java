package dev.steerstream.cli.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of rows as the gateway takes them, one a line. Published data often has them in one JSON array: its elements are written to a file beside,
 * one at a time, which goes when this is closed. What the elements are is not judged here.
 */
final class RowLines implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();

    private final Path file;
    private final boolean made;

    private RowLines(Path file, boolean made) {
        this.file = file;
        this.made = made;
    }

    /** @throws IOException naming the line where an array's text is not JSON */
    static RowLines of(Path file) throws IOException {
        if (!isArray(file)) return new RowLines(file, false);
        Path lines = Files.createTempFile("steer-rows-", ".jsonl");
        try {
            write(file, lines);
            return new RowLines(lines, true);
        } catch (JsonProcessingException malformed) {
            Files.delete(lines);
            throw new IOException(
                    file + " line " + malformed.getLocation().getLineNr() + ": the array of rows is not JSON: "
                            + malformed.getOriginalMessage(),
                    malformed);
        } catch (IOException failed) {
            Files.delete(lines);
            throw failed;
        }
    }

    Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        if (made) Files.deleteIfExists(file);
    }

    private static boolean isArray(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            int character = in.read();
            while (character >= 0 && Character.isWhitespace(character)) character = in.read();
            return character == '[';
        }
    }

    private static void write(Path array, Path lines) throws IOException {
        try (JsonParser parser = JSON.createParser(array.toFile());
                OutputStream out = Files.newOutputStream(lines);
                JsonGenerator generator = JSON.createGenerator(out)) {
            generator.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
            parser.nextToken(); // the array's beginning
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                if (token == null) throw new IOException(array + ": the array of rows has no end");
                generator.copyCurrentStructure(parser);
            }
            if (parser.nextToken() != null) throw new IOException(array + ": something follows the array of rows");
        }
    }
}
