package dev.steerstream.tracker.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LocalPathTest {

    @Test
    void aboveACommandIsThePageWithItsFormAndAboveThatTheList() {
        assertThat(LocalPath.above("/tasks/triage/promote")).isEqualTo("/tasks/triage");
        assertThat(LocalPath.above("/tasks/triage")).isEqualTo("/tasks");
        assertThat(LocalPath.above("/tasks")).isNull();
        assertThat(LocalPath.above("/")).isNull();
    }

    @Test
    void nothingAboveLeadsElsewhere() {
        assertThat(LocalPath.above("//other.example/x/y")).isEqualTo("/");
    }
}
