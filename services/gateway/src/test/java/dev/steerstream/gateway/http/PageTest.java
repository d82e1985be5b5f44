package dev.steerstream.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {
    @Test
    void aPageWithoutMoreHasNoNext() {
        assertThat(Page.of(List.of("a", "b"), 2, row -> row).next()).isNull();
    }

    @Test
    void aCursorThatIsNotOursIsRefused() {
        assertThatThrownBy(() -> Page.position("%%")).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> Page.limit("501")).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> Page.limit("many")).isInstanceOf(ProblemException.class);
        assertThat(Page.limit(null)).isEqualTo(50);
    }
}
