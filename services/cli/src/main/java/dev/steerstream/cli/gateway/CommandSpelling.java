package dev.steerstream.cli.gateway;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The gateway's advice names requests of its own API, as {@code GET /v1/tasks/triage}; here they are spelled as the commands that send them. What no command
 * sends stays as it is.
 */
final class CommandSpelling {
    /** With what follows in braces as its body, of members that are numbers, names or texts. */
    private static final Pattern REQUEST =
            Pattern.compile("(GET|POST|DELETE) (/v1/[A-Za-z0-9/._-]*[A-Za-z0-9_-])(?: \\{([^}]*)\\})?");

    private static final Pattern MEMBER = Pattern.compile("\"([a-z_]+)\": \"?([^\",]*)\"?");
    private static final String ID = "([A-Za-z0-9._-]+)";

    private static final List<Spelling> SPELLINGS = List.of(
            spelling("GET /v1/tasks", "steer task list"),
            spelling("GET /v1/tasks/{}", "steer task describe $1"),
            spelling("POST /v1/tasks/{}/adaptations", "steer task adapt $1"),
            spelling("POST /v1/tasks/{}/promote", "steer task promote $1"),
            spelling("POST /v1/tasks/{}/ramp", "steer task ramp $1"),
            spelling("GET /v1/tasks/{}/evaluations/{}", "steer evaluate --task $1 --id $2 --watch"),
            spelling("GET /v1/adaptations", "steer task describe TASK"),
            spelling("GET /v1/datasets", "steer dataset list"),
            spelling("GET /v1/datasets/{}", "steer dataset describe $1"),
            spelling("POST /v1/datasets/{}/submissions", "steer dataset publish $1 FILE"),
            spelling("GET /v1/datasets/{}/submissions/{}/rejects", "steer dataset rejects $1 $2"),
            spelling("GET /v1/models", "steer task list"),
            spelling("GET /v1/batches", "steer batch list"),
            spelling("GET /v1/dead-letters", "steer dlq list"),
            spelling("GET /v1/groups", "steer group list"),
            spelling("GET /v1/keys", "steer key list"));

    private CommandSpelling() {}

    private record Spelling(Pattern request, String command) {}

    private static Spelling spelling(String request, String command) {
        return new Spelling(Pattern.compile(request.replace("{}", ID)), command);
    }

    /** Null stays null. */
    static String of(String advice) {
        return advice == null
                ? null
                : REQUEST.matcher(advice).replaceAll(found -> Matcher.quoteReplacement(spelled(found)));
    }

    private static String spelled(MatchResult found) {
        for (Spelling spelling : SPELLINGS) {
            Matcher request = spelling.request().matcher(found.group(1) + " " + found.group(2));
            if (request.matches()) return request.replaceAll(spelling.command()) + flags(found.group(3));
        }
        return found.group();
    }

    private static String flags(String body) {
        if (body == null) return "";
        StringBuilder flags = new StringBuilder();
        MEMBER.matcher(body).results().forEach(member -> flags.append(" --")
                .append(member.group(1).replace('_', '-'))
                .append(' ')
                .append(member.group(2).strip()));
        return flags.toString();
    }
}
