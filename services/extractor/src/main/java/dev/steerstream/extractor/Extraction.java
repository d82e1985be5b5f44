package dev.steerstream.extractor;

import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.work.adaptations.Adaptation;
import dev.steerstream.work.artefacts.AdapterStore;
import dev.steerstream.work.datasets.SealedSubmission;

/** What one extraction works on. */
record Extraction(Adaptation adaptation, AdapterStore.Stored adapter, MadeFor made, SealedSubmission dataset) {

    /**
     * A dataset row as tokens.
     *
     * @param number the row's number in its submission
     * @param group rows of one group are drawn together
     */
    record Example(long number, String group, TokenRow tokens) {}
}
