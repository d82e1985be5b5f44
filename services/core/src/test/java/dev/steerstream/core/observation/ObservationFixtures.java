package dev.steerstream.core.observation;

import dev.steerstream.core.Contexts.Context;
import dev.steerstream.core.Reference;
import dev.steerstream.core.Reference.Token;
import dev.steerstream.core.statistics.RowGroups;
import java.util.List;

/** Observations made of naive tokens, one row and group each. */
public final class ObservationFixtures {
    private ObservationFixtures() {}

    public static StrengthObjective objective(List<Context> contexts, double confidence) {
        RowGroups groups = new RowGroups();
        Observations observations = new Observations(groups, Long.MAX_VALUE);
        ObservationBuilder builder = new ObservationBuilder(contexts.get(0).size());
        for (int i = 0; i < contexts.size(); i++) {
            groups.begin("group " + i);
            Token token = Reference.token(contexts.get(i), confidence);
            if (token == null) {
                observations.addMasked();
            } else {
                observations.add(build(builder, token, groups.group()));
            }
        }
        return new StrengthObjective(observations);
    }

    static TokenObservation build(ObservationBuilder builder, Token token, int group) {
        double[] logQ = Reference.logSoftmax(token.z());
        builder.begin(logQ.length);
        for (int j = 0; j < logQ.length; j++) {
            builder.add(Math.exp(logQ[j]), logQ[j], token.delta()[j], j == token.gold());
        }
        return builder.build(
                group,
                logQ.length,
                logQ[token.gold()],
                token.delta()[token.gold()],
                token.delta()[token.gold()] - token.publishedAdvantage());
    }
}
