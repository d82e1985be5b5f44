package dev.steerstream.tracker.steering;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A profile's report as the extractor stored it. Every number is read where it stands; what is not there is null, never made up.
 *
 * @param json of {@code steering_profile.report}
 */
public record Report(JsonNode json) {

    /** The number at a JSON pointer, or null. */
    public Double number(String pointer) {
        JsonNode found = json.at(pointer);
        return found.isNumber() ? (Double) found.doubleValue() : null;
    }

    public Long count(String pointer) {
        JsonNode found = json.at(pointer);
        return found.isNumber() ? (Long) found.longValue() : null;
    }

    public String text(String pointer) {
        JsonNode found = json.at(pointer);
        return found.isTextual() && !found.asText().isEmpty() ? found.asText() : null;
    }

    public boolean flag(String pointer) {
        return json.at(pointer).asBoolean();
    }

    public boolean has(String pointer) {
        JsonNode found = json.at(pointer);
        return !found.isMissingNode() && !found.isNull() && !(found.isContainerNode() && found.isEmpty());
    }

    /** The numbers of a list; empty where there is none. */
    public List<Double> numbers(String pointer) {
        List<Double> numbers = new ArrayList<>();
        json.at(pointer).forEach(member -> numbers.add(member.doubleValue()));
        return numbers;
    }

    /** The members of a list, each as a report of its own; empty where there is none. */
    public List<Report> list(String pointer) {
        List<Report> members = new ArrayList<>();
        json.at(pointer).forEach(member -> members.add(new Report(member)));
        return members;
    }
}
