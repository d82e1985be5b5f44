package dev.steerstream.evaluation.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.files.FileDigest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;

/**
 * The rows of a data file: a JSON array of objects, or JSON lines, of any form that is recognised. Read as a stream: memory holds the rows
 * that are kept and no more.
 *
 * @param rows in the file's order
 * @param digest sha256 of the file
 * @param rowsInFile of which these were drawn
 */
public record RowFile(List<EvaluationRow> rows, String digest, int rowsInFile) {
    /** What is held at most; a larger file is sampled. */
    public static final int MOST_ROWS = 200_000;

    private static final long LARGEST_FILE_BYTES = 1L << 30;
    private static final int MOST_COMPLAINTS = 10;
    private static final List<RowForm> FORMS = List.of(new TruthfulQaForm(), new CommonsenseForm(), new DatasetForm());
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonParser.Feature.AUTO_CLOSE_SOURCE) // the digest is of the whole file
            .build();

    static {
        MAPPER.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(64)
                        .maxStringLength(1 << 22)
                        .maxDocumentLength(LARGEST_FILE_BYTES)
                        .build());
    }

    public RowFile {
        rows = List.copyOf(rows);
    }

    /**
     * @param sample how many rows to draw; all where it is empty
     * @param seed of the draw
     * @throws InvalidRowException naming file, line, field, value and rule of the first ten bad rows
     */
    public static RowFile read(Path file, OptionalInt sample, long seed) throws IOException {
        if (sample.isPresent() && sample.getAsInt() < 1) {
            throw new InvalidRowException("The sample is " + sample.getAsInt() + " rows; it must be at least 1.");
        }
        MessageDigest digest = FileDigest.sha256();
        Sample kept = new Sample(sample.orElse(MOST_ROWS), seed);
        List<String> complaints = new ArrayList<>();
        int count = 0;
        try (InputStream in = new DigestInputStream(new BufferedInputStream(Files.newInputStream(file)), digest);
                JsonParser parser = MAPPER.createParser(in)) {
            boolean array = false;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_ARRAY && count == 0 && !array) {
                    array = true;
                } else if (token != JsonToken.END_ARRAY || !array) {
                    int line = parser.currentTokenLocation().getLineNr();
                    if (token != JsonToken.START_OBJECT) {
                        throw new InvalidRowException(file + " line " + line + ": a row is " + token.asString()
                                + ", but must be a JSON object, in an array or one a line.");
                    }
                    count++;
                    add(line, MAPPER.readTree(parser), kept, complaints);
                    if (complaints.size() == MOST_COMPLAINTS) break;
                }
            }
            in.transferTo(OutputStream.nullOutputStream());
        } catch (JsonProcessingException malformed) {
            throw new InvalidRowException(file + " line "
                    + malformed.getLocation().getLineNr() + ": it is not JSON: " + malformed.getOriginalMessage());
        }
        if (!complaints.isEmpty()) {
            throw new InvalidRowException(file + ":\n  " + String.join("\n  ", complaints));
        }
        if (count == 0) throw new InvalidRowException(file + " has no rows; it must have at least one.");
        if (sample.isEmpty() && count > MOST_ROWS) {
            throw new InvalidRowException(file + " has " + count + " rows; at most " + MOST_ROWS
                    + " are judged at once. Draw a sample of them.");
        }
        return new RowFile(kept.rows(), HexFormat.of().formatHex(digest.digest()), count);
    }

    private static void add(int line, ObjectNode row, Sample kept, List<String> complaints) {
        try {
            kept.add(row(line, row));
        } catch (InvalidRowException invalid) {
            complaints.add(invalid.getMessage());
        }
    }

    private static EvaluationRow row(int line, ObjectNode row) {
        for (RowForm form : FORMS) {
            if (form.recognises(row)) return form.read(line, row);
        }
        throw new InvalidRowException(
                line,
                "the row",
                row,
                "one with question and mc1_targets, instruction and output, messages, or prompt and completion");
    }
}
