package dev.steerstream.work.exchange;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.schemas.ContractViolationException;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.work.artefacts.Digests;
import dev.steerstream.work.artefacts.FileBundle;
import dev.steerstream.work.database.Json;
import dev.steerstream.work.errors.SteerStreamException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A profile with everything that it needs, as files in one flat folder: PEFT loads the folder as an adapter. Its bytes are a {@link FileBundle},
 * equal for equal contents.
 *
 * @param report JSON of the profile's report
 * @param adapterManifest JSON of what the adapter was made of
 * @param adapter PEFT's files, by name
 * @param vector a safetensors file
 */
@SuppressWarnings("ArrayRecordComponent") // read once, stored once
public record ProfileBundle(
        SteeringProfile profile,
        String report,
        Origin origin,
        String adapterManifest,
        Map<String, byte[]> adapter,
        byte[] vector) {
    public static final String MANIFEST = "manifest.json";

    private static final String PROFILE = "profile.json";
    private static final String REPORT = "report.json";
    private static final String ORIGIN = "origin.json";
    private static final String ADAPTER_MANIFEST = "adapter_manifest.json";
    private static final String VECTOR = "vector.safetensors";
    private static final Set<String> ADAPTER = Set.of("adapter_config.json", "adapter_model.safetensors");

    private static final String ADVICE = "Export the profile again.";

    /** The whole, with its manifest. */
    public byte[] pack() {
        Map<String, byte[]> files = new TreeMap<>(adapter);
        files.put(PROFILE, text(Json.write(profile)));
        files.put(REPORT, text(report));
        files.put(ORIGIN, text(Json.write(origin)));
        files.put(ADAPTER_MANIFEST, text(adapterManifest));
        files.put(VECTOR, vector);
        Map<String, String> sums = new TreeMap<>();
        files.forEach((name, content) -> sums.put(name, sha256(content)));
        files.put(MANIFEST, text(Json.write(BundleManifest.of(profile, sums))));
        return FileBundle.pack(files);
    }

    /**
     * Reads and checks one: every file against its sha256, the profile against what the manifest says, the vector against the profile.
     *
     * @param limit of all files together, in bytes
     * @throws SteerStreamException user {@code INVALID_EXPORT}, naming the file and the rule
     */
    public static ProfileBundle unpack(Path zip, int limit) throws IOException {
        return of(FileBundle.unpack(zip, limit));
    }

    static ProfileBundle of(Map<String, byte[]> files) {
        BundleManifest manifest = json(BundleManifest.class, MANIFEST, required(files, MANIFEST));
        require(
                BundleManifest.FORMAT.equals(manifest.format())
                        && manifest.formatVersion() == BundleManifest.FORMAT_VERSION,
                MANIFEST + " says format " + manifest.format() + " " + manifest.formatVersion() + ", but only "
                        + BundleManifest.FORMAT + " " + BundleManifest.FORMAT_VERSION + " can be read");
        requireSame(files, manifest.files());
        SteeringProfile profile = profile(required(files, PROFILE));
        byte[] vector = required(files, VECTOR);
        require(
                BundleManifest.of(profile, manifest.files()).equals(manifest),
                MANIFEST + " and " + PROFILE + " tell of different profiles");
        require(
                sha256(vector).equals(profile.vectorDigest()),
                VECTOR + " has sha256 " + sha256(vector) + ", but the profile's vector is " + profile.vectorDigest());
        Map<String, byte[]> adapter = new TreeMap<>();
        ADAPTER.forEach(name -> adapter.put(name, required(files, name)));
        Origin origin = json(Origin.class, ORIGIN, required(files, ORIGIN));
        require(
                origin.dataset() != null
                        && origin.submission() != null
                        && origin.warmStart() != null
                        && origin.calibration() != null,
                ORIGIN + " lacks dataset, submission, warm_start or calibration");
        return new ProfileBundle(
                profile,
                checkedJson(REPORT, required(files, REPORT)),
                origin,
                checkedJson(ADAPTER_MANIFEST, required(files, ADAPTER_MANIFEST)),
                adapter,
                vector);
    }

    private static void requireSame(Map<String, byte[]> files, Map<String, String> sums) {
        Set<String> names = new TreeSet<>(files.keySet());
        names.remove(MANIFEST);
        List<String> odd = new ArrayList<>(names);
        odd.removeAll(sums.keySet());
        require(odd.isEmpty(), "the files " + odd + " are there, but the manifest does not name them");
        sums.forEach((name, expected) -> {
            String found = sha256(required(files, name));
            require(
                    found.equals(expected),
                    name + " was changed: its sha256 is " + found + ", but the manifest says " + expected);
        });
    }

    private static byte[] required(Map<String, byte[]> files, String name) {
        byte[] content = files.get(name);
        require(content != null, name + " is missing");
        return content;
    }

    private static SteeringProfile profile(byte[] content) {
        try {
            return Contracts.read(SteeringProfile.class, content);
        } catch (ContractViolationException refused) {
            throw invalid(PROFILE + " is no steering profile: " + refused.getMessage());
        }
    }

    private static String checkedJson(String name, byte[] content) {
        json(ObjectNode.class, name, content);
        return new String(content, StandardCharsets.UTF_8);
    }

    private static <T> T json(Class<T> type, String name, byte[] content) {
        try {
            T read = Json.read(type, new String(content, StandardCharsets.UTF_8));
            require(read != null, name + " is empty");
            return read;
        } catch (IllegalStateException malformed) {
            throw invalid(name + " cannot be read: " + malformed.getMessage());
        }
    }

    private static String sha256(byte[] content) {
        return HexFormat.of().formatHex(Digests.sha256().digest(content));
    }

    private static byte[] text(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static void require(boolean kept, String sentence) {
        if (!kept) throw invalid(sentence);
    }

    private static SteerStreamException invalid(String sentence) {
        return SteerStreamException.user("INVALID_EXPORT", "the export is not usable: " + sentence, ADVICE);
    }
}
