package dev.steerstream.gateway.ramps;

import java.time.Instant;
import java.util.Map;

/** What the endpoints of ramps and promotions take and answer with. */
public final class RampViews {
    private RampViews() {}

    /**
     * Asks for a ramp.
     *
     * @param version which of the task's versions; may be left out where share is 0
     * @param share of requests, from 0, which ends the ramp, to below 1
     * @param reason goes to the audit
     */
    public record Ask(Long version, Double share, String reason) {}

    /** Asks to put a version in force for every request. */
    public record Promote(Long version, String reason) {}

    /** Asks to take the task's profile out of force. */
    public record Retire(String reason) {}

    /**
     * What was asked for, and what became of it so far.
     *
     * @param command its id
     * @param outcome applied, ignored (it was so already), refused, or accepted where nobody has taken it yet
     */
    public record Commanded(String command, String task, String outcome) {}

    /**
     * A task's newest ramp and how its arms compare.
     *
     * @param salt names it
     * @param version the ramped one
     * @param beside the one in force
     * @param share of requests, the last one where it has ended
     * @param state running, stopped, promoted, superseded or retired
     * @param requests ended requests of each arm
     * @param counted how many of them the measures are of: the newest
     * @param measures by name
     */
    public record Ramp(
            String task,
            String salt,
            long version,
            long beside,
            double share,
            String state,
            Instant startedAt,
            Instant changedAt,
            Instant endedAt,
            Requests requests,
            long counted,
            Map<String, Measure> measures) {}

    /** Ended requests by arm. */
    public record Requests(long inForce, long ramped) {}

    /**
     * One measure.
     *
     * @param unit of its values
     * @param difference ramped minus in force, with its 95% bootstrap interval; null where an arm has no value
     */
    public record Measure(String unit, Sample inForce, Sample ramped, Difference difference) {}

    /**
     * One arm's values.
     *
     * @param n requests that have a value
     * @param mean null where none has
     */
    public record Sample(int n, Double mean) {}

    /** @param low lower end of the interval, null as {@code high} where an arm has fewer than two requests */
    public record Difference(double value, Double low, Double high) {}
}
