package dev.steerstream.core.direction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.core.steering.Delta;
import dev.steerstream.core.steering.LogRatio;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectionsTest {
    @Test
    void everyNameIsThatOfItsDirection() {
        StaticVector mean = StaticVector.of(StaticVector.MEAN_DELTA, new float[] {1, 2});
        for (String name : Directions.names()) {
            assertThat(Directions.named(name, StaticVectorNamed::of).name()).isEqualTo(name);
            String placed = name + "[4,)";
            assertThat(Directions.named(placed, StaticVectorNamed::of).name()).isEqualTo(placed);
            assertThat(Directions.unplaced(placed)).isEqualTo(name);
        }
        assertThat(Directions.named("delta")).isEqualTo(new Delta());
        assertThat(Directions.named("log_ratio[0,4)")).isEqualTo(new Placed(new LogRatio(), 0, 4));
        assertThat(Directions.named("mean_delta", name -> mean)).isSameAs(mean);
        assertThat(Directions.isStatic("mean_delta[1,2)")).isTrue();
        assertThat(Directions.isStatic("delta")).isFalse();
    }

    @Test
    void theFirstTokensHaveStrengthsOfTheirOwnAlongWhatComesOfBothModels() {
        assertThat(Directions.firstApart(List.of("log_ratio", "temperature", "mean_delta", "contrast"), 2))
                .containsExactly(
                        "log_ratio[0,2)",
                        "log_ratio[2,)",
                        "temperature",
                        "mean_delta",
                        "contrast[0,2)",
                        "contrast[2,)");
    }

    @Test
    void anUnknownNameAndAMissingVectorAreSaid() {
        assertThatThrownBy(() -> Directions.named("sideways"))
                .hasMessageContaining("sideways")
                .hasMessageContaining("delta");
        assertThatThrownBy(() -> Directions.named("mean_delta")).hasMessageContaining("mean_delta");
        assertThatThrownBy(() -> new Placed(new Delta(), 3, 3)).hasMessageContaining("3");
    }

    private static final class StaticVectorNamed {
        static StaticVector of(String name) {
            return StaticVector.of(name, new float[] {0});
        }
    }
}
