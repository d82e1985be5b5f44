package dev.steerstream.gateway.openai.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.openai.parameters.Parameters;
import dev.steerstream.schemas.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** From OpenAI's messages to turns: roles that are ours, and text alone. */
final class ChatMessages {
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant");

    private ChatMessages() {}

    static List<ChatMessage> read(Parameters given) {
        List<ChatMessage> turns = new ArrayList<>();
        for (Parameters message : given.objects("messages")) turns.add(turn(message));
        return turns;
    }

    private static ChatMessage turn(Parameters message) {
        String role = message.requiredText("role");
        if (role.equals("tool") || role.equals("function")) {
            throw message.unsupportedValue("role", role, "these models call no tools");
        }
        Rules.require(ROLES.contains(role), message.path("role"), role, "it is system, developer, user or assistant");
        message.unsupported("name");
        message.unsupported("audio");
        message.unsupported("function_call");
        message.unsupported("refusal");
        message.unsupported("tool_calls");
        String content = content(message);
        message.end();
        // OpenAI's newer name of the same role.
        return new ChatMessage(role.equals("developer") ? "system" : role, content);
    }

    private static String content(Parameters message) {
        JsonNode content = message.any("content");
        if (content == null) throw message.missing("content");
        if (content.isTextual()) return content.textValue();
        if (!content.isArray()) throw message.wrongType("content", content, "a text or a list of parts");
        StringBuilder text = new StringBuilder();
        for (Parameters part : message.objects("content")) {
            String type = part.requiredText("type");
            if (!type.equals("text")) throw part.unsupportedValue("type", type, "these models read text alone");
            String piece = part.text("text");
            if (piece == null) throw part.missing("text");
            text.append(piece);
            part.end();
        }
        return text.toString();
    }
}
