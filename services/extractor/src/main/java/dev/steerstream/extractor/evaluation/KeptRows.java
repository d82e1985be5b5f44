package dev.steerstream.extractor.evaluation;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.steerstream.evaluation.EvaluatedRow;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The rows that are done, as a checkpoint: gzipped JSON lines, the first says what they were computed with. Doubles are written so that they are
 * read back bit for bit, so a run that goes on ends with the numbers of one that was not interrupted.
 */
final class KeptRows {
    private static final JsonMapper MAPPER = new JsonMapper();

    private KeptRows() {}

    /**
     * What scores depend on beside the evaluation itself; rows that another machine computed otherwise are not mixed in.
     *
     * @param threads computing threads; they and the format fix the last bits
     */
    record Made(String modelDigest, String weightFormat, String device, int threads) {}

    static byte[] write(Made made, List<EvaluatedRow> rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            line(out, made);
            for (EvaluatedRow row : rows) line(out, row);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void line(OutputStream out, Object value) throws IOException {
        out.write(MAPPER.writeValueAsBytes(value));
        out.write('\n');
    }

    /** The rows of a checkpoint, or none where they were made otherwise than here. */
    static List<EvaluatedRow> read(Path file, Made here) throws IOException {
        List<EvaluatedRow> rows = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            if (!here.equals(MAPPER.readValue(lines.readLine(), Made.class))) return List.of();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                rows.add(MAPPER.readValue(line, EvaluatedRow.class));
            }
        }
        return rows;
    }
}
