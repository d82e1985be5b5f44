package dev.steerstream.cli.exchange;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.model.files.FileDigest;
import dev.steerstream.model.files.StrictJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A flat folder of plain files, of which {@value #MANIFEST} names the sha256 of every other one. What comes from elsewhere is trusted with
 * nothing: names, number and size are bounded.
 */
public final class ProfileFolder {
    public static final String MANIFEST = "manifest.json";

    /** No export is larger; the gateway has a limit of its own. Bytes. */
    private static final int LARGEST = 1 << 30;

    private static final int MOST_FILES = 64;
    private static final int LARGEST_MANIFEST = 1 << 20;

    private final Path folder;

    public ProfileFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes the files of a zip into the folder, which is new or empty, and checks them.
     *
     * @return what the manifest says
     */
    public ObjectNode write(byte[] zip) throws IOException {
        Map<String, byte[]> files = unpack(zip);
        Files.createDirectories(folder);
        try (var present = Files.list(folder)) {
            if (present.findAny().isPresent()) {
                throw new CommandException(
                        ExitCode.FAILED, folder + " is not empty: nothing is overwritten, name another folder");
            }
        }
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        return checked();
    }

    private static Map<String, byte[]> unpack(byte[] zip) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        int left = LARGEST;
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                requirePlain(entry.getName());
                if (files.size() == MOST_FILES) throw refused("it has more than " + MOST_FILES + " files");
                byte[] content = in.readNBytes(left);
                left -= content.length;
                if (left <= 0) throw refused("it has more than " + LARGEST + " bytes");
                files.put(entry.getName(), content);
            }
        }
        if (!files.containsKey(MANIFEST)) throw refused("it has no " + MANIFEST);
        return files;
    }

    /**
     * The folder as one zip.
     *
     * @throws CommandException naming the file that is missing, was changed, or is not in the manifest
     */
    public byte[] pack() throws IOException {
        ObjectNode manifest = checked();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            put(zip, MANIFEST);
            for (Map.Entry<String, ?> file : manifest.path("files").properties()) put(zip, file.getKey());
        }
        return bytes.toByteArray();
    }

    private void put(ZipOutputStream zip, String name) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        Files.copy(folder.resolve(name), zip);
        zip.closeEntry();
    }

    /** The manifest, whose every file is there and unchanged. */
    private ObjectNode checked() throws IOException {
        if (!Files.isRegularFile(folder.resolve(MANIFEST))) {
            throw new NoSuchFileException(folder.resolve(MANIFEST).toString());
        }
        ObjectNode manifest = StrictJson.read(folder.resolve(MANIFEST), LARGEST_MANIFEST);
        var files = manifest.path("files").properties();
        if (files.isEmpty() || files.size() > MOST_FILES) throw refused(MANIFEST + " names no files, or too many");
        long bytes = 0;
        for (var file : files) {
            requirePlain(file.getKey());
            Path path = folder.resolve(file.getKey());
            if (!Files.isRegularFile(path)) throw refused(file.getKey() + " is missing");
            bytes += Files.size(path);
            if (bytes > LARGEST) throw refused("it has more than " + LARGEST + " bytes");
            String found = FileDigest.of(path);
            if (!found.equals(file.getValue().asText())) {
                throw refused(file.getKey() + " was changed: its sha256 is " + found + ", but the manifest says "
                        + file.getValue().asText());
            }
        }
        return manifest;
    }

    private static void requirePlain(String name) {
        if (!name.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}")) {
            throw refused("it has a file whose name is not plain");
        }
    }

    private static CommandException refused(String what) {
        return new CommandException(
                ExitCode.FAILED, "the export is not usable: " + what + "; export the profile again");
    }
}
