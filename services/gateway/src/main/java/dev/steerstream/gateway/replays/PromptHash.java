package dev.steerstream.gateway.replays;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.steerstream.schemas.ChatMessage;
import dev.steerstream.schemas.Contracts;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Which prompts are the same: sha256 over their turns, white space around each left out. A raw prompt is one turn of the user, as in a dataset. */
final class PromptHash {
    private PromptHash() {}

    /** @param prompt used where {@code messages} is null */
    static String of(List<ChatMessage> messages, String prompt) {
        List<ChatMessage> turns = messages == null ? List.of(new ChatMessage("user", prompt)) : messages;
        List<List<String>> plain = turns.stream()
                .map(turn -> List.of(turn.role(), turn.content().strip()))
                .toList();
        try {
            byte[] bytes = Contracts.mapper().writeValueAsBytes(plain);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (JsonProcessingException | NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
