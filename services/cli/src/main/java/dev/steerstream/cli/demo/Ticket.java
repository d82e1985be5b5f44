package dev.steerstream.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One row of the demo's dataset.
 *
 * @param prompt the turns before the answer, an array of role and content
 * @param message the customer's text: the last of those turns
 * @param answer the reference answer
 * @param split train, calibration or held_out
 */
record Ticket(JsonNode prompt, String message, String answer, String split) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The rows that judge, in the file's order. */
    static List<Ticket> heldOut(Path file) throws IOException {
        List<Ticket> tickets = new ArrayList<>();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            var row = MAPPER.readTree(line);
            var turns = MAPPER.createArrayNode();
            JsonNode messages = row.path("messages");
            for (int i = 0; i < messages.size() - 1; i++) turns.add(messages.get(i));
            var ticket = new Ticket(
                    turns,
                    messages.get(messages.size() - 2).path("content").asText(),
                    messages.get(messages.size() - 1).path("content").asText(),
                    row.path("split").asText());
            if (ticket.split().equals("held_out")) tickets.add(ticket);
        }
        return tickets;
    }
}
