package dev.steerstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContractsTest {

    @Test
    void aMessageIsSnakeCaseInTheRecordsOrderWithoutNulls() {
        DatasetSeal seal = new DatasetSeal("d", "s", 1, "a".repeat(64), Map.of(Split.HELD_OUT, 1L));
        assertThat(text(seal))
                .isEqualTo("{\"dataset\":\"d\",\"submission\":\"s\",\"rows\":1,\"sha256\":\"" + "a".repeat(64)
                        + "\",\"splits\":{\"held_out\":1}}");
        DeadLetter letter = new DeadLetter(
                "i", "t", 0, 5, new Failure(Failure.Kind.USER, "X", "m", null), Instant.parse("2026-01-02T03:04:05Z"));
        assertThat(text(letter))
                .isEqualTo("{\"id\":\"i\",\"topic\":\"t\",\"partition\":0,\"offset\":5,\"failure\":{\"kind\":\"user\","
                        + "\"code\":\"X\",\"message\":\"m\"},\"at\":\"2026-01-02T03:04:05Z\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json                                 | is not JSON",
                "[1]                                      | must be a JSON object",
                "{\"request\":\"r\",\"request\":\"q\",\"action\":\"cancel\"} | Duplicate",
                "{\"request\":\"r\",\"action\":\"cancel\"} {} | is not JSON",
                "{\"request\":\"../etc\",\"action\":\"cancel\"} | ^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$",
                "{\"request\":\"r\",\"action\":\"stop\"}    | \"cancel\"",
                "{\"request\":\"r\"}                        | /action is missing",
            })
    void aMessageThatIsNoneIsRefusedWithTheRule(String json, String rule) {
        assertThatExceptionOfType(ContractViolationException.class)
                .isThrownBy(() -> Contracts.read(GenerationControl.class, json.getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining(rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "1e999", "-1e999", "\"1.5\"", "\"NaN\"", "true"})
    void aStrengthThatIsNoFiniteNumberIsRefused(String number) {
        byte[] json = ("{\"strength\":" + number + "}").getBytes(StandardCharsets.UTF_8);
        assertThatExceptionOfType(ContractViolationException.class)
                .isThrownBy(() -> Contracts.read(SteeringOptions.class, json));
    }

    @Test
    void aNumberThatIsNotFiniteIsNotWritten() {
        for (double number : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertThatExceptionOfType(ContractViolationException.class)
                    .isThrownBy(() -> Contracts.write(new SteeringOptions(null, number, null)))
                    .withMessageContaining("/strength");
        }
    }

    @Test
    void aWholeNumberIsAStrengthToo() {
        assertThat(Contracts.read(SteeringOptions.class, "{\"strength\":-2}".getBytes(StandardCharsets.UTF_8))
                        .strength())
                .isEqualTo(-2.0);
    }

    @Test
    void aNullMemberCountsAsAbsent() {
        GenerationRequest request = Contracts.read(
                GenerationRequest.class,
                "{\"id\":\"r\",\"task\":null,\"messages\":null,\"prompt\":\"x\",\"sampling\":{\"seed\":null}}"
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(request.prompt()).isEqualTo("x");
        assertThat(request.messages()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"r\"}",
                "{\"id\":\"r\",\"prompt\":\"x\",\"messages\":[{\"role\":\"user\",\"content\":\"y\"}]}"
            })
    void aRequestHasExactlyOneOfMessagesAndPrompt(String json) {
        assertThatExceptionOfType(ContractViolationException.class)
                .isThrownBy(() -> Contracts.read(GenerationRequest.class, json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aMessageOverTheLimitIsNeitherReadNorWritten() {
        GenerationRequest large = new GenerationRequest(
                "r", null, null, "x".repeat(Topic.MAXIMUM_MESSAGE_BYTES), null, null, null, null, null, null);
        assertThatExceptionOfType(ContractViolationException.class)
                .isThrownBy(() -> Contracts.write(large))
                .withMessageContaining("1048576");
        byte[] bytes = new byte[Topic.MAXIMUM_MESSAGE_BYTES + 1];
        Arrays.fill(bytes, (byte) ' ');
        assertThatExceptionOfType(ContractViolationException.class)
                .isThrownBy(() -> Contracts.read(GenerationRequest.class, bytes))
                .withMessageContaining("1048577 bytes");
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        byte[] overlong = {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', ':', '1', '}'};
        byte[] utf16 = "{\"id\":\"r\",\"prompt\":\"x\"}".getBytes(StandardCharsets.UTF_16LE);
        for (byte[] bytes : List.of(overlong, utf16)) {
            assertThatExceptionOfType(ContractViolationException.class)
                    .isThrownBy(() -> Contracts.read(GenerationRequest.class, bytes));
        }
    }

    @Test
    void aTimeThatIsNoneIsRefused() {
        for (String time : List.of("2026-02-30T00:00:00Z", "yesterday", "2026-01-01")) {
            byte[] json =
                    ("{\"id\":\"r\",\"prompt\":\"x\",\"deadline\":\"" + time + "\"}").getBytes(StandardCharsets.UTF_8);
            assertThatExceptionOfType(ContractViolationException.class)
                    .as(time)
                    .isThrownBy(() -> Contracts.read(GenerationRequest.class, json));
        }
    }

    @Test
    void valuesAreCutAndViolationsBounded() {
        ContractViolationException refusal = catchThrowableOfType(
                ContractViolationException.class,
                () -> Contracts.read(
                        GenerationControl.class,
                        ("{\"request\":\"" + "!".repeat(5000) + "\"}").getBytes(StandardCharsets.UTF_8)));
        assertThat(refusal.violations()).allSatisfy(violation -> assertThat(
                        violation.value() == null || violation.value().length() <= 200)
                .isTrue());
        String many = "{\"id\":\"r\",\"messages\":[" + "{\"role\":1},".repeat(500) + "{}]}";
        ContractViolationException manyRefused = catchThrowableOfType(
                ContractViolationException.class,
                () -> Contracts.read(GenerationRequest.class, many.getBytes(StandardCharsets.UTF_8)));
        assertThat(manyRefused.violations()).hasSizeLessThanOrEqualTo(21);
    }

    @Test
    void deepNestingIsRefusedAndNotFollowed() {
        String deep = "{\"id\":\"r\",\"prompt\":\"x\",\"extra\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        assertThatExceptionOfType(ContractViolationException.class)
                .isThrownBy(() -> Contracts.read(GenerationRequest.class, deep.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aClassWithoutASchemaIsNoMessage() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Contracts.write(Map.of("a", 1)))
                .withMessageContaining("is no message");
    }

    @Test
    void aMessageDoesNotChangeWithTheListThatItWasMadeFrom() {
        List<ChatMessage> messages = new ArrayList<>(List.of(new ChatMessage("user", "a")));
        GenerationRequest request =
                new GenerationRequest("r", null, messages, null, null, null, null, null, null, null);
        messages.clear();
        assertThat(request.messages()).hasSize(1);
    }

    private static String text(Object message) {
        return new String(Contracts.write(message), StandardCharsets.UTF_8);
    }
}
