package dev.steerstream.model.text;

import java.util.Set;

/**
 * One turn of a conversation.
 *
 * @param role {@code system}, {@code user}, {@code assistant} or {@code tool}
 * @param content the text; what looks like a special token in it stays text
 */
public record ChatMessage(String role, String content) {
    private static final Set<String> ROLES = Set.of("system", "user", "assistant", "tool");

    public ChatMessage {
        if (role == null || !ROLES.contains(role)) {
            throw new IllegalArgumentException(
                    "role is " + role + ", but must be system, user, assistant or tool. Correct the message.");
        }
        if (content == null) {
            throw new IllegalArgumentException("content of a " + role + " message is missing, but must be a text.");
        }
    }
}
