package dev.steerstream.cli.engine.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.text.ChatMessage;
import dev.steerstream.model.text.EncodedText;
import dev.steerstream.model.text.PromptEncoder;
import dev.steerstream.model.training.ExampleEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

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
        return encoded(model.promptEncoder(), model.chatTemplate().isPresent(), split, count, length);
    }

    /** The same before any model is loaded. */
    List<TokenRow> encoded(PromptEncoder prompts, boolean chat, String split, int count, int length) {
        ExampleEncoder encoder = new ExampleEncoder(prompts, chat, length);
        return rows(split, count).stream()
                .map(row -> encoder.encode(turns(chat, row), row.answer(), true, true))
                .toList();
    }

    /** The first prompts of a split as tokens. */
    List<int[]> prompts(LanguageModel model, String split, int count) {
        PromptEncoder encoder = model.promptEncoder();
        boolean chat = model.chatTemplate().isPresent();
        return rows(split, count).stream()
                .map(row -> turns(chat, row))
                .map(turns ->
                        chat ? encoder.chat(turns) : encoder.plain(turns.get(0).content()))
                .map(EncodedText::ids)
                .toList();
    }

    /** A row's turns; a model without a chat template sees one text, a line a turn, as {@code ops/bench/dataset.py} has it. */
    private static List<ChatMessage> turns(boolean chat, Row row) {
        if (chat) {
            return row.prompt();
        }
        String text = row.prompt().stream().map(turn -> turn.content() + "\n").collect(Collectors.joining());
        return List.of(new ChatMessage("user", text));
    }
}
