package dev.steerstream.tracker.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.schemas.Progress;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FormatsTest {

    @Test
    void timesHaveTheUnitThatFitsThem() {
        assertThat(Formats.seconds(null)).isEqualTo("–");
        assertThat(Formats.seconds(0.0)).isEqualTo("0 ms");
        assertThat(Formats.seconds(0.3801)).isEqualTo("380 ms");
        assertThat(Formats.seconds(1.5)).isEqualTo("1.50 s");
        assertThat(Formats.seconds(125.4)).isEqualTo("2 min 5 s");
        assertThat(Formats.seconds(7_260.0)).isEqualTo("2 h 1 min");
        assertThat(Formats.remaining(36.4)).isEqualTo("36 s");
        assertThat(Formats.clock(Instant.parse("2026-01-01T23:04:05Z"))).isEqualTo("23:04:05");
    }

    @Test
    void strengthsAreSignedWithAMinusAndNotAHyphen() {
        assertThat(Formats.signed(-1.254)).isEqualTo("\u22121.25");
        assertThat(Formats.signed(0.4)).isEqualTo("+0.40");
        assertThat(Formats.signed(0.0)).isEqualTo("0.00");
    }

    @Test
    void whatOthersWroteHasTheSameMinus() {
        assertThat(Formats.sentence(
                        "no gain: -0.137 +- 0.251 nats, strength -3.79 (-12.36 to +3.08) of task-1, on 2026-11-26"))
                .isEqualTo("no gain: \u22120.137 ± 0.251 nats, strength \u22123.79 (\u221212.36 to +3.08) of task-1, on"
                        + " 2026-11-26");
        assertThat(Formats.signed3(-0.0102)).isEqualTo("\u22120.010");
        assertThat(Formats.signed3(0.481)).isEqualTo("+0.481");
        assertThat(Formats.signed3(0.0001)).isEqualTo("0.000");
    }

    @Test
    void aDirectionOfSomeTokensNamesThem() {
        assertThat(Formats.direction("delta")).isEqualTo("delta");
        assertThat(Formats.direction("delta[0,1)")).isEqualTo("delta at token 1");
        assertThat(Formats.direction("log_ratio[1,)")).isEqualTo("log_ratio from token 2");
        assertThat(Formats.direction("delta[4,16)")).isEqualTo("delta at tokens 5 to 16");
    }

    @Test
    void aPartOfACharacterIsToldByItsId() {
        assertThat(Formats.piece("\ufffd", 9458)).isEqualTo("#9458");
        assertThat(Formats.piece(" team", 3)).isEqualTo("·team");
        assertThat(Formats.piece("", 3)).isEmpty();
    }

    @Test
    void ratesLoseDigitsAsTheyGrow() {
        assertThat(Formats.rate(0.0)).isEqualTo("0");
        assertThat(Formats.rate(0.091)).isEqualTo("0.09");
        assertThat(Formats.rate(12.34)).isEqualTo("12.3");
        assertThat(Formats.rate(1_234.5)).isEqualTo("1,235");
    }

    @Test
    void progressOfUnknownLengthIsNoDivisionByZero() {
        assertThat(Formats.share(new Progress("loading", 3, 0, null, null, null, null, null, 1, 1, null)))
                .isZero();
        assertThat(Formats.share(new Progress("training", 50, 200, null, null, null, null, null, 1, 1, null)))
                .isEqualTo(25);
    }

    @Test
    void tablesShowFourSignificantDigitsAndBytesTheirUnit() {
        assertThat(Formats.plain(0.12)).isEqualTo("0.12");
        assertThat(Formats.plain(12_345.678)).isEqualTo("12350");
        assertThat(Formats.plain(128.0)).isEqualTo("128");
        assertThat(Formats.plain(null)).isEqualTo("–");
        assertThat(Formats.bytes(999L)).isEqualTo("999 B");
        assertThat(Formats.bytes(5_000_000L)).isEqualTo("4.8 MiB");
    }
}
