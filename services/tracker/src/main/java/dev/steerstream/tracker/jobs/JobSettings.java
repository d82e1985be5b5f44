package dev.steerstream.tracker.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

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
        if (node != null) add(settings, "", node);
        return settings;
    }

    /** What lies within another setting has its name before its own. */
    private static void add(List<Setting> settings, String within, JsonNode node) {
        // The database keeps no order of its own that a reader would know.
        node.properties().stream().sorted(Map.Entry.comparingByKey()).forEach(member -> {
            String name = within + member.getKey().replace('_', ' ');
            if (member.getValue().isObject()) add(settings, name + ", ", member.getValue());
            else settings.add(new Setting(name, text(member.getValue())));
        });
    }

    private static String text(JsonNode value) {
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(JobSettings::text)
                    .collect(Collectors.joining(", "));
        }
        return value.isFloatingPointNumber()
                ? value.decimalValue().stripTrailingZeros().toPlainString()
                : value.asText();
    }
}
