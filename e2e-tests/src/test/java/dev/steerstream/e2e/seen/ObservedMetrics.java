package dev.steerstream.e2e.seen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the dashboard and the rules in {@code ops} ask for, held against what is exposed. */
public final class ObservedMetrics {
    private static final Path OPS = Path.of("..", "ops");
    private static final Pattern SHOWN = Pattern.compile("\\{\\{\\s*\\$?(?:labels\\.)?([a-z_]+)\\s*}}");
    /** Given by the scrape, see {@code ops/prometheus/prometheus.yaml}; {@code le} is every histogram's. */
    private static final Set<String> SCRAPE = Set.of("job", "instance", "service");

    private final List<Asked> asked = new ArrayList<>();
    private final Set<String> recorded = new HashSet<>();

    /**
     * An expression and where it stands.
     *
     * @param shown labels that its legend or annotations show
     */
    record Asked(String where, Expression expression, Set<String> shown) {}

    public ObservedMetrics() {
        rules("recording.yaml");
        rules("alerts.yaml");
        JsonNode dashboard = read(new ObjectMapper(), OPS.resolve("grafana/steerstream.json"));
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                add(
                        "panel " + panel.path("title").asText(),
                        target.path("expr").asText(),
                        target.path("legendFormat").asText());
            }
        }
    }

    private void rules(String file) {
        JsonNode rules = read(
                new ObjectMapper(new YAMLFactory()), OPS.resolve("prometheus").resolve(file));
        for (JsonNode group : rules.path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                if (rule.has("record")) recorded.add(rule.path("record").asText());
                String name = rule.has("record")
                        ? rule.path("record").asText()
                        : rule.path("alert").asText();
                add(
                        file + " " + name,
                        rule.path("expr").asText(),
                        rule.path("annotations").toString());
            }
        }
    }

    private void add(String where, String expression, String text) {
        Set<String> shown = new TreeSet<>();
        Matcher label = SHOWN.matcher(text);
        while (label.find()) if (!label.group(1).equals("value")) shown.add(label.group(1));
        asked.add(new Asked(where, Expression.parse(expression), shown));
    }

    /** How many expressions there are. */
    public int size() {
        return asked.size();
    }

    /** One sentence for each name or label that is asked for and not exposed. */
    public List<String> missing(Exposition exposition) {
        List<String> missing = new ArrayList<>();
        for (Asked one : asked) {
            Set<String> labels = new HashSet<>(SCRAPE);
            for (Map.Entry<String, Set<String>> metric :
                    one.expression().metrics().entrySet()) {
                String name = metric.getKey();
                if (name.equals("up") || recorded.contains(name)) continue;
                Set<String> exposed = exposition.metrics().get(name);
                if (exposed == null) {
                    missing.add(one.where() + ": no service exposes " + name);
                    continue;
                }
                labels.addAll(exposed);
                for (String label : metric.getValue()) {
                    if (!exposed.contains(label) && !SCRAPE.contains(label)) {
                        missing.add(one.where() + ": " + name + " has no label " + label);
                    }
                }
            }
            for (String label : one.expression().grouping()) {
                if (!labels.contains(label)) missing.add(one.where() + ": nothing in it has label " + label);
            }
            Set<String> kept = one.expression().grouping().isEmpty()
                    ? labels
                    : one.expression().grouping();
            for (String label : one.shown()) {
                if (!kept.contains(label)) missing.add(one.where() + ": shows " + label + ", which it has not");
            }
        }
        return missing;
    }

    private static JsonNode read(ObjectMapper mapper, Path file) {
        try {
            return mapper.readTree(file.toFile());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
