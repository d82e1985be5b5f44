package dev.steerstream.tracker.requests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.tracker.Events;
import dev.steerstream.tracker.requests.ReceiptFacts.Fact;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceiptFactsTest {
    @Test
    void everyMemberHasAnOwnLabelAndNoneIsShownAsJson() {
        List<Fact> facts =
                ReceiptFacts.of(Contracts.mapper().valueToTree(Events.receipt("the answer went in circles")));

        assertThat(facts)
                .contains(
                        new Fact("Mode", List.of("steered"), false),
                        new Fact("Strength applied", List.of("\u22121.00"), false),
                        new Fact("Changed by steering", List.of("3 of 20 tokens (15.0%)"), false),
                        new Fact("Deterministic", List.of("no"), false),
                        new Fact("Fell back to warm", List.of("the answer went in circles"), false),
                        new Fact("Trace", List.of("0af7651916cd43dd8448eb211c80319c"), true));
        assertThat(facts).extracting(Fact::name).doesNotHaveDuplicates().doesNotContain("Strength asked for");
    }

    @Test
    void whatHasMembersOfItsOwnIsToldInLines() throws JsonProcessingException {
        JsonNode receipt = Contracts.mapper()
                .readTree("{\"strengths\":[{\"direction\":\"delta\",\"strength\":-4.25,\"strength_low\":-7.212,"
                        + "\"strength_high\":-1.299},{\"direction\":\"log_ratio\",\"strength\":0.5}],"
                        + "\"sampling\":{\"max_tokens\":1024,\"temperature\":0.7,\"stop\":[\"END\"],\"logit_bias\":{}},\"divergence\":0.1234,"
                        + "\"ramp\":{\"salt\":\"s\",\"arm\":\"ramped\",\"share\":0.1},\"notes\":[\"one\",\"two\"],"
                        + "\"explained\":5,\"of_later\":{\"some\":true}}");

        assertThat(ReceiptFacts.of(receipt))
                .containsExactly(
                        new Fact(
                                "Strengths applied together",
                                List.of("delta \u22124.25, 95% interval \u22127.21 to \u22121.30", "log_ratio +0.50"),
                                false),
                        new Fact("Mean KL to the warm model", List.of("0.123 nats/token"), false),
                        new Fact(
                                "Ramp",
                                List.of("took the ramped version while 10.0% of requests took the ramped one"),
                                false),
                        new Fact("Sampling", List.of("max tokens 1024, stop END, temperature 0.7"), false),
                        new Fact("Notes", List.of("one", "two"), false),
                        new Fact("Most probable tokens kept", List.of("5 of each place"), false),
                        new Fact("Of later", List.of("some yes"), false));
    }
}
