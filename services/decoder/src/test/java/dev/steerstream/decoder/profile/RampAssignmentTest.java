package dev.steerstream.decoder.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RampAssignmentTest {
    private static final TaskName TASK = new TaskName("default", "tickets");
    private static final int REQUESTS = 2_000;

    /** Five standard deviations of a binomial: with fixed names the outcome is fixed too. */
    @Test
    void theShareOfManyRequestsLiesWithinBinomialBounds() {
        for (String salt : new String[] {"ramp-1", "ramp-2", "ramp-3"}) {
            for (double share : new double[] {0.01, 0.1, 0.5, 0.9}) {
                long taken = IntStream.range(0, REQUESTS)
                        .filter(i -> RampAssignment.takes(TASK, "request-" + i, salt, share))
                        .count();
                double bound = 5 * Math.sqrt(REQUESTS * share * (1 - share));
                assertThat((double) taken)
                        .as("%s at %s", salt, share)
                        .isBetween(REQUESTS * share - bound, REQUESTS * share + bound);
            }
        }
    }

    @Test
    void aGrowingShareOnlyAddsRequests() {
        for (int i = 0; i < REQUESTS; i++) {
            if (RampAssignment.takes(TASK, "request-" + i, "ramp-1", 0.1)) {
                assertThat(RampAssignment.takes(TASK, "request-" + i, "ramp-1", 0.3))
                        .isTrue();
            }
        }
    }

    @Test
    void anotherSaltIsAnotherDraw() {
        long both = IntStream.range(0, REQUESTS)
                .filter(i -> RampAssignment.takes(TASK, "request-" + i, "ramp-1", 0.5)
                        && RampAssignment.takes(TASK, "request-" + i, "ramp-2", 0.5))
                .count();
        assertThat((double) both).isBetween(REQUESTS / 4.0 - 100, REQUESTS / 4.0 + 100);
    }

    /** The rule as the contract has it, by another way of computing it. */
    @Test
    void theFirstEightBytesAreAFractionOfTwoToTheSixtyFour() throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256")
                .digest("default/tickets/request-7/ramp-1".getBytes(StandardCharsets.UTF_8));
        BigInteger first = BigInteger.ZERO;
        for (int i = 0; i < 8; i++) first = first.shiftLeft(8).or(BigInteger.valueOf(digest[i] & 0xff));
        double fraction = first.doubleValue() * 0x1p-64;
        assertThat(RampAssignment.takes(TASK, "request-7", "ramp-1", fraction + 1e-9))
                .isTrue();
        assertThat(RampAssignment.takes(TASK, "request-7", "ramp-1", fraction - 1e-9))
                .isFalse();
    }
}
