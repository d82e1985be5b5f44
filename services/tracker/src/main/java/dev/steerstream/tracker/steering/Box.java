package dev.steerstream.tracker.steering;

/**
 * Five numbers of a distribution as a box on a line, 0..100.
 *
 * @param zero where 0 lies, or null where it lies outside
 */
public record Box(
        double minimum,
        double lower,
        double median,
        double upper,
        double maximum,
        double left,
        double right,
        Double zero) {

    /** Null where the report does not have all five. */
    static Box of(Report report) {
        Double minimum = report.number("/per_token/minimum");
        Double lower = report.number("/per_token/lower_quartile");
        Double median = report.number("/per_token/median");
        Double upper = report.number("/per_token/upper_quartile");
        Double maximum = report.number("/per_token/maximum");
        if (minimum == null || lower == null || median == null || upper == null || maximum == null) return null;
        // The whiskers of a heavy-tailed distribution would leave no room for the box: they end at 3 box lengths.
        double reach = Math.max(1e-9, 3 * (upper - lower));
        double left = Math.max(minimum, lower - reach);
        double right = Math.min(maximum, upper + reach);
        Double zero = left <= 0 && right >= 0 ? (Double) at(0, left, right) : null;
        return new Box(minimum, lower, median, upper, maximum, left, right, zero);
    }

    public double place(double value) {
        return at(value, left, right);
    }

    private static double at(double value, double left, double right) {
        return right <= left ? 50 : Math.max(0, Math.min(100, 2 + 96 * (value - left) / (right - left)));
    }

    public double boxLeft() {
        return place(lower);
    }

    public double boxWidth() {
        return Math.max(0.6, place(upper) - place(lower));
    }

    public double middle() {
        return place(median);
    }
}
