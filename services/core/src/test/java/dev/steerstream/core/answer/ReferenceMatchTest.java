package dev.steerstream.core.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceMatchTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "billing|billing|true|1",
                " Billing\n|billing|true|1",
                "the answer|The  Answer|true|1",
                "billing.|billing|false|0",
                "a b c|a b d|false|0.6666666666666666",
                "a a a|a|false|0.5",
                "''|a|false|0",
                "''|''|true|1",
            })
    void wordsAreCompared(String answer, String reference, boolean exact, double f1) {
        ReferenceMatch match = ReferenceMatch.of(answer.replace("''", ""), reference.replace("''", ""));
        assertThat(match.exact()).isEqualTo(exact);
        assertThat(match.f1()).isCloseTo(f1, within(1e-12));
    }
}
