package dev.steerstream.core.statistics;

/**
 * McNemar's exact test of two classifiers on the same cases: of those that only one of them has right, each is as likely the first's as
 * the second's if they are equally good (McNemar, "Note on the sampling error of the difference between correlated proportions", 1947;
 * exact by the binomial distribution). Cases must be independent of each other.
 *
 * @param onlyFirst cases that only the first has right
 * @param onlySecond cases that only the second has right
 * @param pValue two-sided: {@code min(1, 2 P(X <= min(onlyFirst, onlySecond)))}, X binomial of all these cases at 1/2
 */
public record McNemar(int onlyFirst, int onlySecond, double pValue) {
    public static McNemar of(int onlyFirst, int onlySecond) {
        if (onlyFirst < 0 || onlySecond < 0) {
            throw new IllegalArgumentException(
                    "Counts of cases must be 0 or more, but are " + onlyFirst + " and " + onlySecond + ".");
        }
        int cases = onlyFirst + onlySecond;
        int fewer = Math.min(onlyFirst, onlySecond);
        double logTerm = -cases * Math.log(2); // log of C(cases, k) / 2^cases, from k = 0
        double tail = Math.exp(logTerm);
        for (int k = 1; k <= fewer; k++) {
            logTerm += Math.log(cases - k + 1.0) - Math.log(k);
            tail += Math.exp(logTerm);
        }
        return new McNemar(onlyFirst, onlySecond, Math.min(1, 2 * tail));
    }
}
