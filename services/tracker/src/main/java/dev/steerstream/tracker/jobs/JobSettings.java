package dev.steerstream.tracker.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What an adaptation was started with, complete, and what its warm start wrote of itself.
 *
 * @param manifest of its adapter, or null before there is one
 */
record JobSettings(String dataset, String submission, JsonNode warmStart, JsonNode calibration, JsonNode manifest) {

    /** One setting. */
    public record Setting(String name, String value) {}

    public List<Setting> warmStartSettings() {
        return settings(warmStart);
    }

    public List<Setting> calibrationSettings() {
        return settings(calibration);
    }

    private static List<Setting> settings(JsonNode node) {
        List<Setting> settings = new ArrayList<>();
        if (node != null) {
            node.properties()
                    .forEach(member -> settings.add(new Setting(
                            member.getKey().replace('_', ' '),
                            member.getValue().isValueNode()
                                    ? member.getValue().asText()
                                    : member.getValue().toString())));
        }
        return settings;
    }
}
