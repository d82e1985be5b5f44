package dev.steerstream.tracker.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One version of a task's profile.
 *
 * @param state in_force, superseded, retired, or candidate where calibration held it back
 * @param strength signed
 * @param low lower end of its interval
 * @param high upper end of its interval
 * @param bounded whether the optimum stopped at the bound of the mean KL
 * @param insufficient whether too few informative tokens were there: then the strength is 0
 * @param strengths of every direction that steers, the first with the strength above; empty in a profile from before they were kept
 * @param gain what steering gains on held-out rows, as promoting on gain judges it; null where nothing was judged
 * @param heldOut null where nothing was judged
 */
public record ProfileRow(
        long version,
        String state,
        String adaptation,
        String estimator,
        double strength,
        double low,
        double high,
        boolean bounded,
        boolean insufficient,
        double confidence,
        List<Strength> strengths,
        Gain gain,
        HeldOut heldOut,
        Instant createdAt) {

    static final String COLUMNS =
            " p.version, p.state as profile_state, p.adaptation as profile_adaptation, p.estimator, p.strength,"
                    + " p.strength_low, p.strength_high, p.bounded, p.insufficient, p.confidence,"
                    + " (p.profile -> 'strengths')::text strengths, (p.profile -> 'gain')::text as gain,"
                    + " (p.report -> 'held_out')::text held_out, p.created_at as profile_created_at ";

    /** Of one direction; without ends where they are not known. */
    public record Strength(String direction, double strength, Double low, Double high) {
        static List<Strength> of(JsonNode strengths) {
            List<Strength> all = new ArrayList<>();
            if (strengths != null) {
                strengths.forEach(one -> all.add(new Strength(
                        one.path("direction").asText(),
                        one.path("strength").asDouble(),
                        Columns.number(one, "/strength_low"),
                        Columns.number(one, "/strength_high"))));
            }
            return List.copyOf(all);
        }
    }

    /**
     * Warm minus steered in nats a token.
     *
     * @param content whether it is of the tokens that differ from answer to answer, and not of the template that all share
     * @param interval null where fewer than two groups were judged
     * @param helps whether the whole interval lies above 0
     */
    public record Gain(double value, boolean content, Interval interval, boolean helps) {
        static Gain of(JsonNode gain) {
            if (gain == null || !gain.has("value")) return null;
            return new Gain(
                    gain.path("value").asDouble(),
                    gain.path("measure").asText().endsWith("_content"),
                    Interval.of(gain, ""),
                    gain.path("helps").asBoolean());
        }

        public boolean harms() {
            return interval != null && interval.high() < 0;
        }
    }

    /** What steers beside the direction whose strength this is. */
    public List<Strength> others() {
        return strengths.size() < 2 ? List.of() : strengths.subList(1, strengths.size());
    }

    /** Whose strength this is; null where that was not kept. */
    public String direction() {
        return strengths.isEmpty() ? null : strengths.get(0).direction();
    }

    /**
     * Held-out {@code loss_full} in nats per token: no mask, all tokens.
     *
     * @param baseInterval by the held-out rows, as the other two; null in a report from before they were kept
     * @param gain of steered over warm, by the held-out rows
     * @param gainLow lower end of its interval, or null
     * @param gainHigh upper end of its interval, or null
     * @param keptGain the same over the tokens that the mask keeps, as steering is in force; null in a report from before it was kept
     * @param keptInterval its interval, or null
     * @param helps whether the interval of the kept gain lies above 0
     */
    public record HeldOut(
            Long rows,
            Double base,
            Double warm,
            Double steered,
            Interval baseInterval,
            Interval warmInterval,
            Interval steeredInterval,
            Double gain,
            Double gainLow,
            Double gainHigh,
            Double keptGain,
            Interval keptInterval,
            boolean helps) {

        static HeldOut of(JsonNode report) {
            if (report == null || !report.has("loss_full")) return null;
            return new HeldOut(
                    report.path("rows").asLong(),
                    Columns.number(report, "/loss_full/base"),
                    Columns.number(report, "/loss_full/warm"),
                    Columns.number(report, "/loss_full/steered"),
                    Interval.of(report, "/loss_full/base_interval"),
                    Interval.of(report, "/loss_full/warm_interval"),
                    Interval.of(report, "/loss_full/steered_interval"),
                    Columns.number(report, "/loss_full/gain/value"),
                    Columns.number(report, "/loss_full/gain/low"),
                    Columns.number(report, "/loss_full/gain/high"),
                    Columns.number(report, "/loss_kept/gain/value"),
                    Interval.of(report, "/loss_kept/gain"),
                    report.path("helps").asBoolean());
        }
    }

    /** What a loss may be by chance. */
    public record Interval(double low, double high) {
        static Interval of(JsonNode report, String pointer) {
            Double low = Columns.number(report, pointer + "/low");
            Double high = Columns.number(report, pointer + "/high");
            return low == null || high == null ? null : new Interval(low, high);
        }
    }

    static ProfileRow read(ResultSet row) throws SQLException {
        return new ProfileRow(
                row.getLong("version"),
                row.getString("profile_state"),
                row.getString("profile_adaptation"),
                row.getString("estimator"),
                row.getDouble("strength"),
                row.getDouble("strength_low"),
                row.getDouble("strength_high"),
                row.getBoolean("bounded"),
                row.getBoolean("insufficient"),
                row.getDouble("confidence"),
                Strength.of(Columns.json(row, "strengths")),
                Gain.of(Columns.json(row, "gain")),
                HeldOut.of(Columns.json(row, "held_out")),
                Columns.instant(row, "profile_created_at"));
    }
}
