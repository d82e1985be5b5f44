package dev.steerstream.model.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs TorchScript source into the archive that libtorch loads: a zip of the code, a pickle of the module with empty
 * attributes, no constants, and the version of the operator set. We only ever write a pickle here; none is read.
 */
final class TorchArchive {
    /** The oldest operator set whose {@code div} needs no rewriting. */
    private static final String OPERATOR_SET = "10\n";

    /** Matrices that FBGEMM packed: objects of a class of libtorch, not tensors. */
    private static final String INTEGER_MATRICES = "List[__torch__.torch.classes.quantized.LinearPackedParamsBase]";

    private static final Pattern ATTRIBUTE = Pattern.compile("(?m)^  (\\w+) : (\\S+)$");
    private static final Pattern CLASS = Pattern.compile("(?m)^class (\\w+)\\(Module\\):$");

    private TorchArchive() {}

    /**
     * Writes the archive of resources beside this class to a temporary file, which the caller deletes. The first begins the
     * module's class; the others go on with its methods.
     */
    static Path pack(List<String> resources) {
        try {
            StringBuilder source = new StringBuilder();
            for (String resource : resources) {
                source.append(text(resource));
            }
            Path file = Files.createTempFile("steerstream-", ".pt");
            try (OutputStream out = Files.newOutputStream(file)) {
                write(source.toString(), out);
            } catch (IOException | RuntimeException e) {
                Files.deleteIfExists(file);
                throw e;
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the module's archive to the temporary directory: " + e, e);
        }
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = TorchArchive.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("The resource " + resource + " is missing from the model's jar.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Writes the archive of a source with exactly one module class. */
    static void write(String source, OutputStream out) throws IOException {
        Matcher name = CLASS.matcher(source);
        if (!name.find()) {
            throw new IllegalArgumentException("The source has no line \"class Name(Module):\".");
        }
        ZipOutputStream zip = new ZipOutputStream(out);
        store(zip, "archive/data.pkl", pickle(name.group(1), source));
        store(zip, "archive/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
        store(zip, "archive/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
        store(zip, "archive/version", OPERATOR_SET.getBytes(StandardCharsets.US_ASCII));
        zip.finish();
    }

    /** libtorch maps entries from the file, so they are stored, not compressed. */
    private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    /** Pickle protocol 2: a new object of the class, its attributes set from a dictionary of typed zeros. */
    private static byte[] pickle(String className, String source) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {(byte) 0x80, 2});
        bytes.writeBytes(ascii("c__torch__\n" + className + "\n)"));
        bytes.writeBytes(new byte[] {(byte) 0x81, '}', '('});
        for (Matcher attribute = ATTRIBUTE.matcher(source); attribute.find(); ) {
            bytes.writeBytes(unicode(attribute.group(1)));
            bytes.writeBytes(zero(attribute.group(2)));
        }
        bytes.writeBytes(ascii("ub."));
        return bytes.toByteArray();
    }

    private static byte[] zero(String type) {
        return switch (type) {
            case "bool" -> new byte[] {(byte) 0x89};
            case "int" -> new byte[] {'K', 0};
            case "float" -> new byte[] {'G', 0, 0, 0, 0, 0, 0, 0, 0};
            case "Device" -> cpu();
            case "List[int]" -> ascii("ctorch.jit._pickle\nbuild_intlist\n(]tR");
            case "List[Tensor]" -> ascii("ctorch.jit._pickle\nbuild_tensorlist\n(]tR");
            case INTEGER_MATRICES -> tagged(type);
            default -> throw new IllegalArgumentException("An attribute of type " + type + " cannot be packed.");
        };
    }

    private static byte[] cpu() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ascii("ctorch\ndevice\n"));
        bytes.writeBytes(unicode("cpu"));
        bytes.writeBytes(new byte[] {(byte) 0x85, 'R'});
        return bytes.toByteArray();
    }

    /** An empty list whose type the reader could not tell from its elements. */
    private static byte[] tagged(String type) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ascii("ctorch.jit._pickle\nrestore_type_tag\n(]"));
        bytes.writeBytes(unicode(type));
        bytes.writeBytes(ascii("tR"));
        return bytes.toByteArray();
    }

    private static byte[] unicode(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(5 + text.length()).order(ByteOrder.LITTLE_ENDIAN);
        return bytes.put((byte) 'X').putInt(text.length()).put(ascii(text)).array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
