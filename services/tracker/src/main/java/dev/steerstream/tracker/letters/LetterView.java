package dev.steerstream.tracker.letters;

import dev.steerstream.tracker.view.Section;
import java.util.List;

/** One dead letter. */
record LetterView(String id, String notice, List<String> obstacles, Section<LetterDetail> letter) {

    public boolean stored() {
        return letter.value() != null && letter.value().row().state().equals("stored");
    }
}
