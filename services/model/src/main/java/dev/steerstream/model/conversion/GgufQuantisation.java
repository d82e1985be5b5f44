package dev.steerstream.model.conversion;

import dev.steerstream.model.files.GgufFile;
import dev.steerstream.model.files.ModelFileException;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.TensorEntry;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.files.format.Bfloat16;
import dev.steerstream.model.files.format.FourBit;
import dev.steerstream.model.files.format.GgmlTypes;
import dev.steerstream.model.files.format.TensorFormat;
import dev.steerstream.model.files.format.WritableFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes a GGUF model with its matrices in another format. Everything else of the file, tokenizer and chat template among it, is
 * copied byte for byte, but for what names the format. A matrix that is in the format already, or in four-bit groups where those
 * are asked for, is copied too.
 */
public final class GgufQuantisation {
    private static final Set<String> ENDS = Set.of("token_embd.weight", "output.weight");
    private static final String FILE_TYPE = "general.file_type";
    private static final String QUANTISATION_VERSION = "general.quantization_version";
    private static final int CURRENT_QUANTISATION = 2;

    private final GgufFile source;
    private final QuantisedType type;
    private final Map<String, TensorEntry> entries = new LinkedHashMap<>();
    private final Map<String, QuantisationLoss> losses = new TreeMap<>();
    private final List<String> kept = new ArrayList<>();

    private GgufQuantisation(GgufFile source, QuantisedType type) {
        this.source = source;
        this.type = type;
        source.tensors().forEach(tensor -> entries.put(tensor.name(), tensor));
    }

    /**
     * What was written.
     *
     * @param losses of each group of matrices, by name
     * @param kept tensors whose rows cannot be cut into blocks of the format, so that they are written as bfloat16
     */
    public record Report(
            Path file, long bytesBefore, long bytes, String digest, List<QuantisationLoss> losses, List<String> kept) {}

    /**
     * @param source a GGUF model that can be read
     * @param target a file that is not there yet
     * @throws ModelFileException when the source cannot be read or the target is there
     */
    public static Report run(Path source, QuantisedType type, Path target) {
        NewFile.refuseExisting(target);
        if (Files.isDirectory(source)) {
            throw new ModelFileException(
                    source,
                    "it",
                    "a directory",
                    "int8 and int4 are written as GGUF, which takes its tokenizer from a GGUF model",
                    "Use a GGUF model, or type bfloat16, which a directory can have.");
        }
        try (GgufFile file = GgufFile.open(source)) {
            try (Weights checked = Models.of(file)) { // refuses by name what the engine could not load again
                return new GgufQuantisation(file, type).write(target);
            }
        }
    }

    private Report write(Path target) {
        List<GgufWriter.Planned> tensors = entries.values().stream()
                .map(entry -> new GgufWriter.Planned(entry.name(), entry.shape(), formatOf(entry)))
                .toList();
        GgufWriter writer = new GgufWriter(
                metadata(), source.metadata().integer("general.alignment").orElse(32L));
        String digest = NewFile.write(target, stream -> writer.write(tensors, this::write, stream));
        try {
            return new Report(
                    target,
                    Files.size(source.path()),
                    Files.size(target),
                    digest,
                    List.copyOf(losses.values()),
                    List.copyOf(kept));
        } catch (IOException failure) {
            throw new UncheckedIOException(target + " went away while it was written", failure);
        }
    }

    private Map<String, byte[]> metadata() {
        Map<String, byte[]> metadata = new LinkedHashMap<>();
        source.metadata().keys().forEach(key -> metadata.put(key, source.metadataEntry(key)));
        metadata.put(FILE_TYPE, GgufWriter.uint32(FILE_TYPE, type.fileType()));
        metadata.put(QUANTISATION_VERSION, GgufWriter.uint32(QUANTISATION_VERSION, CURRENT_QUANTISATION));
        return metadata;
    }

    private TensorFormat formatOf(TensorEntry entry) {
        TensorFormat before = GgmlTypes.named(entry.format());
        if (entry.shape().size() == 1) {
            return before;
        }
        WritableFormat asked = ENDS.contains(entry.name()) ? type.ends() : type.layers();
        if (before instanceof FourBit && asked instanceof FourBit) {
            return before;
        }
        if (entry.shape().get(entry.shape().size() - 1) % asked.blockElements() != 0) {
            kept.add(entry.name());
            return new Bfloat16();
        }
        return asked;
    }

    private void write(GgufWriter.Planned tensor, OutputStream target) throws IOException {
        TensorEntry entry = entries.get(tensor.name());
        boolean same = tensor.format().label().equals(entry.format());
        if (same) {
            source.copy(tensor.name(), target);
        }
        if (entry.shape().size() == 1) {
            return;
        }
        QuantisationLoss loss = losses.computeIfAbsent(
                group(tensor.name()) + " " + tensor.format().label(),
                any -> new QuantisationLoss(
                        group(tensor.name()), tensor.format().label()));
        loss.tensor(entry.format(), entry.elements());
        if (!same) {
            quantise(source.read(tensor.name()), entry, (WritableFormat) tensor.format(), loss, target);
        }
    }

    /** One row at a time: a row holds whole blocks. */
    private static void quantise(
            FloatBuffer values, TensorEntry entry, WritableFormat format, QuantisationLoss loss, OutputStream target)
            throws IOException {
        int length = Math.toIntExact(entry.shape().get(entry.shape().size() - 1));
        float[] row = new float[length];
        ByteBuffer stored = ByteBuffer.allocate(length / format.blockElements() * format.blockBytes())
                .order(ByteOrder.LITTLE_ENDIAN);
        FloatBuffer restored = FloatBuffer.allocate(length);
        while (values.hasRemaining()) {
            values.get(row);
            stored.clear();
            for (int start = 0; start < length; start += format.blockElements()) {
                format.quantise(row, start, stored);
            }
            target.write(stored.array());
            stored.flip();
            restored.clear();
            while (stored.hasRemaining()) {
                format.dequantise(stored, restored);
            }
            loss.errors(row, restored);
        }
    }

    /** The name without the layer's number: {@code blk.3.attn_q.weight} is one of {@code attn_q}. */
    private static String group(String name) {
        return name.replaceFirst("^blk\\.[0-9]+\\.", "").replaceFirst("\\.weight$", "");
    }
}
