package dev.steerstream.work.exchange;

import dev.steerstream.schemas.SteeringProfile;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an exported folder says of itself.
 *
 * @param format always {@value #FORMAT}
 * @param formatVersion of this layout
 * @param files sha256 by the name of every other file
 */
public record BundleManifest(
        String format,
        int formatVersion,
        String task,
        long version,
        String model,
        String modelDigest,
        String tokenizerDigest,
        String chatTemplateDigest,
        int vocabularySize,
        String adapterDigest,
        String vectorDigest,
        double strength,
        Map<String, String> files) {
    public static final String FORMAT = "steerstream-profile";
    public static final int FORMAT_VERSION = 1;

    public BundleManifest {
        files = files == null ? Map.of() : new TreeMap<>(files);
    }

    static BundleManifest of(SteeringProfile profile, Map<String, String> files) {
        return new BundleManifest(
                FORMAT,
                FORMAT_VERSION,
                profile.task(),
                profile.version(),
                profile.model(),
                profile.modelDigest(),
                profile.tokenizerDigest(),
                profile.chatTemplateDigest(),
                profile.vocabularySize(),
                profile.adapterDigest(),
                profile.vectorDigest(),
                profile.strength(),
                files);
    }
}
