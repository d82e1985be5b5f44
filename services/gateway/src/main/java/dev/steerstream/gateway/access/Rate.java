package dev.steerstream.gateway.access;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A token bucket a tenant: so many requests a second on average, and twice as many at once. Bounded: the tenants that have been silent longest are
 * forgotten, which fills their buckets. Safe from any thread.
 */
final class Rate {
    private static final int MOST_TENANTS = 10_000;
    private static final double SECOND = 1e9;

    private final double perSecond;
    private final double burst;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_TENANTS;
        }
    };

    private record Bucket(double tokens, long at) {}

    /** @param perSecond above 0 */
    Rate(double perSecond) {
        this.perSecond = perSecond;
        this.burst = Math.max(1, 2 * perSecond);
    }

    /** As a sentence names it. */
    String rule() {
        return "%s requests a second, %s at once"
                .formatted(
                        new BigDecimal(Double.toString(perSecond))
                                .stripTrailingZeros()
                                .toPlainString(),
                        (long) burst);
    }

    /**
     * Takes one.
     *
     * @param now of the system's nanosecond clock
     * @return 0 where it was taken, else the seconds until one can be, at least 1
     */
    synchronized int take(String tenant, long now) {
        Bucket before = buckets.getOrDefault(tenant, new Bucket(burst, now));
        double tokens = Math.min(burst, before.tokens() + (now - before.at()) / SECOND * perSecond);
        boolean taken = tokens >= 1;
        buckets.put(tenant, new Bucket(taken ? tokens - 1 : tokens, now));
        return taken ? 0 : Math.max(1, (int) Math.ceil((1 - tokens) / perSecond));
    }
}
