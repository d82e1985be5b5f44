package dev.steerstream.work.artefacts;

import dev.steerstream.work.errors.SteerStreamException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Several small files as one artefact: a zip without compression, entries sorted by name, no dates, so that equal files give equal bytes. Any zip
 * tool opens it. Reading trusts nothing of it: only plain names, a bounded number of files, a bounded size.
 */
public final class FileBundle {
    private static final int MOST_FILES = 64;
    private static final LocalDateTime NO_DATE = LocalDateTime.of(1980, 1, 1, 0, 0);

    private FileBundle() {}

    /** Packs files by name; a name has letters, digits, dots, underscores and hyphens only. */
    public static byte[] pack(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : new TreeMap<>(files).entrySet()) {
                if (!plain(file.getKey())) {
                    throw new IllegalArgumentException("\"" + file.getKey() + "\" is not a plain file name");
                }
                CRC32 sum = new CRC32();
                sum.update(file.getValue());
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(file.getValue().length);
                entry.setCrc(sum.getValue());
                entry.setTimeLocal(NO_DATE);
                zip.putNextEntry(entry);
                zip.write(file.getValue());
                zip.closeEntry();
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /**
     * Unpacks in memory.
     *
     * @param limit of all files together, in bytes
     * @throws SteerStreamException resource {@code BUNDLE_DAMAGED}
     */
    public static Map<String, byte[]> unpack(Path bundle, int limit) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        int left = limit;
        try (InputStream in = Files.newInputStream(bundle);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!plain(entry.getName())) throw damaged("has an entry that is not a plain file name");
                if (files.size() == MOST_FILES) throw damaged("has more than " + MOST_FILES + " files");
                byte[] content = zip.readNBytes(left + 1);
                if (content.length > left) throw damaged("has more than " + limit + " bytes");
                left -= content.length;
                if (files.put(entry.getName(), content) != null) throw damaged("has " + entry.getName() + " twice");
            }
        }
        if (files.isEmpty()) throw damaged("has no files");
        return files;
    }

    private static boolean plain(String name) {
        return name.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");
    }

    private static SteerStreamException damaged(String what) {
        return SteerStreamException.resource(
                "BUNDLE_DAMAGED", "a stored bundle of files " + what, "Adapt the task again, and find who wrote it.");
    }
}
