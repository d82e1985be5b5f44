package dev.steerstream.e2e.seen;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a PromQL expression asks for.
 *
 * @param metrics with the labels that their selectors name
 * @param grouping labels that aggregations keep
 */
record Expression(Map<String, Set<String>> metrics, Set<String> grouping) {
    private static final Pattern TOKEN =
            Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|\\[[^]]*]|[a-zA-Z_:][a-zA-Z0-9_:]*|[0-9.]+[a-z]*|\\S");
    private static final Set<String> GROUPING = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");
    private static final Pattern FUNCTION = Pattern.compile("\\s*(?:\\(|by\\b|without\\b)");

    static Expression parse(String text) {
        Map<String, Set<String>> metrics = new LinkedHashMap<>();
        Set<String> grouping = new TreeSet<>();
        Set<String> labels = null;
        boolean selector = false;
        boolean group = false;
        Matcher token = TOKEN.matcher(text);
        while (token.find()) {
            String found = token.group();
            if (found.equals("{")) selector = true;
            else if (found.equals("}")) selector = false;
            else if (found.equals(")")) group = false;
            else if (!Character.isLetter(found.charAt(0))) continue;
            else if (selector) labels.add(found);
            else if (GROUPING.contains(found)) group = true;
            else if (group) grouping.add(found);
            else if (!WORDS.contains(found) && !isFunction(text, token.end())) {
                labels = metrics.computeIfAbsent(found, name -> new LinkedHashSet<>());
            }
        }
        return new Expression(metrics, grouping);
    }

    private static boolean isFunction(String text, int end) {
        return FUNCTION.matcher(text).region(end, text.length()).lookingAt();
    }
}
