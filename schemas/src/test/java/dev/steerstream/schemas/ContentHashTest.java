package dev.steerstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ContentHashTest {
    private static GenerationRequest request(String id, String prompt, Instant deadline, String instance) {
        return new GenerationRequest(id, "task", null, prompt, null, null, null, null, deadline, instance);
    }

    @Test
    void aRepeatedRequestHasTheSameHashWhicheverReplicaAndDeadlineItMeets() {
        assertThat(ContentHash.of(request("a", "text", Instant.EPOCH, "one")))
                .isEqualTo(ContentHash.of(request("a", "text", null, "two")))
                .matches("[0-9a-f]{64}");
    }

    @Test
    void anotherPromptIsOtherContent() {
        assertThat(ContentHash.of(request("a", "text", null, null)))
                .isNotEqualTo(ContentHash.of(request("a", "other", null, null)));
    }

    @Test
    void aCommandsIdIsNotPartOfItsContentAndItsActionIs() {
        AdaptationCommand start = command("one", AdaptationCommand.Action.START);
        assertThat(ContentHash.of(start)).isEqualTo(ContentHash.of(command("two", AdaptationCommand.Action.START)));
        assertThat(ContentHash.of(start)).isNotEqualTo(ContentHash.of(command("one", AdaptationCommand.Action.CANCEL)));
    }

    private static AdaptationCommand command(String id, AdaptationCommand.Action action) {
        return new AdaptationCommand(id, action, "task", "adaptation", "dataset", null, null, null, null, null);
    }
}
