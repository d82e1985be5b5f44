package dev.steerstream.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.Contexts;
import dev.steerstream.core.Contexts.Context;
import dev.steerstream.core.Reference;
import dev.steerstream.core.Reference.Token;
import dev.steerstream.core.calibration.Calibration;
import dev.steerstream.core.calibration.CalibrationResult;
import dev.steerstream.core.calibration.CalibrationSettings;
import dev.steerstream.core.direction.Directions;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.Strength;
import dev.steerstream.core.steering.TokenBans;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldOutEvaluationTest {
    private static HeldOutResult judge(double strength, double unmasked, int rows) {
        HeldOutEvaluation evaluation = new HeldOutEvaluation(
                Steering.steered(strength, 0.1),
                new Strength(unmasked),
                TokenBans.none(),
                new GroupBootstrap(200, 9),
                9);
        for (int i = 0; i < rows; i++) {
            evaluation.row("prompt " + i);
            Context context = context(i);
            evaluation.position(context.gold(), context.warm(), context.base());
        }
        return evaluation.result();
    }

    private static Context context(int i) {
        return Contexts.like(50_000 + i, 9, 2, 0.8);
    }

    @Test
    void bothLossesEqualTheNaiveOnes() {
        HeldOutResult result = judge(-3, -2, 60);
        double base = 0;
        double warm = 0;
        double steered = 0;
        double keptWarm = 0;
        double keptSteered = 0;
        int kept = 0;
        for (int i = 0; i < 60; i++) {
            Context context = context(i);
            base -= Reference.logSoftmax(Reference.doubles(context.base()))[context.gold()];
            Token open = Reference.token(context, 0);
            warm += open.loss(0);
            steered += open.loss(-2);
            Token masked = Reference.token(context, 0.1);
            if (masked != null) {
                kept++;
                keptWarm += masked.loss(0);
                keptSteered += masked.loss(-3);
            }
        }
        assertThat(result.tokens()).isEqualTo(60);
        assertThat(result.lossFull().base()).isCloseTo(base / 60, within(1e-10));
        assertThat(result.lossFull().warm()).isCloseTo(warm / 60, within(1e-10));
        assertThat(result.lossFull().steered()).isCloseTo(steered / 60, within(1e-10));
        assertThat(result.lossFull().gain()).isCloseTo((warm - steered) / 60, within(1e-10));
        assertThat(result.lossKept().share()).isEqualTo(kept / 60.0);
        assertThat(result.lossKept().warm()).isCloseTo(keptWarm / kept, within(1e-10));
        assertThat(result.lossKept().steered()).isCloseTo(keptSteered / kept, within(1e-10));
        assertThat(result.lossKept().gain())
                .isBetween(
                        result.lossKept().gainInterval().low(),
                        result.lossKept().gainInterval().high());
    }

    @Test
    void itHelpsWhereTheStrengthWasFittedAndNotWhereItIsZeroOrTurnedAround() {
        Calibration calibration = new Calibration(CalibrationSettings.of(0.1, TokenBans.none(), 1), 9);
        for (int i = 0; i < 400; i++) {
            calibration.row("prompt " + i);
            Context context = Contexts.like(90_000 + i, 9, 2, 0.8);
            calibration.position(context.gold(), context.warm(), context.base());
        }
        CalibrationResult fitted = calibration.result();
        double strength = fitted.optimal().strength();
        assertThat(judge(strength, fitted.unmasked().strength(), 400).helps()).isTrue();
        assertThat(judge(0, 0, 400).helps()).isFalse();
        assertThat(judge(-strength, 0, 400).helps()).isFalse();
        assertThat(judge(0, 0, 400).lossKept().gain()).isZero();
    }

    @Test
    void oneGroupSaysNothing() {
        HeldOutResult result = judge(-3, -3, 1);
        assertThat(result.lossFull().gainInterval().isKnown()).isFalse();
        assertThat(result.helps()).isFalse();
        assertThatThrownBy(() -> judge(-3, -3, 0)).hasMessageContaining("no held-out answer tokens");
    }

    @Test
    void templateAndContentAddUpToTheWhole() {
        HeldOutEvaluation evaluation = new HeldOutEvaluation(
                Steering.steered(-3, 0.1),
                new Strength(-2),
                TokenBans.none(),
                new GroupBootstrap(GroupBootstrap.FEWEST_DRAWS, 1),
                40);
        double warm = 0;
        for (int row = 0; row < 30; row++) {
            evaluation.row("g" + row, new boolean[] {true, false}); // the third token is content
            for (int t = 0; t < 3; t++) {
                Context context = Contexts.like(50L * row + t, 40, 2, 1);
                evaluation.position(context.gold(), context.warm(), context.base());
                warm -= t == 0 ? Reference.logSoftmax(Reference.doubles(context.warm()))[context.gold()] : 0;
            }
        }
        HeldOutResult result = evaluation.result();
        assertThat(result.template().tokens()).isEqualTo(30);
        assertThat(result.content().tokens()).isEqualTo(60);
        assertThat(result.template().lossFull().warm()).isCloseTo(warm / 30, within(1e-9));
        double full = result.template().lossFull().steered()
                + 2 * result.content().lossFull().steered();
        assertThat(full / 3).isCloseTo(result.lossFull().steered(), within(1e-9));
        double keptTemplate = result.template().lossKept().share() * 30;
        double keptContent = result.content().lossKept().share() * 60;
        double kept = keptTemplate * result.template().lossKept().steered()
                + keptContent * result.content().lossKept().steered();
        assertThat(kept / (keptTemplate + keptContent))
                .isCloseTo(result.lossKept().steered(), within(1e-9));
        assertThat(result.content().lossKept().gainInterval().isKnown()).isTrue();

        List<PositionLoss> positions = result.positions();
        assertThat(positions).extracting(PositionLoss::first).containsExactly(1, 2, 3);
        assertThat(positions).extracting(PositionLoss::last).containsExactly(1, 2, 4);
        assertThat(positions).extracting(band -> band.loss().tokens()).containsExactly(30L, 30L, 30L);
        FullLoss firstTokens = positions.get(0).loss().lossFull();
        assertThat(firstTokens).isEqualTo(result.template().lossFull());
        assertThat(firstTokens.warm())
                .isBetween(
                        firstTokens.warmInterval().low(),
                        firstTokens.warmInterval().high());
        assertThat(positions.stream()
                        .mapToDouble(band -> band.loss().lossFull().base())
                        .average())
                .hasValueCloseTo(result.lossFull().base(), within(1e-9));
    }

    @Test
    void aPlaceIsCountedFromEachAnswersStart() {
        Steering placed =
                new Steering(Mode.STEERED, new Strength(-3), 0.1, Steering.REMOVE, Directions.named("delta[0,1)"));
        HeldOutEvaluation evaluation = new HeldOutEvaluation(
                placed, new Strength(-2), TokenBans.none(), new GroupBootstrap(GroupBootstrap.FEWEST_DRAWS, 1), 40);
        double steered = 0;
        int kept = 0;
        for (int row = 0; row < 20; row++) {
            evaluation.row("g" + row);
            for (int t = 0; t < 2; t++) {
                Context context = Contexts.like(90L * row + t, 40, 2, 1);
                evaluation.position(context.gold(), context.warm(), context.base());
                Token token = Reference.token(context, 0.1);
                kept += token == null ? 0 : 1;
                steered += token == null ? 0 : token.loss(t == 0 ? -3 : 0);
            }
        }
        assertThat(evaluation.result().lossKept().steered()).isCloseTo(steered / kept, within(1e-9));
    }
}
