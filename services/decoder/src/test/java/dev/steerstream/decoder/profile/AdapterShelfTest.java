package dev.steerstream.decoder.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.work.errors.SteerStreamException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdapterShelfTest {
    /** Memory for two adapters. */
    private static final class Memory implements AdapterShelf.Places {
        private final Set<String> attached = new LinkedHashSet<>();

        @Override
        public void attach(String tenant, String adapterDigest) {
            if (attached.size() == 2) {
                throw SteerStreamException.user("MEMORY_BUDGET", "two adapters are all that fits", "Wait.");
            }
            attached.add(adapterDigest);
        }

        @Override
        public void detach(String adapterDigest) {
            attached.remove(adapterDigest);
        }
    }

    private final Memory memory = new Memory();
    private final AdapterShelf shelf = new AdapterShelf(memory, 8);

    @Test
    void whereMemoryIsShortTheOldestIdleAdapterGoesFirst() {
        shelf.lend("default", "a").close();
        shelf.lend("default", "b").close();
        shelf.lend("default", "a").close();

        shelf.lend("default", "c");

        assertThat(memory.attached).containsExactly("a", "c");
    }

    @Test
    void adaptersInUseStayAndTheNewOneIsRefused() {
        AdapterShelf.Loan first = shelf.lend("default", "a");
        shelf.lend("default", "b");

        assertThatThrownBy(() -> shelf.lend("default", "c")).isInstanceOf(SteerStreamException.class);
        first.close();
        shelf.lend("default", "c");

        assertThat(memory.attached).containsExactly("b", "c");
        assertThat(shelf.size()).isEqualTo(2);
    }
}
