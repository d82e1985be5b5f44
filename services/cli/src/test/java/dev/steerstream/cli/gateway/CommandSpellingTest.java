package dev.steerstream.cli.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandSpellingTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /v1/tasks lists those that there are. | steer task list lists those that there are.",
                "GET /v1/tasks/a.b-1 shows the version in force. | steer task describe a.b-1 shows the version in force.",
                "Start one with POST /v1/tasks/triage/adaptations. | Start one with steer task adapt triage.",
                "Begin with POST /v1/tasks/t/ramp {\"version\": N, \"share\": 0.1}. | Begin with steer task ramp t --version N --share 0.1.",
                "GET /v1/datasets/d/submissions/s/rejects names them | steer dataset rejects d s names them",
                "GET /v1/tasks/t/evaluations/e shows how far it is | steer evaluate --task t --id e --watch shows how far it is",
            })
    void aRequestIsSpelledAsTheCommandThatSendsIt(String advice, String spelled) {
        assertThat(CommandSpelling.of(advice)).isEqualTo(spelled);
    }

    @Test
    void whatNoCommandSendsStays() {
        String advice = "GET /v1/files lists those that there are; POST /v1/generations/r/cancel ends one.";
        assertThat(CommandSpelling.of(advice)).isEqualTo(advice);
        assertThat(CommandSpelling.of(null)).isNull();
    }
}
