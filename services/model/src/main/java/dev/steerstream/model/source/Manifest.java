package dev.steerstream.model.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.files.FileDigest;
import dev.steerstream.model.files.ModelFileException;
import dev.steerstream.model.files.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The list of a cached model's files, with which a changed or incomplete one is found. */
record Manifest(List<Entry> files) {
    static final String NAME = "manifest.json";
    private static final int LARGEST = 1 << 20;

    record Entry(String name, long bytes, String sha256) {}

    /** Hashes and syncs the folder's files and adds the manifest. */
    static Manifest create(Path folder, String reference) throws IOException {
        List<Path> paths;
        try (Stream<Path> list = Files.list(folder)) {
            paths = list.sorted().toList();
        }
        List<Entry> entries = new ArrayList<>();
        ObjectNode json = new JsonMapper().createObjectNode().put("reference", reference);
        ArrayNode array = json.putArray("files");
        for (Path path : paths) {
            Folders.sync(path);
            Entry entry = new Entry(path.getFileName().toString(), Files.size(path), FileDigest.of(path));
            entries.add(entry);
            array.addObject()
                    .put("name", entry.name())
                    .put("bytes", entry.bytes())
                    .put("sha256", entry.sha256());
        }
        Path file = folder.resolve(NAME);
        Files.writeString(file, json.toPrettyString() + "\n");
        Folders.sync(file);
        return new Manifest(List.copyOf(entries));
    }

    static Manifest read(Path folder) {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode file : StrictJson.read(folder.resolve(NAME), LARGEST).path("files")) {
            String name = Path.of(file.path("name").asText()).getFileName().toString();
            entries.add(new Entry(
                    name, file.path("bytes").asLong(-1), file.path("sha256").asText()));
        }
        return new Manifest(List.copyOf(entries));
    }

    /** The sha256 of the one file, else of the list of names and sha256. */
    String digest() {
        if (files.size() == 1) {
            return files.get(0).sha256();
        }
        MessageDigest sum = FileDigest.sha256();
        files.forEach(file -> sum.update((file.name() + " " + file.sha256() + "\n").getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(sum.digest());
    }

    /** The GGUF file, or the folder of another model, when all files are there with their lengths. */
    static Optional<Path> usable(Path folder) throws IOException {
        if (!Files.exists(folder.resolve(NAME))) {
            return Optional.empty();
        }
        Manifest manifest;
        try {
            manifest = read(folder);
        } catch (ModelFileException damaged) {
            return Optional.empty(); // a half-written manifest: the model is fetched again
        }
        for (Entry file : manifest.files()) {
            Path path = folder.resolve(file.name());
            if (!Files.exists(path) || Files.size(path) != file.bytes()) {
                return Optional.empty();
            }
        }
        return switch (manifest.files().size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(folder.resolve(manifest.files().get(0).name()));
            default -> Optional.of(folder);
        };
    }
}
