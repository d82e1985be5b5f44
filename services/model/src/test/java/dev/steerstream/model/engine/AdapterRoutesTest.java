package dev.steerstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdapterRoutesTest {
    @Test
    void everyAdaptersRowsStandTogether() {
        AdapterRoutes routes = AdapterRoutes.of(2, new int[] {2, 0, 1, 0, 1, 2});
        assertThat(routes.own()).containsExactly(2, 4, 0, 5);
        assertThat(routes.owned()).isEmpty();
    }

    @Test
    void anAdapterWithFewerRowsIsFilledUpAndItsFillingsAreNotOwned() {
        AdapterRoutes routes = AdapterRoutes.of(3, new int[] {0, 3, 1, 2, 3, 3});
        assertThat(routes.own()).hasSize(9).startsWith(2).endsWith(1, 4, 5);
        assertThat(routes.own()[3]).isEqualTo(3);
        assertThat(routes.owned()).containsExactly(0, 3, 6, 7, 8);
    }

    @Test
    void rowsOfOtherMethodsAreOnNoRoute() {
        AdapterRoutes routes = AdapterRoutes.of(1, new int[] {2, 1, 3, 0});
        assertThat(routes.own()).containsExactly(1);
        assertThat(routes.owned()).isEmpty();
    }

    @Test
    void withoutAdaptersThereAreNoRoutes() {
        AdapterRoutes routes = AdapterRoutes.of(0, new int[] {0, 0});
        assertThat(routes.own()).isEmpty();
        assertThat(routes.owned()).isEmpty();
    }
}
