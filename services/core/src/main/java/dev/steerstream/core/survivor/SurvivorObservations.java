package dev.steerstream.core.survivor;

import dev.steerstream.core.observation.ObservationBuilder;
import dev.steerstream.core.observation.Observations;
import dev.steerstream.core.observation.TokenObservation;
import dev.steerstream.core.steering.Direction;

/** What the estimators of one strength look at, from what was kept. Stateless. */
public final class SurvivorObservations {
    private SurvivorObservations() {}

    /** The kept tokens along one direction under a mask that removes. */
    public static Observations of(SurvivorStore store, Direction direction, double confidence, long maximumBytes) {
        Observations observations = new Observations(store.rowGroups(), maximumBytes);
        int most = 1;
        SurvivorCursor sizes = store.cursor(confidence);
        while (sizes.next()) {
            most = Math.max(most, sizes.size());
        }
        ObservationBuilder builder = new ObservationBuilder(most);
        SurvivorCursor cursor = store.cursor(confidence);
        while (cursor.next()) {
            if (cursor.gold() < 0) {
                observations.addMasked();
            } else {
                observations.add(observation(cursor, direction, builder));
            }
        }
        return observations;
    }

    private static TokenObservation observation(
            SurvivorCursor cursor, Direction direction, ObservationBuilder builder) {
        double maximum = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < cursor.size(); i++) {
            maximum = Math.max(maximum, cursor.warm(i));
        }
        double sum = 0;
        for (int i = 0; i < cursor.size(); i++) {
            sum += Math.exp(cursor.warm(i) - maximum);
        }
        double logSum = Math.log(sum);
        double publishedMean = 0;
        builder.begin(cursor.size());
        for (int i = 0; i < cursor.size(); i++) {
            double value = direction.at(cursor.id(i), cursor);
            double logQ = cursor.warm(i) - maximum - logSum;
            publishedMean += cursor.warmProbability(cursor.id(i)) * value;
            builder.add(Math.exp(logQ), logQ, value, i == cursor.gold());
        }
        return builder.build(
                cursor.group(),
                cursor.size(),
                cursor.warm(cursor.gold()) - maximum - logSum,
                direction.at(cursor.id(cursor.gold()), cursor),
                publishedMean);
    }
}
