package dev.steerstream.work.adaptations;

import dev.steerstream.work.errors.SteerStreamException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Rules of single settings. A violation is a user failure {@code INVALID_SETTING} that names the setting, its value and the rule. */
public final class SettingRules {
    private SettingRules() {}

    public static <T> T or(T given, T byDefault) {
        return given == null ? byDefault : given;
    }

    public static String oneOf(String setting, String value, List<String> allowed) {
        if (value != null && allowed.contains(value)) return value;
        throw invalid(setting, "\"" + value + "\"", "must be one of " + allowed);
    }

    /** Each one of the allowed and named once only; in the order of the allowed: two orders of the same set are the same adapter. */
    public static List<String> someOf(String setting, List<String> values, List<String> allowed) {
        Set<String> distinct = new LinkedHashSet<>();
        for (String value : values) {
            oneOf(setting, value, allowed);
            if (!distinct.add(value)) throw invalid(setting, value, "must be named once only");
        }
        return allowed.stream().filter(distinct::contains).toList();
    }

    public static long whole(String setting, long value, long least, long most) {
        if (value >= least && value <= most) return value;
        throw invalid(setting, Long.toString(value), "must be from " + least + " to " + most);
    }

    public static double real(String setting, double value, double least, double most) {
        // NaN fails both comparisons.
        if (value >= least && value <= most) return value;
        throw invalid(setting, Double.toString(value), "must be from " + least + " to " + most);
    }

    public static SteerStreamException invalid(String setting, String value, String rule) {
        return SteerStreamException.user(
                "INVALID_SETTING", setting + " is " + value + ": it " + rule, "Correct the setting or leave it out.");
    }
}
