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
    record Example(long number, String group, TokenRow tokens) {
        /** The answer's token ids. */
        int[] completion() {
            int[] answer = new int[tokens.completionLength()];
            for (int t = 0; t < answer.length; t++) answer[t] = tokens.id(tokens.completionStart() + t);
            return answer;
        }
    }
}
