package dev.steerstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContentHashTest {
    private static final Instant LATER = Instant.parse("2026-05-04T10:00:00Z");

    @Test
    void whenAndToWhomARequestIsAnsweredIsNotItsContent() {
        assertThat(ContentHash.of(request("hello", null, null)))
                .isEqualTo(ContentHash.of(request("hello", LATER, "g1")));
    }

    @Test
    void otherTextIsOtherContent() {
        assertThat(ContentHash.of(request("hello", null, null)))
                .isNotEqualTo(ContentHash.of(request("hello ", null, null)));
    }

    /** Stored hashes are compared with those of later builds. */
    @Test
    void theHashOfAReleasedRequestNeverChanges() {
        assertThat(ContentHash.of(request("hello", null, null)))
                .isEqualTo("254008736f887d9921b82e3cae60ce6ed2f9d8189d7f0363b3e5a53e6aa13202");
    }

    private static GenerationRequest request(String content, Instant deadline, String instance) {
        return new GenerationRequest(
                "r-1",
                "tickets",
                List.of(new ChatMessage("user", content)),
                null,
                new SamplingOptions(64, 0.5, null, null, null, 7L, null, null),
                new SteeringOptions(SteeringOptions.Mode.STEERED, -1.5, null),
                true,
                null,
                deadline,
                instance);
    }
}
