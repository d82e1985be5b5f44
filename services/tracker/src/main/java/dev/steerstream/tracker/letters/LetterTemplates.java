package dev.steerstream.tracker.letters;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** {@code templates/letters.html}, {@code templates/letter.html} and {@code templates/settlement.html}; a name after the dollar sign is a part that is live. */
@CheckedTemplate(basePath = "")
final class LetterTemplates {
    private LetterTemplates() {}

    static native TemplateInstance letters(LettersView view);

    static native TemplateInstance letters$waiting(LettersView view);

    static native TemplateInstance settlement(SettlementView view);

    static native TemplateInstance letter(LetterView view);
}
