package dev.steerstream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds the committed dataset to what its README says. */
class SupportTicketsTest {
    private static final Path FILE = Path.of("..", "..", "ops", "demo", "support-tickets.jsonl");

    @Test
    void noMessageOccursTwiceAndEveryAnswerIsOfTheTasksForm() throws Exception {
        Set<String> messages = new HashSet<>();
        for (String line : Files.readAllLines(FILE)) {
            JsonNode turns = new ObjectMapper().readTree(line).path("messages");
            assertThat(messages.add(turns.get(1).path("content").asText()))
                    .as(line)
                    .isTrue();
            String answer = turns.get(2).path("content").asText();
            assertThat(TicketMetric.score(answer, answer).right()).as(line).isTrue();
        }
        assertThat(messages).hasSize(1440);
    }

    @Test
    void teamsAndPrioritiesAreBalancedInEverySplit() throws Exception {
        Map<String, Integer> counts = new HashMap<>();
        for (String line : Files.readAllLines(FILE)) {
            JsonNode row = new ObjectMapper().readTree(line);
            JsonNode answer = new ObjectMapper()
                    .readTree(row.path("messages").get(2).path("content").asText());
            String cell = row.path("split").asText() + " " + answer.path("team").asText() + " "
                    + answer.path("priority").asText();
            counts.merge(cell, 1, Integer::sum);
        }
        assertThat(counts).hasSize(36);
        assertThat(counts).allSatisfy((cell, count) -> assertThat(count).isEqualTo(cell.startsWith("train") ? 96 : 12));
    }

    @Test
    void theHeldOutRowsAreFound() throws Exception {
        assertThat(Ticket.heldOut(FILE)).hasSize(144).allSatisfy(ticket -> {
            assertThat(ticket.prompt()).hasSize(2);
            assertThat(ticket.message()).isNotBlank();
        });
    }
}
