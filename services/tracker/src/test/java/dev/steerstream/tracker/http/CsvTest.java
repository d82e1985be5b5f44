package dev.steerstream.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {
    @Test
    void aTextThatASpreadsheetWouldRunStandsBehindAnApostrophe() {
        assertThat(row("=HYPERLINK(\"http://elsewhere\")")).isEqualTo("\"'=HYPERLINK(\"\"http://elsewhere\"\")\"");
        assertThat(row("+1+1")).isEqualTo("'+1+1");
        assertThat(row("-1+cmd")).isEqualTo("'-1+cmd");
        assertThat(row("@SUM(A1)")).isEqualTo("'@SUM(A1)");
        assertThat(row("\t=1")).isEqualTo("'\t=1");
        assertThat(row("\r=1")).isEqualTo("\"'\r=1\"");
    }

    @Test
    void numbersAndHarmlessTextsStayAsTheyAre() {
        assertThat(row(-1.25, -3L, "-0.5", "+2e-3", "a=b", " delivery", null, ""))
                .isEqualTo("-1.25,-3,-0.5,+2e-3,a=b, delivery,,");
        assertThat(row("a \"b\", c")).isEqualTo("\"a \"\"b\"\", c\"");
    }

    private static String row(Object... fields) {
        String text = Csv.of(List.of("head"), List.of(Arrays.asList(fields)));
        return text.substring("head\r\n".length(), text.length() - 2);
    }
}
