package dev.steerstream.tracker.letters;

import dev.steerstream.tracker.history.Page;
import dev.steerstream.tracker.view.Section;
import java.util.List;

/**
 * The list of dead letters.
 *
 * @param state that it is narrowed to; the empty text is all
 * @param waiting how many are stored now, counted to 1000
 */
record LettersView(
        String stream,
        String notice,
        String state,
        boolean firstPage,
        List<String> obstacles,
        Section<Long> waiting,
        Section<Page<LetterRow>> letters) {}
