package dev.steerstream.evaluation.scoring;

import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.engine.AnswerStates;
import dev.steerstream.model.engine.StatesStore;
import dev.steerstream.model.engine.TokenRow;
import java.util.List;
import java.util.Optional;

/** Runs rows through base and adapter. The caller closes what it gets. */
@FunctionalInterface
public interface StatesSource {
    AnswerStates of(List<TokenRow> rows);

    /**
     * @param adapterDigest of an attached adapter
     * @param base has the base model's states of rows that ran before, or takes them
     */
    static StatesSource of(LanguageModel model, String adapterDigest, Optional<StatesStore> base) {
        return base.<StatesSource>map(store -> rows -> model.states(rows, adapterDigest, store))
                .orElse(rows -> model.states(rows, adapterDigest));
    }
}
