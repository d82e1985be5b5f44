package dev.steerstream.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.gateway.GatewayClient;
import dev.steerstream.cli.gateway.Generation;
import dev.steerstream.schemas.SteeringOptions.Mode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/** Every held-out prompt to the base, the warm and the steered model, as asynchronous requests, all in flight at once. */
final class AnswerRound {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(200);
    /** The references have at most 30 tokens; a model that talks on gains nothing by more. */
    private static final int MOST_TOKENS = 48;

    private final GatewayClient client;
    private final String task;

    AnswerRound(GatewayClient client, String task) {
        this.client = client;
        this.task = task;
    }

    /**
     * The results of a ticket's three requests.
     *
     * @param results a GenerationResult per mode
     */
    record Answered(Ticket ticket, Map<Mode, JsonNode> results) {
        String text(Mode mode) {
            return results.get(mode).path("choices").path(0).path("text").asText();
        }

        /** Whether the answer would have gone on. */
        boolean cut(Mode mode) {
            return results.get(mode)
                    .path("choices")
                    .path(0)
                    .path("finish_reason")
                    .asText()
                    .equals("length");
        }
    }

    /** Sends all requests, then collects the results; {@code progress} hears how many have come. */
    List<Answered> run(List<Ticket> tickets, Duration limit, LongConsumer progress)
            throws IOException, InterruptedException, TimeoutException {
        Map<String, Integer> ticketOf = new LinkedHashMap<>();
        Map<String, Mode> modeOf = new LinkedHashMap<>();
        for (int i = 0; i < tickets.size(); i++) {
            for (Mode mode : Mode.values()) {
                String id =
                        client.generate(body(tickets.get(i), mode)).path("id").asText();
                ticketOf.put(id, i);
                modeOf.put(id, mode);
            }
        }
        List<Answered> answered = new ArrayList<>();
        for (Ticket ticket : tickets) answered.add(new Answered(ticket, new EnumMap<>(Mode.class)));
        long end = System.nanoTime() + limit.toNanos();
        Map<String, Integer> open = new LinkedHashMap<>(ticketOf);
        while (!open.isEmpty()) {
            if (System.nanoTime() > end) {
                throw new TimeoutException(
                        open.size() + " of " + ticketOf.size() + " requests have no answer after " + limit.toSeconds()
                                + " s; the first is " + open.keySet().iterator().next());
            }
            for (String id : List.copyOf(open.keySet())) {
                var result = new Generation(client, id).poll();
                // They are taken in the order of sending, more or less: the ones behind an open one can wait.
                if (result.isEmpty()) break;
                answered.get(open.remove(id)).results().put(modeOf.get(id), checked(id, result.get()));
                progress.accept(ticketOf.size() - open.size());
            }
            Thread.sleep(POLL.toMillis());
        }
        return answered;
    }

    private static JsonNode checked(String id, JsonNode result) {
        if (Generation.succeeded(result)) return result;
        throw new CommandException(
                ExitCode.FAILED,
                "request " + id + " " + result.path("state").asText().toLowerCase(Locale.ROOT) + ": "
                        + result.path("failure").path("message").asText("no reason was given"));
    }

    private ObjectNode body(Ticket ticket, Mode mode) {
        ObjectNode body = MAPPER.createObjectNode();
        body.put("task", task);
        body.set("messages", ticket.prompt());
        body.putObject("sampling").put("max_tokens", MOST_TOKENS).put("temperature", 0.0);
        body.putObject("steering").put("mode", mode.name().toLowerCase(Locale.ROOT));
        return body;
    }
}
