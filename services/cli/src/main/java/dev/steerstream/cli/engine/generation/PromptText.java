package dev.steerstream.cli.engine.generation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.text.ChatMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is asked: a conversation, or raw text. */
public sealed interface PromptText {
    /** No prompt is longer. Bytes. */
    int LONGEST = 1 << 24;

    /** Its ids for a model. */
    int[] ids(LanguageModel model);

    /** Rendered with the model's chat template. */
    record Conversation(List<ChatMessage> messages) implements PromptText {
        public Conversation {
            messages = List.copyOf(messages);
        }

        /** A user's message; for a model without a chat template the text alone. */
        @Override
        public int[] ids(LanguageModel model) {
            boolean plain = model.chatTemplate().isEmpty() && messages.size() == 1;
            return plain
                    ? model.promptEncoder().plain(messages.get(0).content()).ids()
                    : model.promptEncoder().chat(messages).ids();
        }
    }

    /** As it is, special tokens recognised. */
    record Raw(String text) implements PromptText {
        @Override
        public int[] ids(LanguageModel model) {
            return model.promptEncoder().raw(text).ids();
        }
    }

    /** A user's message. */
    static PromptText message(String text) {
        if (text.isBlank()) throw new CommandException(ExitCode.USAGE, "the prompt is empty");
        return new Conversation(List.of(new ChatMessage("user", text)));
    }

    /** A conversation from a JSON file: a list of {@code {"role", "content"}}. */
    static PromptText conversation(Path file) throws IOException {
        JsonNode list;
        try (InputStream in = Files.newInputStream(file)) {
            list = new ObjectMapper().readTree(text(in, file.toString()));
        } catch (JsonProcessingException malformed) {
            throw refused(file, "it is not JSON: " + malformed.getOriginalMessage());
        }
        if (!list.isArray() || list.isEmpty()) throw refused(file, "it must be a list of messages");
        List<ChatMessage> messages = new ArrayList<>();
        for (JsonNode message : list) {
            if (!message.path("role").isTextual() || !message.path("content").isTextual()) {
                throw refused(file, "every message must have role and content, both texts");
            }
            messages.add(new ChatMessage(
                    message.path("role").asText(), message.path("content").asText()));
        }
        return new Conversation(messages);
    }

    /** All of a stream as text. */
    static String text(InputStream in, String name) throws IOException {
        byte[] bytes = in.readNBytes(LONGEST + 1);
        if (bytes.length > LONGEST) {
            throw new CommandException(ExitCode.USAGE, name + " has more than " + LONGEST + " bytes: shorten it");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new CommandException(ExitCode.USAGE, name + " is not UTF-8 text");
        }
    }

    private static CommandException refused(Path file, String rule) {
        return new CommandException(ExitCode.USAGE, "--messages " + file + ": " + rule);
    }
}
