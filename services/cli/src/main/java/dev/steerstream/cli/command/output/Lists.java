package dev.steerstream.cli.command.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Arrays in answers: bare, or in an object beside a cursor. */
public final class Lists {
    private Lists() {}

    public static List<JsonNode> of(JsonNode answer, String... members) {
        JsonNode array = answer;
        for (String member : members) {
            if (array.isObject() && array.path(member).isArray()) array = array.path(member);
        }
        List<JsonNode> elements = new ArrayList<>();
        if (array.isArray()) array.forEach(elements::add);
        return elements;
    }
}
