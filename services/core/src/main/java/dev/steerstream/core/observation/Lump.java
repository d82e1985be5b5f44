package dev.steerstream.core.observation;

/** Tokens of nearly the same vector value that stand together, while they are being joined. Not thread-safe: one thread. */
final class Lump {
    private double mass;
    private double sum; // of mass times (value - low)
    private double squares; // of mass times (value - low)^2
    private double low;
    private double high;
    private double weight;
    private int tokens;
    private int single;

    /** One token, with its index wherever it came from. */
    void setToken(int index, double probability, double value) {
        set(probability, value, 0, value, value);
        tokens = 1;
        single = index;
    }

    /** Tokens that somebody has summed. */
    void set(double lumpMass, double mean, double variance, double lowest, double highest) {
        mass = lumpMass;
        low = lowest;
        high = highest;
        double offset = mean - lowest;
        sum = mass * offset;
        squares = mass * (variance + offset * offset);
        tokens = 2; // at least
        single = -1;
    }

    void copy(Lump other) {
        mass = other.mass;
        sum = other.sum;
        squares = other.squares;
        low = other.low;
        high = other.high;
        weight = other.weight;
        tokens = other.tokens;
        single = other.single;
    }

    double low() {
        return low;
    }

    /** Takes another one in, whose low end is not below this one's but for rounding. */
    void join(Lump other) {
        double shift = other.low - low;
        squares += other.squares + 2 * shift * other.sum + other.mass * shift * shift;
        sum += other.sum + other.mass * shift;
        mass += other.mass;
        high = Math.max(high, other.high);
        weight += other.weight;
        tokens += other.tokens;
    }

    /** How wide it and another one would be together. */
    double widthWith(Lump other) {
        return Math.max(high, other.high) - low;
    }

    double width() {
        return high - low;
    }

    /** What its tokens weigh where they weigh most, see {@link SummaryBuilder}. */
    double weight() {
        return weight;
    }

    void weigh(double most) {
        weight = most;
    }

    boolean isToken() {
        return tokens == 1;
    }

    /** Of a token. */
    int index() {
        return single;
    }

    double mass() {
        return mass;
    }

    double mean() {
        return low + sum / mass;
    }

    double variance() {
        double offset = sum / mass;
        return Math.max(0, squares / mass - offset * offset);
    }
}
