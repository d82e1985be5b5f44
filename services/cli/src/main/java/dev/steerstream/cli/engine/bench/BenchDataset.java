package dev.steerstream.cli.engine.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.text.ChatMessage;
import dev.steerstream.model.training.ExampleEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Rows of {messages, split} from a JSON Lines file: the last message is the answer. */
final class BenchDataset {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Map<String, List<Row>> splits;

    private BenchDataset(Map<String, List<Row>> splits) {
        this.splits = splits;
    }

    record Row(List<ChatMessage> prompt, String answer) {}

    static BenchDataset read(Path file) throws IOException {
        Map<String, List<Row>> splits = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode row = MAPPER.readTree(line);
            List<ChatMessage> messages = new ArrayList<>();
            row.path("messages")
                    .forEach(message -> messages.add(new ChatMessage(
                            message.path("role").asText(),
                            message.path("content").asText())));
            ChatMessage answer = messages.remove(messages.size() - 1);
            splits.computeIfAbsent(row.path("split").asText(), key -> new ArrayList<>())
                    .add(new Row(messages, answer.content()));
        }
        return new BenchDataset(splits);
    }

    /** The first rows of a split. */
    List<Row> rows(String split, int count) {
        List<Row> rows = splits.getOrDefault(split, List.of());
        return rows.subList(0, Math.min(count, rows.size()));
    }

    /** The same as tokens, cut to length. */
    List<TokenRow> encoded(LanguageModel model, String split, int count, int length) {
        ExampleEncoder encoder =
                new ExampleEncoder(model.promptEncoder(), model.chatTemplate().isPresent(), length);
        return rows(split, count).stream()
                .map(row -> encoder.encode(row.prompt(), row.answer(), true, true))
                .toList();
    }
}
