package dev.steerstream.gateway.openai.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.schemas.Contracts;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ParametersTest {
    private static Parameters of(String json) {
        try {
            return new Parameters((ObjectNode) Contracts.mapper().readTree(json));
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException(broken);
        }
    }

    private static void refused(ThrowingCallable call, String code, String member) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.status()).isEqualTo(400);
            assertThat(problem.failure().code()).isEqualTo(code);
            assertThat(problem.member()).isEqualTo(member);
            assertThat(problem.failure().message()).contains(member);
        });
    }

    @Test
    void aParameterIsTakenByItsTypeAndNullCountsAsLeftOut() {
        Parameters given = of("{\"a\":\"text\",\"b\":2,\"c\":true,\"d\":0.5,\"e\":null,\"f\":{\"g\":1}}");
        assertThat(given.text("a")).isEqualTo("text");
        assertThat(given.integer("b")).isEqualTo(2);
        assertThat(given.flag("c")).isTrue();
        assertThat(given.number("d")).isEqualTo(0.5);
        assertThat(given.number("e")).isNull();
        assertThat(given.text("missing")).isNull();
        assertThat(given.object("f").orElseThrow().whole("g")).isEqualTo(1);
        given.end();
    }

    @Test
    void anotherTypeIsRefusedWithTheFullName() {
        refused(() -> of("{\"a\":1}").text("a"), "WRONG_TYPE", "a");
        refused(() -> of("{\"a\":\"1\"}").integer("a"), "WRONG_TYPE", "a");
        refused(() -> of("{\"a\":1.5}").integer("a"), "WRONG_TYPE", "a");
        refused(() -> of("{\"a\":5000000000}").integer("a"), "WRONG_TYPE", "a");
        refused(() -> of("{\"a\":1e999}").number("a"), "WRONG_TYPE", "a");
        refused(() -> of("{\"a\":{\"b\":1}}").object("a").orElseThrow().flag("b"), "WRONG_TYPE", "a.b");
        refused(() -> of("{\"a\":[1]}").objects("a"), "WRONG_TYPE", "a.0");
    }

    @Test
    void whatNobodyTookIsRefusedAtTheEnd() {
        Parameters given = of("{\"a\":1,\"b\":{\"c\":1}}");
        given.integer("a");
        Parameters inner = given.object("b").orElseThrow();
        refused(inner::end, "UNKNOWN_MEMBER", "b.c");
        given.end();
    }

    @Test
    void whatIsNotSupportedIsRefusedUnlessItAsksForNothing() {
        of("{\"a\":null,\"b\":[],\"c\":{},\"d\":false,\"e\":\"auto\"}").unsupported("a");
        of("{\"b\":[]}").unsupported("b");
        of("{\"c\":{}}").unsupported("c");
        of("{\"d\":false}").unsupported("d", "false");
        of("{\"e\":\"auto\"}").unsupported("e", "none", "auto");
        refused(() -> of("{\"d\":true}").unsupported("d", "false"), "UNSUPPORTED_PARAMETER", "d");
        refused(() -> of("{\"b\":[1]}").unsupported("b"), "UNSUPPORTED_PARAMETER", "b");
    }

    @Test
    void whatIsRequiredIsNamed() {
        refused(() -> of("{}").requiredText("model"), "MISSING_PARAMETER", "model");
        refused(() -> of("{\"model\":\"\"}").requiredText("model"), "MISSING_PARAMETER", "model");
        refused(() -> of("{}").objects("messages"), "MISSING_PARAMETER", "messages");
    }
}
